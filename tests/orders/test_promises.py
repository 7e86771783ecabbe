"""Is a buyer promised what the history of the way bears, shown it, and held to it?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Listing, Price
from kit.transactions import owns_transaction
from orders.models import FreightTariff, Order, Quote
from orders.operations import quoting
from orders.promising import Promise
from orders.queries.promised import promise_of
from payments.models import FxRate
from shipping.models import Departure, DepartureLeg
from tests.orders.history import draw, planned, remember
from tests.orders.market import Market, Shopper
from tests.payments.fx import forget_rates

DAY = timedelta(days=1)


@pytest.fixture
def flour(market: Market) -> Listing:
    """Enough of it for whoever buys."""
    return market.listing(market.seller(), units=1_000)


def order_of(quote: Quote) -> dict[str, Any]:
    [order] = quote.document["orders"]
    found: dict[str, Any] = order
    return found


def ride_of(quote: Quote) -> dict[str, Any]:
    [ride] = order_of(quote)["carriages"]
    found: dict[str, Any] = ride
    return found


def window(quote: Quote) -> tuple[datetime, datetime]:
    told = order_of(quote)["delivery"]
    return datetime.fromisoformat(told["from_at"]), datetime.fromisoformat(told["until_at"])


def test_without_history_there_is_the_timetable_only_and_no_probability(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    remember(market, 29)
    order = order_of(wang.quote(wang.fill((flour, 1))))
    told, arrives_at = order["delivery"], datetime.fromisoformat(order["arrives_at"])
    assert (told["basis"], told["percent"]) == ("timetable", None)
    # A day for the last mile, and four days that are never promised away.
    assert datetime.fromisoformat(told["from_at"]) == arrives_at + DAY
    assert datetime.fromisoformat(told["until_at"]) == arrives_at + 4 * DAY


def test_with_thirty_runs_of_every_leg_nine_of_ten_are_promised(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    remember(market, 30)
    quote = wang.quote(wang.fill((flour, 1)))
    told = order_of(quote)["delivery"]
    assert (told["basis"], told["percent"]) == ("history", 90)
    assert ride_of(quote)["delivery"] == told
    first, last = window(quote)
    assert DAY < last - first < 15 * DAY


def test_a_thousand_shipments_arrive_within_what_their_quotes_promised(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    remember(market, 300)
    cart, dice, within = wang.fill((flour, 1)), Random(2), []
    for days in range(5):
        quote = owns_transaction(quoting.quote_cart)(
            cart=cart, address=wang.address, at=market.at + days * DAY
        )
        ride = ride_of(quote)
        legs = DepartureLeg.objects.filter(departure=ride["departure_id"]).order_by("position")
        times = [leg.departs_at for leg in legs]
        takes = planned(ride["service_code"])
        first, last = window(quote)
        for _ in range(200):
            minutes = [timedelta(minutes=each) for each in draw(takes, dice)]
            leaves = max(times[0] + minutes[0] + minutes[1], times[2])
            within.append(first <= leaves + minutes[2] + DAY <= last)
    assert len(within) == 1_000
    assert 0.85 <= sum(within) / len(within) <= 0.95


@pytest.mark.parametrize("place", [0, 1, 2])
def test_slowing_one_leg_moves_the_next_quote_and_none_that_was_given(
    market: Market, wang: Shopper, flour: Listing, place: int
) -> None:
    remember(market, 60, old=True)
    before = wang.quote(wang.fill((flour, 1)))
    order = wang.place(before.cart, before).orders.get()
    kept = promise_of(order)
    slowed = [0, 0, 0]
    slowed[place] = 48 * 60
    remember(market, 60, later=slowed)
    after = wang.quote(wang.fill((flour, 1)))
    assert window(after)[1] > window(before)[1] + timedelta(hours=12)
    before.refresh_from_db()
    assert promise_of(Order.objects.get()) == kept
    assert kept is not None
    assert window(before) == (kept.from_at, kept.until_at)


def test_an_order_keeps_what_its_buyer_was_shown(market: Market, wang: Shopper, flour: Listing) -> None:
    remember(market, 60)
    quote = wang.quote(wang.fill((flour, 1)))
    order = wang.place(quote.cart, quote).orders.get()
    told = order_of(quote)["delivery"]
    kept = promise_of(Order.objects.get())
    assert kept is not None
    assert (kept.basis, kept.percent) == ("history", 90)
    assert (kept.from_at, kept.until_at) == window(quote)
    assert [told["first_day"], told["last_day"]] == [
        kept.first_day.isoformat(),
        kept.last_day.isoformat(),
    ]
    assert order.promised_at == kept.kept_until


def test_days_are_those_of_the_buyer_and_both_count() -> None:
    night = datetime(2026, 12, 9, 16, 30, tzinfo=UTC)
    promise = Promise(night, night + DAY, 90, "history", "Asia/Shanghai")
    assert (promise.first_day, promise.last_day) == (date(2026, 12, 10), date(2026, 12, 11))
    assert promise.kept_until == datetime(2026, 12, 11, 15, 59, 59, tzinfo=UTC)


def test_a_quote_from_before_there_were_promises_still_becomes_an_order(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    quote = wang.quote(wang.fill((flour, 1)))
    del quote.document["orders"][0]["delivery"]
    quote.save()
    assert promise_of(wang.place(quote.cart, quote).orders.get()) is None


@pytest.mark.parametrize(
    "half",
    [
        {"delivery_percent": None},
        {"delivery_basis": ""},
        {"delivery_basis": "timetable"},
        {"delivery_from_at": None},
        {"delivery_until_at": None},
        {"delivery_until_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_no_order_has_half_a_promise(
    market: Market, wang: Shopper, flour: Listing, half: dict[str, Any]
) -> None:
    remember(market, 30)
    order = wang.buy((flour, 1)).orders.get()
    with pytest.raises(IntegrityError, match="order_delivery_is_whole"), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**half)


def test_two_shipments_on_different_trains_are_promised_together_by_the_later(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    # Shymkent is nearer to the trains than Kostanay, so goods from there reach a sooner one.
    remember(market, 60)
    near = market.listing(flour.variant.seller, "SHY", units=1)
    market.stock(near.variant, 5_000, warehouse="KZ-SHYMKENT-WH")
    order = order_of(wang.quote(wang.fill((flour, 1), (near, 1))))
    later, sooner = order["carriages"]
    assert sooner["arrives_at"] < later["arrives_at"]
    for name in ("from_at", "until_at"):
        assert sooner["delivery"][name] < later["delivery"][name] <= order["delivery"][name]


def test_the_trains_around_the_quoted_one_are_told_with_what_they_bring(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    remember(market, 60)
    ride = ride_of(wang.quote(wang.fill((flour, 1))))
    earlier, later = ride["earlier"], ride["later"]
    assert earlier["arrives_at"] < ride["arrives_at"] <= later["arrives_at"]
    assert earlier["hand_in_by_at"] < ride["hand_in_by_at"]
    assert earlier["delivery"]["from_at"] < ride["delivery"]["from_at"] < later["delivery"]["from_at"]
    assert {each["departure_id"] for each in (earlier, ride, later)} <= {
        str(pk) for pk in Departure.objects.filter(status="open").values_list("pk", flat=True)
    }
    assert len({each["departure_id"] for each in (earlier, ride, later)}) == 3


def test_where_the_next_train_costs_the_same_the_difference_is_nothing(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    later = ride_of(wang.quote(wang.fill((flour, 1))))["later"]
    assert (later["freight_difference_minor"], later["total_difference_minor"]) == (0, 0)


def test_another_tariff_is_told_with_the_tax_on_it(market: Market, wang: Shopper, flour: Listing) -> None:
    cart = wang.fill((flour, 1))
    # The last train before goes over Dostyk.
    FreightTariff.objects.filter(service_code="ALA-LYG-DO").update(minimum=25)
    quote = wang.quote(cart)
    order, earlier = order_of(quote), ride_of(quote)["earlier"]
    assert (ride_of(quote)["service_code"], earlier["service_code"]) == ("ALA-LYG-KH", "ALA-LYG-DO")
    # 25 dollars in place of 2.50, at 7.10; fuel and winter are 6 and 4 % of it.
    dearer = (17750 - 1775) + (1065 - 107) + (710 - 71)
    assert earlier["freight_difference_minor"] == dearer
    base = order["goods_minor"] + order["freight_minor"] + order["insurance_minor"]
    tax = ((base + dearer) * 63 + 500) // 1000 - (base * 63 + 500) // 1000
    assert earlier["total_difference_minor"] == dearer + tax


def test_a_cheaper_train_costs_less_than_nothing_more(market: Market, wang: Shopper, flour: Listing) -> None:
    FreightTariff.objects.filter(service_code="ALA-LYG-DO").update(minimum=1)
    earlier = ride_of(wang.quote(wang.fill((flour, 1))))["earlier"]
    assert earlier["freight_difference_minor"] < 0


def test_a_price_rests_on_no_rate_of_a_train_that_was_not_quoted(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    other = FxRate.objects.filter(quote="CNY").exclude(base="USD").values_list("base", flat=True)[0]
    FreightTariff.objects.filter(service_code="ALA-LYG-DO").update(currency=other)
    quote = wang.quote(wang.fill((flour, 1)))
    assert ride_of(quote)["earlier"] is not None
    assert [each["base"] for each in order_of(quote)["fx"]] == ["USD"]


@pytest.mark.parametrize(
    "out", [{"valid_to": date(2026, 1, 2)}, {"currency": "RUB"}], ids=["without a tariff", "without a rate"]
)
def test_a_train_that_has_no_price_is_none_to_be_had(
    market: Market, wang: Shopper, flour: Listing, out: dict[str, Any]
) -> None:
    cart = wang.fill((flour, 1))
    assert ride_of(wang.quote(cart))["earlier"] is not None
    FreightTariff.objects.filter(service_code="ALA-LYG-DO").update(**out)
    forget_rates(base="RUB")
    assert ride_of(wang.quote(cart))["earlier"] is None


def test_a_train_by_which_the_law_takes_the_order_no_more_is_none_to_be_had(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    # Two of them are too many once carriage is dearer: nine hundred yuan of freight lead over the limit.
    Price.objects.update(amount_minor=230_000)
    cart = wang.fill((flour, 2))
    assert ride_of(wang.quote(cart))["earlier"] is not None
    FreightTariff.objects.filter(service_code="ALA-LYG-DO").update(minimum=130)
    assert ride_of(wang.quote(cart))["earlier"] is None


def _queries(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        work()
    return len(queries)


def test_a_quote_takes_as_many_queries_however_long_the_history(
    market: Market, wang: Shopper, flour: Listing
) -> None:
    cart = wang.fill((flour, 1))
    wang.quote(cart)
    bare = _queries(lambda: wang.quote(cart))
    remember(market, 400)
    assert _queries(lambda: wang.quote(cart)) == bare <= 14
