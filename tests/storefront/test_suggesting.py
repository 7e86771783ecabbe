"""Is what somebody begins to type finished for them?"""

from typing import Any

import pytest

from catalog.models import Listing
from catalog.operations import moderating
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations.knowing import recount
from tests.api import Api
from tests.storefront.window import follow


@pytest.fixture
def shelf(counter: dict[str, Listing]) -> None:
    """Flour, camel milk powder and honey."""


def offered(api: Api, q: str, **headers: str) -> list[dict[str, Any]]:
    """What is offered to the beginning of a query."""
    answer = api.client.get("/api/v1/products/suggestions", {"q": q}, headers=headers)
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


@pytest.mark.parametrize(
    ("begun", "term"),
    [
        ("flo", "flour"),
        ("мол", "молоко"),
        ("түй", "түйе"),
        ("全脂", "全脂骆驼奶粉"),
        ("wheat fl", "wheat flour"),
        ("vjk", "молоко"),
        ("адщ", "flour"),
        ("verf", "мука"),
        ("wheat адщ", "wheat flour"),
        ("whaet fl", "wheat flour"),
        ("camek", "camel"),
        ("dth,k", "верблюжье"),
        ("[kt,jg", "хлебопекарная"),
        ("flq", "flour"),
        ("muontai", "mountain"),
        ("верлб", "верблюжье"),
        ("вирблю", "верблюжье"),
        ("烘焙用小麥", "烘焙用小麦粉"),
    ],
)
def test_words_are_finished_in_every_script(shelf: None, api: Api, begun: str, term: str) -> None:
    assert term in [item["text"] for item in offered(api, begun) if item["kind"] == "term"]


def test_no_more_is_offered_than_is_looked_over_at_once(
    shelf: None, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(offered(api, "flo")) > 2
    monkeypatch.setattr("storefront.queries.suggesting.SUGGESTIONS", 2)
    assert len(offered(api, "flo")) == 2


def test_a_beginning_that_is_right_is_finished_and_not_corrected(shelf: None, api: Api) -> None:
    terms = [item for item in offered(api, "hon") if item["kind"] == "term"]
    assert [item["text"] for item in terms] == ["honey"]
    assert terms[0]["highlight"] == [{"text": "hon", "hit": True}, {"text": "ey", "hit": False}]


@pytest.mark.parametrize("begun", ["mounta", "muonta", "ьщгтеф", "mountian"])
def test_a_word_goes_with_the_last_goods_that_have_it(
    counter: dict[str, Listing], api: Api, begun: str
) -> None:
    honey = counter["HNY-500G"]
    assert "mountain" in [item["text"] for item in offered(api, begun)]
    owns_transaction(moderating.block)(listing=honey, reason="papers expired", at=now(), by=SYSTEM)
    follow()
    assert "mountain" not in [item["text"] for item in offered(api, begun)]


def test_a_word_is_offered_behind_others_only_where_goods_have_all_of_them(shelf: None, api: Api) -> None:
    assert {item["text"] for item in offered(api, "m") if item["kind"] == "term"} >= {"milk", "mountain"}
    for begun in ("camel m", "camle m", "the camel m"):
        terms = [item["text"].split()[-1] for item in offered(api, begun) if item["kind"] == "term"]
        # Whose seller is a mill.
        assert terms == ["milk", "mill"]
    for begun in ("wheat hon", "wheat hony"):
        assert "wheat honey" not in [item["text"] for item in offered(api, begun)]


def test_what_names_say_together_is_offered_before_commoner_words_of_sellers(shelf: None, api: Api) -> None:
    owns_transaction(recount)()
    assert [item["text"] for item in offered(api, "m")][:1] == ["mill"]
    assert [item["text"] for item in offered(api, "camel m")][:2] == ["camel milk", "camel mill"]


@pytest.mark.parametrize("begun", ["unobtainium fl", "unobtainium flor", "buy wheat fl", "c mil", "ц мол"])
def test_no_word_is_offered_behind_one_that_nobody_knows(shelf: None, api: Api, begun: str) -> None:
    assert [item for item in offered(api, begun) if item["kind"] == "term"] == []


@pytest.mark.parametrize(
    ("begun", "terms"),
    [
        ("сухое м", ["сухое молоко"]),
        ("2 h", []),
        ("2 f", ["2 flour"]),
        ("түйе с", ["түйе сүті"]),
        ("түйе ц", []),
    ],
)
def test_words_go_together_that_goods_have_besides_their_descriptions(
    counter: dict[str, Listing], api: Api, begun: str, terms: list[str]
) -> None:
    goods = counter
    for sku, listing in goods.items():
        product = listing.variant.product
        product.descriptions = {"en": "Lasts for 2 days.", "ru": "Хранить в сухом месте."}
        product.standard = "СТ РК 2" if sku == "CML-200G" else ""
        product.save()
    follow()
    assert [item["text"] for item in offered(api, begun) if item["kind"] == "term"] == terms


def test_nothing_is_called_corrected_to_what_nobody_sells_any_more(
    counter: dict[str, Listing], api: Api
) -> None:
    honey = counter["HNY-500G"]
    owns_transaction(moderating.block)(listing=honey, reason="papers expired", at=now(), by=SYSTEM)
    follow()
    answer = api.client.get("/api/v1/products/suggestions", {"q": "honeyy"}).json()
    assert answer == {"items": [], "corrected_to": None}


def test_products_are_offered_once_in_the_readers_language(shelf: None, api: Api) -> None:
    products = [
        item for item in offered(api, "мол", **{"Accept-Language": "ru"}) if item["kind"] == "product"
    ]
    assert [item["text"] for item in products] == ["Верблюжье молоко сухое цельное, 200 г"]
    assert {"text": "молоко", "hit": True} in products[0]["highlight"]


def test_a_slip_in_the_beginning_is_forgiven(shelf: None, api: Api) -> None:
    texts = [item["text"] for item in offered(api, "camle")]
    assert "Camel milk powder, whole, 200 g" in texts


@pytest.mark.parametrize("nothing", ["zzz", "!!", "'"])
def test_what_leads_nowhere_is_offered_nothing(shelf: None, api: Api, nothing: str) -> None:
    assert offered(api, nothing) == []


def test_suggestions_are_few_cached_and_take_two_queries(
    shelf: None, api: Api, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        answer = api.client.get("/api/v1/products/suggestions", {"q": "m"})
    assert len(answer.json()["items"]) <= 10
    assert "max-age=60" in answer.headers["Cache-Control"]
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "x" * 201}, {"q": "x", "market": "US"}])
def test_what_makes_no_sense_is_refused(db: None, api: Api, params: dict[str, str]) -> None:
    assert api.client.get("/api/v1/products/suggestions", params).status_code == 400
