"""What can be done to goods that buyers would see?"""

from collections.abc import Callable

from catalog.models import Attribute, Brand, Category, Listing, Price, Product, Seller, StockLevel, Variant
from kit.clock import now

Change = Callable[[Listing], object]


def rename(listing: Listing) -> None:
    Product.objects.filter(variants=listing.variant_id).update(names={"en": "Golden flour"})


def resize(listing: Listing) -> None:
    Variant.objects.filter(pk=listing.variant_id).update(names={"en": "2 kg", "zh-Hans": "2千克"})


def reprice(listing: Listing) -> None:
    Price.objects.filter(listing=listing).update(amount_minor=999)


def step(listing: Listing) -> None:
    Price.objects.create(
        listing=listing, currency="CNY", from_quantity=10, amount_minor=900, created_at=now()
    )


def cheapen(listing: Listing) -> None:
    step(listing)
    Price.objects.filter(listing=listing, from_quantity=1).update(amount_minor=950)
    Price.objects.filter(listing=listing, from_quantity=10).delete()


def sell_out(listing: Listing) -> None:
    StockLevel.objects.filter(lot__variant=listing.variant_id).update(reserved=100)


def introduce(listing: Listing) -> None:
    Seller.objects.filter(pk=listing.variant.seller_id).update(legal_name="Other mill")


def quantify(listing: Listing) -> None:
    Listing.objects.filter(pk=listing.pk).update(min_quantity=6, multiple=6)


def categorise(listing: Listing) -> None:
    kind = Category.objects.create(
        code="t-bread", path="t-bread", depth=1, names={"en": "Bread"}, created_at=now()
    )
    Product.objects.filter(variants=listing.variant_id).update(category=kind)
    Category.objects.filter(pk=kind.pk).update(names={"en": "Bread flour"})


def brand(listing: Listing) -> None:
    brand = Brand.objects.create(code="t-brand", names={"en": "Brand"}, created_at=now())
    Product.objects.filter(variants=listing.variant_id).update(brand=brand)
    Brand.objects.filter(pk=brand.pk).update(names={"en": "New brand"})


def attribute(listing: Listing) -> None:
    attribute = Attribute.objects.create(
        code="t-organic", names={"en": "Organic"}, kind="flag", is_filter=True, created_at=now()
    )
    Variant.objects.filter(pk=listing.variant_id).update(attributes={"t-organic": True})
    Attribute.objects.filter(pk=attribute.pk).update(names={"en": "Bio"})


CHANGES: list[Change] = [
    *(rename, resize, reprice, step, cheapen, sell_out, introduce, quantify, categorise, brand),
    attribute,
]
