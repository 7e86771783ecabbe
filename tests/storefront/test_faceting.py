"""By what can the window be narrowed, and do the counts tell what would be left?"""

import base64
import json
from typing import Any

import pytest

from catalog.models import (
    Attribute,
    AttributeOption,
    Brand,
    Category,
    Listing,
    ListingTouch,
    Price,
    Product,
)
from storefront.queries import browsing
from storefront.rest.asking import MOST_CHOICES
from tests.api import Api
from tests.orders.market import Market
from tests.storefront.window import follow


def category(shop: Market, code: str, parent: Category | None = None) -> Category:
    return Category.objects.get_or_create(
        code=code,
        defaults={
            "parent": parent,
            "path": f"{parent.path}/{code}" if parent else code,
            "depth": parent.depth + 1 if parent else 1,
            "names": {"en": code.title(), "ru": f"{code} по-русски"},
            "created_at": shop.at,
        },
    )[0]


@pytest.fixture
def goods(shop: Market) -> Market:
    """Three flours and a honey of two mills, in a tree, told by grade and moisture."""
    browsing._depths.clear()
    food = category(shop, "t-food")
    flour, honey = category(shop, "t-flour", food), category(shop, "t-honey", food)
    grade, _ = Attribute.objects.update_or_create(
        code="t-grade",
        defaults={"names": {"en": "Grade"}, "kind": "choice", "is_filter": True, "created_at": shop.at},
    )
    Attribute.objects.update_or_create(
        code="t-moisture",
        defaults={"names": {"en": "Moisture"}, "kind": "number", "is_filter": True, "created_at": shop.at},
    )
    Attribute.objects.create(
        code="t-sifted", names={"en": "Sifted"}, kind="flag", is_filter=True, position=5, created_at=shop.at
    )
    for code in ("ash", "words"):
        Attribute.objects.create(
            code=f"t-{code}",
            names={"en": code},
            kind="text" if code == "words" else "number",
            is_filter=code == "words",
            created_at=shop.at,
        )
    for code in ("premium", "first", "550"):
        AttributeOption.objects.create(
            attribute=grade, code=code, names={"en": code.title(), "ru": f"сорт {code}"}, created_at=shop.at
        )
    brand = Brand.objects.create(code="t-aqdala", names={"en": "Aqdala"}, created_at=shop.at)
    mill, other = shop.seller(), shop.seller("KZ02", "490440000271")
    for sku, seller, kind, facts in (
        ("P14", mill, flour, {"t-grade": "premium", "t-moisture": "14.0"}),
        ("P15", other, flour, {"t-grade": "premium", "t-moisture": "15.0"}),
        ("F14", mill, flour, {"t-grade": "first", "t-moisture": "14.5"}),
        ("HON", mill, honey, {}),
    ):
        product = shop.listing(seller, sku).variant.product
        product.category, product.attributes = kind, facts
        product.brand = brand if sku == "P14" else None
        product.save()
    follow()
    return shop


