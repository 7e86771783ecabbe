"""Does a quote say how it is taxed and why, what may change, who gets what, what else is possible?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalog import queries as catalog
from catalog.models import Listing, PositiveListEntry, TariffCode, TaxRate
from catalog.operations.amending import amend_list, amend_rate
from catalog.queries.law import DatedEntry, DatedRate
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.duties import Reason, Refusal, YearSoFar
from orders.errors import GoodsUnknown, NotImportable, OverOrderLimit, OverPersonLimit, RateUnknown
from orders.models import OrderGroup
from orders.queries.basis import Basis, Wanted, basis_of
from orders.queries.refusing import refused, title_of
from tests.api import Api
from tests.orders.market import ADDRESS, FLOUR_HS6, IDENTITY, Market, Shopper


def part(quote: Any) -> dict[str, Any]:
    return dict(quote.document["orders"][0])


def suggested(refusal: Any) -> list[dict[str, Any]]:
    """What a refusal says that the buyer could do instead."""
    return list(refusal.value.facts["suggestions"])


def basis_of_flour(market: Market) -> Basis:
    """What an order of one bag of flour is priced by."""
    listing = market.listing(market.seller())
    offer = catalog.offers(listing_ids=[listing.pk], market="CN")[listing.pk]
    today = market.at.date()
    return basis_of([Wanted(offer, 1)], market="CN", today=today, declared_on=today, year=YearSoFar())


def amend(market: Market, **said: Any) -> None:
    """Another VAT on flour in China, from the first of January on."""
    draft = DatedRate(
        **{
            "hs6": FLOUR_HS6,
            "country": "CN",
            "kind": "vat",
            "percent": 13,
            "valid_from": date(2026, 1, 1),
            "valid_to": None,
            "source": "a decree",
            "confidence": "high",
            **said,
        }
    )
    owns_transaction(amend_rate)(draft=draft, at=market.at, by=SYSTEM)


def test_a_quote_names_regime_customs_code_reasons_and_the_day_of_declaration(
    market: Market, wang: Shopper
) -> None:
    order = part(wang.quote(wang.fill((market.listing(market.seller()), 1))))
    assert (order["regime"], order["regime_procedure"]) == ("cn_retail_import", "9610")
    assert order["regime_reasons"] == ["within_limits"]
    assert order["declared_on"] == order["arrives_on"]
    assert order["lines"][0]["duty_basis"] == "retail_import"


def test_the_law_of_the_day_of_arrival_counts_and_not_that_of_the_order(
    market: Market, wang: Shopper
) -> None:
    cart = wang.fill((market.listing(market.seller()), 2))
    before = part(wang.quote(cart))
    arrives_on = date.fromisoformat(before["arrives_on"])
    assert arrives_on > market.at.date()
    amend(market, percent=18, valid_from=arrives_on + timedelta(days=1))
    assert part(wang.quote(cart))["vat_minor"] == before["vat_minor"]
    amend(market, percent=18, valid_from=arrives_on)
    # 18 % instead of 9 %, on the same value: half a fen lies between.
    assert abs(part(wang.quote(cart))["vat_minor"] - 2 * before["vat_minor"]) <= 1


def test_what_may_still_change_is_named_with_the_reason(market: Market, wang: Shopper) -> None:
    order = part(wang.quote(wang.fill((market.listing(market.seller()), 1))))
    told = {each["why"]: each for each in order["estimated"]}
    assert list(told) == ["declaration_day", "exchange_rate_of_declaration_day", "unsettled_law"]
    assert {each["day"] for each in told.values()} == {order["arrives_on"]}
    assert told["declaration_day"]["amounts"] == ["duty", "vat", "consumption"]


def test_a_list_that_is_law_leaves_nothing_unsettled(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    PositiveListEntry.objects.filter(hs6=FLOUR_HS6).update(edition="2026", is_assumption=False)
    order = part(wang.quote(cart))
    assert order["regime_labels"] == ["2026"]
    assert "unsettled_law" not in [each["why"] for each in order["estimated"]]


def test_every_fen_of_the_total_goes_to_somebody(market: Market, wang: Shopper) -> None:
    order = part(wang.quote(wang.fill((market.listing(market.seller()), 3))))
    paid = {each["payee"]: each for each in order["payable_to"]}
    assert sum(each["total_minor"] for each in paid.values()) == order["total_minor"]
    assert paid["seller"]["total_minor"] == order["goods_minor"]
    assert paid["shop"]["total_minor"] == order["freight_minor"] + order["insurance_minor"]
    assert paid["customs"]["total_minor"] == order["vat_minor"]
    assert {(each["payer"], each["collected_by"]) for each in paid.values()} == {("buyer", "shop")}


def test_a_refused_order_tells_what_would_be_possible_and_that_is_true(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=60_000, units=100)
    with pytest.raises(OverOrderLimit) as refusal:
        wang.quote(wang.fill((listing, 9)))
    fewer, apart = suggested(refusal)
    assert (fewer["code"], fewer["lines"][0]["listing_id"]) == ("fewer_units", str(listing.pk))
    assert fewer["limit_amount"] == {"amount": "5000.00", "currency": "CNY"}
    assert (apart["code"], apart["orders"]) == ("separate_orders", 2)
    quote = wang.quote(wang.fill((listing, fewer["quantity"])))
    assert f"{quote.total_minor / 100:.2f}" == fewer["total"]["amount"]
    with pytest.raises(OverOrderLimit):
        wang.quote(wang.fill((listing, fewer["quantity"] + 1)))


def test_suggestions_are_said_in_four_languages(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=60_000, units=100)
    with pytest.raises(OverOrderLimit) as refusal:
        wang.quote(wang.fill((listing, 9)))
    texts = [told["texts"] for told in suggested(refusal)]
    assert all(set(each) == {"en", "ru", "kk", "zh-Hans"} for each in texts)
    assert all(len(set(each.values())) == 4 for each in texts)
    assert texts[0]["en"] == (
        "8 instead of 9 of Wheat flour FLR-2KG: then it stays within ¥5,000.00, the limit of one order."
    )


def test_prices_by_quantity_are_those_of_the_number_that_is_suggested(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), price_minor=70_000, units=100)
    listing.prices.create(currency="CNY", from_quantity=8, amount_minor=65_000, created_at=market.at)
    with pytest.raises(OverOrderLimit) as refusal:
        wang.quote(wang.fill((listing, 8)))
    fewer = suggested(refusal)[0]
    # 7 at 700 yuan each are 4,900, and carriage comes to them.
    quote = wang.quote(wang.fill((listing, fewer["quantity"])))
    assert f"{quote.total_minor / 100:.2f}" == fewer["total"]["amount"]


def test_more_sugar_than_a_person_may_import_is_refused_by_its_group(market: Market, wang: Shopper) -> None:
    listing = market.listing(market.seller(), hs6="170199", gross_g=1_044, price_minor=800)
    with pytest.raises(OverPersonLimit) as refusal:
        wang.quote(wang.fill((listing, 3)))
    facts = refusal.value.facts
    assert (facts["hs6"], facts["net_g"], facts["limit_g"]) == (["170199"], 3_000, 2_000)
    assert suggested(refusal)[0]["quantity"] == 2


def test_goods_off_the_list_are_suggested_away(market: Market, wang: Shopper) -> None:
    seller = market.seller()
    flour = market.listing(seller, "A")
    meal = market.listing(seller, "B", hs6="110290")
    PositiveListEntry.objects.filter(hs6="110290").delete()
    with pytest.raises(NotImportable) as refusal:
        wang.quote(wang.fill((flour, 1), (meal, 1)))
    [told] = suggested(refusal)
    assert (told["code"], [each["sku"] for each in told["lines"]]) == ("without_goods", ["B"])
    quote = wang.quote(wang.fill((flour, 1)))
    assert f"{quote.total_minor / 100:.2f}" == told["total"]["amount"]


@pytest.mark.parametrize("kind", ["vat", "consumption"])
def test_a_rate_that_is_not_known_is_named(market: Market, wang: Shopper, kind: str) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    TaxRate.objects.filter(tariff_code__hs6=FLOUR_HS6, kind=kind).delete()
    with pytest.raises(RateUnknown) as refusal:
        wang.quote(cart)
    assert (refusal.value.facts["hs6"], refusal.value.facts["unknown"]) == ([FLOUR_HS6], [kind])


def test_goods_without_any_rate_are_named(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    TaxRate.objects.filter(tariff_code__hs6=FLOUR_HS6).delete()
    with pytest.raises(GoodsUnknown):
        wang.quote(cart)


def test_dear_cosmetics_are_told_by_what_the_seller_says_of_a_package(market: Market, wang: Shopper) -> None:
    code = TariffCode.objects.get(hs6="330499")
    for kind, percent in (("vat", 13), ("consumption", 0), ("mfn", 1)):
        amend(market, hs6=code.hs6, kind=kind, percent=percent)
    draft = DatedEntry(code.hs6, "made for tests", False, None, date(2026, 1, 1), None, "tests", "high")
    owns_transaction(amend_list)(draft=draft, at=market.at, by=SYSTEM)
    masks = market.listing(market.seller(), hs6=code.hs6, gross_g=294, price_minor=20_000)
    # 200 yuan and its carriage for 250 grams are no 10 yuan a gram; for ten sheets they are 15 a sheet.
    assert part(wang.quote(wang.fill((masks, 1))))["consumption_minor"] == 0
    type(masks.variant).objects.filter(pk=masks.variant_id).update(attributes={"pieces": "10"})
    assert part(wang.quote(wang.fill((masks, 1))))["consumption_minor"] > 0


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_of_the_law_is_a_problem_of_its_own(market: Market, reason: Reason) -> None:
    told = refused(Refusal(reason, {"day": "2026-11-23"}), (), basis_of_flour(market))
    assert (told.code, told.title) == (reason.value, title_of(reason))
    assert (told.facts["day"], told.facts["currency"], told.facts["seller_code"]) == (
        "2026-11-23",
        "CNY",
        "KZ01",
    )


def test_a_quote_held_earlier_keeps_its_total_when_a_rate_is_amended(
    shop_today: Market, signed_in: Callable[[User], Api]
) -> None:
    listing = shop_today.listing(shop_today.seller())
    api = signed_in(shop_today.user("wang"))
    address_id = api.post("/me/addresses", ADDRESS).json()["id"]
    api.post("/me/identities", IDENTITY)
    cart = api.post("/carts", {"market": "CN"}).json()
    api.post(f"/carts/{cart['id']}/lines", {"listing_id": str(listing.pk), "quantity": 2})
    held = api.post(f"/carts/{cart['id']}/quote", {"address_id": address_id}).json()
    amend(shop_today, percent=80)
    dearer = api.post(f"/carts/{cart['id']}/quote", {"address_id": address_id}).json()
    assert float(dearer["amounts"]["vat"]["amount"]) > 8 * float(held["amounts"]["vat"]["amount"])
    done = api.post(f"/carts/{cart['id']}/checkout", {"quote_id": held["id"]}, key="held-checkout-1")
    assert done.status_code == 201
    assert done.json()["total"] == held["amounts"]["total"]
    assert OrderGroup.objects.get().orders.get().vat_minor == int(
        held["amounts"]["vat"]["amount"].replace(".", "")
    )


def test_a_quote_over_rest_shows_all_of_it(shop_today: Market, signed_in: Callable[[User], Api]) -> None:
    listing = shop_today.listing(shop_today.seller(), price_minor=60_000, units=50)
    api = signed_in(shop_today.user("wang"))
    address_id = api.post("/me/addresses", ADDRESS).json()["id"]
    api.post("/me/identities", IDENTITY)
    cart = api.post("/carts", {"market": "CN"}).json()
    api.post(f"/carts/{cart['id']}/lines", {"listing_id": str(listing.pk), "quantity": 9})
    answer = api.post(f"/carts/{cart['id']}/quote", {"address_id": address_id})
    assert (answer.status_code, answer.json()["code"]) == (422, "regime.order_limit")
    told = answer.json()["suggestions"][0]
    assert (told["code"], told["quantity"]) == ("fewer_units", 8)
    seen = api.get(f"/carts/{cart['id']}")
    line_id = seen.json()["lines"][0]["id"]
    fewer = {"quantity": told["quantity"]}
    changed = api.patch(f"/carts/{cart['id']}/lines/{line_id}", fewer, if_match=seen.headers["ETag"])
    assert changed.status_code == 200
    order = api.post(f"/carts/{cart['id']}/quote", {"address_id": address_id}).json()["orders"][0]
    assert order["amounts"]["total"] == told["total"]
    assert {each["payee"] for each in order["payable_to"]} == {"seller", "shop", "customs"}
    assert order["regime_procedure"] == "9610"
    assert order["suggestions"] == []


def test_a_refusal_asks_no_more_questions_for_ten_lines_than_for_two(market: Market, wang: Shopper) -> None:
    seller = market.seller()
    counts = []
    for lines in (2, 10):
        each = 600_000 // lines
        goods: list[tuple[Listing, int]] = [
            (market.listing(seller, f"R{lines}-{n}", price_minor=each, units=9), 1) for n in range(lines)
        ]
        cart = wang.fill(*goods)
        with pytest.raises(OverOrderLimit):
            wang.quote(cart)
        with CaptureQueriesContext(connection) as queries, pytest.raises(OverOrderLimit):
            wang.quote(cart)
        counts.append(len(queries))
    assert counts[0] == counts[1]
