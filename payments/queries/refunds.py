"""What money is to go back, for which orders?"""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from kit.money import Money
from kit.words import Words
from payments import lifecycle
from payments.apportioning import Kept, Parts
from payments.models import LedgerEntry, PaymentPart, Refund, RefundItem, SaleLine

# What doors above need to say what is left.
__all__ = [
    "COMPONENT_WORDS",
    "Kept",
    "Parts",
    "RefundFacts",
    "Unpaid",
    "amount_left_of",
    "came_to_nothing",
    "currency_of",
    "dead_ends",
    "declined_for_good",
    "left_of",
    "left_of_part",
    "refunds",
    "refunds_with",
    "units_left_of",
    "unpaid_of",
]


COMPONENT_WORDS: Mapping[str, Words] = {
    "goods": _("goods"),
    "freight": _("freight"),
    "insurance": _("insurance"),
    "duty": _("duty"),
    "vat": _("VAT"),
    "consumption": _("consumption tax"),
}


class Unpaid(NamedTuple):
    """A refund that died, and nobody asked for again, and what of its lines its next try will take."""

    refund: Refund
    lines: Mapping[UUID, Kept]


class RefundFacts(NamedTuple):
    """One return of money, for which order."""

    order_reference: str
    amount: Money
    provider: str


def refunds(*, status: str = "", order_reference: str = "") -> QuerySet[Refund]:
    """Refunds of real money with their payment and parts, of one status or order when asked."""
    wanted = {"status": status, "part__order_reference": order_reference}
    rows = Refund.objects.filter(part__payment__sandbox=False).select_related("part__payment", "again")
    rows = rows.prefetch_related("items__line")
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def dead_ends(status: str = "") -> QuerySet[Refund]:
    """Refunds of real money that were declined or failed, one of both when asked, and not asked for again."""
    dead = (status,) if status else lifecycle.DEAD_REFUND
    return Refund.objects.filter(status__in=dead, again__isnull=True, part__payment__sandbox=False)


def came_to_nothing() -> QuerySet[Refund]:
    """Refunds of which the last try died: nothing of theirs is on its way."""
    return _tries_of(dead_ends())


def declined_for_good() -> QuerySet[Refund]:
    """Refunds of which the last try was declined, while as much is left of the order's money to send it."""
    living = Refund.objects.filter(part=OuterRef("part")).exclude(status__in=lifecycle.DEAD_REFUND)
    sums = living.order_by().values("part").annotate(sum=Sum("amount_minor")).values("sum")
    charged = _chargebacks().filter(reference=OuterRef("part__order_reference")).order_by()
    lost = charged.values("reference").annotate(sum=Sum("amount_minor")).values("sum")
    ends = dead_ends("declined").annotate(taken=Coalesce(Subquery(sums), 0), lost=Coalesce(Subquery(lost), 0))
    return _tries_of(ends.filter(part__amount_minor__gte=F("taken") + F("lost") + F("amount_minor")))


def unpaid_of(first_tries: Collection[UUID]) -> list[Unpaid]:
    """Of some refunds, named by their first tries, those whose last try died. Three queries."""
    first = Coalesce("first_try_id", "id")
    ends = dead_ends().annotate(first=first).filter(first__in=first_tries).order_by("id")
    return [
        Unpaid(refund, {item.line.line_id: Kept(item.units, item.parts) for item in refund.items.all()})
        for refund in ends.select_related("part").prefetch_related("items__line")
    ]


def _tries_of(ends: QuerySet[Refund]) -> QuerySet[Refund]:
    """All tries of those whose last ones are given."""
    first = Coalesce("first_try_id", "id")
    return Refund.objects.annotate(first=first).filter(first__in=ends.annotate(first=first).values("first"))


def refunds_with(ids: Collection[UUID]) -> dict[UUID, RefundFacts]:
    """Some refunds by their ids. One query."""
    rows = Refund.objects.filter(pk__in=ids).select_related("part__payment")
    return {
        row.pk: RefundFacts(row.part.order_reference, row.amount, row.part.payment.provider) for row in rows
    }


def currency_of(order_reference: str) -> str:
    """In which currency a live order's money came; empty if none did."""
    parts = PaymentPart.objects.filter(
        order_reference=order_reference,
        payment__status__in=lifecycle.CAPTURED_PAYMENT,
        payment__sandbox=False,
    )
    return parts.values_list("payment__currency", flat=True).first() or ""


def left_of(order_reference: str) -> dict[UUID, Parts]:
    """What of each line of a sale could still go back, by the line's id. One query."""
    rows = SaleLine.objects.filter(sale__reference=order_reference)
    return {row.line_id: row.left for row in rows}


def units_left_of(order_reference: str) -> dict[UUID, int]:
    """How many units of each line of a sale that stands could still go back, by the line's id. One query."""
    rows = SaleLine.objects.filter(sale__reference=order_reference, sale__reversed_at__isnull=True)
    return {row.line_id: row.units - row.back_units for row in rows}


def amount_left_of(order_reference: str) -> int:
    """
    What of an order's captured money is in no living refund and wasn't charged back, in minor units.

    Three queries.
    """
    part = PaymentPart.objects.filter(
        order_reference=order_reference, payment__status__in=lifecycle.CAPTURED_PAYMENT
    ).first()
    return left_of_part(part) if part is not None else 0


def left_of_part(part: PaymentPart) -> int:
    """The same of an order's part of a payment. Two queries."""
    # A bank may take back what was refunded before.
    return max(part.amount_minor - _living(part) - charged_back(part.order_reference), 0)


def overdrawn(part: PaymentPart) -> bool:
    """
    Whether banks have taken back of an order what its living refunds send as well. Two queries.

    Where no bank took anything, refunds never send more than was captured.
    """
    gone = charged_back(part.order_reference)
    return bool(gone) and part.amount_minor < gone + _living(part)


def charged_back(order_reference: str) -> int:
    """What payers' banks have taken back of an order's money, in minor units. One query."""
    borne = _chargebacks().filter(reference=order_reference)
    sum_minor: int | None = borne.aggregate(sum=Sum("amount_minor"))["sum"]
    return sum_minor or 0


def _chargebacks() -> QuerySet[LedgerEntry]:
    """One side of each: that of whoever bears it."""
    return LedgerEntry.objects.filter(purpose=LedgerEntry.Purpose.CHARGEBACK, amount_minor__gt=0)


def _living(part: PaymentPart) -> int:
    living = part.refunds.exclude(status__in=lifecycle.DEAD_REFUND)
    sum_minor: int | None = living.aggregate(sum=Sum("amount_minor"))["sum"]
    return sum_minor or 0


def imported_of(*, refund_id: UUID) -> int:
    """What of a refund is for goods and carriage, by which customs value them, in minor units. One query."""
    items = RefundItem.objects.filter(refund_id=refund_id)
    return sum(item.goods_minor + item.freight_minor + item.insurance_minor for item in items)