def skus(api: Api, query: str) -> list[str]:
    return sorted(item["sku"] for item in api.get(f"/products?{query}").json()["items"])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("category=t-food", ["F14", "HON", "P14", "P15"]),
        ("category=t-flour", ["F14", "P14", "P15"]),
        ("category=t-honey", ["HON"]),
        ("category=nowhere", []),
        ("brand=t-aqdala", ["P14"]),
        ("origin=KZ", ["F14", "HON", "P14", "P15"]),
        ("origin=CN,KR", []),
        ("attributes=t-grade:premium", ["P14", "P15"]),
        ("attributes=t-grade:premium,t-grade:first", ["F14", "P14", "P15"]),
        ("attributes=t-grade:premium,t-moisture:..14.5", ["P14"]),
        ("attributes=t-moisture:14.5..", ["F14", "P15"]),
        ("attributes=t-moisture:14..14.5", ["F14", "P14"]),
        ("attributes=t-moisture:14", ["P14"]),
        ("attributes=t-moisture:14.0", ["P14"]),
        ("attributes=t-moisture:014.50", ["F14"]),
        ("attributes=t-moisture:14,t-moisture:15", ["P14", "P15"]),
        ("attributes=t-moisture:14,t-grade:first", []),
        ("attributes=t-moisture:-1.5...5", []),
        ("attributes=t-grade:550", []),
        ("attributes=t-sifted:true", []),
        ("seller=KZ02&category=t-food", ["P15"]),
    ],
)
def test_choices_narrow_the_window(goods: Market, api: Api, query: str, found: list[str]) -> None:
    assert skus(api, query) == found
    # Again, now that this process knows how deep the category lies.
    assert skus(api, query) == found


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("attributes=grade", "/attributes"),
        ("attributes=grade:..", "/attributes"),
        ("attributes=moisture:1e400..", "/attributes"),
        ("attributes=" + ",".join(["a:b"] * 41), "/attributes"),
        ("category=Ä", "/category"),
        ("origin=kz", "/origin"),
        ("product=7", "/product"),
        ("ordering=stock", "/ordering"),
        ("arrives_by=tomorrow", "/arrives_by"),
        ("facets=maybe", "/facets"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused_by_name(
    shop: Market, api: Api, query: str, pointer: str
) -> None:
    answer = api.get(f"/products?{query}")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_no_more_is_chosen_at_once_than_somebody_would(goods: Market, api: Api) -> None:
    chosen = "attributes=" + ",".join(["t-grade:first"] * MOST_CHOICES)
    assert skus(api, chosen) == ["F14"]
    [problem] = api.get(f"/products?{chosen},t-grade:first").json()["errors"]
    assert (problem["pointer"], problem["message"]) == ("/attributes", f"at most {MOST_CHOICES} choices")


UNKNOWN = "there are t-grade, t-moisture, t-sifted"


@pytest.mark.parametrize(
    ("attributes", "code", "message"),
    [
        ("t-colour:red", "unknown_attribute", f"goods are not narrowed by t-colour; {UNKNOWN}"),
        ("t-grade:first,t-colour:1..", "unknown_attribute", f"goods are not narrowed by t-colour; {UNKNOWN}"),
        ("t-ash:1..2,t-words:x", "unknown_attribute", f"goods are not narrowed by t-ash, t-words; {UNKNOWN}"),
        ("t-grade:best", "unknown_option", "t-grade is one of 550, first, premium"),
        ("t-grade:1..2", "unknown_option", "t-grade is one of 550, first, premium"),
        ("t-grade:551", "unknown_option", "t-grade is one of 550, first, premium"),
        ("t-sifted:maybe", "unknown_option", "t-sifted is one of true, false"),
        ("t-moisture:low", "invalid", "t-moisture is a number: 14.5 or 14..14.5"),
    ],
)
@pytest.mark.parametrize("among", ["", "&q=flour", "&q=!", "&facets=true&in_stock=true"])
def test_what_is_no_filter_or_none_of_its_options_is_refused_by_name(
    goods: Market,
    api: Api,
    django_assert_max_num_queries: Any,
    *,
    attributes: str,
    code: str,
    message: str,
    among: str,
) -> None:
    Attribute.objects.exclude(code__startswith="t-").update(is_filter=False)
    with django_assert_max_num_queries(2):
        answer = api.get(f"/products?attributes={attributes}{among}")
    assert answer.status_code == 400
    [problem] = answer.json()["errors"]
    assert problem == {"pointer": "/attributes", "code": f"field.{code}", "message": message}


def test_an_option_that_is_closed_is_still_looked_for(goods: Market, api: Api) -> None:
    AttributeOption.objects.filter(code="first").update(is_open=False)
    assert skus(api, "attributes=t-grade:first") == ["F14"]


def counted(api: Api, query: str, language: str = "en") -> dict[str, dict[str, int]]:
    told = api.get(f"/products?facets=true&{query}", accept_language=language).json()["facets"]
    return {
        each["code"]: {value["name"]: value["count"] for value in each["values"]} for each in told["facets"]
    }


def test_each_value_says_how_many_have_it(goods: Market, api: Api) -> None:
    found = counted(api, "category=t-food")
    assert found["category"] == {"T-Food": 4, "T-Flour": 3, "T-Honey": 1}
    assert found["brand"] == {"Aqdala": 1}
    assert found["seller"] == {"Mill KZ01": 3, "Mill KZ02": 1}
    assert found["origin"] == {"Kazakhstan": 4}
    assert found["t-grade"] == {"Premium": 2, "First": 1}
    assert found["t-moisture"] == {}
    told = api.get("/products?facets=true&category=t-food").json()["facets"]["facets"]
    ranges = {each["code"]: each["range"] for each in told}
    assert ranges["t-moisture"] == {"min": "14.0", "max": "15.0"}
    assert ranges["t-grade"] is None
    assert counted(api, "category=t-food", "ru")["t-grade"] == {"сорт premium": 2, "сорт first": 1}


@pytest.mark.parametrize(
    ("language", "titles", "country"),
    [
        ("en", ["Brand", "Category", "Country of origin", "Seller", "Standard"], "Kazakhstan"),
        ("ru", ["Бренд", "Категория", "Страна происхождения", "Продавец", "Стандарт"], "Казахстан"),
        ("kk", ["Бренд", "Санат", "Шығарылған елі", "Сатушы", "Стандарт"], "Қазақстан"),
        ("zh-Hans", ["品牌", "类别", "原产国", "卖家", "标准"], "哈萨克斯坦"),
    ],
)
def test_facets_and_countries_are_called_in_the_readers_language(
    goods: Market, api: Api, language: str, titles: list[str], country: str
) -> None:
    Product.objects.update(standard="GB/T 1355-2021", origin_country="KZ")
    ListingTouch.objects.bulk_create(ListingTouch(listing_id=each.pk) for each in Listing.objects.all())
    follow()
    for q in ("", "&q=flour"):
        told = api.get(f"/products?facets=true{q}", accept_language=language).json()["facets"]["facets"]
        assert [each["name"] for each in told if each["kind"] != "attribute"] == titles
        [origin] = [each for each in told if each["code"] == "origin"]
        assert [(each["code"], each["name"]) for each in origin["values"]] == [("KZ", country)]
        assert all(each["name"] for each in told)


def test_a_facet_counts_without_its_own_choice_and_with_those_of_the_others(goods: Market, api: Api) -> None:
    found = counted(api, "category=t-flour&attributes=t-grade:first")
    assert found["t-grade"] == {"Premium": 2, "First": 1}
    assert found["category"] == {"T-Food": 1, "T-Flour": 1}
    assert found["seller"] == {"Mill KZ01": 1}


@pytest.mark.parametrize("q", ["", "&q=flour"])
def test_the_price_and_each_number_are_told_without_their_own_limits(
    goods: Market, api: Api, q: str, django_assert_num_queries: Any
) -> None:
    Price.objects.filter(listing__variant__sku="P15").update(amount_minor=3000)
    follow()
    with django_assert_num_queries(2):
        told = api.get(
            f"/products?facets=true&price_max=20.00&attributes=t-moisture:14..14.2&brand=t-aqdala{q}"
        ).json()["facets"]
    assert told["counted"] == 1
    assert told["price"] == {
        "min": {"amount": "17.50", "currency": "CNY"},
        "max": {"amount": "17.50", "currency": "CNY"},
    }
    told = api.get(f"/products?facets=true&price_max=20.00&attributes=t-moisture:14..14.2{q}").json()[
        "facets"
    ]
    ranges = {each["code"]: each["range"] for each in told["facets"]}
    assert ranges["t-moisture"] == {"min": "14.0", "max": "14.5"}
    assert {each["code"]: each["values"] for each in told["facets"]}["brand"][0]["count"] == 1
    told = api.get(f"/products?facets=true&price_max=20.00{q}").json()["facets"]
    assert told["price"]["max"] == {"amount": "30.00", "currency": "CNY"}
    assert {each["code"]: each["range"] for each in told["facets"]}["t-moisture"]["max"] == "14.5"


def test_what_is_chosen_is_told_though_others_are_found_more_often(
    goods: Market, api: Api, monkeypatch: Any
) -> None:
    monkeypatch.setattr("storefront.queries.faceting.FACET_VALUES", 1)
    assert counted(api, "")["t-grade"] == {"Premium": 2}
    assert counted(api, "attributes=t-grade:first")["t-grade"] == {"First": 1}


def test_counts_say_when_one_facet_had_more_than_they_saw(goods: Market, api: Api, monkeypatch: Any) -> None:
    monkeypatch.setattr("storefront.queries.faceting.FACET_ROWS", 2)
    told = api.get("/products?facets=true&attributes=t-grade:first").json()["facets"]
    assert (told["counted"], told["complete"]) == (1, False)


def test_counts_say_when_they_did_not_see_all(goods: Market, api: Api, monkeypatch: Any) -> None:
    told = api.get("/products?facets=true").json()["facets"]
    assert (told["counted"], told["complete"]) == (4, True)
    assert told["price"]["min"] == told["price"]["max"] == {"amount": "17.50", "currency": "CNY"}
    monkeypatch.setattr("storefront.queries.faceting.FACET_ROWS", 2)
    told = api.get("/products?facets=true").json()["facets"]
    assert (told["counted"], told["complete"]) == (2, False)
    # One more than is counted is looked at, which tells that there are more.
    assert sum(counted(api, "")["seller"].values()) == 3


def test_a_page_with_its_facets_takes_two_queries(
    goods: Market, api: Api, django_assert_num_queries: Any
) -> None:
    browsing._depths.clear()
    for query in ("", "&category=t-flour&attributes=t-grade:first", "&category=nowhere&in_stock=true"):
        with django_assert_num_queries(2):
            assert api.get(f"/products?facets=true{query}").status_code == 200


def test_a_category_that_moves_in_the_tree_keeps_its_goods_found(goods: Market, api: Api) -> None:
    assert skus(api, "category=t-honey") == ["HON"]
    honey = Category.objects.get(code="t-honey")
    honey.parent, honey.path, honey.depth = None, "t-honey", 1
    honey.save()
    follow()
    assert skus(api, "category=t-honey") == ["HON"]
    assert skus(api, "category=t-food") == ["F14", "P14", "P15"]


@pytest.mark.parametrize("ordering", ["newest", "price", "-price", "name", "-name"])
def test_every_order_can_be_read_forwards_and_backwards(shop: Market, api: Api, ordering: str) -> None:
    seller = shop.seller()
    for number, price in enumerate((300, 100, 200, 100, 300)):
        product = shop.listing(seller, f"S{number}", price_minor=price).variant.product
        product.names = {"en": f"{'BaBaC'[number]} flour"}
        product.save()
    follow()
    whole = [item["id"] for item in api.get(f"/products?ordering={ordering}").json()["items"]]
    assert len(whole) == 5
    forwards, backwards, page = [], [], api.get(f"/products?ordering={ordering}&limit=2").json()
    while True:
        forwards.append([item["id"] for item in page["items"]])
        if not page["next"]:
            break
        page = api.get(page["next"].partition("/api/v1")[2]).json()
    while page["previous"]:
        page = api.get(page["previous"].partition("/api/v1")[2]).json()
        backwards.append([item["id"] for item in page["items"]])
    assert [row for rows in forwards for row in rows] == whole
    assert backwards == forwards[-2::-1]
    keys = {"newest": "id", "price": "price", "-price": "price", "name": "name", "-name": "name"}
    items = api.get(f"/products?ordering={ordering}").json()["items"]
    values = [item[keys[ordering]] for item in items]
    shown = [float(value["amount"]) if isinstance(value, dict) else value.lower() for value in values]
    assert shown == sorted(shown, reverse=ordering in ("newest", "-price", "-name"))


@pytest.mark.parametrize("cursor", ["x", "WzAsMV0", "WzAsIngiXQ", "WzAsMSwyXQ", "WzAsbnVsbF0"])
@pytest.mark.parametrize("ordering", ["newest", "price", "name"])
def test_a_cursor_that_is_not_ours_is_refused(shop: Market, api: Api, ordering: str, cursor: str) -> None:
    answer = api.get(f"/products?ordering={ordering}&cursor={cursor}")
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/cursor"]


@pytest.mark.parametrize(("ordering", "key"), [("price", 2**63), ("name", "a\0b")])
def test_a_cursor_with_what_no_column_holds_is_refused(
    shop: Market, api: Api, ordering: str, key: object
) -> None:
    spoken = ["en"] if ordering == "name" else []
    values = json.dumps([0, key, "019e0000-0000-7000-8000-000000000001", *spoken])
    cursor = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    answer = api.get(f"/products?ordering={ordering}&cursor={cursor}")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/cursor"]


def test_a_cursor_among_names_of_no_language_of_ours_is_none(shop: Market, api: Api) -> None:
    values = json.dumps([0, "a", "019e0000-0000-7000-8000-000000000001", "<b>xx</b>"])
    cursor = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    [problem] = api.get(f"/products?ordering=name&cursor={cursor}").json()["errors"]
    assert (problem["pointer"], problem["message"]) == ("/cursor", "not a cursor of this list")


def test_sizes_of_one_product_are_found_by_it(shop: Market, api: Api) -> None:
    listing = shop.listing(shop.seller(), "A")
    shop.listing(Listing.objects.get().variant.seller, "B")
    follow()
    assert skus(api, f"product={listing.variant.product_id}") == ["A"]


def test_kazakh_names_are_sorted_by_their_own_alphabet(shop: Market, api: Api) -> None:
    seller = shop.seller()
    names = [
        "Ақ ұн",
        "Әдемі",
        "Бал",
        "Гүл",
        "Ғажап",
        "Ет",
        "Ёж",
        "Кәмпит",
        "Қара бидай",
        "Ұн",
        "Үгінді",
        "Іркіт",
    ]
    for place in (5, 2, 9, 0, 11, 7, 1, 3, 10, 4, 8, 6):
        product = shop.listing(seller, f"S{place}").variant.product
        product.names = {"kk": names[place]}
        product.save()
    follow()
    items = api.get("/products?ordering=name", accept_language="kk").json()["items"]
    assert [item["name"] for item in items] == names
