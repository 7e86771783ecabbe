"""Do the demonstration's goods have pictures, drawn once, the same everywhere?"""

from catalog.models import Image
from catalog.operations.loading_pictures import load_pictures
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from tests.catalog.conftest import AT
from tests.orders.market import Market


def load() -> int:
    """How many pictures were drawn."""
    return owns_transaction(load_pictures)(at=AT, by=SYSTEM)["pictures"].created


def test_goods_without_a_picture_get_one_and_no_second(shop: Market) -> None:
    seller = shop.seller()
    products = [shop.listing(seller, sku).variant.product for sku in ("FLR-2KG", "OIL-1L")]
    assert load() == 2
    assert load() == 0
    assert [image.alt for image in Image.objects.order_by("product_id")] == [
        product.names for product in sorted(products, key=lambda each: each.pk)
    ]
    before = set(Image.objects.values_list("product_id", "digest"))
    Image.objects.all().delete()
    assert load() == 2
    assert set(Image.objects.values_list("product_id", "digest")) == before


def test_a_picture_that_was_taken_away_stays_away(shop: Market) -> None:
    seller = shop.seller()
    for sku in ("FLR-2KG", "OIL-1L"):
        shop.listing(seller, sku)
    load()
    Image.objects.filter(product__code="OIL-1L").delete()
    assert load() == 0
    assert Image.objects.get().product.code == "FLR-2KG"
