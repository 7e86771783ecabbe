"""What must always hold for money?"""

from kit.invariants import Invariant
from payments.queries.document_invariants import DOCUMENT_INVARIANTS
from payments.queries.ledger_invariants import LEDGER_INVARIANTS
from payments.queries.refund_invariants import REFUND_INVARIANTS

_LIVE = "('created', 'pending', 'unknown', 'authorised', 'captured', 'matched')"
_CAPTURED = "('captured', 'matched')"

INVARIANTS = (
    Invariant(
        "the parts of a payment sum to its amount",
        """
        SELECT payment.id
        FROM payments_payment AS payment
        LEFT JOIN payments_paymentpart AS part ON part.payment_id = payment.id
        GROUP BY payment.id
        HAVING payment.amount_minor <> coalesce(sum(part.amount_minor), 0)
        """,
    ),
    Invariant(
        "a captured payment has the instant of its capture, with at least the sum due",
        f"""
        SELECT id FROM payments_payment
        WHERE status IN {_CAPTURED} AND (captured_at IS NULL OR received_minor < amount_minor)
        """,  # noqa: S608
    ),
    Invariant(
        "an order group has at most one living payment",
        f"""
        SELECT reference FROM payments_payment
        WHERE status IN {_LIVE} GROUP BY reference HAVING count(*) > 1
        """,  # noqa: S608
    ),
    Invariant(
        "refunds of an order never exceed what was captured for it",
        f"""
        SELECT part.id
        FROM payments_paymentpart AS part
        JOIN payments_payment AS payment ON payment.id = part.payment_id
        JOIN payments_refund AS refund ON refund.part_id = part.id
        WHERE refund.status NOT IN ('declined', 'failed')
        GROUP BY part.id, payment.status
        HAVING sum(refund.amount_minor) > part.amount_minor OR payment.status NOT IN {_CAPTURED}
        """,  # noqa: S608
    ),
    Invariant(
        "a refund is in its payment's currency",
        """
        SELECT refund.id
        FROM payments_refund AS refund
        JOIN payments_paymentpart AS part ON part.id = refund.part_id
        JOIN payments_payment AS payment ON payment.id = part.payment_id
        WHERE refund.currency <> payment.currency
        """,
    ),
    Invariant(
        "a refund was approved by another person than the one who asked for it",
        """
        SELECT refund.id
        FROM payments_refund AS refund
        JOIN payments_paymentpart AS part ON part.id = refund.part_id
        JOIN payments_payment AS payment ON payment.id = part.payment_id
        -- Test money goes back by itself.
        WHERE (refund.status IN ('approved', 'in_transit', 'done') AND refund.approved_by_id IS NULL
               AND NOT payment.sandbox)
           OR refund.approved_by_id = refund.requested_by_id
        """,
    ),
    Invariant(
        "an applied notification belongs to a payment with money",
        f"""
        SELECT event.id
        FROM payments_paymentevent AS event
        LEFT JOIN payments_payment AS payment ON payment.id = event.payment_id
        WHERE event.outcome = 'applied' AND (payment.status IS NULL OR payment.status NOT IN {_CAPTURED})
        """,  # noqa: S608
    ),
    Invariant(
        "the last history row of a payment shows its status",
        """
        SELECT payment.id
        FROM payments_payment AS payment
        JOIN LATERAL (
            SELECT became FROM payments_paymentmove
            WHERE row_id = payment.id ORDER BY id DESC LIMIT 1
        ) AS last ON true
        WHERE last.became <> payment.status
        """,
    ),
    Invariant(
        "the last history row of a refund shows its status",
        """
        SELECT refund.id
        FROM payments_refund AS refund
        JOIN LATERAL (
            SELECT became FROM payments_refundmove
            WHERE row_id = refund.id ORDER BY id DESC LIMIT 1
        ) AS last ON true
        WHERE last.became <> refund.status
        """,
    ),
    *LEDGER_INVARIANTS,
    *DOCUMENT_INVARIANTS,
    *REFUND_INVARIANTS,
)
