"""How does a fact of money get into the books, once?"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import reduce

from django.db.models import Q, Sum

from kit.actors import Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction
from payments import lifecycle, postings
from payments.apportioning import Parts
from payments.chart import BEARING, OF_SELLERS, Entry, Kind, Place, Purpose
from payments.models import LedgerAccount, LedgerEntry, LedgerTransaction, Payment, Refund, Sale
from payments.postings import Standing

_Account = tuple[Place, str]
_Fact = LedgerTransaction.Kind


@inside_transaction
def post(
    entries: Sequence[Entry],
    *,
    kind: LedgerTransaction.Kind,
    key: str,
    reference: str,
    sandbox: bool,
    at: datetime,
    by: Actor,
    occurred_at: datetime | None = None,
    reverses: LedgerTransaction | None = None,
) -> LedgerTransaction | None:
    """
    Write one balanced transaction; None if there is nothing to write, or the fact stands in the books.

    The database has the last word: lines that don't sum to nothing in each currency fail
    at COMMIT.
    """
    if not entries:
        return None
    made = LedgerTransaction(
        id=uuid7(),
        kind=kind,
        key=key,
        reference=reference,
        reverses=reverses,
        occurred_at=occurred_at or at,
        posted_at=at,
        by_kind=by.kind,
        by_id=by.id,
        sandbox=sandbox,
        created_at=at,
    )
    # A twin in another transaction makes us wait here; then the fact is known.
    LedgerTransaction.objects.bulk_create([made], ignore_conflicts=True)
    if not LedgerTransaction.objects.filter(pk=made.pk).exists():
        return None
    _write(entries, into=made)
    return made


@inside_transaction
def take_back(
    made: LedgerTransaction,
    *,
    at: datetime,
    by: Actor,
    instead: Mapping[Place, Place] | None = None,
    more: Sequence[Entry] = (),
) -> LedgerTransaction | None:
    """
    Post the opposite of a transaction, as one of its own; None if that was done before.

    What had stood at a place goes to another one where `instead` names it. `more` is what else changes
    with it.
    """
    other = instead or {}
    entries = [
        each._replace(place=other.get(each.place, each.place))
        for each in postings.opposite(_entries_of(made))
    ]
    return post(
        [*entries, *more],
        kind=_Fact.REVERSAL,
        key=f"reversal:{made.pk}",
        reference=made.reference,
        sandbox=made.sandbox,
        reverses=made,
        at=at,
        by=by,
    )


@inside_transaction
def post_money(*, payment: Payment, received_minor: int, counts: bool, at: datetime, by: Actor) -> None:
    """
    Book what came for a locked payment in all, or what of it is left, before its row says so.

    `counts` says whether the sum due is paid from then on; the rest pays nothing yet.
    """
    entries = postings.payment(
        provider=payment.provider,
        currency=payment.currency,
        reference=payment.reference,
        parts={part.order_reference: part.amount_minor for part in payment.parts.all()},
        was=Standing(payment.received_minor, payment.status in lifecycle.CAPTURED_PAYMENT),
        now=Standing(received_minor, counts),
    )
    post(
        entries,
        kind=_Fact.PAYMENT,
        key=f"payment:{payment.pk}:{payment.version}",
        reference=payment.reference,
        sandbox=payment.sandbox,
        at=at,
        by=by,
    )


@inside_transaction
def post_refund_due(*, refund: Refund, at: datetime, by: Actor) -> None:
    """
    Book that money of an order is to go back, at the cost of whom its parts say.

    Without parts it comes from the order's deposit, what is more at its seller's cost.
    """
    reference, payment = refund.part.order_reference, refund.part.payment
    bearer = _bearer(reference)
    items = list(refund.items.all())
    if items and bearer is not None:
        entries = postings.parts_due(
            currency=refund.currency,
            reference=reference,
            parts=reduce(Parts.plus, (item.parts for item in items)),
            commission=sum(item.commission_minor for item in items),
            commission_vat=sum(item.commission_vat_minor for item in items),
            discount=sum(item.discount_minor for item in items),
            seller=bearer,
            borne_by=refund.borne_by,
        )
    else:
        entries = postings.refund_due(
            currency=refund.currency,
            reference=reference,
            minor=refund.amount_minor,
            deposit_minor=-sum_of(Kind.DEPOSITS, reference=reference, sandbox=payment.sandbox),
            seller=bearer,
        )
    post(
        entries,
        kind=_Fact.REFUND_DUE,
        key=f"refund_due:{refund.pk}",
        reference=reference,
        sandbox=payment.sandbox,
        at=at,
        by=by,
    )


@inside_transaction
def post_refund_dead(*, refund: Refund, at: datetime, by: Actor) -> None:
    """Book that a refund was declined or failed: whoever would bear it by now has the money back."""
    due = LedgerTransaction.objects.filter(key=f"refund_due:{refund.pk}").first()
    if due is None:
        return
    bearer = _bearer(refund.part.order_reference)
    if bearer is None:
        # The order has ended: whoever bore it has had it back from the deposit.
        gone = {line.place: Place(Kind.DEPOSITS) for line in _entries_of(due)}
        del gone[Place(Kind.REFUNDS_DUE)]
        take_back(due, at=at, by=by, instead=gone)
    else:
        of_seller = [line.place for line in _entries_of(due) if line.place.kind in OF_SELLERS]
        take_back(due, at=at, by=by, instead=dict.fromkeys(of_seller, bearer))


@inside_transaction
def post_refund_sent(*, refund: Refund, at: datetime, by: Actor) -> None:
    """Book that the money of a refund has left."""
    payment = refund.part.payment
    post(
        postings.refund_sent(
            provider=payment.provider,
            currency=refund.currency,
            minor=refund.amount_minor,
            reference=refund.part.order_reference,
        ),
        kind=_Fact.REFUND_SENT,
        key=f"refund_sent:{refund.pk}",
        reference=refund.part.order_reference,
        sandbox=payment.sandbox,
        at=at,
        by=by,
    )


def sum_of(kind: Kind, *, reference: str, sandbox: bool) -> int:
    """What an order's number has on all accounts of a kind, in minor units of its one currency."""
    lines = LedgerEntry.objects.filter(reference=reference, account__kind=kind, account__sandbox=sandbox)
    return lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def borne_of(sale: Sale) -> dict[Place, int]:
    """
    What of an order's money stands on accounts that may bear what goes back, in minor units, debits positive.

    Only what the order's number stands for; nothing is left out but what is nothing.
    """
    lines = LedgerEntry.objects.filter(
        reference=sale.reference, account__kind__in=BEARING, account__sandbox=sale.sandbox
    )
    sums: Counter[Place] = Counter()
    for line in lines.select_related("account"):
        sums[place_of(line.account)] += line.amount_minor
    return {place: minor for place, minor in sums.items() if minor}


