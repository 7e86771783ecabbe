"""Are very many hits told in their order, and quickly, without one that should be among them?"""

from urllib.parse import urlsplit

import pytest
from django.db import connection

from catalog.models import Listing, ListingTouch, Seller
from kit.clock import now
from storefront.queries import hitting
from tests.api import Api
from tests.storefront.counter import GOODS, answered, found
from tests.storefront.window import follow

FLOUR = {"FLR-2KG", "FLR-5KG"}
# What all goods have: their seller.
EVERYTHING = "mill"
ORDERINGS = ("price", "-price", "name", "-name", "newest")


@pytest.fixture
def goods(counter: dict[str, Listing]) -> dict[str, Listing]:
    """Two sizes of flour, camel milk powder, honey."""
    return counter


@pytest.fixture
def many(goods: dict[str, Listing], monkeypatch: pytest.MonkeyPatch) -> dict[str, Listing]:
    """The same goods, as if there were more flour than can be sorted; the large bag is cheaper."""
    goods["FLR-5KG"].prices.update(amount_minor=900)
    ListingTouch.objects.create(listing_id=goods["FLR-5KG"].pk)
    follow()
    monkeypatch.setattr("storefront.queries.hitting.SORTED_HITS", 1)
    return goods


@pytest.mark.parametrize("ordering", ORDERINGS)
@pytest.mark.parametrize("params", [{}, {"in_stock": "true"}, {"seller": "KZ01"}, {"price_min": "1.00"}])
def test_more_hits_than_can_be_sorted_are_met_in_their_order(
    many: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch, ordering: str, params: dict[str, str]
) -> None:
    answer = answered(api, "flour", ordering=ordering, **params)
    assert answer["search"]["complete"] is True
    monkeypatch.undo()
    assert answer["items"] == answered(api, "flour", ordering=ordering, **params)["items"]
    assert len(answer["items"]) == 2


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_more_hits_than_can_be_sorted_are_paged_there_and_back(
    many: dict[str, Listing], api: Api, ordering: str
) -> None:
    every = found(api, EVERYTHING, ordering=ordering)
    page = answered(api, EVERYTHING, ordering=ordering, limit="1")
    met = [page["items"][0]["sku"]]
    while page["next"]:
        before, page = page, api.client.get("/api/v1/products?" + urlsplit(page["next"]).query).json()
        met.append(page["items"][0]["sku"])
        assert page["search"]["complete"] is True
        back = api.client.get("/api/v1/products?" + urlsplit(page["previous"]).query).json()
        assert back["items"] == before["items"]
    assert met == every
    assert len(every) == len(GOODS)


