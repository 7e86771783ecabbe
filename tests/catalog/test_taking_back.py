"""Does a change that a seller takes back stop to wait for staff, attributes as well as other facts?"""

from typing import Any

import pytest

from catalog.models import Attribute, AttributeOption, Category, Listing, ListingChange, Product
from tests.api import Api
from tests.catalog.trade import Trade, pointers


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


def rewrite(api: Api, listing: Listing, **facts: object) -> Any:
    """Change the listing's product."""
    return api.patch(f"/seller/products/{listing.variant.product_id}", facts, if_match="*")


def diff(*facts: tuple[str, Any, Any]) -> list[dict[str, Any]]:
    return [{"field": field, "was": was, "becomes": becomes} for field, was, becomes in facts]


def flour(listing: Listing, **attributes: object) -> Product:
    """The listing's product as wheat flour with these attributes; its grade is law, its ash too."""
    Attribute.objects.filter(code__in=("grade", "ash", "wheat")).update(is_legal=True)
    category = Category.objects.get(code="wheat-flour")
    Product.objects.filter(pk=listing.variant.product_id).update(category=category, attributes=attributes)
    return Product.objects.get(pk=listing.variant.product_id)


def test_attributes_sent_as_they_are_take_their_change_back(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    live = flour(listing, grade="first", wheat="soft").attributes
    rewrite(keeper, listing, attributes={**live, "grade": "premium"})
    shown = rewrite(keeper, listing, attributes={**live, "ash": "0.75"}).json()
    assert shown["pending_change"]["diff"] == diff(("attributes.ash", None, "0.75"))
    shown = rewrite(keeper, listing, attributes=live).json()
    assert (shown["attributes"], shown["pending_change"]) == (live, None)
    assert not ListingChange.objects.filter(status="waiting").exists()


def test_attributes_taken_back_leave_other_facts_waiting(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    live = flour(listing, grade="first", wheat="soft").attributes
    rewrite(keeper, listing, attributes={**live, "grade": "premium"}, shelf_life_days=300)
    shown = rewrite(keeper, listing, attributes=live).json()
    assert shown["pending_change"]["diff"] == diff(("shelf_life_days", 365, 300))


def test_an_option_closed_meanwhile_that_goods_are_sold_with_can_be_gone_back_to(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    live = flour(listing, grade="first", wheat="soft").attributes
    rewrite(keeper, listing, attributes={**live, "grade": "premium"})
    AttributeOption.objects.filter(code="first").update(is_open=False)
    assert rewrite(keeper, listing, attributes=live).json()["pending_change"] is None


def test_what_waits_of_goods_that_left_the_shop_excuses_no_nonsense(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/variants/{listing.variant_id}"
    assert keeper.patch(path, {"gross_g": 3000}, if_match="*").status_code == 200
    Listing.objects.update(status="retired", retired_at=trade.market.at)
    assert pointers(keeper.patch(path, {"net_g": 2500}, if_match="*")) == ["/gross_g"]
