"""Which payouts are there, and why are some not paid yet?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    Case,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from kit.calendars import is_working_day
from payments import policy
from payments.chart import Kind
from payments.models import LedgerEntry, Payout, PayoutAccount


def payouts_of(organisation_id: UUID) -> QuerySet[Payout]:
    """A seller's payouts that have a sum, with the account they go to."""
    rows = Payout.objects.filter(organisation_id=organisation_id, amount_minor__isnull=False)
    return rows.select_related("account")


def open_payouts_of(organisation_id: UUID) -> list[Payout]:
    """What a seller's balances wait in, one for each currency at most."""
    rows = Payout.objects.filter(organisation_id=organisation_id, amount_minor__isnull=True)
    return list(rows.order_by("currency"))


def current_account(organisation_id: UUID) -> PayoutAccount | None:
    """The bank data that a seller has given, whether they may be used yet or not."""
    rows = PayoutAccount.objects.filter(organisation_id=organisation_id, replaced_at__isnull=True)
    return rows.first()


def usable_account(*, organisation_id: UUID, at: datetime) -> PayoutAccount | None:
    """The same, once they have rested."""
    account = current_account(organisation_id)
    return account if account and account.usable_from <= at else None


def why_not_due(
    payout: Payout, *, balance_minor: int, account: PayoutAccount | None, at: datetime
) -> list[str]:
    """
    The codes of what keeps an open payout from being scheduled; none when nothing does.

    `on_hold`, `negative`, `minimum`, `no_account`, `account_rests`. `account` are the bank data that
    the seller has given; test money needs none.
    """
    least = policy.PAYOUT_MINIMUM_MINOR.get(payout.currency, 1)
    reasons = {
        "on_hold": payout.status == Payout.Status.ON_HOLD,
        "negative": balance_minor < 0,
        "minimum": 0 <= balance_minor < least,
        "no_account": account is None and not payout.sandbox,
        "account_rests": account is not None and account.usable_from > at,
    }
    return [code for code, is_so in reasons.items() if is_so]


def due_ids(*, at: datetime) -> list[UUID]:
    """Open payouts of enough money, on the days on which we pay; at most one sweep's load."""
    today = at.astimezone(ZoneInfo(policy.LEDGER_TIME_ZONE)).date()
    if not is_working_day(today, policy.OPERATOR_COUNTRY):
        return []
    rows = Payout.objects.filter(status=Payout.Status.ACCRUING).annotate(
        balance=_balance(),
        least=Case(
            *(
                When(currency=currency, then=Value(minor))
                for currency, minor in policy.PAYOUT_MINIMUM_MINOR.items()
            ),
            default=Value(1),
            output_field=IntegerField(),
        ),
    )
    due = rows.filter(balance__gte=F("least")).order_by("id")
    return list(due.values_list("id", flat=True)[: policy.PAYOUT_SWEEP_SIZE])


def with_balance(rows: QuerySet[Payout]) -> QuerySet[Payout]:
    """Payouts, each with the `balance` in minor units that its seller may have in its currency."""
    return rows.annotate(balance=_balance())


def payouts_with(ids: Collection[UUID]) -> dict[UUID, Payout]:
    """Some payouts by their ids, with the account they go to. One query."""
    return Payout.objects.select_related("account").in_bulk(list(ids))


def _balance() -> Coalesce:
    lines = LedgerEntry.objects.filter(
        account__kind=Kind.SELLER_PAYABLE,
        account__owner_id=OuterRef("organisation_id"),
        account__currency=OuterRef("currency"),
        account__sandbox=OuterRef("sandbox"),
    ).order_by()
    total = lines.values("account").annotate(sum=-Sum("amount_minor")).values("sum")
    return Coalesce(Subquery(total, output_field=BigIntegerField()), Value(0), output_field=BigIntegerField())
