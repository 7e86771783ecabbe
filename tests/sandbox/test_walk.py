"""Does a tester get alone from browsing to delivered, and hear of it?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from accounts.operations.keying import create_key
from accounts.operations.organising import add_member, found_organisation
from accounts.policy import SCOPES
from catalog.models import Listing, Seller, StockLevel
from kit.actors import SYSTEM
from kit.clock import now
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.models import Event, Mail
from news.operations.dispatching import dispatch
from news.telling import Happened
from orders.models import Order
from payments.models import Payment
from payments.queries.refunds import refunds
from shipping.errors import NoRoute
from shipping.models import Departure, LegObservation, Location
from shipping.operations.loading import allow_reports
from shipping.queries.routes import journey
from shipping.queries.telling import departures_told, shipments_told
from shop.sandbox import lay_sandbox
from shop.verification import INVARIANTS, broken_rows
from storefront.operations.estimating import estimate_all
from storefront.operations.refreshing import fill_window
from tests.api import Api
from tests.conftest import Jobs
from tests.openapi.world import good, new_key
from tests.orders.market import ADDRESS, IDENTITY, Market

JOURNEY = (
    *("assigned", "handed_in", "loaded", "departed", "at_border", "transshipped", "arrived"),
    *("out_for_delivery", "delivered"),
)


def keyed(owner: User | Organisation, shop: Market, api: Api, *, sandbox: bool = True) -> Api:
    """A client with a key of a person or an organisation, a test key unless said otherwise."""
    made = owns_transaction(create_key)(
        name="tester",
        scopes=sorted(SCOPES),
        sandbox=sandbox,
        user=owner if isinstance(owner, User) else None,
        organisation=owner if isinstance(owner, Organisation) else None,
        at=shop.at,
        by=SYSTEM,
    )
    return api.with_credential(made.secret)


@pytest.fixture
def sandbox(shop_today: Market) -> Market:
    """A shop whose test world is laid and shown."""
    lay_sandbox(at=shop_today.at)
    fill_window(at=shop_today.at)
    owns_transaction(estimate_all)(at=shop_today.at)
    return shop_today


@pytest.fixture
def buyer(sandbox: Market, api: Api, make_user: Any) -> Api:
    """A buyer with a test key."""
    return keyed(make_user(), sandbox, api)


def first_listing(buyer: Api) -> str:
    """What is found first."""
    found = good(buyer.get("/products?market=CN&category=wheat-flour&q=flour"))
    return str(found["items"][0]["id"])


def started(buyer: Api, listing: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """A checkout of two units of a listing, its payment just started."""
    address = good(buyer.post("/me/addresses", ADDRESS))
    if not good(buyer.get("/me/identities"))["items"]:
        good(buyer.post("/me/identities", IDENTITY))
    cart = good(buyer.post("/carts", {"market": "CN"}))
    good(buyer.post(f"/carts/{cart['id']}/lines", {"listing_id": listing, "quantity": 2}))
    quote = good(buyer.post(f"/carts/{cart['id']}/quote", {"address_id": address["id"]}))
    group = good(buyer.post(f"/carts/{cart['id']}/checkout", {"quote_id": quote["id"]}, key=new_key()))
    body = {"order_group_id": group["id"], "provider": "bank_transfer"}
    return group, good(buyer.post("/payments", body, key=new_key()))


def settle(buyer: Api, payment: dict[str, Any], outcome: str) -> Any:
    """What the sandbox answers to an outcome."""
    return buyer.post("/sandbox/payment", {"payment": payment["id"], "outcome": outcome})


def paid_order(buyer: Api, jobs: Jobs, listing: str = "") -> dict[str, Any]:
    """An order whose shipment has its place."""
    group, payment = started(buyer, listing or first_listing(buyer))
    good(settle(buyer, payment, "captured"))
    jobs.drain()
    return good(buyer.get(f"/orders/{group['orders'][0]['id']}"))


def test_a_buyer_gets_alone_from_browsing_to_delivered(buyer: Api, jobs: Jobs) -> None:
    order = paid_order(buyer, jobs)
    shipment = order["shipments"][0]["id"]
    seen = [order["shipments"][0]["status"]]
    while seen[-1] != "delivered":
        seen.append(good(buyer.post("/sandbox/advance", {"shipment": shipment}))["status"])
    assert tuple(seen) == JOURNEY
    assert good(buyer.post(f"/orders/{order['id']}/confirm-receipt"))["status"] == "completed"
    told = Event.objects.filter(aggregate_id=shipment, type__in=[f"shipment.{each}" for each in seen[1:]])
    assert [each.type for each in told.order_by("seq")] == [f"shipment.{each}" for each in seen[1:]]
    assert broken() == []
    # Nothing is learnt of real trains from it.
    assert not LegObservation.objects.exists()


def test_whichever_provider_is_named_the_sandbox_stands_in(buyer: Api) -> None:
    group, _ = started(buyer, first_listing(buyer))
    found = good(buyer.get(f"/payments?order_group_id={group['id']}"))
    assert [each["provider"] for each in found["items"]] == ["sandbox"]
    assert {"stripe", "bank_transfer"} <= set(found["providers"])


def test_one_call_goes_on_to_a_later_state_and_none_goes_back(buyer: Api, jobs: Jobs) -> None:
    shipment = paid_order(buyer, jobs)["shipments"][0]["id"]
    shown = good(buyer.post("/sandbox/advance", {"shipment": shipment, "to": "arrived"}))
    assert (shown["status"], shown["order_status"]) == ("arrived", "accepted")
    back = buyer.post("/sandbox/advance", {"shipment": shipment, "to": "loaded"})
    assert (back.status_code, back.json()["code"]) == (422, "shipping.nothing_ahead")
    good(buyer.post("/sandbox/advance", {"shipment": shipment, "to": "delivered"}))
    over = buyer.post("/sandbox/advance", {"shipment": shipment})
    assert (over.status_code, over.json()["code"]) == (422, "shipping.nothing_ahead")


@pytest.mark.parametrize(
    ("outcome", "status", "received"),
    [
        ("captured", "captured", "due"),
        ("doubled", "captured", "due"),
        ("wrong_amount", "pending", "less"),
        ("failed", "failed", "nothing"),
        ("expired", "expired", "nothing"),
        ("late", "unmatched", "due"),
        ("unknown", "unknown", "nothing"),
    ],
)
def test_a_payment_is_settled_or_spoilt(buyer: Api, outcome: str, status: str, received: str) -> None:
    _, payment = started(buyer, first_listing(buyer))
    assert good(settle(buyer, payment, outcome))["status"] == status
    row = Payment.objects.get(pk=payment["id"])
    due = {"due": row.amount_minor, "less": row.amount_minor - 1, "nothing": 0}
    assert row.received_minor == due[received]
    again = settle(buyer, payment, "captured")
    is_open = status in ("pending", "unknown")
    assert again.status_code == (200 if is_open else 409)


def broken() -> list[str]:
    """Which rules of the whole database are."""
    return [rule.name for rule in INVARIANTS if broken_rows(rule)]


def test_money_of_a_test_order_goes_back_by_itself(buyer: Api, jobs: Jobs) -> None:
    order = paid_order(buyer, jobs)
    gone = good(buyer.post(f"/orders/{order['id']}/cancel", {"reason": "Changed my mind."}))
    assert (gone["status"], gone["payment_status"]) == ("cancelled", "refunded")
    assert broken() == []
    # Finance is shown real money alone.
    assert not refunds(order_reference=order["number"]).exists()


def test_no_way_leads_through_the_live_world(shop_today: Market) -> None:
    start, end = "KZ-KOSTANAY", "CN-LYG-BASE"
    assert journey(first_mile_from=start, destination=end).destination_code == end
    with pytest.raises(NoRoute):
        journey(first_mile_from=start, destination=end, sandbox=True)


def test_a_live_key_is_told_that_this_is_for_test_keys(sandbox: Market, api: Api, make_user: Any) -> None:
    buyer = keyed(make_user(), sandbox, api, sandbox=False)
    nobody = "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"
    for path, body in (
        ("/sandbox/advance", {"shipment": nobody}),
        ("/sandbox/payment", {"payment": nobody, "outcome": "captured"}),
    ):
        refused = buyer.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "sandbox.live_key")


def test_a_live_cart_is_not_opened_with_a_test_key_by_its_token(buyer: Api, api: Api) -> None:
    cart = good(api.post("/carts", {"market": "CN"}))
    stranger = api.with_headers(x_cart_token=cart["token"])
    assert stranger.get(f"/carts/{cart['id']}").status_code == 200
    tester = buyer.with_headers(x_cart_token=cart["token"])
    assert tester.get(f"/carts/{cart['id']}").status_code == 404


def test_a_seller_lists_without_waiting_and_sells(
    sandbox: Market, api: Api, buyer: Api, make_user: Any, jobs: Jobs
) -> None:
    firm, owner = sandbox.seller("KZ77", "490440000271").organisation, make_user()
    owns_transaction(add_member)(user=owner, organisation=firm, role="owner", at=sandbox.at)
    seller = keyed(owner, sandbox, api)
    twin = Seller.objects.get(organisation__twin_of=firm)
    assert (twin.status, twin.code, twin.tax_id) == ("verified", "T-KZ77", "490440000271")
    listing = sandbox.listing(twin, "MY-FLOUR")
    Listing.objects.filter(pk=listing.pk).update(status="draft", live_at=None, approved_at=None)
    Listing.objects.get(pk=listing.pk)
    path = f"/seller/listings/{listing.pk}"
    assert good(seller.post(f"{path}/submit"))["status"] == "approved"
    assert good(seller.post(f"{path}/publish"))["status"] == "live"
    fill_window(at=sandbox.at)
    order = paid_order(buyer, jobs, str(listing.pk))
    mine = good(seller.get("/seller/orders"))["items"]
    assert [each["id"] for each in mine] == [order["id"]]
    shipment = order["shipments"][0]["id"]
    assert good(seller.post("/sandbox/advance", {"shipment": shipment}))["order_status"] == "accepted"
    assert Order.objects.get(pk=order["id"]).seller == twin
    while dispatch(at=sandbox.at):
        pass
    heard = [each["event"]["type"] for each in good(seller.get("/events?limit=100"))["items"]]
    assert {"order.accepted", "shipment.assigned", "shipment.handed_in"} <= set(heard)
    # Its live original hears nothing of a test.
    live = keyed(firm, sandbox, api, sandbox=False)
    assert good(live.get("/events?limit=100"))["items"] == []
    assert not Mail.objects.exists()


def test_partners_hear_of_trains_of_their_world_alone(
    sandbox: Market, api: Api, buyer: Api, jobs: Jobs
) -> None:
    firm = owns_transaction(found_organisation)(kind="carrier", name="KTZ", at=sandbox.at)
    places = list(Location.objects.values_list("code", flat=True))
    owns_transaction(allow_reports)(organisation_id=firm.pk, location_codes=places, at=sandbox.at)
    keyed(firm, sandbox, api)
    twin = Organisation.objects.get(twin_of=firm)
    shipment = paid_order(buyer, jobs)["shipments"][0]["id"]
    events = [_happened("shipment", shipment)]
    [told] = shipments_told(events).values()
    assert twin.pk in told.readers
    assert firm.pk not in told.readers
    for world, heard in ((True, twin.pk), (False, firm.pk)):
        train = Departure.objects.filter(service__sandbox=world).first()
        assert train is not None
        [told] = departures_told([_happened("departure", train.pk)]).values()
        assert set(told.readers) & {twin.pk, firm.pk} == {heard}


def _happened(aggregate: str, pk: Any) -> Happened:
    return Happened(uuid7(), aggregate, UUID(str(pk)), 1, f"{aggregate}.departed", {}, now())


def test_whoever_applies_with_a_test_key_may_sell_at_once(sandbox: Market, api: Api, make_user: Any) -> None:
    applicant = keyed(make_user(), sandbox, api)
    body = {
        "code": "KZ78",
        "legal_name": "TOO Test Un",
        "country": "KZ",
        "city": "Kostanay",
        "origin_code": "KZ-KOSTANAY",
        "tax_id": "490440000271",
        "tax_id_kind": "BIN",
    }
    made = good(applicant.post("/sellers", body))
    assert made["status"] == "verified"
    assert Seller.objects.get(pk=made["id"]).organisation.sandbox


def test_a_firm_has_its_twin_whoever_sells_under_its_number_already(
    sandbox: Market, api: Api, make_user: Any
) -> None:
    laid = Seller.objects.get(code="T-KZ01")
    firm = sandbox.seller("KZ01", laid.tax_id).organisation
    # Any tester may say that they are any firm, and take the code that its twin would have.
    body = {name: getattr(laid, name) for name in ("legal_name", "country", "city", "origin_code")}
    taken = {**body, "tax_id": laid.tax_id, "tax_id_kind": laid.tax_id_kind}
    for number in range(2):
        applicant = keyed(make_user(f"tester{number}"), sandbox, api)
        made = good(applicant.post("/sellers", {**taken, "code": f"T-KZ9{number}"}))
        assert made["status"] == "verified"
    seller = keyed(firm, sandbox, api)
    twin = Seller.objects.get(organisation__twin_of=firm)
    assert (twin.status, twin.tax_id) == ("verified", laid.tax_id)
    assert good(seller.get(f"/sellers/{twin.pk}"))["code"] == twin.code != laid.code
    # In the live world a number sells once.
    with pytest.raises(IntegrityError), transaction.atomic():
        sandbox.seller("KZ91", laid.tax_id)


def test_a_live_firm_that_is_called_like_a_laid_one_is_left_alone(shop_today: Market) -> None:
    firm = shop_today.seller("T-KZ01", "490440000271")
    lay_sandbox(at=shop_today.at)
    firm.refresh_from_db()
    assert (firm.sandbox, firm.tax_id, firm.variants.count()) == (False, "490440000271", 0)
    assert Seller.objects.filter(code__startswith="T-", sandbox=True).count() == 3


def test_laying_again_follows_the_calendar_and_fills_up(sandbox: Market) -> None:
    def counted() -> tuple[int, int, int]:
        return Seller.objects.count(), Listing.objects.count(), Departure.objects.count()

    before = counted()
    live = StockLevel.objects.filter(lot__variant__seller__sandbox=False).count()
    level = StockLevel.objects.filter(lot__variant__seller__sandbox=True).first()
    assert level is not None
    StockLevel.objects.filter(pk=level.pk).update(on_hand=3, reserved=0)
    lay_sandbox(at=sandbox.at)
    level.refresh_from_db()
    assert (counted(), level.on_hand) == (before, 500)
    assert StockLevel.objects.filter(lot__variant__seller__sandbox=False).count() == live


def test_test_trains_run_every_day_both_ways_over_both_crossings(sandbox: Market) -> None:
    week = Departure.objects.filter(
        service__sandbox=True, departs_at__gt=sandbox.at, departs_at__lte=sandbox.at + timedelta(days=14)
    )
    ways = {"KHORGOS", "DOSTYK"}
    for direction in ("KZ-CN", "CN-KZ"):
        runs = week.filter(service__direction=direction, status="open")
        assert set(runs.values_list("service__crossing", flat=True)) == ways
        days = set(runs.values_list("service_date", flat=True))
        assert len(days) >= 9
