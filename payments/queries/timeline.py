"""What happened to the money of an order?"""

from kit.timeline import Rows, told
from payments.models import Payment, PaymentEvent, PaymentMove, Refund, RefundMove

_STARTED, _REPORTED, _MOVED, _REFUND, _REFUND_MOVED = 20, 21, 22, 50, 51

# What came of a notice, by its code: the words of other statuses with the same code mean something else.
OUTCOMES = dict(PaymentEvent.Outcome.choices)


def happenings(*, reference: str, order_reference: str) -> list[Rows]:
    """Payments of its group with what their providers reported, refunds of its own."""
    return [*_payments(reference), *_refunds(reference, order_reference)]


def _payments(reference: str) -> list[Rows]:
    return [
        told(
            Payment.objects.filter(reference=reference),
            source="payment_started",
            rank=_STARTED,
            at="created_at",
            by="'buyer'",
            by_id="",
            facts={
                "name": "provider_ref",
                "provider": "provider",
                "minor": "amount_minor",
                "currency": "currency",
            },
        ),
        told(
            PaymentEvent.objects.filter(payment__reference=reference),
            source="payment_reported",
            rank=_REPORTED,
            at="received_at",
            by="'provider'",
            by_id="",
            facts={
                "provider": "provider",
                "minor": "amount_minor",
                "currency": "currency",
                "became": "outcome",
            },
        ),
        told(
            PaymentMove.objects.filter(row__reference=reference),
            source="payment_moved",
            rank=_MOVED,
            of="row",
            facts={"name": "row__provider_ref", "was": "was", "became": "became", "reason": "reason"},
        ),
    ]


def _refunds(reference: str, order_reference: str) -> list[Rows]:
    refunded = {"part__payment__reference": reference, "part__order_reference": order_reference}
    return [
        told(
            Refund.objects.filter(**refunded),
            source="refund_requested",
            rank=_REFUND,
            at="requested_at",
            by="''",
            by_id="requested_by_id",
            facts={"minor": "amount_minor", "currency": "currency", "reason": "reason"},
        ),
        told(
            RefundMove.objects.filter(**{f"row__{path}": value for path, value in refunded.items()}),
            source="refund_moved",
            rank=_REFUND_MOVED,
            of="row",
            facts={
                "minor": "row__amount_minor",
                "currency": "row__currency",
                "was": "was",
                "became": "became",
                "reason": "reason",
            },
        ),
    ]
