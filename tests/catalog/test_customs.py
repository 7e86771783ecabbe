"""Are goods sold to a country only once its customs can be told what they are?"""

from typing import Any

import pytest

from catalog.customs import code_for, codes_missing
from catalog.models import Listing, Product, TariffCode
from tests.api import Api
from tests.catalog.trade import PRODUCT, SIZE, Trade, made

# Camel milk powder, of which the tariff table knows the code for China alone.
POWDER = {**PRODUCT, "code": "CML", "hs6": "040221", "segregation_class": "DAIRY_POWDER"}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def unknown(trade: Trade) -> None:
    """Nobody has told the shop under which code China imports wheat flour."""
    TariffCode.objects.filter(hs6="110100").update(cn10="")


def refused(answer: Any) -> list[tuple[str, str]]:
    """What a refusal says to be lacking, and why."""
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.listing_incomplete"), answer.content
    return [(error["pointer"], error["message"]) for error in answer.json()["errors"]]


def change(api: Api, listing: Listing, **facts: object) -> Any:
    return api.patch(f"/seller/products/{listing.variant.product_id}", facts, if_match="*")


@pytest.mark.parametrize(
    ("own", "known", "told"),
    [("1101000001", "1101000090", "1101000001"), ("", "1101000090", "1101000090"), ("", "", "")],
)
def test_what_the_seller_says_comes_before_the_table(own: str, known: str, told: str) -> None:
    goods, kind = Product(cn10=own, eaeu10="1101001500"), TariffCode(hs6="110100", cn10=known)
    assert code_for("CN", goods, kind) == told
    assert codes_missing(["CN", "KZ"], goods, kind) == ([] if told else ["cn10"])


@pytest.mark.usefixtures("unknown")
def test_a_draft_without_the_code_of_its_market_is_not_submitted(trade: Trade) -> None:
    listing, keeper = trade.listing(status="draft"), trade.member(trade.mill)
    submit = f"/seller/listings/{listing.pk}/submit"
    why = "The goods need the ten-digit code for import into China: none is known of 110100."
    assert refused(keeper.post(submit)) == [("/product/cn10", why)]
    # The code of another customs union tells China nothing.
    assert change(keeper, listing, eaeu10="1101001500").status_code == 200
    assert refused(keeper.post(submit)) == [("/product/cn10", why)]
    assert change(keeper, listing, cn10="1101000090").status_code == 200
    assert keeper.post(submit).status_code == 200


def test_each_market_takes_the_code_of_its_own_customs(trade: Trade) -> None:
    trader = trade.market.seller("CN09", "490540000334")
    type(trader).objects.filter(pk=trader.pk).update(country="CN")
    keeper = trade.member(trader)
    product = made(keeper.post("/seller/products", POWDER))
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": product["id"]}))
    listing = made(keeper.post("/seller/listings", {"variant_id": variant["id"], "market": "KZ"}))
    price = {"price": {"amount": "900.00", "currency": "KZT"}}
    assert keeper.post(f"/seller/listings/{listing['id']}/price", price).status_code == 200
    answer = keeper.post(f"/seller/listings/{listing['id']}/submit")
    why = "The goods need the ten-digit code for import into the EAEU: none is known of 040221."
    assert refused(answer) == [("/product/eaeu10", why)]


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize("status", ["submitted", "changes_requested"])
def test_staff_do_not_approve_what_customs_can_not_be_told_of(trade: Trade, status: str) -> None:
    listing, staff = trade.listing(status=status), trade.staff("onboarding")
    [(pointer, _why)] = refused(staff.post(f"/seller/listings/{listing.pk}/approve"))
    assert (pointer, Listing.objects.get().status) == ("/product/cn10", status)
    Product.objects.update(cn10="1101000090")
    assert staff.post(f"/seller/listings/{listing.pk}/approve").status_code == 200


@pytest.mark.usefixtures("unknown")
@pytest.mark.parametrize("status", ["submitted", "approved", "live"])
def test_goods_that_are_handed_in_keep_their_code(trade: Trade, status: str) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    Product.objects.update(cn10="1101000090")
    [(pointer, _why)] = refused(change(keeper, listing, cn10=""))
    assert (pointer, Product.objects.get().cn10) == ("/cn10", "1101000090")
    # Of another kind of goods the table knows the code, so that nobody has to say it.
    assert change(keeper, listing, hs6="110290", cn10="").status_code == 200


@pytest.mark.usefixtures("unknown")
def test_what_never_had_a_code_keeps_nobody_from_changing_something_else(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    assert change(keeper, listing, eaeu10="1101001500").status_code == 200


def test_a_seller_reads_that_a_code_lacks_as_soon_as_the_goods_are_offered_there(trade: Trade) -> None:
    listing, keeper = trade.listing(status="draft"), trade.member(trade.mill)
    path = f"/seller/products/{listing.variant.product_id}"
    assert "/cn10" not in keeper.get(path).json()["lacking"]
    TariffCode.objects.filter(hs6="110100").update(cn10="", eaeu10="")
    [shown] = keeper.get("/seller/products").json()["items"]
    assert shown["lacking"][0] == "/cn10"
    assert "/eaeu10" not in shown["lacking"]
    Listing.objects.update(status="retired", retired_at=trade.market.at)
    assert "/cn10" not in keeper.get(path).json()["lacking"]
