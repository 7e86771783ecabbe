"""Which entries does each fact of money make in the books, so that they sum to nothing?"""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import NamedTuple
from uuid import UUID

from payments.apportioning import Parts
from payments.chart import Entry, Kind, Place, Purpose, cash

_ON_ACCOUNTS_OF_THEIR_OWN = {
    "carrier": Kind.CLAIMS_ON_CARRIER,
    "customs": Kind.CLAIMS_ON_CUSTOMS,
    "platform": Kind.CLAIMS_COSTS,
}

__all__ = ["Entry", "Kind", "Parts", "Place", "Purpose", "cash"]


class Standing(NamedTuple):
    """How a payment stands: what has come for it in all, and whether it counts as paid."""

    received_minor: int
    counts: bool


class Share(NamedTuple):
    """
    What one paid order is made of, in minor units; VAT and consumption tax are `import_tax`.

    `goods` are what its seller is paid for them, of which the shop bears the `discount`.
    """

    goods: int
    freight: int = 0
    insurance: int = 0
    duty: int = 0
    import_tax: int = 0
    commission: int = 0
    commission_vat: int = 0
    discount: int = 0

    @property
    def total(self) -> int:
        """What its buyer paid."""
        return self.goods - self.discount + self.freight + self.insurance + self.duty + self.import_tax

    @property
    def earned(self) -> int:
        """What its seller gets of it."""
        return self.goods - self.commission - self.commission_vat


class Sold(NamedTuple):
    """
    One line of a paid order: its units, what its buyer paid for it, and what it costs its seller.

    `discount` is what the shop adds to what the buyer paid, so that the seller has the whole price.
    """

    units: int
    parts: Parts
    commission: int = 0
    commission_vat: int = 0
    discount: int = 0


class Sum(NamedTuple):
    """Some money, in minor units of any currency at all."""

    minor: int
    currency: str


def share_of_all(lines: Iterable[Sold]) -> Share:
    """What a paid order is made of, from its lines."""
    sold = list(lines)
    parts = reduce(Parts.plus, (each.parts for each in sold), Parts())
    discount = sum(each.discount for each in sold)
    return Share(
        goods=parts.goods + discount,
        discount=discount,
        freight=parts.freight,
        insurance=parts.insurance,
        duty=parts.duty,
        import_tax=parts.vat + parts.consumption,
        commission=sum(each.commission for each in sold),
        commission_vat=sum(each.commission_vat for each in sold),
    )


def payment(
    *, provider: str, currency: str, reference: str, parts: Mapping[str, int], was: Standing, now: Standing
) -> list[Entry]:
    """
    Money came for a payment, or went back, or what had come begins to count.

    What counts is a deposit for each order of `parts`, for the sum due and no more; the
    rest is unmatched until it goes back.
    """
    due = sum(parts.values())
    turn = int(now.counts) - int(was.counts)
    kept = (now.received_minor - due * now.counts) - (was.received_minor - due * was.counts)
    came = Entry(
        cash(provider), now.received_minor - was.received_minor, currency, Purpose.PAYMENT, reference
    )
    deposits = [
        Entry(Place(Kind.DEPOSITS), -minor * turn, currency, Purpose.PAYMENT, order)
        for order, minor in parts.items()
    ]
    rest = Entry(Place(Kind.UNMATCHED), -kept, currency, Purpose.SURPLUS, reference)
    return _real([came, *deposits, rest])


def provider_fee(*, provider: str, currency: str, minor: int, reference: str) -> list[Entry]:
    """A provider keeps its fee."""
    return _real(
        [
            Entry(Place(Kind.PROVIDER_FEES, party=provider), minor, currency, Purpose.FEE, reference),
            Entry(cash(provider), -minor, currency, Purpose.FEE, reference),
        ]
    )


def provider_settled(*, provider: str, currency: str, minor: int, reference: str) -> list[Entry]:
    """A provider pays out to our bank what it took for us."""
    return _real(
        [
            Entry(Place(Kind.BANK), minor, currency, Purpose.SETTLEMENT, reference),
            Entry(cash(provider), -minor, currency, Purpose.SETTLEMENT, reference),
        ]
    )