def shared_by(made: LedgerTransaction) -> dict[Place, int]:
    """What one transaction put on accounts that may bear what goes back, debits positive."""
    sums: Counter[Place] = Counter()
    for line in _entries_of(made):
        if line.place.kind in BEARING:
            sums[line.place] += line.minor
    return dict(sums)


def place_of(account: LedgerAccount) -> Place:
    """An account as the pure postings name it."""
    return Place(Kind(account.kind), account.owner_id, account.party)


def seller_place(sale: Sale) -> Place:
    """The account of a seller that bears what goes back of a sale."""
    kind = Kind.SELLER_PAYABLE if sale.released_at else Kind.SELLER_PENDING
    return Place(kind, owner_id=sale.organisation_id)


def _bearer(reference: str) -> Place | None:
    """Whose money goes back where an order's deposit doesn't suffice: its seller's, once it was sold."""
    # NO KEY UPDATE: a sale that is released meanwhile is asked at another account.
    rows = Sale.objects.select_for_update(no_key=True)
    sale = rows.filter(reference=reference, reversed_at__isnull=True).first()
    return None if sale is None else seller_place(sale)


def _write(entries: Sequence[Entry], *, into: LedgerTransaction) -> None:
    at, wanted = into.posted_at, {(each.place, each.currency) for each in entries}
    accounts = _accounts(wanted, sandbox=into.sandbox, at=at)
    LedgerEntry.objects.bulk_create(
        LedgerEntry(
            transaction=into,
            account=accounts[each.place, each.currency],
            amount_minor=each.minor,
            purpose=each.purpose,
            reference=each.reference,
            posted_at=at,
        )
        for each in entries
    )


def _entries_of(made: LedgerTransaction) -> list[Entry]:
    """The lines of a transaction as the pure postings have them."""
    return [
        Entry(
            place_of(line.account),
            line.amount_minor,
            line.account.currency,
            Purpose(line.purpose),
            line.reference,
        )
        for line in made.entries.select_related("account").order_by("id")
    ]


def _accounts(wanted: Collection[_Account], *, sandbox: bool, at: datetime) -> dict[_Account, LedgerAccount]:
    """The accounts of some places and currencies, made where there are none yet. One query for known ones."""
    found = _known(wanted, sandbox=sandbox)
    missing = [each for each in wanted if each not in found]
    if missing:
        # In one order everywhere, so that two who open the same accounts can't lock each other out.
        LedgerAccount.objects.bulk_create(
            (
                LedgerAccount(
                    kind=place.kind,
                    owner_id=place.owner_id,
                    party=place.party,
                    currency=currency,
                    sandbox=sandbox,
                    created_at=at,
                )
                for place, currency in sorted(missing, key=str)
            ),
            ignore_conflicts=True,
        )
        found = _known(wanted, sandbox=sandbox)
    return found


def _known(wanted: Collection[_Account], *, sandbox: bool) -> dict[_Account, LedgerAccount]:
    any_of = Q(pk__in=())
    for place, currency in wanted:
        any_of |= Q(kind=place.kind, owner_id=place.owner_id, party=place.party, currency=currency)
    rows = LedgerAccount.objects.filter(any_of, sandbox=sandbox)
    return {(place_of(row), row.currency): row for row in rows}
