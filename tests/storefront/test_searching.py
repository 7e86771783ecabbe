"""Do people find what they type, in any language, mistyped too, in two queries?"""

from typing import Any
from urllib.parse import urlsplit

import pytest

from catalog.models import Listing, ListingTouch, StockLevel
from storefront.models import WordIndex
from tests.api import Api
from tests.storefront.counter import GOODS, answered, found
from tests.storefront.window import follow

FLOUR = {"FLR-2KG", "FLR-5KG"}


@pytest.fixture
def goods(counter: dict[str, Listing]) -> dict[str, Listing]:
    """Two sizes of flour, camel milk powder, honey."""
    return counter


@pytest.mark.parametrize(
    "query",
    [
        *("flour", "flours", "мука", "муки", "ұн", "ұнынан", "面粉", "小麦粉", "un", "muka", "mianfen"),
        *("麵粉", "小麥粉"),
        *("verf", "флур", "flor", "мкуа", "小卖粉", "wheat flour", "пшеничная мука"),
        *("ГОСТ 26574-2017", "ГОСТ26574-2017"),
    ],
)
def test_flour_is_found_by_any_name_in_any_script(goods: dict[str, Listing], api: Api, query: str) -> None:
    assert set(found(api, query)[:2]) == FLOUR


@pytest.mark.parametrize(
    ("query", "sku"),
    [
        ("flour 5 kg", "FLR-5KG"),
        ("мука 2кг", "FLR-2KG"),
        ("面粉 5公斤", "FLR-5KG"),
        ("FLR-2KG", "FLR-2KG"),
        ("түйе сүті", "CML-200G"),
        ("шұбат", "CML-200G"),
        ("骆驼奶粉", "CML-200G"),
        ("骆驼粉", "CML-200G"),
        ("駱駝奶粉", "CML-200G"),
        ("camel 奶粉", "CML-200G"),
        ("camle mlik", "CML-200G"),
        ("мед", "HNY-500G"),
        ("v`l", "HNY-500G"),
        ("V`L ujhysq", "HNY-500G"),
        ("dth,k.;mt vjkjrj", "CML-200G"),
        ("flour, honey", "HNY-500G"),
        ("балдың", "HNY-500G"),
        ("蜂蜜", "HNY-500G"),
        ("buy mountain honey online", "HNY-500G"),
    ],
)
def test_the_best_hit_comes_first(goods: dict[str, Listing], api: Api, query: str, sku: str) -> None:
    assert found(api, query)[0] == sku


@pytest.mark.parametrize(
    "query", ["iphone", "lamp", "шам", "coffee", "соль", "!!!", "'; drop table x; --", "\\", "<->", "%", "😀"]
)
def test_what_nobody_sells_isnt_found_and_harms_nothing(
    goods: dict[str, Listing], api: Api, query: str
) -> None:
    assert found(api, query) == []


@pytest.mark.parametrize(
    "query", ["<b>", "</b>", "<b></b>", "&lt;b&gt;", '"><script>', "<img src=x onerror=1>"]
)
def test_markup_is_searched_for_as_the_words_in_it_and_added_to_nothing(
    goods: dict[str, Listing], api: Api, query: str
) -> None:
    items = answered(api, query)["items"]
    named = {sku: told["en"] for sku, told in GOODS.items()}
    for item in items:
        assert "".join(part["text"] for part in item["highlight"]) == item["name"] == named[item["sku"]]
    # Only honey has b in its name: as markup there, which is no more than a text here.
    assert {item["sku"] for item in items} <= {"HNY-500G"}


def test_marks_leave_the_markup_of_a_name_as_text(goods: dict[str, Listing], api: Api) -> None:
    [item] = answered(api, "honey <b>raw</b>")["items"]
    assert item["name"] == GOODS["HNY-500G"]["en"]
    assert item["highlight"] == [
        {"text": "Mountain ", "hit": False},
        {"text": "honey", "hit": True},
        {"text": " <", "hit": False},
        {"text": "b", "hit": True},
        {"text": ">", "hit": False},
        {"text": "raw", "hit": True},
        {"text": "</", "hit": False},
        {"text": "b", "hit": True},
        {"text": ">, 500 g", "hit": False},
    ]