def sale(*, organisation_id: UUID, currency: str, reference: str, share: Share) -> list[Entry]:
    """A paid order is split: the seller's goods less our commission and its VAT, what is held for others."""
    seller = Place(Kind.SELLER_PENDING, owner_id=organisation_id)
    lines = [
        (Place(Kind.DEPOSITS), share.total, Purpose.GOODS),
        (Place(Kind.DISCOUNTS), share.discount, Purpose.GOODS),
        (seller, -share.goods, Purpose.GOODS),
        (seller, share.commission, Purpose.COMMISSION),
        (Place(Kind.COMMISSION), -share.commission, Purpose.COMMISSION),
        (seller, share.commission_vat, Purpose.COMMISSION_VAT),
        (Place(Kind.COMMISSION_VAT), -share.commission_vat, Purpose.COMMISSION_VAT),
        (Place(Kind.FREIGHT), -share.freight, Purpose.CARRIAGE),
        (Place(Kind.INSURANCE), -share.insurance, Purpose.CARRIAGE),
        (Place(Kind.DUTY), -share.duty, Purpose.IMPORT),
        (Place(Kind.IMPORT_TAX), -share.import_tax, Purpose.IMPORT),
    ]
    return _real(Entry(place, minor, currency, purpose, reference) for place, minor, purpose in lines)


def released(*, organisation_id: UUID, currency: str, minor: int, reference: str) -> list[Entry]:
    """What a seller earned by an order may be paid out from now on."""
    pending, payable = (
        Place(kind, owner_id=organisation_id) for kind in (Kind.SELLER_PENDING, Kind.SELLER_PAYABLE)
    )
    return _real(
        [
            Entry(pending, minor, currency, Purpose.RELEASE, reference),
            Entry(payable, -minor, currency, Purpose.RELEASE, reference),
        ]
    )


def refund_due(
    *, currency: str, reference: str, minor: int, deposit_minor: int, seller: Place | None
) -> list[Entry]:
    """
    Money of an order is to go back: first what is still a deposit, then at its seller's cost.

    `seller` is the account that bears the rest; without one the deposit bears all.
    """
    from_deposit = minor if seller is None else max(0, min(minor, deposit_minor))
    lines = [
        (Place(Kind.DEPOSITS), from_deposit),
        *([(seller, minor - from_deposit)] if seller else []),
        (Place(Kind.REFUNDS_DUE), -minor),
    ]
    return _real(Entry(place, each, currency, Purpose.REFUND, reference) for place, each in lines)


def parts_due(
    *,
    currency: str,
    reference: str,
    parts: Parts,
    commission: int,
    commission_vat: int,
    discount: int,
    seller: Place,
    borne_by: str,
) -> list[Entry]:
    """
    Named parts of a sale that stands are to go back, at the cost of `borne_by`.

    `shares`: each account gives back what it had of them. `seller`: `seller` bears all. Both have the
    commission on it back, and give back what the shop had added. Carrier, customs, platform bear all on
    an account of their own.
    """
    back = (Place(Kind.REFUNDS_DUE), -parts.total, Purpose.REFUND)
    given = [
        (Place(Kind.COMMISSION), commission, Purpose.COMMISSION),
        (seller, -commission, Purpose.COMMISSION),
        (Place(Kind.COMMISSION_VAT), commission_vat, Purpose.COMMISSION_VAT),
        (seller, -commission_vat, Purpose.COMMISSION_VAT),
        (seller, discount, Purpose.REFUND),
        (Place(Kind.DISCOUNTS), -discount, Purpose.REFUND),
    ]
    if borne_by in _ON_ACCOUNTS_OF_THEIR_OWN:
        lines = [(Place(_ON_ACCOUNTS_OF_THEIR_OWN[borne_by]), parts.total, Purpose.CLAIM), back]
    elif borne_by == "seller":
        lines = [(seller, parts.total, Purpose.REFUND), *given, back]
    else:
        lines = [
            (seller, parts.goods, Purpose.REFUND),
            *given,
            (Place(Kind.FREIGHT), parts.freight, Purpose.REFUND),
            (Place(Kind.INSURANCE), parts.insurance, Purpose.REFUND),
            (Place(Kind.DUTY), parts.duty, Purpose.REFUND),
            (Place(Kind.IMPORT_TAX), parts.vat + parts.consumption, Purpose.REFUND),
            back,
        ]
    return _real(Entry(place, minor, currency, purpose, reference) for place, minor, purpose in lines)


def borne_by_deposit(*, borne: Mapping[Place, int], currency: str, reference: str) -> list[Entry]:
    """What went back at the cost of those who shared it is the deposit's after all: the order has ended."""
    places = sorted(borne.items(), key=str)
    return _real(
        [
            Entry(Place(Kind.DEPOSITS), sum(borne.values()), currency, Purpose.REFUND, reference),
            *(Entry(place, -minor, currency, Purpose.REFUND, reference) for place, minor in places),
        ]
    )


