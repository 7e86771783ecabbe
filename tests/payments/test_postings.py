"""Does every fact of money make entries that sum to nothing in each currency?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from kit.ids import uuid7
from payments import postings
from payments.apportioning import Parts
from payments.chart import OF_PAIRS, OF_PROVIDERS, OF_SELLERS, Entry, Kind, Place, Purpose, cash
from payments.postings import Share, Standing, Sum

# The yen has no minor units: whole numbers are whole numbers.
CURRENCIES = ("KZT", "CNY", "USD", "EUR", "JPY")
SELLER = uuid7()
ORDER = "SC-26-00000001-7"
PENDING = Place(Kind.SELLER_PENDING, owner_id=SELLER)

currencies = st.sampled_from(CURRENCIES)
minors = st.integers(min_value=1, max_value=10**13)
some = st.integers(min_value=0, max_value=10**13)
providers = st.sampled_from(["bank_transfer", "demo", "kaspi"])


def sums(entries: Iterable[Entry]) -> Mapping[str, int]:
    """What lines sum to, by currency."""
    found: dict[str, int] = defaultdict(int)
    for each in entries:
        found[each.currency] += each.minor
    return found


def balanced(entries: list[Entry]) -> list[Entry]:
    """The same entries, which are sound."""
    assert set(sums(entries).values()) <= {0}
    for each in entries:
        assert each.minor != 0
        assert (each.place.owner_id is not None) == (each.place.kind in OF_SELLERS)
        assert bool(each.place.party) == (each.place.kind in OF_PROVIDERS | OF_PAIRS)
    return entries


def on(entries: Iterable[Entry], place: Place) -> int:
    """What lines do to one account."""
    return sum(each.minor for each in entries if each.place == place)


@st.composite
def shares(draw: st.DrawFn) -> Share:
    """What an order may be made of: commission and its VAT never exceed the goods."""
    goods = draw(minors)
    commission = draw(st.integers(min_value=0, max_value=goods))
    vat = draw(st.integers(min_value=0, max_value=goods - commission))
    return Share(
        goods, draw(some), draw(some), draw(some), draw(some), commission=commission, commission_vat=vat
    )


standings = st.builds(Standing, some, st.booleans())


@given(currencies, providers, st.lists(minors, min_size=1, max_size=4), standings, standings)
def test_money_of_a_payment_balances_whatever_came_before(
    currency: str, provider: str, parts: list[int], was: Standing, now: Standing
) -> None:
    entries = balanced(
        postings.payment(
            provider=provider,
            currency=currency,
            reference="SCG-1",
            parts={f"SC-{number}": minor for number, minor in enumerate(parts)},
            was=was,
            now=now,
        )
    )
    assert on(entries, cash(provider)) == now.received_minor - was.received_minor
    turned = int(now.counts) - int(was.counts)
    assert on(entries, Place(Kind.DEPOSITS)) == -sum(parts) * turned


@given(currencies, providers, minors)
def test_fees_settlements_and_chargebacks_balance(currency: str, provider: str, minor: int) -> None:
    for verb in (postings.provider_fee, postings.provider_settled):
        entries = balanced(verb(provider=provider, currency=currency, minor=minor, reference="L1"))
        assert on(entries, cash(provider)) == (
            0 if verb is postings.provider_settled and provider == "bank_transfer" else -minor
        )
    for seller in (None, PENDING):
        balanced(
            postings.chargeback(
                provider=provider, currency=currency, minor=minor, reference=ORDER, seller=seller
            )
        )


@given(currencies, shares())
def test_a_sale_gives_everybody_theirs(currency: str, share: Share) -> None:
    entries = balanced(postings.sale(organisation_id=SELLER, currency=currency, reference=ORDER, share=share))
    assert on(entries, Place(Kind.DEPOSITS)) == share.total
    assert on(entries, PENDING) == -share.earned
    assert on(entries, Place(Kind.COMMISSION)) == -share.commission
    assert on(entries, Place(Kind.COMMISSION_VAT)) == -share.commission_vat
    back = balanced(postings.opposite(entries))
    assert all(on(entries, each.place) == -on(back, each.place) for each in entries)


@given(currencies, minors, st.integers(min_value=-(10**13), max_value=10**13), st.booleans())
def test_a_refund_takes_the_deposit_first(currency: str, minor: int, deposit: int, was_sold: bool) -> None:
    seller = PENDING if was_sold else None
    entries = balanced(
        postings.refund_due(
            currency=currency, reference=ORDER, minor=minor, deposit_minor=deposit, seller=seller
        )
    )
    assert on(entries, Place(Kind.REFUNDS_DUE)) == -minor
    from_deposit = on(entries, Place(Kind.DEPOSITS))
    assert from_deposit == (min(minor, max(deposit, 0)) if was_sold else minor)
    balanced(postings.refund_sent(provider="demo", currency=currency, minor=minor, reference=ORDER))


@given(currencies, st.integers(min_value=-(10**13), max_value=10**13))
def test_a_release_moves_what_is_pending(currency: str, minor: int) -> None:
    entries = balanced(
        postings.released(organisation_id=SELLER, currency=currency, minor=minor, reference=ORDER)
    )
    assert on(entries, PENDING) == minor
    balanced(postings.borne_by_deposit(borne={PENDING: minor}, currency=currency, reference=ORDER))


@given(
    had=currencies,
    gets=currencies,
    taken_minor=minors,
    paid_minor=minors,
    cost_minor=minors,
    in_theirs=st.booleans(),
)
def test_a_payout_balances_in_both_currencies(
    *, had: str, gets: str, taken_minor: int, paid_minor: int, cost_minor: int, in_theirs: bool
) -> None:
    taken = Sum(taken_minor, had)
    paid = taken if had == gets else Sum(paid_minor, gets)
    cost = Sum(cost_minor, gets if in_theirs else had)
    aside = balanced(
        postings.payout_scheduled(organisation_id=SELLER, reference="SCP-1", taken=taken, paid=paid)
    )
    gone = balanced(postings.payout_paid(reference="SCP-1", taken=taken, paid=paid, cost=cost))
    assert on(aside, Place(Kind.PAYOUTS)) == -paid.minor
    assert on([*aside, *gone], Place(Kind.PAYOUTS)) == 0
    assert on(gone, Place(Kind.BANK)) == -cost.minor


@given(currencies, currencies, minors, minors, some)
def test_changed_money_balances_in_both_currencies(
    sold: str, bought: str, sold_minor: int, bought_minor: int, booked: int
) -> None:
    entries = postings.exchanged(
        pair=Place(Kind.EXCHANGE, party=f"{sold}/{bought}"),
        reference="L1",
        sold=Sum(sold_minor, sold),
        bought=Sum(bought_minor, bought),
        booked_minor=booked,
    )
    balanced(entries)


def test_a_payout_that_cost_more_than_the_rate_said_realises_a_loss() -> None:
    # 1,000.00 CNY at 70 are 70,000.00 KZT; the bank took 1,003.20 CNY for them.
    taken, paid = Sum(1_000_00, "CNY"), Sum(70_000_00, "KZT")
    pair = Place(Kind.EXCHANGE, party="CNY/KZT")
    aside = postings.payout_scheduled(organisation_id=SELLER, reference="SCP-1", taken=taken, paid=paid)
    assert [(each.place, each.minor, each.currency) for each in aside] == [
        (Place(Kind.SELLER_PAYABLE, owner_id=SELLER), 1_000_00, "CNY"),
        (pair, -1_000_00, "CNY"),
        (pair, 70_000_00, "KZT"),
        (Place(Kind.PAYOUTS), -70_000_00, "KZT"),
    ]
    gone = postings.payout_paid(reference="SCP-1", taken=taken, paid=paid, cost=Sum(1_003_20, "CNY"))
    assert on(gone, Place(Kind.EXCHANGE_DIFFERENCE)) == 3_20
    assert sums(each for each in [*aside, *gone] if each.place == pair) == {"CNY": 0, "KZT": 0}


def test_nothing_is_written_for_nothing() -> None:
    same = Standing(5, counts=False)
    assert (
        postings.payment(
            provider="demo", currency="CNY", reference="SCG-1", parts={ORDER: 5}, was=same, now=same
        )
        == []
    )


def test_an_entry_says_what_it_is_for() -> None:
    entries = postings.sale(
        organisation_id=UUID(int=1),
        currency="CNY",
        reference=ORDER,
        share=Share(goods=35_00, freight=8_00, import_tax=2_73, commission=3_50, commission_vat=56),
    )
    assert [(each.purpose, each.minor) for each in entries if each.place.kind in OF_SELLERS] == [
        (Purpose.GOODS, -35_00),
        (Purpose.COMMISSION, 3_50),
        (Purpose.COMMISSION_VAT, 56),
    ]
    assert {each.reference for each in entries} == {ORDER}


@given(
    currencies,
    st.lists(minors, min_size=6, max_size=6),
    minors,
    minors,
    some,
    st.sampled_from(["shares", "seller", "carrier", "customs", "platform"]),
)
def test_parts_that_go_back_balance_whoever_bears_them(  # noqa: PLR0917
    currency: str, sums: list[int], commission: int, vat: int, discount: int, borne_by: str
) -> None:
    parts = Parts(*sums)
    entries = balanced(
        postings.parts_due(
            currency=currency,
            reference=ORDER,
            parts=parts,
            commission=commission,
            commission_vat=vat,
            discount=discount,
            seller=PENDING,
            borne_by=borne_by,
        )
    )
    assert on(entries, Place(Kind.REFUNDS_DUE)) == -parts.total
    given = discount - commission - vat
    at_sellers_cost = {"shares": parts.goods + given, "seller": parts.total + given}
    assert on(entries, PENDING) == at_sellers_cost.get(borne_by, 0)
