"""Is what sellers tell of their goods judged by its category, and what lacks told to them?"""

from typing import Any

import pytest

from catalog.models import Attribute, Category, ListingChange, Product, TariffCode, Unit, Variant
from tests.api import Api
from tests.catalog.trade import PRODUCT, SIZE, Trade, made, pointers


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers in a shop whose kinds of goods are loaded."""
    return Trade()


TOLD = {
    **PRODUCT,
    "category": "wheat-flour",
    "attributes": {"grade": "premium", "wheat": "soft", "moisture": 14.5},
    "descriptions": {"kk": "Нан ұны.\nҚостанай: ӘҒҚҢӨҰҮҺІ", "zh-Hans": "烘焙粉"},
    "standard": "gost 26574-2017",
    "cn10": "1101000090",
    "eaeu10": "1101001500",
}


def test_what_a_seller_tells_is_kept_in_one_form(trade: Trade) -> None:
    seller = trade.member(trade.mill)
    product = made(seller.post("/seller/products", TOLD))
    assert product["attributes"] == {"grade": "premium", "wheat": "soft", "moisture": "14.5"}
    assert product["descriptions"] == TOLD["descriptions"]
    assert (product["standard"], product["category"]) == ("ГОСТ 26574-2017", "wheat-flour")
    assert (product["cn10"], product["eaeu10"]) == ("1101000090", "1101001500")
    assert product["completeness"] == {"en": 50, "ru": 50, "kk": 50, "zh-Hans": 50}
    assert product["lacking"] == ["/names/kk", "/names/zh-Hans", "/descriptions/en", "/descriptions/ru"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"category": "nowhere"}, "/category", "catalog.unknown_reference"),
        ({"brand": "nobody"}, "/brand", "catalog.unknown_reference"),
        ({"category": 7}, "/category", "request.invalid"),
        ({"attributes": ["grade"]}, "/attributes", "request.invalid"),
        ({"attributes": {"grade": "best"}}, "/attributes/grade", "catalog.bad_attributes"),
        ({"attributes": {"fat": "1.0"}}, "/attributes/fat", "catalog.bad_attributes"),
        ({"attributes": {"beauty": 1}}, "/attributes/beauty", "catalog.bad_attributes"),
        ({"category": None}, "/attributes/grade", "catalog.bad_attributes"),
        ({"attributes": {"moisture": "101"}}, "/attributes/moisture", "catalog.bad_attributes"),
        ({"standard": "ГОСТ 26574/2017"}, "/standard", "catalog.wrong_identifier"),
        ({"standard": ";".join(["GB1"] * 20)}, "/standard", "catalog.wrong_identifier"),
        ({"eaeu10": "1102001500"}, "/eaeu10", "catalog.wrong_identifier"),
        ({"cn10": "1103000090"}, "/cn10", "catalog.wrong_identifier"),
        ({"cn10": "1101000001"}, "/cn10", "catalog.wrong_identifier"),
        ({"eaeu10": "1101009000"}, "/eaeu10", "catalog.wrong_identifier"),
        ({"origin_country": "XX"}, "/origin_country", "catalog.wrong_identifier"),
        ({"origin_country": "SU"}, "/origin_country", "catalog.wrong_identifier"),
        ({"eaeu10": "110100"}, "/eaeu10", "request.invalid"),
        ({"descriptions": {"en": "x" * 10_001}}, "/descriptions/en", "request.invalid"),
        ({"descriptions": {"en": "a\u0007b"}}, "/descriptions/en", "request.invalid"),
        ({"names": {"en": "two\nlines"}}, "/names/en", "request.invalid"),
    ],
)
def test_a_wrong_word_about_goods_is_named_and_nothing_is_kept(
    trade: Trade, change: dict[str, Any], pointer: str, code: str
) -> None:
    answer = trade.member(trade.mill).post("/seller/products", {**TOLD, **change})
    assert pointer in pointers(answer)
    assert answer.json()["code"] == code
    assert not Product.objects.exists()


def test_a_code_that_no_table_names_only_begins_as_it_must(trade: Trade) -> None:
    TariffCode.objects.filter(hs6="110100").update(eaeu10="")
    seller = trade.member(trade.mill)
    made(seller.post("/seller/products", {**TOLD, "eaeu10": "1101009000"}))
    answer = seller.post("/seller/products", {**TOLD, "code": "B", "cn10": "1101000001"})
    [error] = answer.json()["errors"]
    assert error["message"] == "must be 1101000090, the only one of 110100 that is known here"


def test_a_closed_category_takes_no_more_goods_and_keeps_its_own(trade: Trade) -> None:
    seller = trade.member(trade.mill)
    path = f"/seller/products/{made(seller.post('/seller/products', TOLD))['id']}"
    Category.objects.filter(code="wheat-flour").update(is_open=False)
    refused = seller.post("/seller/products", {**TOLD, "code": "B"})
    assert (refused.status_code, refused.json()["code"]) == (422, "catalog.category_closed")
    assert seller.patch(path, {"attributes": {"grade": "first"}}, if_match="*").status_code == 200


def test_goods_change_their_category_with_what_is_told_of_them(trade: Trade) -> None:
    seller = trade.member(trade.mill)
    product = made(seller.post("/seller/products", TOLD))
    path = f"/seller/products/{product['id']}"
    answer = seller.patch(path, {"category": "rye-flour"}, if_match="*")
    assert pointers(answer) == ["/attributes/grade", "/attributes/wheat"]
    moved = seller.patch(
        path, {"category": "rye-flour", "attributes": {"moisture": "14"}}, if_match="*"
    ).json()
    assert (moved["category"], moved["attributes"]) == ("rye-flour", {"moisture": "14.0"})


def test_a_variant_tells_its_own_facts_and_its_content(trade: Trade) -> None:
    seller = trade.member(trade.mill)
    product = made(seller.post("/seller/products", {**PRODUCT, "category": "face-masks"}))
    size = {**SIZE, "product_id": product["id"], "unit": "ml", "content": "500", "attributes": {"pieces": 10}}
    variant = made(seller.post("/seller/variants", size))
    assert (variant["unit"], variant["content"], variant["attributes"]) == ("ml", "500.000", {"pieces": "10"})
    path = f"/seller/variants/{variant['id']}"
    assert pointers(seller.patch(path, {"unit": None}, if_match="*")) == ["/unit"]
    assert pointers(seller.patch(path, {"unit": "stone"}, if_match="*")) == ["/unit"]
    assert pointers(seller.patch(path, {"content": "0"}, if_match="*")) == ["/content"]
    assert pointers(seller.patch(path, {"attributes": {"skin": "all"}}, if_match="*")) == ["/attributes/skin"]
    gone = seller.patch(path, {"unit": None, "content": None}, if_match="*").json()
    assert (gone["unit"], gone["content"]) == (None, None)


@pytest.mark.parametrize(("unit", "content"), [("kg", "2"), ("g", "2000.000"), ("t", "0.002"), ("pcs", "5")])
def test_a_content_that_is_a_mass_is_the_net_mass(trade: Trade, unit: str, content: str) -> None:
    seller = trade.member(trade.mill)
    product = made(seller.post("/seller/products", PRODUCT))
    size = {**SIZE, "product_id": product["id"], "unit": unit, "content": content}
    path = f"/seller/variants/{made(seller.post('/seller/variants', size))['id']}"
    wrong = seller.patch(path, {"unit": "kg", "content": "5"}, if_match="*")
    assert (pointers(wrong), wrong.json()["code"]) == (["/content"], "catalog.bad_sizes")
    assert "content is 5000 g, but net_g is 2000" in wrong.json()["errors"][0]["message"]
    # What was written before anybody checked it doesn't stand in the way of another fact.
    Variant.objects.update(unit=Unit.objects.get(code="kg"), content=5)
    assert seller.patch(path, {"gross_g": 2050}, if_match="*").status_code == 200
    assert pointers(seller.patch(path, {"net_g": 1900}, if_match="*")) == ["/net_g"]


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ({"attributes": {"grade": "first", "wheat": "soft", "gluten": "30"}}, True),
        ({"attributes": {"grade": "premium", "wheat": "soft", "gluten": "30"}}, True),
        ({"eaeu10": "1101001500"}, True),
        ({"origin_country": "UZ"}, True),
        ({"descriptions": {"en": "Finer."}}, False),
    ],
)
def test_a_legal_attribute_of_goods_on_sale_waits_and_another_does_not(
    trade: Trade, change: dict[str, Any], waits: bool
) -> None:
    listing = trade.listing(trade.mill)
    product = Product.objects.filter(pk=listing.variant.product_id)
    product.update(
        category=Category.objects.get(code="wheat-flour"), attributes={"grade": "premium", "wheat": "soft"}
    )
    path = f"/seller/products/{listing.variant.product_id}"
    assert trade.member(trade.mill).patch(path, change, if_match="*").status_code == 200
    listing.refresh_from_db()
    assert (listing.status, ListingChange.objects.exists()) == ("live", waits)


def test_only_advice_to_buyers_changes_unjudged(trade: Trade) -> None:
    assert set(Attribute.objects.filter(is_legal=False).values_list("code", flat=True)) == {"skin"}
    product = Product.objects.filter(pk=trade.listing(trade.mill).variant.product_id)
    product.update(category=Category.objects.get(code="face-masks"), attributes={"skin": "dry"})
    path = f"/seller/products/{product.get().pk}"
    trade.member(trade.mill).patch(path, {"attributes": {"skin": "all"}}, if_match="*")
    assert product.get().attributes == {"skin": "all"}
    assert not ListingChange.objects.exists()


def test_a_required_fact_is_missing_at_submission(trade: Trade) -> None:
    listing = trade.listing(trade.mill, status="draft")
    Product.objects.update(category=Category.objects.get(code="wheat-flour"))
    answer = trade.member(trade.mill).post(f"/seller/listings/{listing.pk}/submit")
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.listing_incomplete")
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/product/attributes/wheat"]
    Product.objects.update(attributes={"wheat": "soft"})
    assert trade.member(trade.mill).post(f"/seller/listings/{listing.pk}/submit").status_code == 200


def test_products_that_lack_words_are_found(trade: Trade) -> None:
    seller, staff = trade.member(trade.mill), trade.staff("onboarding")
    full = {"en": "A", "ru": "Б", "kk": "Ә", "zh-Hans": "甲"}
    body = {**PRODUCT, "category": "candy", "names": full, "descriptions": full}
    made(seller.post("/seller/products", {**body, "code": "NO-TEXT"}))
    made(seller.post("/seller/products", {**body, "code": "WHOLE", "attributes": {"ingredients": "қант"}}))
    half = made(
        seller.post("/seller/products", {**body, "code": "HALF", "attributes": {"ingredients": "糖"}})
    )
    made(seller.post("/seller/variants", {**SIZE, "product_id": half["id"], "names": {"en": "2 kg"}}))

    def lacking(language: str) -> list[str]:
        items = seller.get(f"/seller/products?incomplete_in={language}").json()["items"]
        assert all(item["completeness"][language] < 100 for item in items)
        return sorted(item["code"] for item in items)

    assert (lacking("kk"), lacking("en")) == (["HALF"], [])
    staff.post("/categories/sweets/ask", {"attribute": "ingredients", "is_required": True})
    assert (lacking("kk"), lacking("en")) == (["HALF", "NO-TEXT"], ["NO-TEXT"])
    [untold] = seller.get("/seller/products?code=NO-TEXT").json()["items"]
    assert untold["lacking"][0] == "/attributes/ingredients/en"
    assert pointers(seller.get("/seller/products?incomplete_in=de")) == ["/incomplete_in"]


def test_a_sellers_page_tells_what_a_buyer_wants_to_know(
    trade: Trade, django_assert_num_queries: Any
) -> None:
    seller = trade.member(trade.mill)
    path = f"/sellers/{trade.mill.pk}"
    for status in ("live", "paused"):
        product = Product.objects.filter(variants__listings=trade.market.listing(trade.mill, status))
        product.update(category=Category.objects.get(code="wheat-flour"))
        product.get().variants.get().listings.update(status=status)
    trade.listing(trade.farm)
    words = {"en": "A mill.", "kk": "Диірмен."}
    assert seller.patch(path, {"descriptions": words}, if_match="*").status_code == 200
    # The seller, its papers, its listings on sale, the tree.
    with django_assert_num_queries(4):
        page = Api().get(path, accept_language="kk").json()
    assert (page["description"], "descriptions" in page) == ("Диірмен.", False)
    assert page["listings"] == {"CN": 1, "KZ": 0}
    assert page["categories"] == [{"code": "wheat-flour", "name": "Бидай ұны", "listings": 1}]
    assert {"city", "handling_days", "verified_at"} <= page.keys()
    assert Api().get(f"{path}?translations=all").json()["descriptions"] == words
    assert trade.member(trade.farm).patch(path, {"descriptions": {}}, if_match="*").status_code == 404
