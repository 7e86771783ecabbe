"""Do staff who approve a change wait for whoever is writing the same goods?"""

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction

from catalog.models import ListingChange, Product, Variant
from catalog.operations import deciding, describing
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests.catalog.trade import Trade
from tests.payments.money import alone, wait_until_somebody_waits


def approve() -> None:
    change = ListingChange.objects.get(status="waiting")
    owns_transaction(deciding.approve_change)(change=change, at=now(), by=SYSTEM)


def test_a_size_that_its_seller_is_writing_is_approved_as_it_then_is(transactional_db: None) -> None:
    Trade().listing()
    with transaction.atomic():
        variant = Variant.objects.select_for_update().get()
        describing.change_variant(variant=variant, facts={"gross_g": 3000}, at=now(), by=SYSTEM)
    before = Variant.objects.get().version
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            variant = Variant.objects.select_for_update().get()
            describing.change_variant(variant=variant, facts={"names": {"en": "Bag"}}, at=now(), by=SYSTEM)
            approving = pool.submit(alone, approve)
            wait_until_somebody_waits()
        approving.result(timeout=10)
    variant = Variant.objects.get()
    assert (variant.names, variant.gross_g, variant.version) == ({"en": "Bag"}, 3000, before + 2)


def test_a_product_that_its_seller_is_writing_is_approved_as_it_then_is(transactional_db: None) -> None:
    Trade().listing()
    with transaction.atomic():
        product = Product.objects.select_for_update().get()
        describing.change_product(product=product, facts={"origin_country": "CN"}, at=now(), by=SYSTEM)
    before = Product.objects.get().version
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            product = Product.objects.select_for_update().get()
            describing.change_product(product=product, facts={"names": {"en": "Bag"}}, at=now(), by=SYSTEM)
            approving = pool.submit(alone, approve)
            wait_until_somebody_waits()
        approving.result(timeout=10)
    product = Product.objects.get()
    assert (product.names, product.origin_country, product.version) == ({"en": "Bag"}, "CN", before + 2)
