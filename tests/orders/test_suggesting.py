"""Is a buyer told what would be possible or cheaper, and is it true when they do it?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from orders.duties import ExchangeRate, ImportOrder, Lawbook, Refusal
from orders.freight import Rates
from orders.pricing import Carriage, Goods, Priced, price_order, with_fewer
from orders.suggesting import Choice, Suggestion, suggest
from tests.orders.imports import CAMEL, DAY, FLOUR, LAWBOOK, MEAT, SUGAR, entry, lawbook, percents

RATES = Rates(
    currency="USD",
    per_chargeable_kg=Decimal(1),
    minimum=Decimal(1),
    fuel_percent=Decimal(0),
    winter_percent=Decimal(0),
    winter_months=(),
    first_mile_per_kg=Decimal(0),
    last_mile_per_kg=Decimal(0),
    insurance_percent=Decimal(0),
)


class Shelf:
    """An order of some goods, priced as a quote prices it: one kilogram costs one yuan of freight."""

    def __init__(
        self, *goods: Goods, asked: ImportOrder, market: str = "CN", book: Lawbook = LAWBOOK
    ) -> None:
        self.goods, self.asked, self.market, self.book = goods, asked, market, book
        units = {each.line_id: each.quantity for each in goods}
        self.carriages = [Carriage(units, RATES, Decimal(1), DAY)]
        self.steps = dict.fromkeys(units, 1)

    def priced(self, units: Mapping[str, int]) -> Priced | Refusal:
        """With so many units of each."""
        return price_order(
            goods=[
                replace(each, quantity=units[each.line_id]) for each in self.goods if units.get(each.line_id)
            ],
            carriages=list(with_fewer(self.carriages, units)),
            market=self.market,
            currency="CNY",
            asked=self.asked,
            lawbook=self.book,
        )

    @property
    def units(self) -> dict[str, int]:
        return {each.line_id: each.quantity for each in self.goods}

    def suggestions(self) -> tuple[Suggestion, ...]:
        return suggest(
            self.priced(self.units),
            self.choices,
            self.priced,
            spent_minor=self.asked.spent_this_year_minor,
        )

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(
                each.line_id,
                each.hs6,
                each.quantity,
                each.goods_minor,
                partial(self._at_most, self.steps[each.line_id]),
            )
            for each in self.goods
        ]

    def _at_most(self, multiple: int, units: int) -> int:
        return units // multiple * multiple


def goods(line_id: str, quantity: int, unit_minor: int, *, hs6: str = CAMEL, net_g: int = 1_000) -> Goods:
    return Goods(
        line_id=line_id,
        hs6=hs6,
        quantity=quantity,
        unit_price_minor=unit_minor,
        net_g=net_g,
        gross_g=net_g,
        volume_cm3=1,
        percents=percents(mfn=10, vat=13, consumption=0),
    )


def on(day: date = DAY, *, spent: int = 0, euro: ExchangeRate | None = None) -> ImportOrder:
    return ImportOrder(lines=(), day=day, spent_this_year_minor=spent, euro=euro)


def test_two_packs_fewer_stay_within_the_yearly_limit() -> None:
    # A pack costs 300 yuan and 1 of freight: with 23,592 spent, 8 of them make exactly 26,000.
    shelf = Shelf(goods("a", 10, 30_000), asked=on(spent=2_359_200))
    [told] = shelf.suggestions()
    assert (told.code, told.limit, told.limit_minor) == ("fewer_units", "annual", 2_600_000)
    assert (told.fewer, told.quantity) == (2, 8)
    followed = shelf.priced({"a": 8})
    assert isinstance(followed, Priced)
    assert told.total_minor == followed.totals.total_minor
    assert isinstance(shelf.priced({"a": 9}), Refusal)


def test_an_order_over_its_limit_may_have_fewer_units_or_be_ordered_apart() -> None:
    # 17 x 301 = 5,117 yuan; 16 are 4,816. Of the cheap line 2 go, or 117 yuan of it: 11 yuan each.
    shelf = Shelf(goods("a", 16, 30_000), goods("b", 20, 1_000), asked=on())
    fewer_a, fewer_b, apart = shelf.suggestions()
    # 16 x 301 + 20 x 11 = 5,036.
    assert (fewer_a.line_ids, fewer_a.fewer) == (("a",), 1)
    assert (fewer_b.line_ids, fewer_b.fewer, fewer_b.quantity) == (("b",), 4, 16)
    assert (apart.code, apart.orders, apart.limit_minor) == ("separate_orders", 2, 500_000)
    assert isinstance(shelf.priced({"a": 15, "b": 20}), Priced)
    assert isinstance(shelf.priced({"a": 16, "b": 16}), Priced)
    assert isinstance(shelf.priced({"a": 16, "b": 17}), Refusal)


def test_what_no_line_alone_can_mend_is_only_ordered_apart() -> None:
    shelf = Shelf(goods("a", 20, 30_000), goods("b", 20, 30_000), asked=on())
    assert [told.code for told in shelf.suggestions()] == ["separate_orders"]
    assert shelf.suggestions()[0].orders == 3


def test_only_numbers_that_the_seller_sells_are_suggested() -> None:
    shelf = Shelf(goods("a", 18, 30_000), asked=on())
    shelf.steps["a"] = 6
    told = shelf.suggestions()[0]
    # 16 would do, and 12 is the next multiple of six.
    assert (told.quantity, told.fewer) == (12, 6)


def test_a_seller_of_nothing_less_leaves_an_order_of_one_line_without_a_way() -> None:
    shelf = Shelf(goods("a", 18, 30_000), asked=on())
    shelf.steps["a"] = 18
    assert shelf.suggestions() == ()


def test_sugar_over_its_kilograms_is_the_only_line_concerned() -> None:
    dearer = [goods(name, 1, 50_000) for name in "abc"]
    shelf = Shelf(*dearer, goods("sugar", 3, 500, hs6=SUGAR), asked=on())
    [told] = shelf.suggestions()
    assert (told.line_ids, told.limit, told.limit_g, told.limit_minor) == (("sugar",), "person", 2_000, None)
    assert (told.fewer, told.quantity) == (1, 2)


def test_goods_that_are_not_listed_are_suggested_away_if_the_rest_may_go() -> None:
    shelf = Shelf(goods("a", 1, 1_000), goods("meat", 1, 1_000, hs6=MEAT), asked=on())
    [told] = shelf.suggestions()
    assert (told.code, told.line_ids) == ("without_goods", ("meat",))
    rest = shelf.priced({"a": 1})
    assert isinstance(rest, Priced)
    assert told.total_minor == rest.totals.total_minor
    alone = Shelf(goods("meat", 1, 1_000, hs6=MEAT), asked=on())
    assert alone.suggestions() == ()
    worse = Shelf(goods("a", 20, 30_000), goods("meat", 1, 1_000, hs6=MEAT), asked=on())
    assert worse.suggestions() == ()


def test_what_is_within_all_limits_asks_for_nothing() -> None:
    assert Shelf(goods("a", 1, 1_000), asked=on()).suggestions() == ()
    one_item = Shelf(goods("a", 1, 580_000), asked=on())
    assert one_item.suggestions() == ()


def test_a_day_without_rules_has_no_way_out() -> None:
    assert Shelf(goods("a", 1, 1_000), asked=on(date(2015, 1, 1))).suggestions() == ()


def test_no_more_than_three_lines_are_named() -> None:
    shelf = Shelf(*(goods(name, 10, 14_000 + place) for place, name in enumerate("abcd")), asked=on())
    # 4 x 1,410 yuan: any line that loses 5 units helps, the dearest three are named.
    named = [told.line_ids for told in shelf.suggestions() if told.code == "fewer_units"]
    assert named == [("d",), ("c",), ("b",)]


def test_the_free_limit_of_kilograms_is_named_where_it_is_the_one_that_binds() -> None:
    euro = ExchangeRate(Decimal(1), DAY)
    old = on(date(2026, 6, 1), euro=euro)
    shelf = Shelf(goods("a", 16, 100, net_g=2_000), asked=old, market="KZ")
    [told] = shelf.suggestions()
    assert (told.limit, told.limit_g, told.limit_minor) == ("free", 31_000, None)
    assert (told.quantity, told.fewer) == (15, 1)
    # One kilogram too many at 2 euros.
    assert told.saved_minor == 200


@pytest.mark.parametrize(("units", "kept"), [(4, [3, 1]), (3, [3]), (1, [1]), (0, [])])
def test_the_last_shipments_lose_their_units_first(units: int, kept: list[int]) -> None:
    three = [Carriage({"a": 3}, RATES, Decimal(1), DAY), Carriage({"a": 2, "b": 1}, RATES, Decimal(1), DAY)]
    assert [each.units.get("a") for each in with_fewer(three, {"a": units})] == kept


def test_a_limit_of_the_list_itself_is_suggested_against_too() -> None:
    book = lawbook(listed=[entry(FLOUR, 5_000)])
    shelf = Shelf(goods("a", 6, 500, hs6=FLOUR), asked=on(), book=book)
    [told] = shelf.suggestions()
    assert (told.limit_g, told.quantity) == (5_000, 5)
