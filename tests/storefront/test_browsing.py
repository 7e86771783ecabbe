"""Does the window show what is on sale, to everyone, in few queries?"""

from typing import Any

import pytest

from catalog.models import Image, Listing, Product, Seller
from storefront.queries import browsing
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.window import follow, plan_of


def test_goods_on_sale_are_shown_with_price_and_stock(shop: Market, api: Api) -> None:
    shop.listing(shop.seller(), "FLR", price_minor=1750, units=7)
    follow()
    [item] = api.get("/products?market=CN").json()["items"]
    assert (item["sku"], item["available"]) == ("FLR", 7)
    assert item["price"] == {"amount": "17.50", "currency": "CNY"}


def test_the_assumption_that_import_rests_on_is_named(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller())
    follow()
    shown = api.get(f"/products/{listing.pk}").json()
    assert shown["import"]["label"] == "DEMO ASSUMPTION, NOT LAW"


def test_what_is_not_on_sale_is_not_there(shop: Market, api: Api) -> None:
    seller = shop.seller()
    paused, sold_by_nobody = shop.listing(seller, "A"), shop.listing(shop.seller("KZ02", "490440000271"), "B")
    Listing.objects.filter(pk=paused.pk).update(status="paused")
    Seller.objects.filter(code="KZ02").update(status="suspended", suspended_at=shop.at)
    follow()
    assert api.get("/products").json()["items"] == []
    follow()
    assert [api.get(f"/products/{row.pk}").status_code for row in (paused, sold_by_nobody)] == [404, 404]


@pytest.mark.parametrize(
    ("query", "skus"),
    [
        ("price_min=20.00", ["DEAR"]),
        ("price_min=30.00&price_max=30.00", ["DEAR"]),
        ("price_max=20.00", ["CHEAP"]),
        ("in_stock=false", ["DEAR"]),
        ("in_stock=true", ["CHEAP"]),
        ("seller=KZ01", ["DEAR", "CHEAP"]),
        ("seller=KZ02", []),
        ("market=KZ", []),
    ],
)
def test_filters_narrow_the_window(shop: Market, api: Api, query: str, skus: list[str]) -> None:
    seller = shop.seller()
    shop.listing(seller, "CHEAP", price_minor=1000)
    shop.listing(seller, "DEAR", price_minor=3000, units=1)
    Listing.objects.get(variant__sku="DEAR").variant.lots.get().levels.update(on_hand=0)
    follow()
    assert [item["sku"] for item in api.get(f"/products?{query}").json()["items"]] == skus


@pytest.mark.parametrize(
    "query",
    [
        *("colour=red", "limit=101", "limit=0", "price_min=NaN", "market=US", "in_stock=maybe"),
        *("price_min=-1", "price_max=-0.01", "price_max=5&price_min=5.01", "attributes=moisture:20..10"),
    ],
)
def test_what_the_window_does_not_know_is_refused_by_name(shop: Market, api: Api, query: str) -> None:
    follow()
    answer = api.get(f"/products?{query}")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/" + query.partition("=")[0]]


def test_a_page_takes_one_query_however_long(shop: Market, api: Api, django_assert_num_queries: Any) -> None:
    seller = shop.seller()
    for number in range(12):
        shop.listing(seller, f"S{number}")
    follow()
    for limit in (1, 12):
        with django_assert_num_queries(1):
            assert len(api.get(f"/products?limit={limit}").json()["items"]) == limit


def test_a_page_by_name_is_read_along_an_index_of_its_market(shop: Market, api: Api) -> None:
    shop.listing(shop.seller())
    follow()
    plan = plan_of(lambda: api.get("/products?ordering=name"), "seqscan", "bitmapscan", "sort")
    _, found, conditions = plan.partition("using listing_view_by_name")
    assert found
    assert "market = 'CN'" in conditions.split("Index Cond:")[1].splitlines()[0]


def test_one_product_takes_one_query(shop: Market, api: Api, django_assert_num_queries: Any) -> None:
    listing = shop.listing(shop.seller())
    follow()
    with django_assert_num_queries(1):
        assert api.get(f"/products/{listing.pk}").status_code == 200


