"""What must always hold for what goes back, line by line?"""

from kit.invariants import Invariant

_PARTS = ("goods", "freight", "insurance", "duty", "vat", "consumption")
_SUMS = (*_PARTS, "commission", "commission_vat", "discount")
_LIVING = "refund.status NOT IN ('declined', 'failed')"

REFUND_INVARIANTS = (
    Invariant(
        "what goes back of a line is what its living refunds say, and never more than it cost",
        f"""
        SELECT line.id
        FROM payments_saleline AS line
        LEFT JOIN payments_refunditem AS item ON item.line_id = line.id
        LEFT JOIN payments_refund AS refund ON refund.id = item.refund_id
        GROUP BY line.id
        HAVING line.back_units <> coalesce(sum(item.units) FILTER (WHERE {_LIVING}), 0)
            OR line.borne_goods_minor <> coalesce(sum(item.goods_minor) FILTER (
                   WHERE {_LIVING} AND refund.borne_by IN ('shares', 'seller')
               ), 0)
            OR {
            " OR ".join(
                f"line.back_{name}_minor <> coalesce(sum(item.{name}_minor) FILTER (WHERE {_LIVING}), 0)"
                f" OR line.back_{name}_minor > line.{name}_minor"
                for name in _SUMS
            )
        }
        """,  # noqa: S608
    ),
    Invariant(
        "the parts of a refund sum to it",
        f"""
        SELECT refund.id
        FROM payments_refund AS refund
        JOIN payments_refunditem AS item ON item.refund_id = refund.id
        GROUP BY refund.id
        HAVING refund.amount_minor <> sum({" + ".join(f"item.{name}_minor" for name in _PARTS)})
        """,  # noqa: S608
    ),
    Invariant(
        "a refund is asked for again once it died, of the same order, and counts to its first try",
        f"""
        SELECT again.id
        FROM payments_refund AS again
        JOIN payments_refund AS refund ON refund.id = again.instead_of_id
        WHERE {_LIVING} OR refund.part_id <> again.part_id
           OR again.first_try_id <> coalesce(refund.first_try_id, refund.id)
        """,  # noqa: S608
    ),
    Invariant(
        "the lines of a sale sum to its goods, commission and VAT",
        """
        SELECT sale.id
        FROM payments_sale AS sale
        LEFT JOIN payments_saleline AS line ON line.sale_id = sale.id
        GROUP BY sale.id
        HAVING sale.goods_minor <> coalesce(sum(line.goods_minor + line.discount_minor), 0)
            OR sale.commission_minor <> coalesce(sum(line.commission_minor), 0)
            OR sale.commission_vat_minor <> coalesce(sum(line.commission_vat_minor), 0)
        """,
    ),
    Invariant(
        "all of commission and discount is given back with all of the goods that a seller bears",
        """
        SELECT id FROM payments_saleline
        WHERE goods_minor > 0 AND borne_goods_minor = goods_minor
          AND (back_commission_minor, back_commission_vat_minor, back_discount_minor)
              IS DISTINCT FROM (commission_minor, commission_vat_minor, discount_minor)
        """,
    ),
    Invariant(
        "commission and discount that the ledger has of a sale are what its refunds left of them",
        """
        WITH booked AS (
            SELECT line.reference,
                   coalesce(-sum(line.amount_minor) FILTER (WHERE account.kind = 'commission'), 0) AS minor,
                   coalesce(-sum(line.amount_minor) FILTER (WHERE account.kind = 'commission_vat'), 0) AS vat,
                   coalesce(sum(line.amount_minor) FILTER (WHERE account.kind = 'discounts'), 0) AS off
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE account.kind IN ('commission', 'commission_vat', 'discounts')
            GROUP BY line.reference
        ), left_over AS (
            SELECT sale.reference,
                   CASE WHEN sale.reversed_at IS NULL
                        THEN coalesce(sum(line.commission_minor - line.back_commission_minor), 0)
                        ELSE 0 END AS minor,
                   CASE WHEN sale.reversed_at IS NULL
                        THEN coalesce(sum(line.commission_vat_minor - line.back_commission_vat_minor), 0)
                        ELSE 0 END AS vat,
                   CASE WHEN sale.reversed_at IS NULL
                        THEN coalesce(sum(line.discount_minor - line.back_discount_minor), 0)
                        ELSE 0 END AS off
            FROM payments_sale AS sale
            LEFT JOIN payments_saleline AS line ON line.sale_id = sale.id
            GROUP BY sale.id
        )
        SELECT reference FROM left_over LEFT JOIN booked USING (reference)
        WHERE coalesce(booked.minor, 0) <> left_over.minor OR coalesce(booked.vat, 0) <> left_over.vat
           OR coalesce(booked.off, 0) <> left_over.off
        """,
    ),
    Invariant(
        "what carrier, customs or we ourselves bear of refunds stands on their accounts, and no more",
        f"""
        WITH said AS (
            SELECT part.order_reference AS reference,
                   CASE refund.borne_by WHEN 'carrier' THEN 'claims_on_carrier'
                                        WHEN 'customs' THEN 'claims_on_customs'
                                        ELSE 'claims_costs' END AS kind,
                   sum(refund.amount_minor) AS minor
            FROM payments_refund AS refund
            JOIN payments_paymentpart AS part ON part.id = refund.part_id
            JOIN payments_sale AS sale ON sale.reference = part.order_reference AND sale.reversed_at IS NULL
            WHERE {_LIVING} AND refund.borne_by IN ('carrier', 'customs', 'platform')
            GROUP BY 1, 2
        ), booked AS (
            SELECT line.reference, account.kind, sum(line.amount_minor) AS minor
            FROM payments_ledgerentry AS line
            JOIN payments_ledgeraccount AS account ON account.id = line.account_id
            WHERE account.kind IN ('claims_on_carrier', 'claims_on_customs', 'claims_costs')
            GROUP BY 1, 2
        )
        SELECT reference FROM said FULL JOIN booked USING (reference, kind)
        WHERE coalesce(said.minor, 0) <> coalesce(booked.minor, 0)
        """,  # noqa: S608
    ),
)
