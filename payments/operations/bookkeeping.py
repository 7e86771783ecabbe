"""What do staff book by hand, that nobody else tells the shop?"""

from datetime import datetime

from kit.actors import Actor
from kit.money import Money
from kit.transactions import inside_transaction
from kit.words import say
from payments import lifecycle, postings
from payments.chart import Kind, Place
from payments.errors import BookedBefore, NothingToBook
from payments.models import LedgerTransaction, PaymentPart, Sale
from payments.operations.posting import post, seller_place
from payments.postings import Entry, Sum
from payments.queries.ledger import account_sum
from payments.queries.refunds import charged_back

_Fact = LedgerTransaction.Kind


@inside_transaction
def book_fee(*, provider: str, fee: Money, line: str, at: datetime, by: Actor) -> None:
    """
    Book what a provider kept for itself; `line` names it on its statement, and is booked once.

    :raises NothingToBook: if the provider never took money for us in this currency.
    :raises BookedBefore: if this line was booked before.
    """
    _require_with(provider, fee)
    entries = postings.provider_fee(provider=provider, currency=fee.currency, minor=fee.minor, reference=line)
    _book(entries, kind=_Fact.PROVIDER_FEE, line=f"{provider}:{line}", reference=line, at=at, by=by)


@inside_transaction
def book_settlement(*, provider: str, paid: Money, line: str, at: datetime, by: Actor) -> None:
    """
    Book that a provider paid out to our bank; `line` names it there, and is booked once.

    :raises NothingToBook: if so much isn't with the provider.
    :raises BookedBefore: if this line was booked before.
    """
    _require_with(provider, paid)
    entries = postings.provider_settled(
        provider=provider, currency=paid.currency, minor=paid.minor, reference=line
    )
    _book(entries, kind=_Fact.PROVIDER_SETTLED, line=f"{provider}:{line}", reference=line, at=at, by=by)


@inside_transaction
def book_chargeback(
    *, order_reference: str, taken: Money, at_sellers_cost: bool, line: str, at: datetime, by: Actor
) -> None:
    """
    Book that a payer's bank took back money of an order.

    At its seller's cost it comes out of what they earned by the order, else it is our loss. Nothing of it is
    left to refund.

    :raises NothingToBook: if no money of this order was captured in this currency, or less than that and
        what was charged back before.
    :raises BookedBefore: if this line was booked before.
    """
    parts = PaymentPart.objects.select_related("payment").filter(
        order_reference=order_reference,
        payment__status__in=lifecycle.CAPTURED_PAYMENT,
        payment__sandbox=False,
    )
    # Held as by refunds: two lines booked at once, or a refund meanwhile, take no more than there is.
    rows = parts.select_for_update(of=("self",), no_key=True)
    part = rows.filter(payment__currency=taken.currency, amount_minor__gte=taken.minor).first()
    if part is None:
        raise NothingToBook(say("No such money of order %(order)s was captured.", order=order_reference))
    left = Money(part.amount_minor - charged_back(order_reference), taken.currency)
    if taken.minor > left.minor:
        raise NothingToBook(
            say(
                "Of order %(order)s at most %(left)s more can be taken back.",
                left=left,
                order=order_reference,
            )
        )
    entries = postings.chargeback(
        provider=part.payment.provider,
        currency=taken.currency,
        minor=taken.minor,
        reference=order_reference,
        seller=_seller_of(order_reference) if at_sellers_cost else None,
    )
    _book(entries, kind=_Fact.CHARGEBACK, line=line, reference=order_reference, at=at, by=by)


@inside_transaction
def book_exchange(*, sold: Money, bought: Money, line: str, at: datetime, by: Actor) -> None:
    """
    Book that our bank changed money which payouts had taken from balances in another currency.

    What it gave more or less than the payouts' rates had reckoned with is the realised difference.

    :raises NothingToBook: if the books have less of `sold` to be changed into that currency.
    :raises BookedBefore: if this line was booked before.
    """
    party = f"{sold.currency}/{bought.currency}"
    has = -account_sum(Kind.EXCHANGE, party=party, currency=sold.currency)
    needs = account_sum(Kind.EXCHANGE, party=party, currency=bought.currency)
    if not 0 < sold.minor <= has:
        told = say("At most %(left)s is to be changed.", left=Money(max(has, 0), sold.currency))
        raise NothingToBook(told)
    # The share of what is needed that this part of what there is stands for.
    booked = Money(needs, bought.currency).share_by([sold.minor, has - sold.minor])[0]
    entries = postings.exchanged(
        pair=Place(Kind.EXCHANGE, party=party),
        reference=line,
        sold=Sum(sold.minor, sold.currency),
        bought=Sum(bought.minor, bought.currency),
        booked_minor=booked.minor,
    )
    _book(entries, kind=_Fact.EXCHANGED, line=line, reference=line, at=at, by=by)


def _require_with(provider: str, some: Money) -> None:
    there = account_sum(Kind.PROVIDER, party=provider, currency=some.currency)
    if not 0 < some.minor <= there:
        left = Money(max(there, 0), some.currency)
        raise NothingToBook(
            say("%(provider)s has %(left)s of ours.", provider=provider, left=left), provider=provider
        )


def _seller_of(order_reference: str) -> Place:
    sale = (
        Sale.objects.select_for_update(no_key=True)
        .filter(reference=order_reference, reversed_at__isnull=True)
        .first()
    )
    if sale is None:
        raise NothingToBook(say("Order %(order)s has earned nobody anything.", order=order_reference))
    return seller_place(sale)


def _book(
    entries: list[Entry], *, kind: LedgerTransaction.Kind, line: str, reference: str, at: datetime, by: Actor
) -> None:
    made = post(
        entries, kind=kind, key=f"{kind}:{line}"[:120], reference=reference, sandbox=False, at=at, by=by
    )
    if made is None:
        raise BookedBefore(line=line)