def test_caches_may_keep_the_window_and_ask_whether_it_changed(shop: Market, api: Api) -> None:
    shop.listing(shop.seller())
    follow()
    first = api.get("/products")
    assert first.headers["Cache-Control"].startswith("public")
    assert "Accept-Language" in first.headers["Vary"]
    follow()
    assert api.get("/products", if_none_match=first.headers["ETag"]).status_code == 304


def test_names_come_in_the_readers_language(shop: Market, api: Api) -> None:
    product = shop.listing(shop.seller()).variant.product
    product.names = {"en": "Flour", "ru": "Мука"}
    product.save()
    follow()
    read = {
        language: api.get("/products", accept_language=language).json()["items"][0]["name"]
        for language in ("en", "ru", "kk", "zh-Hans")
    }
    assert read == {"en": "Flour", "ru": "Мука", "kk": "Мука", "zh-Hans": "Flour"}
    follow()
    assert api.get("/products?translations=all").json()["items"][0]["names"]["ru"] == "Мука"


def test_a_size_without_a_translation_is_still_told(shop: Market, api: Api) -> None:
    variant = shop.listing(shop.seller()).variant
    variant.product.names = {"en": "Flour", "ru": "Мука"}
    variant.product.save()
    variant.names = {"en": "2 kg"}
    variant.save()
    follow()
    [item] = api.get("/products", accept_language="ru").json()["items"]
    assert item["name"] == "Мука, 2 kg"


@pytest.mark.parametrize(
    ("alt", "language", "said"),
    [
        ({"zh-Hans": "面粉"}, "zh-Hans", "面粉"),
        ({"zh-Hans": "面粉"}, "ru", "Мука"),
        ({"zh-Hans": "面粉"}, "kk", "Мука"),
        ({"ru": "Мешок муки"}, "kk", "Мешок муки"),
        ({}, "en", "Flour"),
    ],
)
def test_a_picture_that_nobody_has_described_to_a_reader_is_called_as_the_product_is(
    shop: Market, api: Api, alt: dict[str, str], language: str, said: str
) -> None:
    listing = shop.listing(shop.seller())
    product = listing.variant.product
    Product.objects.update(names={"en": "Flour", "ru": "Мука"})
    Image.objects.create(
        product=product, alt=alt, key="a" * 32, digest="0" * 64, width=640, height=480, created_at=shop.at
    )
    follow()
    shown = api.get(f"/products/{listing.pk}", accept_language=language).json()
    [card] = api.get("/products", accept_language=language).json()["items"]
    assert [shown["images"][0]["alt"], card["image"]["alt"]] == [said, said]


@pytest.mark.parametrize("asked", ["ordering=name", "ordering=-name", "q=goods&ordering=name"])
def test_a_place_among_names_is_one_of_their_language(shop: Market, api: Api, asked: str) -> None:
    seller = shop.seller()
    for sku, russian in (("A", "Я"), ("B", "Ю"), ("C", "Э")):
        product = shop.listing(seller, sku).variant.product
        product.names = {"en": f"Goods {sku}", "ru": f"Товар {russian}"}
        product.save()
    follow()
    first = api.get(f"/products?{asked}&limit=1", accept_language="ru").json()
    place = first["next"].partition("/api/v1")[2]
    second = api.get(place, accept_language="ru").json()
    names = ["Товар Э", "Товар Ю"] if "-" not in asked else ["Товар Я", "Товар Ю"]
    assert [first["items"][0]["name"], second["items"][0]["name"]] == names
    back = api.get(second["previous"].partition("/api/v1")[2], accept_language="ru").json()
    assert back["items"][0]["name"] == names[0]
    refused = api.get(place, accept_language="en")
    assert refused.status_code == 400
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/cursor"]
    assert "names in ru" in refused.json()["errors"][0]["message"]


def test_no_more_categories_are_remembered_than_a_tree_could_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsing, "_depths", {})
    monkeypatch.setattr(browsing, "_MOST_REMEMBERED", 1)
    browsing._learn("flour", 1)
    browsing._learn("honey", 2)
    assert browsing._depths == {"honey": 2}
