"""Does a seller set prices and quantities of listings, one or a thousand, with all of it on record?"""

from dataclasses import replace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Listing, Price, PriceChange
from catalog.operations.pricing import PriceList, set_prices
from catalog.policy import MAX_PRICED_AT_ONCE
from catalog.queries import offers
from kit.actors import SYSTEM
from kit.clock import now
from kit.ids import uuid7
from kit.money import Money
from kit.transactions import owns_transaction
from tests.api import Api
from tests.catalog.trade import PRODUCT, SIZE, Trade, made, pointers
from tests.storefront.window import follow


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


def cny(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "CNY"}


def steps(*pairs: tuple[int, str]) -> list[dict[str, Any]]:
    return [{"from_quantity": quantity, "price": cny(amount)} for quantity, amount in pairs]


def prices_of(listing: Listing) -> list[tuple[int, int]]:
    return list(Price.objects.filter(listing=listing).values_list("from_quantity", "amount_minor"))


def many(trade: Trade, count: int) -> list[Listing]:
    """Listings of one variant's product, each with a price."""
    first = trade.listing()
    rows = [first]
    for number in range(1, count):
        variant = first.variant
        variant.pk, variant.sku, variant._state.adding = uuid7(), f"S{number}", True
        variant.save()
        rows.append(
            Listing.objects.create(
                variant_id=variant.pk,
                market="CN",
                status="live",
                approved_at=now(),
                live_at=now(),
                created_at=now(),
            )
        )
    Price.objects.bulk_create(
        Price(listing=row, currency="CNY", amount_minor=1750, created_at=now()) for row in rows[1:]
    )
    return rows


# ---- a price list -----------------------------------------------------------------------


def test_a_price_is_set_only_if_the_listing_is_as_it_was_read_prices_included(trade: Trade) -> None:
    listing = trade.listing()
    keeper, path = trade.member(trade.mill), f"/seller/listings/{listing.pk}"
    seen = keeper.get(path).headers["ETag"]
    assert keeper.post(f"{path}/price", {"price": cny("17.00")}, if_match=seen).status_code == 200
    late = keeper.post(f"{path}/price", {"price": cny("99.00")}, if_match=seen)
    assert (late.status_code, late.json()["code"]) == (412, "request.stale")
    assert (1, 1700) in prices_of(listing)
    seen = keeper.get(path).headers["ETag"]
    keeper.patch(path, {"min_quantity": 2}, if_match=seen)
    assert keeper.post(f"{path}/price", {"price": cny("99.00")}, if_match=seen).status_code == 412
    for tags in ("*", f'"9", {keeper.get(path).headers["ETag"]}', '"2"'):
        assert keeper.post(f"{path}/price", {"price": cny("17.00")}, if_match=tags).status_code == 200
    assert keeper.post(f"{path}/price", {"price": cny("15.00")}).status_code == 200


def test_steps_are_set_shown_kept_replaced_and_ended(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/listings/{listing.pk}/price"
    given = steps((10, "17.00"), (60, "16.00"))
    shown = keeper.post(path, {"price": cny("17.50"), "steps": given}).json()
    assert (shown["prices"], shown["steps"]) == ([cny("17.50")], given)
    assert keeper.get(f"/seller/listings/{listing.pk}").json()["steps"] == given
    assert keeper.post(path, {"price": cny("18.00")}).json()["steps"] == given
    fewer = steps((20, "17.90"))
    assert keeper.post(path, {"price": cny("18.00"), "steps": fewer}).json()["steps"] == fewer
    assert prices_of(listing) == [(1, 1800), (20, 1790)]
    assert keeper.post(path, {"price": cny("18.00"), "steps": []}).json()["steps"] == []
    assert prices_of(listing) == [(1, 1800)]


def test_a_price_left_from_another_currency_is_no_step_of_this_one(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    Price.objects.create(listing=listing, currency="KZT", from_quantity=10, amount_minor=1, created_at=now())
    keeper.post(f"/seller/listings/{listing.pk}/price", {"price": cny("18.00")})
    assert PriceChange.objects.get().became == [[1, 1800]]


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        (steps((10, "17.50")), "/steps/0/price"),
        (steps((10, "17.00"), (20, "17.00")), "/steps/1/price"),
        (steps((10, "17.00"), (10, "16.00")), "/steps/1/from_quantity"),
        (steps((1, "17.00")), "/steps/0/from_quantity"),
        (steps((6, "17.00")), "/steps/0/from_quantity"),
        (steps((10, "0.00")), "/steps/0/price"),
        (steps((20_000, "17.00")), "/steps/0/from_quantity"),
        (
            [{"from_quantity": 10, "price": {"amount": "700.00", "currency": "KZT"}}],
            "/steps/0/price/currency",
        ),
        ([{"from_quantity": 10}], "/steps/0/price"),
        ([{"from_quantity": 10, "price": cny("1.00"), "colour": 1}], "/steps/0/colour"),
        (steps(*((10 + n, f"{17 - n}.00") for n in range(11))), "/steps"),
        ("10", "/steps"),
    ],
)
def test_a_bad_step_is_named_and_nothing_changes(trade: Trade, given: Any, pointer: str) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    Listing.objects.update(min_quantity=6, multiple=6)
    answer = keeper.post(f"/seller/listings/{listing.pk}/price", {"price": cny("17.50"), "steps": given})
    assert pointers(answer) == [pointer]
    assert prices_of(listing) == [(1, 1750)]
    assert not PriceChange.objects.exists()


