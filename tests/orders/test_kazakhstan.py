"""Do households in Kazakhstan buy Chinese goods at the cost that the law makes, up to the checkout?"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog.models import TaxRate
from orders.errors import GoodsUnknown, NotImportable
from orders.models import OrderGroup
from payments.errors import NoRate
from payments.models import FxRate
from tests.api import Api
from tests.orders.almaty import ALMATY, LAMP, asel, lamp, taxed_code, trader
from tests.orders.market import Market, Shopper, reserved_units
from tests.payments.fx import forget_rates

FREE_EUROS = 200


@pytest.fixture
def buyer(market: Market) -> Shopper:
    """A buyer in Almaty."""
    return asel(market)


def part(quote: Any) -> dict[str, Any]:
    [only] = quote.document["orders"]
    return dict(only)


def euro(market: Market) -> FxRate:
    rate = (
        FxRate.objects.filter(base="EUR", quote="KZT", date__lte=market.at.date()).order_by("-date").first()
    )
    assert rate is not None
    return rate


def test_goods_up_to_200_euros_cost_goods_and_carriage_alone(market: Market, buyer: Shopper) -> None:
    order = part(buyer.quote(buyer.fill((lamp(market, trader(market)), 2))))
    assert (order["regime"], order["regime_reasons"]) == ("kz_ecommerce_goods", ["within_free_limit"])
    assert "NOT CONFIRMED" in order["regime_labels"][0]
    assert [order[f"{name}_minor"] for name in ("duty", "vat", "consumption")] == [0, 0, 0]
    assert order["total_minor"] == order["goods_minor"] + order["freight_minor"] + order["insurance_minor"]
    assert order["carriages"][0]["service_code"].startswith("LYG-ALA")


def test_goods_above_it_pay_five_percent_and_vat_on_both(market: Market, buyer: Shopper) -> None:
    order = part(buyer.quote(buyer.fill((lamp(market, trader(market)), 20))))
    # 20 x 10,000 tenge: 5 % are 10,000.00; 40.88 kg at a euro are more. VAT is 16 % of goods and duty.
    rate = Decimal(euro(market).rate)
    duty = max(Decimal(1_000_000), Decimal("40.88") * rate * 100).quantize(Decimal(1))
    assert order["goods_minor"] == 20_000_000
    assert order["duty_minor"] == int(duty)
    assert abs(order["vat_minor"] - (20_000_000 + duty) * Decimal("0.16")) <= Decimal("0.5")
    assert order["lines"][0]["duty_basis"] == "by_mass"


def test_the_quote_names_the_rate_by_which_the_limit_was_reckoned(market: Market, buyer: Shopper) -> None:
    order = part(buyer.quote(buyer.fill((lamp(market, trader(market)), 1))))
    rate = euro(market)
    told = {each["used_for"]: each for each in order["fx"]}
    assert told["free_limit"] == {
        "base": "EUR",
        "quote": "KZT",
        "rate": str(rate.rate),
        "date": str(rate.date),
        "used_for": "free_limit",
    }
    assert told["freight"]["base"] == "USD"


def test_units_above_the_limit_are_suggested_away_with_what_that_saves(
    market: Market, buyer: Shopper
) -> None:
    listing = lamp(market, trader(market))
    most = int(FREE_EUROS * euro(market).rate // 10_000)
    order = part(buyer.quote(buyer.fill((listing, most + 2))))
    [told] = order["suggestions"]
    assert (told["code"], told["limit"]) == ("fewer_units", "free")
    assert (told["fewer"], told["quantity"]) == (2, most)
    assert told["saved_minor"] == order["duty_minor"] + order["vat_minor"]
    followed = part(buyer.quote(buyer.fill((listing, most))))
    assert followed["suggestions"] == []
    assert followed["total_minor"] == told["total_minor"]
    assert followed["regime_reasons"] == ["within_free_limit"]


def test_nobody_is_told_to_leave_out_most_of_what_they_want(market: Market, buyer: Shopper) -> None:
    seller = trader(market)
    assert part(buyer.quote(buyer.fill((lamp(market, seller), 60))))["suggestions"] == []
    dear = lamp(market, seller, "DEAR", price_minor=50_000_000)
    assert part(buyer.quote(buyer.fill((dear, 1))))["suggestions"] == []


def test_without_a_rate_of_the_euro_nothing_is_quoted(market: Market, buyer: Shopper) -> None:
    cart = buyer.fill((lamp(market, trader(market)), 1))
    forget_rates(base="EUR")
    with pytest.raises(NoRate) as refusal:
        buyer.quote(cart)
    assert refusal.value.facts["base"] == "EUR"


def test_goods_that_the_tariff_knows_nothing_of_are_refused(market: Market, buyer: Shopper) -> None:
    cart = buyer.fill((lamp(market, trader(market)), 1))
    TaxRate.objects.filter(country="KZ").delete()
    with pytest.raises(GoodsUnknown) as refusal:
        buyer.quote(cart)
    assert refusal.value.facts["hs6"] == [LAMP]


def test_what_is_no_e_commerce_goods_is_refused_with_the_rest_suggested(
    market: Market, buyer: Shopper
) -> None:
    seller = trader(market)
    fine, wine = lamp(market, seller), lamp(market, seller, "WINE", hs6=taxed_code(market, "220421"))
    with pytest.raises(NotImportable) as refusal:
        buyer.quote(buyer.fill((fine, 1), (wine, 1)))
    facts: dict[str, Any] = refusal.value.facts
    assert (facts["why"], facts["kinds"]) == ("not_eligible", ["alcohol"])
    [told] = facts["suggestions"]
    assert told["code"] == "without_goods"
    assert [each["sku"] for each in told["lines"]] == ["WINE"]


def test_a_household_in_almaty_buys_over_rest_what_was_quoted(
    shop_today: Market, signed_in: Callable[[User], Api]
) -> None:
    listing = lamp(shop_today, trader(shop_today))
    api = signed_in(shop_today.user("asel"))
    address = api.post("/me/addresses", ALMATY)
    assert address.status_code == 201, address.content
    cart = api.post("/carts", {"market": "KZ"}).json()
    line = {"listing_id": str(listing.pk), "quantity": 3}
    assert api.post(f"/carts/{cart['id']}/lines", line).status_code == 201
    quoted = api.post(f"/carts/{cart['id']}/quote", {"address_id": address.json()["id"]})
    assert quoted.status_code == 201, quoted.content
    quote = quoted.json()
    assert (quote["currency"], quote["orders"][0]["regime"]) == ("KZT", "kz_ecommerce_goods")
    done = api.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]}, key="almaty-checkout-1")
    assert done.status_code == 201, done.content
    assert done.json()["total"] == quote["amounts"]["total"]
    group = OrderGroup.objects.get()
    order = group.orders.get()
    assert (order.regime, order.currency, group.destination_code) == (
        "kz_ecommerce_goods",
        "KZT",
        "KZ-ALMATY1",
    )
    assert reserved_units(listing) == 3


def test_a_quote_into_kazakhstan_takes_as_many_queries_for_ten_lines_as_for_one(
    market: Market, buyer: Shopper
) -> None:
    seller = trader(market)
    counts = []
    for lines in (1, 10):
        cart = buyer.fill(*[(lamp(market, seller, f"L{lines}-{n}"), 1) for n in range(lines)])
        buyer.quote(cart)
        with CaptureQueriesContext(connection) as queries:
            buyer.quote(cart)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13