def refund_sent(*, provider: str, currency: str, minor: int, reference: str) -> list[Entry]:
    """The money has left, by the way it came."""
    return _real(
        [
            Entry(Place(Kind.REFUNDS_DUE), minor, currency, Purpose.REFUND, reference),
            Entry(cash(provider), -minor, currency, Purpose.REFUND, reference),
        ]
    )


def chargeback(
    *, provider: str, currency: str, minor: int, reference: str, seller: Place | None
) -> list[Entry]:
    """A payer's bank took money back: at our cost, or at its seller's where `seller` names their account."""
    borne = seller or Place(Kind.CHARGEBACKS)
    return _real(
        [
            Entry(borne, minor, currency, Purpose.CHARGEBACK, reference),
            Entry(cash(provider), -minor, currency, Purpose.CHARGEBACK, reference),
        ]
    )


def payout_scheduled(*, organisation_id: UUID, reference: str, taken: Sum, paid: Sum) -> list[Entry]:
    """What a seller may have is set aside to be paid, in their currency by the recorded rate."""
    payable = Place(Kind.SELLER_PAYABLE, owner_id=organisation_id)
    between = [
        Entry(_pair(taken, paid), -taken.minor, taken.currency, Purpose.EXCHANGE, reference),
        Entry(_pair(taken, paid), paid.minor, paid.currency, Purpose.EXCHANGE, reference),
    ]
    return _real(
        [
            Entry(payable, taken.minor, taken.currency, Purpose.PAYOUT, reference),
            *(between if taken.currency != paid.currency else []),
            Entry(Place(Kind.PAYOUTS), -paid.minor, paid.currency, Purpose.PAYOUT, reference),
        ]
    )


def payout_paid(*, reference: str, taken: Sum, paid: Sum, cost: Sum) -> list[Entry]:
    """
    The bank has paid; `cost` is what left our account for it.

    In the seller's currency that is what was paid. In the currency that was taken from their
    balance it may differ from the recorded rate: the difference is realised here.
    """
    gone = Entry(Place(Kind.PAYOUTS), paid.minor, paid.currency, Purpose.PAYOUT, reference)
    left = Entry(Place(Kind.BANK), -cost.minor, cost.currency, Purpose.PAYOUT, reference)
    if cost.currency == paid.currency:
        lost = Entry(
            Place(Kind.EXCHANGE_DIFFERENCE),
            cost.minor - paid.minor,
            cost.currency,
            Purpose.EXCHANGE,
            reference,
        )
        return _real([gone, left, lost])
    return _real(
        [
            gone,
            Entry(_pair(taken, paid), -paid.minor, paid.currency, Purpose.EXCHANGE, reference),
            Entry(_pair(taken, paid), taken.minor, taken.currency, Purpose.EXCHANGE, reference),
            Entry(
                Place(Kind.EXCHANGE_DIFFERENCE),
                cost.minor - taken.minor,
                taken.currency,
                Purpose.EXCHANGE,
                reference,
            ),
            left,
        ]
    )


def exchanged(*, pair: Place, reference: str, sold: Sum, bought: Sum, booked_minor: int) -> list[Entry]:
    """
    Our bank changed money that payouts had taken: what it gave beside what was booked is the difference.

    `booked_minor` is how much of what was bought the books had reckoned with for `sold`.
    """
    return _real(
        [
            Entry(pair, sold.minor, sold.currency, Purpose.EXCHANGE, reference),
            Entry(Place(Kind.BANK), -sold.minor, sold.currency, Purpose.EXCHANGE, reference),
            Entry(Place(Kind.BANK), bought.minor, bought.currency, Purpose.EXCHANGE, reference),
            Entry(pair, -booked_minor, bought.currency, Purpose.EXCHANGE, reference),
            Entry(
                Place(Kind.EXCHANGE_DIFFERENCE),
                booked_minor - bought.minor,
                bought.currency,
                Purpose.EXCHANGE,
                reference,
            ),
        ]
    )


def opposite(entries: Iterable[Entry]) -> list[Entry]:
    """What takes some entries back, as a transaction of its own."""
    return [each._replace(minor=-each.minor) for each in entries]


def _pair(taken: Sum, paid: Sum) -> Place:
    return Place(Kind.EXCHANGE, party=f"{taken.currency}/{paid.currency}")


def _real(entries: Iterable[Entry]) -> list[Entry]:
    """Without those of nothing."""
    return [each for each in entries if each.minor]
