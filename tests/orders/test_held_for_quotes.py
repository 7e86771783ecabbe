"""Does the next quote follow at once, whatever was changed since the one before?"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.errors import OutOfStock
from catalog.models import PositiveListEntry, Price, StockLevel, TaxRate
from kit.actors import SYSTEM
from kit.errors import Problem
from kit.transactions import owns_transaction
from orders.errors import NoDeliveryZone, NotImportable
from orders.models import Cart, DeliveryZone, FreightTariff
from payments.errors import NoRate
from payments.models import FxRate
from shipping.errors import NoDeparture, NotCarried
from shipping.models import ContainerType, Departure, TrainService
from shipping.operations.embargoing import declare_embargo
from tests.orders.market import Market, Shopper
from tests.payments.fx import forget_rates
from tests.stages import undone

DAY = timedelta(days=1)


@pytest.fixture
def cart(market: Market, wang: Shopper) -> Cart:
    """Two bags of flour, quoted once: whatever may be held is held."""
    cart = wang.fill((market.listing(market.seller(), price_minor=1750), 2))
    wang.quote(cart)
    return cart


def order_of(quote: Any) -> dict[str, Any]:
    [order] = quote.document["orders"]
    found: dict[str, Any] = order
    return found


def dearer_freight(_: Market) -> None:
    FreightTariff.objects.update(minimum=25)


def other_dollars(market: Market) -> None:
    dollar = FxRate.objects.filter(base="USD", quote="CNY", date__lte=market.at.date()).latest("date")
    forget_rates(base="USD", quote="CNY")
    FxRate.objects.create(
        base="USD",
        quote="CNY",
        rate=Decimal("14.2"),
        date=dollar.date,
        origin=dollar.origin,
        source=dollar.source,
        created_at=market.at,
    )


def twice_the_vat(_: Market) -> None:
    TaxRate.objects.filter(kind=TaxRate.Kind.VAT, country="CN").update(percent=18)


def cheaper_flour(_: Market) -> None:
    Price.objects.update(amount_minor=1000)


# What is changed, and by how much the freight, the tax and the goods of the two bags follow.
@pytest.mark.parametrize(
    ("change", "differs"),
    [
        # 25 dollars in place of 2.50, at 7.10; fuel and winter are 6 and 4 % of it.
        (dearer_freight, {"freight_minor": (17750 - 1775) + (1065 - 107) + (710 - 71)}),
        # At 14.20: 35.50, 2.13, 1.42, 2.90 and 16.25 yuan in place of 17.75, 1.07, 0.71, 1.45 and 8.13.
        (other_dollars, {"freight_minor": 1775 + 106 + 71 + 145 + 812}),
        (cheaper_flour, {"goods_minor": -1500}),
    ],
)
def test_a_price_that_is_changed_is_in_the_next_quote(
    market: Market, wang: Shopper, cart: Cart, change: Callable[[Market], None], differs: dict[str, int]
) -> None:
    before = order_of(wang.quote(cart))
    change(market)
    after = order_of(wang.quote(cart))
    assert {name: after[name] - before[name] for name in differs} == differs


def test_a_tax_that_is_changed_is_in_the_next_quote(market: Market, wang: Shopper, cart: Cart) -> None:
    before = order_of(wang.quote(cart))
    base = before["goods_minor"] + before["freight_minor"] + before["insurance_minor"]
    assert before["vat_minor"] == (base * 63 + 500) // 1000
    twice_the_vat(market)
    # 70 % of 18 %.
    assert order_of(wang.quote(cart))["vat_minor"] == (base * 126 + 500) // 1000


def no_list(_: Market) -> None:
    PositiveListEntry.objects.all().delete()


def no_zone(_: Market) -> None:
    DeliveryZone.objects.filter(country="CN").delete()


def no_rates(_: Market) -> None:
    forget_rates(base="USD")


def no_stock(_: Market) -> None:
    StockLevel.objects.update(on_hand=1)


def no_trains(_: Market) -> None:
    Departure.objects.update(runs_through=False)


def no_boxes(_: Market) -> None:
    ContainerType.objects.filter(iso_code="42G1").update(rail_max_gross_g=0)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (no_list, NotImportable),
        (no_zone, NoDeliveryZone),
        (no_rates, NoRate),
        (no_stock, OutOfStock),
        (no_trains, NoDeparture),
        (no_boxes, NotCarried),
    ],
)
def test_what_is_gone_is_refused_by_the_next_quote(
    market: Market, wang: Shopper, cart: Cart, change: Callable[[Market], None], refusal: type[Problem]
) -> None:
    change(market)
    with pytest.raises(refusal):
        wang.quote(cart)


def test_a_train_that_closes_earlier_is_not_quoted_any_more(wang: Shopper, cart: Cart) -> None:
    [ride] = order_of(wang.quote(cart))["carriages"]
    Departure.objects.filter(pk=ride["departure_id"]).update(cfs_cutoff_at=wang.market.at)
    [other] = order_of(wang.quote(cart))["carriages"]
    assert other["departure_id"] != ride["departure_id"]


def test_a_train_that_meets_a_new_embargo_is_not_quoted_any_more(wang: Shopper, cart: Cart) -> None:
    at = wang.market.at
    [ride] = order_of(wang.quote(cart))["carriages"]
    assert ride["service_code"] == "ALA-LYG-KH"
    owns_transaction(declare_embargo)(
        crossing_code="KHORGOS",
        direction="KZ-CN",
        segregation_classes=[],
        starts_at=at,
        reason="queue of wagons",
        at=at,
        by=SYSTEM,
    )
    [other] = order_of(wang.quote(cart))["carriages"]
    assert other["service_code"] == "ALA-LYG-DO"


def test_a_service_under_another_name_is_quoted_under_it(wang: Shopper, cart: Cart) -> None:
    FreightTariff.objects.filter(service_code="ALA-LYG-KH").update(service_code="ALA-LYG-K2")
    TrainService.objects.filter(code="ALA-LYG-KH").update(code="ALA-LYG-K2")
    [ride] = order_of(wang.quote(cart))["carriages"]
    assert ride["service_code"] == "ALA-LYG-K2"


def test_what_was_changed_and_taken_back_leaves_no_trace(wang: Shopper, cart: Cart) -> None:
    before = wang.quote(cart).document["total_minor"]
    with undone():
        FreightTariff.objects.update(minimum=25)
        assert wang.quote(cart).document["total_minor"] > before
    assert wang.quote(cart).document["total_minor"] == before


def test_a_second_quote_asks_for_nothing_that_is_held(wang: Shopper, cart: Cart) -> None:
    with CaptureQueriesContext(connection) as captured:
        wang.quote(cart)
    asked = " ".join(each["sql"].partition(" WHERE ")[0] for each in captured)
    of_reference = ("taxrate", "positivelist", "fxrate", "freighttariff", "deliveryzone", "embargo")
    assert [each for each in of_reference if each in asked] == []