def test_a_hit_is_told_in_the_readers_language_whichever_was_typed(
    goods: dict[str, Listing], api: Api
) -> None:
    answer = api.client.get("/api/v1/products", {"q": "honey"}, headers={"Accept-Language": "zh-Hans"})
    [item] = answer.json()["items"]
    assert item["name"] == GOODS["HNY-500G"]["zh-Hans"]
    assert [part for part in item["highlight"] if part["hit"]] == [{"text": "蜂蜜", "hit": True}]


def test_marks_are_pieces_of_plain_text(goods: dict[str, Listing], api: Api) -> None:
    [item] = answered(api, "honey")["items"]
    assert "".join(part["text"] for part in item["highlight"]) == item["name"]
    assert item["highlight"][1] == {"text": "honey", "hit": True}
    assert item["highlight"][2]["text"].startswith(" <b>raw</b>")


def test_the_answer_says_how_the_query_was_read_and_the_reader_may_insist(
    goods: dict[str, Listing], api: Api
) -> None:
    assert answered(api, "flor zzz")["search"] == {
        "corrected_to": "flour zzz",
        "ignored": ["zzz"],
        "complete": True,
    }
    assert answered(api, "dth,k.;mt 200 u")["search"]["corrected_to"] == "верблюжье 200 г"
    assert answered(api, "honey, raw")["search"]["corrected_to"] is None
    insisted = answered(api, "flor", exact="true")
    assert (insisted["items"], insisted["search"]["corrected_to"]) == ([], None)


@pytest.mark.parametrize("is_common", [False, True])
@pytest.mark.parametrize("query", ["和", "zz9 wheat flour", "zz9 wheat 和"])
def test_what_goods_were_found_by_isnt_called_ignored(
    goods: dict[str, Listing], api: Api, monkeypatch: pytest.MonkeyPatch, query: str, is_common: bool
) -> None:
    product = goods["FLR-2KG"].variant.product
    product.descriptions = {"en": "Zz9 is its number.", "zh-Hans": "面包和蛋糕"}
    product.save()
    follow()
    monkeypatch.setattr("storefront.queries.looking_up._is_common", lambda *_: is_common)
    for ordering in ("relevance", "price"):
        answer = answered(api, query, ordering=ordering)
        assert answer["items"][0]["sku"] == "FLR-2KG"
        assert answer["search"]["ignored"] == []


def test_one_letter_is_a_beginning_and_corrected_to_nothing(goods: dict[str, Listing], api: Api) -> None:
    answer = answered(api, "h")
    assert (answer["search"]["corrected_to"], answer["items"][0]["sku"]) == (None, "HNY-500G")


def test_a_name_that_says_it_otherwise_comes_before_a_description_that_says_it_so(
    goods: dict[str, Listing], api: Api
) -> None:
    product = goods["CML-200G"].variant.product
    product.descriptions = {"ru": "Не мёд."}
    product.names = {**product.names, "ru": ""}
    product.save()
    named = goods["HNY-500G"].variant.product
    named.names = {"en": "Mountain honey"}
    named.save()
    follow()
    assert found(api, "мёд") == ["HNY-500G", "CML-200G"]


def test_goods_are_narrowed_by_a_standard_however_it_is_typed(goods: dict[str, Listing], api: Api) -> None:
    for standard in ("ГОСТ 26574-2017", "ГОСТ26574-2017", "gost 26574–2017", "гост  26574 - 2017"):
        assert set(found(api, "", standard=standard)) == set(found(api, "wheat", standard=standard)) == FLOUR
    for standard in ("ГОСТ 26574", "ГОСТ 26574-x", "works' own"):
        assert found(api, "", standard=standard) == []


