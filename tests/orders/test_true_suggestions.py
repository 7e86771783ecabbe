"""Is what a suggestion says true of the order that it suggests, one indivisible item above all?"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import PositiveListEntry
from orders.duties import ONE_INDIVISIBLE_ITEM, WITHIN_LIMITS, Refusal
from orders.errors import NotImportable, OverOrderLimit
from orders.pricing import Priced
from orders.suggesting import Suggestion
from tests.orders.market import Market, Shopper
from tests.orders.test_quotes_by_law import part, suggested
from tests.orders.test_suggesting import Shelf, goods, on

# Above 5,000 yuan alone: 14,559 yuan and one of freight for its kilogram.
DEAR = 1_455_900


def test_of_two_indivisible_items_one_may_come_in_at_full_tax() -> None:
    shelf = Shelf(goods("dear", 2, DEAR), asked=on())
    [told] = shelf.suggestions()
    assert (told.code, told.quantity, told.fewer) == ("one_item", 1, 1)
    assert (told.limit, told.limit_minor) == ("order", 500_000)
    assert (told.regime, told.regime_reasons) == ("cn_retail_import", ("one_indivisible_item",))
    alone = shelf.priced({"dear": 1})
    assert isinstance(alone, Priced)
    assert told.total_minor == alone.totals.total_minor
    # Two of them are 29,120 yuan, more than the 26,000 of a year, so they aren't ordered apart either.


def test_two_that_fit_into_a_year_are_ordered_apart_each_as_one_item() -> None:
    shelf = Shelf(goods("dear", 2, 1_000_000), asked=on())
    _, apart = shelf.suggestions()
    assert (apart.code, apart.orders, apart.regime_reasons) == (
        *("separate_orders", 2),
        ("one_indivisible_item",),
    )
    # 2 x 10,001 yuan are left of 26,000 after 5,998, not after one fen more.
    assert len(Shelf(goods("dear", 2, 1_000_000), asked=on(spent=599_800)).suggestions()) == 2
    assert len(Shelf(goods("dear", 2, 1_000_000), asked=on(spent=599_801)).suggestions()) == 1


def test_without_the_tin_the_dear_item_comes_in_alone() -> None:
    shelf = Shelf(goods("dear", 1, DEAR), goods("tin", 1, 20_000), asked=on())
    without_dear, without_tin, apart = shelf.suggestions()
    assert (without_dear.code, without_dear.line_ids, without_dear.quantity) == ("fewer_units", ("dear",), 0)
    assert without_dear.regime_reasons == (WITHIN_LIMITS,)
    assert (without_tin.code, without_tin.line_ids, without_tin.quantity) == ("one_item", ("tin",), 0)
    assert without_tin.regime_reasons == (ONE_INDIVISIBLE_ITEM,)
    assert (apart.orders, apart.regime_reasons) == (2, (ONE_INDIVISIBLE_ITEM, WITHIN_LIMITS))


@given(
    units=st.lists(st.integers(1, 12), min_size=1, max_size=3),
    minor=st.lists(st.integers(1_000, 900_000), min_size=3, max_size=3),
    step=st.integers(1, 4),
    spent=st.integers(0, 2_600_000),
)
def test_whatever_is_suggested_is_what_the_law_says_of_it(
    units: list[int], minor: list[int], step: int, spent: int
) -> None:
    lines = [
        goods(name, count * step, price) for name, count, price in zip("abc", units, minor, strict=False)
    ]
    shelf = Shelf(*lines, asked=on(spent=spent))
    shelf.steps = dict.fromkeys(shelf.steps, step)
    for told in shelf.suggestions():
        if told.code == "separate_orders":
            assert told.orders is not None
            assert 2 <= told.orders <= sum(units)
            continue
        followed = shelf.priced(_kept(shelf, told))
        assert isinstance(followed, Priced)
        _require_true(told, followed, spent)


def _kept(shelf: Shelf, told: Suggestion) -> dict[str, int]:
    [line_id] = told.line_ids
    assert told.quantity is not None
    assert told.quantity % shelf.steps[line_id] == 0
    assert told.quantity + (told.fewer or 0) == shelf.units[line_id]
    return {**shelf.units, line_id: told.quantity}


def _require_true(told: Suggestion, followed: Priced, spent: int) -> None:
    law = followed.assessment
    assert (told.regime, told.regime_reasons) == (law.regime, law.reasons)
    assert told.total_minor == followed.totals.total_minor
    assert (told.code == "one_item") == (ONE_INDIVISIBLE_ITEM in law.reasons)
    value = law.value_minor + (spent if told.limit == "annual" else 0)
    assert told.limit_minor is not None
    assert (value > told.limit_minor) == (told.code == "one_item")


@pytest.mark.parametrize(
    ("dear", "tins", "codes"),
    [(2, 0, ["one_item"]), (1, 1, ["fewer_units", "one_item", "separate_orders"])],
)
def test_a_quote_of_the_suggested_cart_says_the_same(
    market: Market, wang: Shopper, dear: int, tins: int, codes: list[str]
) -> None:
    seller = market.seller()
    powder = market.listing(seller, "POWDER", price_minor=DEAR, gross_g=25_044)
    tin = market.listing(seller, "TIN", price_minor=200_00, gross_g=344)
    wanted = {powder: dear, tin: tins}
    with pytest.raises(OverOrderLimit) as refusal:
        wang.quote(wang.fill(*((each, count) for each, count in wanted.items() if count)))
    assert [told["code"] for told in suggested(refusal)] == codes
    for told in suggested(refusal):
        if told["code"] == "separate_orders":
            assert "in 2 orders" in told["texts"]["en"]
            continue
        [line] = told["lines"]
        less = {
            each: told["quantity"] if each.variant.sku == line["sku"] else count
            for each, count in wanted.items()
        }
        _require_quoted(told, wang.quote(wang.fill(*((each, n) for each, n in less.items() if n))))


def _require_quoted(told: dict[str, Any], quote: Any) -> None:
    order = part(quote)
    assert (told["regime"], told["regime_reasons"]) == (order["regime"], order["regime_reasons"])
    assert told["total"]["amount"] == f"{quote.total_minor / 100:.2f}"
    is_one = "one_indivisible_item" in order["regime_reasons"]
    assert ("at full tax" in told["texts"]["en"]) == is_one
    assert ("stays within" in told["texts"]["en"]) == (not is_one)
    assert len(set(told["texts"].values())) == 4


def test_orders_apart_need_what_is_left_of_the_year(market: Market, wang: Shopper) -> None:
    powder = market.listing(market.seller(), "POWDER", price_minor=1_000_000)
    # Three of 10,000 yuan and their carriage are more than 26,000, two aren't.
    for before, codes in ((0, ["one_item", "separate_orders"]), (1, ["one_item"])):
        if before:
            wang.buy((powder, before))
        with pytest.raises(OverOrderLimit) as refusal:
            wang.quote(wang.fill((powder, 2)))
        assert [told["code"] for told in suggested(refusal)] == codes


def test_goods_of_another_seller_are_suggested_away(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ09", "490440000271")
    flour, lamb = market.listing(mill, "A"), market.listing(farm, "LAMB", hs6="110290")
    PositiveListEntry.objects.filter(hs6="110290").delete()
    with pytest.raises(NotImportable) as refusal:
        wang.quote(wang.fill((flour, 1), (lamb, 1)))
    assert refusal.value.facts["seller_code"] == "KZ09"
    [told] = suggested(refusal)
    assert (told["code"], [each["sku"] for each in told["lines"]]) == ("without_goods", ["LAMB"])
    assert told["texts"]["en"] == "Without Wheat flour LAMB the rest can be imported."
    quote = wang.quote(wang.fill((flour, 1)))
    assert told["total"]["amount"] == f"{quote.total_minor / 100:.2f}"


def test_what_is_refused_of_two_sellers_is_suggested_away_at_once(market: Market, wang: Shopper) -> None:
    mill, farm = market.seller(), market.seller("KZ09", "490440000271")
    flour, meal = market.listing(mill, "A"), market.listing(mill, "B", hs6="110290")
    lamb = market.listing(farm, "LAMB", hs6="110290")
    PositiveListEntry.objects.filter(hs6="110290").delete()
    with pytest.raises(NotImportable) as refusal:
        wang.quote(wang.fill((flour, 1), (meal, 1), (lamb, 1)))
    [told] = suggested(refusal)
    assert sorted(each["sku"] for each in told["lines"]) == ["B", "LAMB"]
    quote = wang.quote(wang.fill((flour, 1)))
    assert told["total"]["amount"] == f"{quote.total_minor / 100:.2f}"


def test_nothing_is_suggested_where_no_goods_may_go_or_the_rest_may_not(
    market: Market, wang: Shopper
) -> None:
    mill, farm = market.seller(), market.seller("KZ09", "490440000271")
    meal, lamb = market.listing(mill, "B", hs6="110290"), market.listing(farm, "LAMB", hs6="110290")
    dear = market.listing(farm, "DEAR", price_minor=DEAR)
    PositiveListEntry.objects.filter(hs6="110290").delete()
    for other, count in ((lamb, 1), (dear, 2)):
        with pytest.raises(NotImportable) as refusal:
            wang.quote(wang.fill((meal, 1), (other, count)))
        assert suggested(refusal) == []


def test_a_single_dear_item_beside_refused_goods_is_told_to_pay_full_tax() -> None:
    shelf = Shelf(goods("dear", 1, DEAR), goods("meat", 1, 1_000, hs6="020410"), asked=on())
    [told] = shelf.suggestions()
    assert isinstance(shelf.priced(shelf.units), Refusal)
    assert (told.code, told.regime_reasons, told.limit_minor) == (
        *("without_goods", ("one_indivisible_item",)),
        500_000,
    )
