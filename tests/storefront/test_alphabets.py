"""Do names stand in the order that readers of each language look them up in?"""

import random
from typing import Any

import pytest
from django.db import connection

from catalog.models import Listing, Product
from storefront.words.alphabets import sort_key
from tests.api import Api
from tests.storefront.window import follow

KAZAKH = list("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")
RUSSIAN = list("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
# By sound: ba, cha, chang, feng, gan, lu, mai, mian, mian with the fourth tone, nai, xia, xian, zhu.
CHINESE = [
    "巴旦木",
    "茶",
    "长粒米",
    "蜂蜜",
    "干酪",
    "鹿茸",
    "麦芽",
    "棉花",
    "面粉",
    "奶粉",
    "虾",
    "咸鱼",
    "猪肉",
]
ENGLISH = ["Apple", "barley", "Camel milk", "camel wool", "Zinc"]


@pytest.mark.parametrize(
    "alphabet", [KAZAKH, RUSSIAN, CHINESE, ENGLISH, ["2 kg", "Tea", "Чай", "茶", "\u3400"]]
)
def test_names_of_each_language_stand_in_its_order(alphabet: list[str]) -> None:
    mixed = alphabet[:]
    random.shuffle(mixed)
    assert sorted(mixed, key=sort_key) == alphabet
    assert sorted([f"{each.upper()}я" for each in mixed], key=sort_key) == [
        f"{each.upper()}я" for each in alphabet
    ]


def test_words_go_letter_by_letter_and_what_goes_on_comes_later() -> None:
    kazakh = ["ақ бидай", "ақық", "ала", "әже", "қант", "құрт", "ұн", "үгітілген жүгері"]
    russian = ["ежевика", "елка", "ёлка", "мед", "мёд", "медведь"]
    chinese = ["面", "面包", "面粉", "面粉 10千克", "面粉 2千克"]
    assert sorted(kazakh, key=sort_key) == kazakh
    # ё stands behind е, so that мёд comes behind everything in мед.
    assert sorted(russian, key=sort_key) == ["ежевика", "елка", "ёлка", "мед", "медведь", "мёд"]
    assert sorted(chinese, key=sort_key) == chinese


def test_the_same_name_has_the_same_key_and_no_key_outgrows_its_column() -> None:
    assert sort_key("МЁД") == sort_key("мёд")
    assert len(sort_key("庄" * 200)) == 250
    assert sort_key("Ｂ级粉") == sort_key("b级粉")
    assert sort_key("《面粉》") == sort_key("面粉》")
    assert sort_key("…") != ""
    # Which order is a page's after an upgrade: no word beside a character changes its reading.
    assert sort_key("重庆面粉") == "".join(map(sort_key, "重庆面粉"))


@pytest.fixture
def goods(counter: dict[str, Listing]) -> dict[str, Listing]:
    """Two sizes of flour, camel milk powder, honey."""
    return counter


def names(api: Api, language: str, ordering: str) -> list[str]:
    """All names of the window, page by page, as a reader of that language gets them."""
    reader = api.with_headers(**{"Accept-Language": language})
    found: list[str] = []
    path: Any = f"/products?market=CN&ordering={ordering}&limit=1"
    while path:
        page = reader.get(path.removeprefix("/api/v1")).json()
        found += [item["name"] for item in page["items"]]
        path = page["next"] and page["next"].split("://", 1)[-1].partition("/api/v1")[2]
    return found


@pytest.mark.parametrize(
    ("language", "called"),
    [
        ("zh-Hans", ["茶", "蜂蜜", "面粉", "奶粉"]),
        ("kk", ["ала", "әже", "бал", "ұн"]),
        ("ru", ["ежевика", "ёлка", "жир", "мёд"]),
        ("en", ["apple", "Barley", "camel", "Dates"]),
    ],
)
def test_the_window_turns_its_pages_in_that_order_both_ways(
    goods: dict[str, Listing], api: Api, language: str, called: list[str]
) -> None:
    for listing, name in zip(goods.values(), reversed(called), strict=True):
        variant = listing.variant
        type(variant).objects.filter(pk=variant.pk).update(names={})
        Product.objects.filter(pk=variant.product_id).update(names={language: name})
    follow()
    assert names(api, language, "name") == called
    assert names(api, language, "-name") == called[::-1]


@pytest.mark.parametrize(("language", "sign"), [("zh-Hans", "庄"), ("kk", "ү"), ("ru", "ё"), ("en", "w")])
def test_the_longest_names_lead_on_to_the_next_page(
    goods: dict[str, Listing], api: Api, language: str, sign: str
) -> None:
    called = [letter + sign * 196 for letter in "abcd"]
    test_the_window_turns_its_pages_in_that_order_both_ways(goods, api, language, called)


def test_the_column_sorts_by_its_key_whatever_the_locale_of_the_database(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns"
            " WHERE table_name = 'storefront_listingview' AND column_name = 'name'"
        )
        assert cursor.fetchone() == ("C",)