def test_who_goes_along_prices_begins_at_the_lowest_that_is_wanted(
    many: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, listing in enumerate(many.values()):
        listing.prices.update(amount_minor=900 + 100 * place)
        ListingTouch.objects.create(listing_id=listing.pk)
    follow()
    monkeypatch.setattr("storefront.queries.walking.SORTED_WALK", 2)
    assert found(api, EVERYTHING, ordering="price", price_min="11.00", limit="1") == [list(many)[2]]
    assert found(api, EVERYTHING, ordering="price", price_min="11.00") == list(many)[2:]


@pytest.mark.parametrize("sold", ["listing", "seller"])
def test_what_is_off_sale_isnt_met_in_any_order(many: dict[str, Listing], api: Api, sold: str) -> None:
    if sold == "listing":
        Listing.objects.filter(pk=many["FLR-5KG"].pk).update(status="blocked")
        assert found(api, EVERYTHING, ordering="price") == ["FLR-2KG", "CML-200G", "HNY-500G"]
    else:
        Seller.objects.update(status="suspended", suspended_at=now())
        assert found(api, EVERYTHING, ordering="price") == []


def test_of_what_could_only_be_meant_some_may_be_missing_in_an_order(
    many: dict[str, Listing], api: Api
) -> None:
    assert answered(api, "flour iphone", ordering="price")["search"]["complete"] is False


def test_who_looks_along_an_order_for_too_long_says_that_hits_may_be_missing(
    many: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.queries.walking.SORTED_WALK", 1)
    answer = answered(api, "flour", ordering="price")
    assert answer["items"][0]["sku"] == "FLR-5KG"
    assert answer["search"]["complete"] is False


@pytest.mark.parametrize(
    ("limit", "params"),
    [("RANKED_HITS", {}), ("RANKED_HITS", {"in_stock": "true"}), ("LOOKED_THROUGH", {"price_max": "99.00"})],
)
def test_the_best_of_more_hits_than_are_looked_through_are_told_as_incomplete(
    goods: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch, limit: str, params: dict[str, str]
) -> None:
    assert answered(api, "flour", **params)["search"]["complete"] is True
    monkeypatch.setattr(f"storefront.queries.hitting.{limit}", 2)
    assert answered(api, "flour", **params)["search"]["complete"] is False


def test_what_was_looked_for_along_the_newest_may_be_found_further_down(
    many: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storefront.queries.looking_up._is_common", lambda *_: True)
    monkeypatch.setattr("storefront.queries.hitting.FEW_HITS", 2)
    assert answered(api, "flour")["search"]["complete"] is False
    assert found(api, "flour", ordering="price") == ["FLR-5KG", "FLR-2KG"]
    monkeypatch.setattr("storefront.queries.hitting.FEW_HITS", 3)
    assert answered(api, "flour")["search"]["complete"] is True


def test_only_the_best_are_followed_by_what_has_but_part_of_it(goods: dict[str, Listing], api: Api) -> None:
    assert found(api, "flour 5 kg") == ["FLR-5KG", "FLR-2KG"]
    assert found(api, "flour 5 kg", ordering="price") == ["FLR-5KG"]


@pytest.fixture
def large(goods: dict[str, Listing], monkeypatch: pytest.MonkeyPatch) -> dict[str, Listing]:
    """The same goods, as if there were very many."""
    monkeypatch.setattr("storefront.queries.looking_up.LARGE_CATALOGUE", -1)
    monkeypatch.setattr("storefront.queries.looking_up.VAST_CATALOGUE", -1)
    return goods


@pytest.mark.parametrize("part", ["true", "false"])
def test_of_very_many_listings_all_that_say_it_are_found_whether_or_not_a_part_has_them(
    large: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr("storefront.queries.hitting.PART", part)
    for params in ({}, {"price_max": "99.00"}, {"facets": "true", "seller": "KZ01"}):
        answer = answered(api, "wheat flour", **params)
        assert {item["sku"] for item in answer["items"]} == FLOUR
    assert set(found(api, "folur")) == FLOUR


def test_of_very_many_listings_those_that_say_some_of_it_are_looked_for_in_a_part_which_the_answer_admits(
    large: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = answered(api, "honey flour")
    expected = {sku for sku in (*FLOUR, "HNY-500G") if large[sku].pk.bytes[-1] < 16}
    assert {item["sku"] for item in answer["items"]} == expected
    assert answer["search"]["complete"] is not bool(expected)
    monkeypatch.setattr("storefront.queries.hitting.PART", "true")
    answer = answered(api, "honey flour")
    assert {item["sku"] for item in answer["items"]} == {*FLOUR, "HNY-500G"}
    assert answer["search"]["complete"] is False


@pytest.mark.parametrize("part", ["true", "false"])
def test_of_many_listings_those_that_say_some_of_it_are_all_found(
    large: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr("storefront.queries.looking_up.VAST_CATALOGUE", 1_000_000)
    monkeypatch.setattr("storefront.queries.hitting.PART", part)
    answer = answered(api, "honey flour")
    assert {item["sku"] for item in answer["items"]} == {*FLOUR, "HNY-500G"}
    assert answer["search"]["complete"] is True


@pytest.mark.parametrize(("enough", "is_complete"), [(2, False), (3, True)])
def test_of_very_many_listings_the_others_arent_asked_where_a_part_has_enough_to_rank(
    large: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch, enough: int, is_complete: bool
) -> None:
    monkeypatch.setattr("storefront.queries.hitting.PART", "true")
    monkeypatch.setattr("storefront.queries.hitting.PART_HITS", enough)
    monkeypatch.setattr("storefront.queries.hitting.FEW_HITS", 2)
    answer = answered(api, "wheat flour")
    assert {item["sku"] for item in answer["items"]} == FLOUR
    assert answer["search"]["complete"] is is_complete
    assert answered(api, "wheat flour", ordering="price")["search"]["complete"] is True


@pytest.mark.parametrize("market", ["cn", "kz"])
def test_the_indexes_of_the_part_fit_what_is_asked_for(db: None, market: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = %s::regclass",
            [f"word_index_part_{market}"],
        )
        [condition] = cursor.fetchone()
    assert hitting.PART.replace("words.", "") in condition
