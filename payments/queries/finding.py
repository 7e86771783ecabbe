"""Which payments does a word name?"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from kit.hits import as_hits
from payments.models import Payment


def payments_called(references: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Payments by what they are called at their provider, such as on a bank statement."""
    return as_hits(
        Payment.objects.filter(provider_ref__in=references, sandbox=False),
        kind="payment",
        name="provider_ref",
        most=most,
        facts={
            "status": "status",
            "provider": "provider",
            "reference": "reference",
            "minor": "amount_minor",
            "currency": "currency",
            "at": "created_at",
        },
    )


def transfer_called(ref: str) -> Payment | None:
    """A payment by transfer, by what its invoice calls it."""
    return Payment.objects.filter(provider="bank_transfer", provider_ref=ref.strip()).first()
