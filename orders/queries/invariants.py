"""What must always hold for orders?"""

from kit.invariants import Invariant

_SHARES = ("goods", "discount", "freight", "insurance", "duty", "vat", "consumption")

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
        "what is booked of a person's year is what standing orders take of it",
        """
        SELECT allowance.id
        FROM orders_allowance AS allowance
        LEFT JOIN orders_allowancetake AS take ON take.allowance_id = allowance.id
        GROUP BY allowance.id
        HAVING allowance.used <> coalesce(sum(take."left"), 0)
        """,
    ),
    Invariant(
        "an order into China in somebody's name takes its value of their year, an ended one nothing",
        """
        SELECT part.id
        FROM orders_order AS part
        JOIN orders_ordergroup AS checkout ON checkout.id = part.group_id
        LEFT JOIN orders_importidentity AS someone ON someone.id = checkout.identity_id
        LEFT JOIN LATERAL (
            SELECT take.taken, take."left", allowance.person
            FROM orders_allowancetake AS take
            JOIN orders_allowance AS allowance ON allowance.id = take.allowance_id
            WHERE take.order_id = part.id AND allowance.goods = ''
        ) AS value ON true
        WHERE (checkout.identity_id IS NOT NULL AND part.regime = 'cn_retail_import' AND (
                value.taken IS DISTINCT FROM
                    part.goods_minor - part.discount_minor + part.freight_minor + part.insurance_minor
                OR value.person <> someone.person))
           OR (part.status IN ('declined', 'expired', 'cancelled') AND EXISTS (
                SELECT 1 FROM orders_allowancetake WHERE order_id = part.id AND "left" > 0))
        """,
    ),
    Invariant(
        "a coupon is used as often as checkouts stand with it",
        """
        SELECT coupon.id
        FROM orders_coupon AS coupon
        LEFT JOIN orders_couponuse AS used ON used.coupon_id = coupon.id AND used.given_back_at IS NULL
        GROUP BY coupon.id
        HAVING coupon.used <> count(used.id)
        """,
    ),
    Invariant(
        "a checkout uses a coupon as long as an order of it stands",
        """
        SELECT used.id
        FROM orders_couponuse AS used
        LEFT JOIN orders_order AS part ON part.group_id = used.group_id AND part.coupon_id = used.coupon_id
        GROUP BY used.id
        HAVING (used.given_back_at IS NULL)
               <> bool_or(part.status IS NOT NULL AND part.status NOT IN ('declined', 'expired', 'cancelled'))
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
        LEFT JOIN orders_coupon AS coupon ON coupon.id = part.coupon_id
        JOIN LATERAL (
            SELECT sum(commission_minor) AS minor, sum(commission_vat_minor) AS vat_minor
            FROM orders_orderline WHERE order_id = part.id
        ) AS frozen ON true
        WHERE (sale.commission_minor, sale.commission_vat_minor, sale.goods_minor, sale.organisation_id)
              IS DISTINCT FROM (
                  frozen.minor, frozen.vat_minor,
                  part.goods_minor - CASE WHEN coupon.seller_id IS NULL THEN 0 ELSE part.discount_minor END,
                  seller.organisation_id)
        """,
    ),
    Invariant(
        "every order that was accepted since invoices are issued is noted for them",
        """
        SELECT moved.row_id
        FROM orders_ordermove AS moved
        JOIN orders_order AS part ON part.id = moved.row_id
        LEFT JOIN payments_duedocument AS due ON due.fact = 'accepted:' || part.number
        WHERE moved.became = 'accepted' AND due.id IS NULL
          AND moved.at >= (SELECT min(created_at) FROM payments_duedocument WHERE kind = 'accepted')
        """,
    ),
    Invariant(
        "an accepted order has invoices over its goods and over its commission, once its turn has come",
        """
        SELECT part.id
        FROM payments_duedocument AS due
        JOIN orders_order AS part ON part.number = due.reference
        LEFT JOIN payments_issueddocument AS goods
          ON (goods.reference, goods.kind, goods.subject) = (part.number, 'invoice', 'goods')
        -- Without what was declined with the acceptance, by the refunds of that.
        JOIN LATERAL (
            SELECT sum(line.goods_minor - line.discount_minor - coalesce(gone.goods, 0)) AS goods,
                   sum(line.commission_minor - coalesce(gone.net, 0)) AS net,
                   sum(line.commission_vat_minor - coalesce(gone.vat, 0)) AS vat,
                   count(*) FILTER (WHERE line.quantity > coalesce(gone.units, 0)) AS many
            FROM orders_orderline AS line
            LEFT JOIN LATERAL (
                SELECT sum(item.goods_minor) AS goods, sum(item.commission_minor) AS net,
                       sum(item.commission_vat_minor) AS vat, sum(item.units) AS units
                FROM payments_refunditem AS item
                JOIN payments_saleline AS sold ON sold.id = item.line_id
                WHERE sold.line_id = line.id AND goods.content -> 'leaves_out' ? item.refund_id::text
                  AND EXISTS (
                      SELECT FROM orders_declinedunits AS declined WHERE declined.refund_id = item.refund_id)
            ) AS gone ON true
            WHERE line.order_id = part.id
        ) AS sold ON true
        LEFT JOIN payments_issueddocument AS service
          ON (service.reference, service.kind, service.subject) = (part.number, 'invoice', 'commission')
        WHERE due.kind = 'accepted' AND due.settled_at IS NOT NULL
          AND part.status IN ('accepted', 'completed')
          AND (goods.net_minor IS DISTINCT FROM sold.goods
               OR jsonb_array_length(goods.content -> 'lines') <> sold.many
               OR (coalesce(service.net_minor, 0), coalesce(service.vat_minor, 0)) <> (sold.net, sold.vat))
        """,
    ),
    Invariant(
        "nothing is left of the invoices of an order that has ended, once its turn has come",
        """
        SELECT part.id
        FROM payments_duedocument AS due
        JOIN orders_order AS part ON part.number = due.reference
        JOIN payments_issueddocument AS invoice
          ON (invoice.reference, invoice.kind) = (part.number, 'invoice')
        JOIN payments_invoicebalance AS balance ON balance.invoice_id = invoice.id
        WHERE due.kind = 'ended' AND due.settled_at IS NOT NULL
          AND balance.credited_minor <> balance.total_minor
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
               AND NOT (claim.reason = 'late' AND claim.status = 'resolved')
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