def test_search_is_narrowed_sorted_and_counted_like_any_list(goods: dict[str, Listing], api: Api) -> None:
    goods["FLR-5KG"].prices.update(amount_minor=900)
    ListingTouch.objects.create(listing_id=goods["FLR-5KG"].pk)
    follow()
    assert found(api, "flour", ordering="price") == ["FLR-5KG", "FLR-2KG"]
    assert found(api, "flour", price_max="10.00") == ["FLR-5KG"]
    assert found(api, "flour", seller="KZ99") == []
    facets = answered(api, "flour", facets="true", seller="KZ01")["facets"]
    [sellers] = [facet for facet in facets["facets"] if facet["code"] == "seller"]
    assert (facets["counted"], facets["complete"]) == (2, True)
    assert sellers["values"][0]["count"] == 2


def test_what_is_there_comes_before_what_is_sold_out(goods: dict[str, Listing], api: Api) -> None:
    first, second = found(api, "flour")
    StockLevel.objects.filter(lot__variant__sku=first).update(on_hand=0)
    ListingTouch.objects.create(listing_id=goods[first].pk)
    follow()
    assert found(api, "flour") == [second, first]


def test_too_few_to_be_sold_come_behind_what_can_be_bought(goods: dict[str, Listing], api: Api) -> None:
    first, second = found(api, "flour")
    Listing.objects.filter(pk=goods[first].pk).update(min_quantity=500)
    assert found(api, "flour") == [second, first]
    assert found(api, "flour", in_stock="true") == [second]


def test_pages_go_on_where_the_last_one_ended(goods: dict[str, Listing], api: Api) -> None:
    whole = found(api, "premium flour")
    page = answered(api, "premium flour", limit=1)
    rest = api.client.get("/api/v1/products?" + urlsplit(page["next"]).query).json()
    assert [page["items"][0]["sku"], rest["items"][0]["sku"]] == whole
    assert rest["next"] is None
    back = api.client.get("/api/v1/products?" + urlsplit(rest["previous"]).query).json()
    assert back["items"][0]["sku"] == whole[0]


def test_a_strange_cursor_is_refused(goods: dict[str, Listing], api: Api) -> None:
    page = answered(api, "flour", limit=1)
    cursor = page["next"].partition("cursor=")[2]
    for given in (cursor[:-4], "x", "WzAsIngiLCJ5Il0"):
        answer = api.client.get("/api/v1/products", {"q": "flour", "cursor": given})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "params", [{"q": "x" * 201}, {"ordering": "relevance"}, {"q": "x", "exact": "maybe"}]
)
def test_what_makes_no_sense_is_refused_by_name(db: None, api: Api, params: dict[str, str]) -> None:
    answer = api.client.get("/api/v1/products", params)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"].strip("/") in params


def test_a_search_takes_two_queries_facets_and_all(
    goods: dict[str, Listing], api: Api, django_assert_num_queries: Any
) -> None:
    for params in ({}, {"facets": "true"}, {"facets": "true", "seller": "KZ01", "price_max": "99.00"}):
        for q in ("folur 2 kg", "vtl, hjk"):
            with django_assert_num_queries(2):
                answered(api, q, **params)


def test_an_answer_that_is_known_isnt_sent_again(goods: dict[str, Listing], api: Api) -> None:
    answer = api.client.get("/api/v1/products", {"q": "flour"})
    again = api.client.get(
        "/api/v1/products", {"q": "flour"}, headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (answer.status_code, again.status_code) == (200, 304)


def test_what_is_off_sale_is_found_no_more(goods: dict[str, Listing], api: Api) -> None:
    Listing.objects.filter(pk=goods["HNY-500G"].pk).update(status="paused")
    assert found(api, "honey") == []
    ListingTouch.objects.create(listing_id=goods["HNY-500G"].pk)
    follow()
    assert not WordIndex.objects.filter(pk=goods["HNY-500G"].pk).exists()


def test_new_words_are_found_with_the_listing_that_brings_them(goods: dict[str, Listing], api: Api) -> None:
    product = goods["HNY-500G"].variant.product
    product.names = {**product.names, "en": "Thistle nectar"}
    product.save()
    follow()
    assert found(api, "thistle") == found(api, "thsitle") == ["HNY-500G"]


def test_one_market_knows_nothing_of_the_others(goods: dict[str, Listing], api: Api) -> None:
    assert found(api, "flour", market="KZ") == []
