"""Do goods that are handed in or on sale go on telling what a draft is refused without?"""

from typing import Any

import pytest

from catalog.models import Attribute, Category, Listing, ListingChange, Product, Variant
from catalog.operations import deciding
from kit.actors import SYSTEM
from kit.clock import now
from kit.ids import uuid7
from kit.transactions import owns_transaction
from tests.api import Api
from tests.catalog.trade import Trade, pointers
from tests.storefront.window import follow

TOLD = {"grade": "first", "wheat": "soft"}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


def flour(listing: Listing) -> None:
    """The listing's product is wheat flour, whose category requires its wheat."""
    category = Category.objects.get(code="wheat-flour")
    Product.objects.filter(pk=listing.variant.product_id).update(category=category, attributes=TOLD)


def change(api: Api, listing: Listing, **facts: object) -> Any:
    return api.patch(f"/seller/products/{listing.variant.product_id}", facts, if_match="*")


def lacks(answer: Any) -> list[str]:
    """Which fields a refusal says to be lacking."""
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.listing_incomplete")
    return [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize("status", ["submitted", "approved", "live", "paused", "withheld", "blocked"])
def test_goods_that_are_handed_in_keep_their_english_name(trade: Trade, status: str) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    assert lacks(change(keeper, listing, names={"kk": "тек"})) == ["/names/en"]
    assert Product.objects.get().names == listing.variant.product.names
    assert change(keeper, listing, names={"en": "Flour"}).status_code == 200


@pytest.mark.parametrize("status", ["draft", "changes_requested", "retired"])
def test_goods_that_nobody_judges_or_buys_may_be_named_as_their_seller_likes(
    trade: Trade, status: str
) -> None:
    listing = trade.listing(status=status)
    assert change(trade.member(trade.mill), listing, names={"kk": "тек"}).status_code == 200


def test_a_name_in_another_language_is_better_than_none(trade: Trade) -> None:
    listing = trade.listing()
    Product.objects.update(names={"kk": "Ұн"})
    follow()
    for language in ("en", "ru", "kk", "zh-Hans"):
        shown = Api().get(f"/products/{listing.pk}", accept_language=language).json()
        assert shown["name"].startswith("Ұн")


@pytest.mark.parametrize("status", ["submitted", "live", "paused"])
@pytest.mark.parametrize("is_legal", [True, False])
def test_a_required_attribute_stays_on_goods_that_are_handed_in(
    trade: Trade, status: str, is_legal: bool
) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    flour(listing)
    Attribute.objects.filter(code="wheat").update(is_legal=is_legal)
    assert lacks(change(keeper, listing, attributes={"grade": "first"})) == ["/attributes/wheat"]
    assert not ListingChange.objects.exists()
    assert change(keeper, listing, attributes={"wheat": "durum"}).status_code == 200


def test_an_attribute_that_a_category_has_begun_to_require_keeps_no_other_from_changing(
    trade: Trade,
) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    flour(listing)
    Product.objects.update(attributes={"grade": "first"})
    assert change(keeper, listing, attributes={"grade": "premium"}).status_code == 200


def test_what_a_category_requires_by_now_is_not_approved_away(trade: Trade) -> None:
    listing, keeper, staff = trade.listing(), trade.member(trade.mill), trade.staff("onboarding")
    flour(listing)
    Attribute.objects.filter(code="grade").update(is_legal=True)
    change(keeper, listing, attributes={"wheat": "soft"})
    Category.objects.get(code="wheat-flour").asks.filter(attribute__code="grade").update(is_required=True)
    path = f"/seller/listing-changes/{ListingChange.objects.get().pk}"
    assert lacks(staff.post(f"{path}/approve")) == ["/attributes/grade"]
    assert (Product.objects.get().attributes, ListingChange.objects.get().status) == (TOLD, "waiting")


def test_goods_that_are_off_sale_may_have_their_change_approved(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    flour(listing)
    change(keeper, listing, attributes={"wheat": "soft"})
    Category.objects.get(code="wheat-flour").asks.filter(attribute__code="grade").update(is_required=True)
    Listing.objects.update(status="retired", retired_at=now())
    owns_transaction(deciding.approve_change)(change=ListingChange.objects.get(), at=now(), by=SYSTEM)
    assert Product.objects.get().attributes == {"wheat": "soft"}


def test_goods_on_sale_are_moved_neither_with_nor_around_what_their_category_asks(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    flour(listing)
    Attribute.objects.filter(code__in=("grade", "wheat")).update(is_legal=True)
    Category.objects.get(code="wheat-flour").asks.update(is_required=False)
    assert pointers(change(keeper, listing, category="kettles")) == ["/attributes/grade", "/attributes/wheat"]
    assert change(keeper, listing, attributes={}).status_code == 200
    answer = change(keeper, listing, category="kettles")
    assert pointers(answer) == ["/category"]
    why = "the goods are sold with grade, wheat, which this category doesn't ask for"
    assert answer.json()["errors"][0]["message"] == why
    assert pointers(change(keeper, listing, category="kettles", attributes={})) == ["/category"]
    assert Product.objects.get().category == Category.objects.get(code="wheat-flour")


def test_goods_on_sale_are_moved_only_where_they_tell_all_that_is_required(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    Product.objects.update(category=Category.objects.get(code="rye-flour"), attributes={})
    Attribute.objects.filter(code="wheat").update(is_legal=False)
    assert lacks(change(keeper, listing, category="wheat-flour")) == ["/attributes/wheat"]
    told = {"wheat": "soft"}
    assert change(keeper, listing, category="wheat-flour", attributes=told).status_code == 200
    Product.objects.update(category=Category.objects.get(code="rye-flour"), attributes={})
    Attribute.objects.filter(code="wheat").update(is_legal=True)
    # What waits for staff is not told to buyers yet.
    assert lacks(change(keeper, listing, category="wheat-flour", attributes=told)) == ["/attributes/wheat"]
    assert not ListingChange.objects.exists()


def test_what_a_category_requires_of_sizes_is_asked_of_those_on_sale(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    masks = Category.objects.get(code="face-masks")
    masks.asks.update(is_required=False)
    masks.asks.filter(attribute__code="pieces").update(is_required=True)
    [error] = change(keeper, listing, category="face-masks").json()["errors"]
    wanted = f"requires pieces, which variant {listing.variant.sku} doesn't tell"
    assert (error["pointer"], error["message"]) == ("/category", wanted)
    Variant.objects.update(attributes={"pieces": "10"})
    assert change(keeper, listing, category="face-masks").status_code == 200
    path = f"/seller/variants/{listing.variant_id}"
    assert lacks(keeper.patch(path, {"attributes": {}}, if_match="*")) == ["/attributes/pieces"]


def test_a_size_that_nobody_buys_keeps_its_product_from_no_category(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    masks = Category.objects.get(code="face-masks")
    masks.asks.update(is_required=False)
    masks.asks.filter(attribute__code="pieces").update(is_required=True)
    Variant.objects.update(attributes={"pieces": "10"})
    size = listing.variant
    size.pk, size.sku, size.attributes, size._state.adding = uuid7(), "UNSOLD", {}, True
    size.save()
    assert change(keeper, listing, category="face-masks").status_code == 200