def test_a_price_below_its_kept_steps_is_refused_with_their_price(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/listings/{listing.pk}/price"
    keeper.post(path, {"price": cny("17.50"), "steps": steps((10, "17.00"))})
    answer = keeper.post(path, {"price": cny("16.00")})
    assert pointers(answer) == ["/price"]
    assert "From 10 units on each costs 17.00 CNY" in answer.json()["detail"]
    assert prices_of(listing) == [(1, 1750), (10, 1700)]


def test_an_offer_has_one_row_whatever_its_steps_and_knows_each_price(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    Listing.objects.update(min_quantity=4, multiple=2)
    path = f"/seller/listings/{listing.pk}/price"
    keeper.post(path, {"price": cny("17.50"), "steps": steps((10, "17.00"), (60, "16.00"))})
    follow()
    [item] = keeper.get("/products?market=CN").json()["items"]
    assert item["price"] == cny("17.50")
    offer = offers(listing_ids=[listing.pk], market="CN")[listing.pk]
    assert (offer.unit_price_minor, offer.min_quantity, offer.multiple) == (1750, 4, 2)
    assert [offer.unit_price_for(quantity) for quantity in (4, 10, 100)] == [1750, 1700, 1600]
    assert (offer.allows(3), offer.allows(6), offer.allowed_near(7)) == (False, True, [6, 8])
    assert replace(offer, multiple=3).allowed_near(10_000) == [9_999]


# ---- what it cost before ----------------------------------------------------------------


def test_every_change_is_on_record_with_who_made_it_and_nothing_else_is(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/listings/{listing.pk}/price"
    for body in (
        {"price": cny("18.00"), "steps": steps((10, "17.00"))},
        {"price": cny("18.00")},
        {"price": cny("19.00")},
    ):
        assert keeper.post(path, body).status_code == 200
    newest, first = keeper.get(f"{path}-changes").json()["items"]
    assert newest["was"] == steps((1, "18.00"), (10, "17.00"))
    assert newest["became"] == steps((1, "19.00"), (10, "17.00"))
    assert (first["was"], first["became"]) == (steps((1, "17.50")), newest["was"])
    assert newest["by_kind"] == "seller"
    assert newest["by_id"]


def test_the_record_of_a_price_is_paged_and_only_the_sellers(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/listings/{listing.pk}/price"
    for number in range(3):
        keeper.post(path, {"price": cny(f"1{number}.00")})
    page = keeper.get(f"{path}-changes?limit=2").json()
    assert (len(page["items"]), bool(page["next"])) == (2, True)
    assert trade.member(trade.farm).get(f"{path}-changes").status_code == 404
    assert trade.staff("viewer").get(f"{path}-changes").status_code == 200
    assert trade.staff("finance").get(f"{path}-changes").status_code == 403


@pytest.mark.parametrize(
    "statement", ["UPDATE catalog_pricechange SET was = '[]'", "DELETE FROM catalog_pricechange"]
)
def test_nobody_takes_the_record_of_a_price_back(db: None, statement: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# ---- many at once -----------------------------------------------------------------------


def test_many_prices_are_set_at_once(trade: Trade) -> None:
    rows, keeper = many(trade, 3), trade.member(trade.mill)
    items: list[dict[str, Any]] = [{"listing_id": str(row.pk), "price": cny("15.00")} for row in rows]
    items[0]["steps"] = steps((10, "14.00"))
    items[2]["price"] = cny("17.50")
    answer = keeper.post("/seller/prices", {"prices": items})
    assert answer.json() == {
        "changed": [str(rows[0].pk), str(rows[1].pk)],
        "unchanged": [str(rows[2].pk)],
    }
    assert [prices_of(row) for row in rows] == [[(1, 1500), (10, 1400)], [(1, 1500)], [(1, 1750)]]
    assert PriceChange.objects.count() == 2


def test_each_faulty_one_of_many_is_named_and_nothing_is_done(trade: Trade) -> None:
    rows, keeper = many(trade, 3), trade.member(trade.mill)
    stranger = trade.market.listing(trade.farm, "OTHER")
    ids = [rows[0].pk, stranger.pk, rows[1].pk, rows[1].pk]
    body = {"prices": [{"listing_id": str(pk), "price": cny("15.00")} for pk in ids]}
    answer = keeper.post("/seller/prices", body)
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]]) == (
        404,
        ["/prices/1/listing_id"],
    )
    del body["prices"][1]
    assert pointers(keeper.post("/seller/prices", body)) == ["/prices/2/listing_id"]
    items: list[dict[str, Any]] = [{"listing_id": str(row.pk), "price": cny("15.00")} for row in rows]
    items[1]["price"] = {"amount": "700.00", "currency": "KZT"}
    items[2]["steps"] = steps((10, "16.00"))
    answer = keeper.post("/seller/prices", {"prices": items})
    assert pointers(answer) == ["/prices/1/price/currency", "/prices/2/steps/0/price"]
    assert {amount for row in rows for _, amount in prices_of(row)} == {1750}
    assert not PriceChange.objects.exists()


@pytest.mark.parametrize("count", [0, MAX_PRICED_AT_ONCE + 1])
def test_one_request_prices_no_more_than_a_thousand(trade: Trade, count: int) -> None:
    item = {"listing_id": str(uuid7()), "price": cny("15.00")}
    answer = trade.member(trade.mill).post("/seller/prices", {"prices": [item] * count})
    assert pointers(answer) == ["/prices"]


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_who_does_not_keep_the_catalogue_prices_nothing(trade: Trade, role: str) -> None:
    body = {"prices": [{"listing_id": str(trade.listing().pk), "price": cny("15.00")}]}
    answers = [
        api.post("/seller/prices", body)
        for api in (trade.member(trade.mill, role), trade.staff("onboarding"), trade.buyer())
    ]
    assert [answer.status_code for answer in answers] == [403] * 3


def test_a_thousand_prices_take_as_many_statements_as_two(trade: Trade) -> None:
    rows = many(trade, 40)
    counts = []
    for some in (rows[:2], rows):
        before = [
            (row, PriceList(Money(2000 + len(some), "CNY"), ((10, Money(900, "CNY")),))) for row in some
        ]
        owns_transaction(set_prices)(wanted=before, at=now(), by=SYSTEM)
        wanted = [(row, PriceList(Money(3000, "CNY"), ((20, Money(800, "CNY")),))) for row in some]
        with CaptureQueriesContext(connection) as queries:
            assert len(owns_transaction(set_prices)(wanted=wanted, at=now(), by=SYSTEM)) == len(some)
        counts.append(len([each for each in queries if "SAVEPOINT" not in each["sql"]]))
    assert counts == [5, 5]


# ---- how many units ---------------------------------------------------------------------


def test_quantities_are_set_with_the_draft_and_changed_later(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    product = made(keeper.post("/seller/products", PRODUCT))
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": product["id"]}))
    body = {"variant_id": variant["id"], "market": "CN", "min_quantity": 12, "multiple": 6}
    listing = made(keeper.post("/seller/listings", body))
    assert (listing["min_quantity"], listing["multiple"]) == (12, 6)
    path = f"/seller/listings/{listing['id']}"
    changed = keeper.patch(path, {"min_quantity": 18}, if_match=keeper.get(path).headers["ETag"])
    assert (changed.json()["min_quantity"], changed.json()["version"]) == (18, 2)
    assert keeper.patch(path, {"min_quantity": 18}, if_match="*").json()["version"] == 2
    assert keeper.patch(path, {"min_quantity": 24}, if_match='"1"').status_code == 412


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"min_quantity": 0}, "/min_quantity"),
        ({"min_quantity": "12"}, "/min_quantity"),
        ({"min_quantity": 20_000}, "/min_quantity"),
        ({"multiple": 0}, "/multiple"),
        ({"multiple": 7}, "/min_quantity"),
        ({"min_quantity": 13}, "/min_quantity"),
        ({"min_quantity": 60}, "/min_quantity"),
        ({"market": "KZ"}, "/market"),
    ],
)
def test_quantities_that_make_no_sense_are_refused(
    trade: Trade, change: dict[str, Any], pointer: str
) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/listings/{listing.pk}"
    keeper.patch(path, {"min_quantity": 12, "multiple": 6}, if_match="*")
    keeper.post(f"{path}/price", {"price": cny("17.50"), "steps": steps((60, "16.00"))})
    assert pointers(keeper.patch(path, change, if_match="*")) == [pointer]
    row = Listing.objects.get()
    assert (row.min_quantity, row.multiple) == (12, 6)


def test_only_those_who_keep_the_catalogue_change_quantities(trade: Trade) -> None:
    path = f"/seller/listings/{trade.listing().pk}"
    others: list[Api] = [trade.member(trade.mill, "warehouse"), trade.staff("onboarding")]
    answers = [api.patch(path, {"min_quantity": 2}, if_match="*") for api in others]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert trade.member(trade.farm).patch(path, {"min_quantity": 2}, if_match="*").status_code == 404
