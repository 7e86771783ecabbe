"""What must always hold for orders?"""

from kit.invariants import Invariant

_SHARES = ("goods", "freight", "insurance", "duty", "vat", "consumption")

INVARIANTS = (
    Invariant(
        "the orders of a group sum to its total",
        """
        SELECT checkout.id
        FROM orders_ordergroup AS checkout
        LEFT JOIN orders_order AS part ON part.group_id = checkout.id
        GROUP BY checkout.id
        HAVING checkout.total_minor <> coalesce(sum(part.total_minor), 0)
        """,
    ),
    Invariant(
        "the lines of an order sum to its goods, freight, insurance, taxes",
        f"""
        SELECT part.id
        FROM orders_order AS part
        LEFT JOIN orders_orderline AS line ON line.order_id = part.id
        GROUP BY part.id
        HAVING {" OR ".join(f"part.{name}_minor <> coalesce(sum(line.{name}_minor), 0)" for name in _SHARES)}
        """,  # noqa: S608
    ),
    Invariant(
        "the units of a living order are reserved until they are handed in",
        """
        WITH wanted AS (
            SELECT part.number, line.variant_id, sum(line.quantity - line.declined_quantity) AS units
            FROM orders_order AS part JOIN orders_orderline AS line ON line.order_id = part.id
            WHERE part.status IN ('placed', 'accepted') AND part.handed_in_at IS NULL
              AND line.quantity > line.declined_quantity
            GROUP BY part.number, line.variant_id
        ), held AS (
            SELECT reservation.reference AS number, lot.variant_id, sum(reservation.quantity) AS units
            FROM catalog_stockreservation AS reservation
            JOIN catalog_stocklevel AS level ON level.id = reservation.level_id
            JOIN catalog_lot AS lot ON lot.id = level.lot_id
            WHERE reservation.status = 'active'
            GROUP BY reservation.reference, lot.variant_id
        )
        SELECT coalesce(wanted.number, held.number), coalesce(wanted.variant_id, held.variant_id)
        FROM wanted FULL JOIN held USING (number, variant_id)
        WHERE wanted.units IS DISTINCT FROM held.units
        """,
    ),
    Invariant(
        "what a seller declined of a line is on record, and rides in no shipment",
        """
        SELECT line.id
        FROM orders_orderline AS line
        JOIN orders_order AS part ON part.id = line.order_id
        LEFT JOIN LATERAL (
            SELECT sum(quantity) AS units FROM orders_declinedunits WHERE line_id = line.id
        ) AS declined ON true
        LEFT JOIN LATERAL (
            SELECT sum((carried.units ->> line.id::text)::int) AS units
            FROM orders_ordershipment AS carried WHERE carried.order_id = part.id
        ) AS riding ON true
        WHERE line.declined_quantity <> coalesce(declined.units, 0)
           OR (line.declined_quantity > 0
               AND coalesce(riding.units, 0) <> line.quantity - line.declined_quantity)
        """,
    ),
    Invariant(
        "an order whose shipments were asked for has shipments",
        """
        SELECT part.id
        FROM orders_order AS part
        LEFT JOIN orders_ordershipment AS carried ON carried.order_id = part.id
        WHERE part.shipments_requested_at IS NOT NULL AND carried.id IS NULL
        """,
    ),
    Invariant(
        "a dead order keeps no place on a train",
        """
        SELECT part.id
        FROM orders_order AS part
        JOIN orders_ordershipment AS carried ON carried.order_id = part.id
        JOIN shipping_shipment AS shipment ON shipment.id = carried.shipment_id
        WHERE part.status IN ('declined', 'expired', 'cancelled') AND shipment.status <> 'cancelled'
        """,
    ),
    Invariant(
        "a sale costs its seller the commission that is frozen on the order's lines",
        """
        SELECT part.id
        FROM payments_sale AS sale
        JOIN orders_order AS part ON part.number = sale.reference
        JOIN catalog_seller AS seller ON seller.id = part.seller_id
        JOIN LATERAL (
            SELECT sum(commission_minor) AS minor, sum(commission_vat_minor) AS vat_minor
            FROM orders_orderline WHERE order_id = part.id
        ) AS frozen ON true
        WHERE (sale.commission_minor, sale.commission_vat_minor, sale.goods_minor, sale.organisation_id)
              IS DISTINCT FROM (frozen.minor, frozen.vat_minor, part.goods_minor, seller.organisation_id)
        """,
    ),
    Invariant(
        "the units that are claimed of a line are those of its returns and claims that weren't rejected",
        """
        SELECT line.id
        FROM orders_orderline AS line
        LEFT JOIN LATERAL (
            SELECT sum(part.quantity) AS units
            FROM orders_claimline AS part JOIN orders_claim AS claim ON claim.id = part.claim_id
            WHERE part.line_id = line.id AND claim.status <> 'declined' AND claim.liability <> 'buyer'
        ) AS claimed ON true
        WHERE line.claimed_quantity <> coalesce(claimed.units, 0)
        """,
    ),
    Invariant(
        "a claim's refund is of its own order and lines, borne by who is liable, and at most what they cost",
        """
        SELECT claim.id
        FROM orders_claim AS claim
        JOIN orders_order AS sold ON sold.id = claim.order_id
        JOIN payments_refund AS refund ON refund.id = claim.refund_id
        JOIN payments_paymentpart AS part ON part.id = refund.part_id
        WHERE part.order_reference <> sold.number OR refund.borne_by <> claim.liability
           OR refund.amount_minor > sold.total_minor
           OR EXISTS (
               SELECT FROM payments_refunditem AS item
               JOIN payments_saleline AS line ON line.id = item.line_id
               JOIN orders_orderline AS bought ON bought.id = line.line_id
               WHERE item.refund_id = refund.id AND bought.order_id <> claim.order_id)
        """,
    ),
    Invariant(
        "the last history row of a claim shows its status",
        """
        SELECT claim.id
        FROM orders_claim AS claim
        JOIN LATERAL (
            SELECT became FROM orders_claimmove WHERE row_id = claim.id ORDER BY id DESC LIMIT 1
        ) AS last ON true
        WHERE last.became <> claim.status
        """,
    ),
    Invariant(
        "the last history row of an order shows its status",
        """
        SELECT part.id
        FROM orders_order AS part
        JOIN LATERAL (
            SELECT became FROM orders_ordermove WHERE row_id = part.id ORDER BY id DESC LIMIT 1
        ) AS last ON true
        WHERE last.became <> part.status
        """,
    ),
)
