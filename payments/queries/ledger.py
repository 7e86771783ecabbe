"""What do the books of money say: how much stands on which account?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from kit.money import Money
from payments import lifecycle
from payments.chart import OF_SELLERS, Kind
from payments.models import LedgerAccount, LedgerEntry, Payout


@dataclass(frozen=True, slots=True)
class Balance:
    """
    What a seller has with us in one currency: `pending` isn't due yet, `available` may be paid out.

    `on_its_way` was taken out and hasn't arrived. A negative `available` is made up for by later sales.
    """

    currency: str
    pending: Money
    available: Money
    on_its_way: Money


def balances_of(*, organisation_id: UUID, sandbox: bool) -> list[Balance]:
    """A seller's balances, by currency. Two queries."""
    owned = LedgerEntry.objects.filter(
        account__owner_id=organisation_id, account__kind__in=OF_SELLERS, account__sandbox=sandbox
    ).order_by()
    rows = owned.values_list("account__currency", "account__kind").annotate(sum=Sum("amount_minor"))
    sums = {(currency, kind): -total for currency, kind, total in rows}
    gone = Payout.objects.filter(
        organisation_id=organisation_id,
        sandbox=sandbox,
        status__in=lifecycle.PAYOUT_UNDER_WAY,
        amount_minor__isnull=False,
    ).order_by()
    on_its_way = dict(gone.values_list("currency").annotate(sum=Sum("amount_minor")))
    currencies = sorted({currency for currency, _ in sums} | set(on_its_way))
    return [
        Balance(
            currency=currency,
            pending=Money(sums.get((currency, Kind.SELLER_PENDING.value), 0), currency),
            available=Money(sums.get((currency, Kind.SELLER_PAYABLE.value), 0), currency),
            on_its_way=Money(on_its_way.get(currency, 0), currency),
        )
        for currency in currencies
    ]


def available_minor(*, organisation_id: UUID, currency: str, sandbox: bool) -> int:
    """What may be paid out to a seller in a currency, in minor units; below zero they owe us."""
    lines = LedgerEntry.objects.filter(
        account__kind=Kind.SELLER_PAYABLE,
        account__owner_id=organisation_id,
        account__currency=currency,
        account__sandbox=sandbox,
    )
    return -(lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0)


def sums_of(accounts: Collection[UUID]) -> Mapping[UUID, int]:
    """The sums of some accounts, debits positive, by the account's id. One query."""
    rows = LedgerEntry.objects.filter(account__in=list(accounts)).order_by()
    return dict(rows.values_list("account_id").annotate(sum=Sum("amount_minor")))


def sum_before(*, account_id: UUID, entry_id: int) -> int:
    """What stood on an account before one of its entries."""
    rows = LedgerEntry.objects.filter(account=account_id, id__lt=entry_id)
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def account_sum(kind: Kind, *, party: str, currency: str) -> int:
    """The sum of one account of the live world, debits positive."""
    rows = LedgerEntry.objects.filter(
        account__kind=kind, account__party=party, account__currency=currency, account__sandbox=False
    )
    return rows.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def accounts_with_owner(ids: Collection[UUID]) -> QuerySet[LedgerAccount]:
    """The accounts of some sellers."""
    return LedgerAccount.objects.filter(Q(owner_id__in=list(ids)))
