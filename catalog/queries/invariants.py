"""What must always hold for goods and stock?"""

from kit.invariants import Invariant

INVARIANTS = (
    Invariant(
        "what is reserved of a stock level is the sum of its active reservations",
        """
        SELECT level.id
        FROM catalog_stocklevel AS level
        LEFT JOIN catalog_stockreservation AS held ON held.level_id = level.id AND held.status = 'active'
        GROUP BY level.id
        HAVING level.reserved <> coalesce(sum(held.quantity), 0)
        """,
    ),
    Invariant(
        "no stock level has more reserved than there is",
        "SELECT id FROM catalog_stocklevel WHERE reserved < 0 OR reserved > on_hand",
    ),
    Invariant(
        "all of a lot is in quarantine, or nothing of it",
        """
        SELECT level.id
        FROM catalog_stocklevel AS level JOIN catalog_lot AS lot ON lot.id = level.lot_id
        WHERE level.is_quarantined <> (lot.quarantined_at IS NOT NULL)
        """,
    ),
    Invariant(
        "what is on hand is the sum of all stock moves",
        """
        SELECT level.id
        FROM catalog_stocklevel AS level
        LEFT JOIN catalog_stockmove AS moved ON moved.level_id = level.id
        GROUP BY level.id
        HAVING level.on_hand <> coalesce(sum(moved.quantity), 0)
        """,
    ),
    Invariant(
        "a closed count has booked the difference of each of its lines, and no other one anything",
        """
        SELECT line.id
        FROM catalog_stockcountline AS line
        JOIN catalog_stockcount AS count ON count.id = line.count_id
        LEFT JOIN catalog_stockmove AS moved ON moved.level_id = line.level_id
            AND moved.reference = count.number AND moved.kind = 'counted'
        GROUP BY line.id, count.status
        HAVING coalesce(sum(moved.quantity), 0)
            <> CASE WHEN count.status = 'closed' THEN line.counted - line.on_hand ELSE 0 END
        """,
    ),
    Invariant(
        "what was sent to another warehouse is on its way, has arrived, or was called back, once",
        """
        SELECT line.id
        FROM catalog_stocktransferline AS line
        JOIN catalog_stocktransfer AS transfer ON transfer.id = line.transfer_id
        JOIN LATERAL (
            SELECT
                coalesce(sum(moved.quantity) FILTER (
                    WHERE moved.kind = 'sent' AND level.warehouse_id = transfer.origin_id), 0) AS sent,
                coalesce(sum(moved.quantity) FILTER (
                    WHERE moved.kind <> 'sent' AND level.warehouse_id = transfer.origin_id), 0) AS back,
                coalesce(sum(moved.quantity) FILTER (
                    WHERE level.warehouse_id = transfer.destination_id), 0) AS arrived
            FROM catalog_stockmove AS moved JOIN catalog_stocklevel AS level ON level.id = moved.level_id
            WHERE moved.reference = transfer.number AND level.lot_id = line.lot_id
        ) AS booked ON true
        WHERE booked.sent <> CASE WHEN transfer.sent_at IS NULL THEN 0 ELSE -line.quantity END
            OR booked.back <> CASE WHEN transfer.status = 'called_back' THEN line.quantity ELSE 0 END
            OR booked.arrived <> CASE WHEN transfer.status = 'arrived' THEN line.arrived ELSE 0 END
        """,
    ),
    Invariant(
        "whoever buys more of a listing never pays more for each",
        """
        SELECT step.id
        FROM catalog_price AS step
        JOIN catalog_price AS fewer ON fewer.listing_id = step.listing_id
            AND fewer.currency = step.currency AND fewer.from_quantity < step.from_quantity
        WHERE step.from_quantity > 1 AND fewer.amount_minor <= step.amount_minor
        """,
    ),
    *(
        Invariant(
            f"the last history row of a {name} shows its status",
            f"""
            SELECT moved.id
            FROM {table} AS moved
            JOIN LATERAL (
                SELECT became FROM {history} WHERE row_id = moved.id ORDER BY id DESC LIMIT 1
            ) AS last ON true
            WHERE last.became <> moved.status
            """,  # noqa: S608
        )
        for name, table, history in (
            ("seller", "catalog_seller", "catalog_sellermove"),
            ("listing", "catalog_listing", "catalog_listingmove"),
            ("listing change", "catalog_listingchange", "catalog_listingchangemove"),
            ("stock count", "catalog_stockcount", "catalog_stockcountmove"),
            ("stock transfer", "catalog_stocktransfer", "catalog_stocktransfermove"),
            ("stock reservation", "catalog_stockreservation", "catalog_reservationmove"),
        )
    ),
)
