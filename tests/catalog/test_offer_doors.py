"""Do the doors of listings bring goods on sale and off it, each verb in the right hands?"""

from typing import Any

import pytest

from catalog.models import Listing, Price, Seller
from tests.api import Api
from tests.catalog.trade import PRICE, PRODUCT, SIZE, Trade, made, pointers
from tests.storefront.window import follow

REASON = {"reason": "Name the grade in Chinese."}
SELLER_VERBS = ("submit", "publish", "pause", "resume", "retire")
STAFF_VERBS = ("approve", "request-changes", "block", "unblock")
STATUSES = Listing.Status.values


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


def do(api: Api, listing_id: object, verb: str) -> Any:
    """One verb with the body that it takes."""
    body = REASON if verb in ("request-changes", "block") else {}
    return api.post(f"/seller/listings/{listing_id}/{verb}", body)


def drafted(keeper: Api) -> str:
    """A draft of flour for China, priced."""
    labelled = {**PRODUCT, "names": {"en": "Wheat flour", "zh-Hans": "小麦粉"}}
    product = made(keeper.post("/seller/products", labelled))
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": product["id"]}))
    listing = made(keeper.post("/seller/listings", {"variant_id": variant["id"], "market": "CN"}))
    assert keeper.post(f"/seller/listings/{listing['id']}/price", PRICE).status_code == 200
    return str(listing["id"])


def test_goods_go_on_sale_over_rest_and_appear_in_the_window(trade: Trade) -> None:
    keeper, staff = trade.member(trade.mill, "catalogue"), trade.staff("onboarding")
    listing_id = drafted(keeper)
    assert do(keeper, listing_id, "submit").json()["status"] == "submitted"
    assert do(staff, listing_id, "approve").json()["status"] == "approved"
    follow()
    assert keeper.get("/products?market=CN").json()["items"] == []
    shown = do(keeper, listing_id, "publish").json()
    assert (shown["status"], shown["prices"]) == ("live", [PRICE["price"]])
    follow()
    [item] = keeper.get("/products?market=CN").json()["items"]
    assert (item["id"], item["sku"], item["price"]) == (listing_id, "FLR-2KG", PRICE["price"])


def test_a_paused_listing_leaves_the_window_until_it_is_resumed(trade: Trade) -> None:
    keeper, listing = trade.member(trade.mill), trade.listing()
    seen = []
    for verb in ("pause", "resume", "retire"):
        assert do(keeper, listing.pk, verb).status_code == 200
        follow()
        seen.append(keeper.get(f"/products/{listing.pk}").status_code)
    assert seen == [404, 200, 404]


def test_what_staff_blocked_only_staff_unblock(trade: Trade) -> None:
    keeper, staff, listing = trade.member(trade.mill), trade.staff("onboarding"), trade.listing()
    blocked = do(staff, listing.pk, "block").json()
    assert (blocked["status"], blocked["status_reason"]) == ("blocked", REASON["reason"])
    assert do(keeper, listing.pk, "resume").status_code == 409
    follow()
    assert keeper.get(f"/products/{listing.pk}").status_code == 404
    assert do(staff, listing.pk, "unblock").json()["status"] == "live"
    follow()
    assert keeper.get(f"/products/{listing.pk}").status_code == 200


def test_the_seller_learns_why_changes_are_wanted(trade: Trade) -> None:
    keeper, listing = trade.member(trade.mill), trade.listing(status="submitted")
    do(trade.staff("onboarding"), listing.pk, "request-changes")
    shown = keeper.get(f"/seller/listings/{listing.pk}").json()
    assert (shown["status"], shown["status_reason"]) == ("changes_requested", REASON["reason"])
    assert keeper.get("/seller/listings").json()["items"] == [shown]


@pytest.mark.parametrize("status", STATUSES)
def test_the_seller_may_do_what_is_listed_and_nothing_else(trade: Trade, status: str) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    allowed = keeper.get(f"/seller/listings/{listing.pk}").json()["allowed_actions"]
    for verb in SELLER_VERBS:
        Listing.objects.filter(pk=listing.pk).update(
            status=status, retired_at=trade.market.at if status == "retired" else None
        )
        assert do(keeper, listing.pk, verb).status_code == (200 if verb in allowed else 409), verb


@pytest.mark.parametrize("status", STATUSES)
def test_staff_may_do_what_is_listed_and_nothing_else(trade: Trade, status: str) -> None:
    listing, staff = trade.listing(status=status), trade.staff("onboarding")
    allowed = staff.get(f"/seller/listings/{listing.pk}").json()["allowed_actions"]
    for verb in STAFF_VERBS:
        Listing.objects.filter(pk=listing.pk).update(status=status)
        assert do(staff, listing.pk, verb).status_code == (200 if verb in allowed else 409), verb


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_those_who_do_not_keep_the_catalogue_may_only_look(trade: Trade, role: str) -> None:
    listing, member = trade.listing(), trade.member(trade.mill, role)
    assert member.get(f"/seller/listings/{listing.pk}").json()["allowed_actions"] == []
    answers = [do(member, listing.pk, verb) for verb in SELLER_VERBS]
    answers.append(member.post(f"/seller/listings/{listing.pk}/price", PRICE))
    answers.append(member.post("/seller/listings", {"variant_id": str(listing.variant_id), "market": "KZ"}))
    assert {answer.status_code for answer in answers} == {403}


def test_sellers_do_not_judge_and_staff_do_not_sell(trade: Trade) -> None:
    listing = trade.listing(status="submitted")
    owner, staff = trade.member(trade.mill), trade.staff("onboarding")
    assert {do(owner, listing.pk, verb).status_code for verb in STAFF_VERBS} == {403}
    assert {do(staff, listing.pk, verb).status_code for verb in SELLER_VERBS} == {403}
    assert staff.post(f"/seller/listings/{listing.pk}/price", PRICE).status_code == 403


@pytest.mark.parametrize(("group", "sees"), [("support", 200), ("viewer", 200), ("finance", 403)])
def test_other_staff_judge_nothing(trade: Trade, group: str, sees: int) -> None:
    listing, staff = trade.listing(status="submitted"), trade.staff(group)
    assert {do(staff, listing.pk, verb).status_code for verb in STAFF_VERBS} == {403}
    answer = staff.get(f"/seller/listings/{listing.pk}")
    assert (answer.status_code, answer.json().get("allowed_actions", [])) == (sees, [])


def test_nothing_of_another_seller_is_there(trade: Trade) -> None:
    listing, stranger = trade.listing(trade.farm), trade.member(trade.mill)
    answers = [
        stranger.get(f"/seller/listings/{listing.pk}"),
        stranger.get(f"/seller/listings?variant_id={listing.variant_id}"),
        stranger.get(f"/seller/listings?seller_id={trade.farm.pk}"),
        stranger.post("/seller/listings", {"variant_id": str(listing.variant_id), "market": "KZ"}),
        stranger.post(f"/seller/listings/{listing.pk}/price", PRICE),
        *(do(stranger, listing.pk, verb) for verb in SELLER_VERBS),
    ]
    assert [answer.status_code for answer in answers] == [404] * len(answers)
    assert stranger.get("/seller/listings").json()["items"] == []
    assert Listing.objects.get().status == "live"


@pytest.mark.parametrize(
    ("price", "pointer"),
    [
        ({"amount": "0.00", "currency": "CNY"}, "/price"),
        ({"amount": "-5.00", "currency": "CNY"}, "/price"),
        ({"amount": "1e3", "currency": "CNY"}, "/price"),
        ({"amount": "1.234", "currency": "CNY"}, "/price"),
        ({"amount": 17.5, "currency": "CNY"}, "/price"),
        ({"amount": "900000000.00", "currency": "CNY"}, "/price/amount"),
        ({"amount": "720.00", "currency": "KZT"}, "/price/currency"),
        ({"amount": "5.00", "currency": "USD"}, "/price"),
        ("17.50", "/price"),
    ],
)
def test_a_bad_price_is_refused_and_the_old_one_stays(trade: Trade, price: Any, pointer: str) -> None:
    listing = trade.listing()
    answer = trade.member(trade.mill).post(f"/seller/listings/{listing.pk}/price", {"price": price})
    assert pointers(answer) == [pointer]
    assert Price.objects.get().amount_minor == 1750


def test_a_new_price_is_asked_at_once_and_needs_no_review(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    price = {"amount": "19.00", "currency": "CNY"}
    assert keeper.post(f"/seller/listings/{listing.pk}/price", {"price": price}).json()["status"] == "live"
    follow()
    assert keeper.get(f"/products/{listing.pk}").json()["price"] == price
    assert Price.objects.count() == 1


def test_a_draft_without_a_price_is_not_submitted(trade: Trade) -> None:
    listing, keeper = trade.listing(status="draft"), trade.member(trade.mill)
    Price.objects.all().delete()
    answer = do(keeper, listing.pk, "submit")
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.listing_incomplete")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/prices"]


def test_a_seller_who_is_not_verified_sells_nothing(trade: Trade) -> None:
    keeper = trade.member(trade.mill)
    listing_id = drafted(keeper)
    Seller.objects.filter(pk=trade.mill.pk).update(status="suspended", suspended_at=trade.market.at)
    assert keeper.get(f"/seller/listings/{listing_id}").json()["allowed_actions"] == ["retire"]
    answer = do(keeper, listing_id, "submit")
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.seller_not_verified")


@pytest.mark.parametrize(("status", "verb"), [("approved", "publish"), ("paused", "resume")])
def test_a_suspended_seller_puts_nothing_on_sale(trade: Trade, status: str, verb: str) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    Seller.objects.filter(pk=trade.mill.pk).update(status="suspended", suspended_at=trade.market.at)
    answer = do(keeper, listing.pk, verb)
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.seller_not_verified")


def test_a_variant_is_listed_once_on_each_market(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    answer = keeper.post("/seller/listings", {"variant_id": str(listing.variant_id), "market": "CN"})
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.code_taken")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/market"]


def test_a_variant_is_listed_again_when_its_listing_has_ended(trade: Trade) -> None:
    listing, keeper = trade.listing(status="live"), trade.member(trade.mill)
    assert do(keeper, listing.pk, "retire").status_code == 200
    again = keeper.post("/seller/listings", {"variant_id": str(listing.variant_id), "market": "CN"})
    assert (again.status_code, again.json()["status"]) == (201, "draft")
    once_more = keeper.post("/seller/listings", {"variant_id": str(listing.variant_id), "market": "CN"})
    assert once_more.status_code == 409


@pytest.mark.parametrize("status", ["submitted", "changes_requested"])
def test_whoever_approves_by_what_they_read_is_told_that_it_has_changed(trade: Trade, status: str) -> None:
    listing, keeper = trade.listing(status=status), trade.member(trade.mill)
    desk, path = trade.staff("onboarding"), f"/seller/listings/{listing.pk}"
    read = desk.get(path).headers["ETag"]
    goods = f"/seller/variants/{listing.variant_id}"
    assert keeper.patch(goods, {"names": {"en": "2 kg bag"}}, if_match="*").status_code == 200
    assert desk.get(path).headers["ETag"] == read
    assert keeper.patch(goods, {"gross_g": listing.variant.gross_g + 1}, if_match="*").status_code == 200
    assert desk.post(f"{path}/approve", {}, if_match=read).status_code == 412
    listing.refresh_from_db()
    assert listing.status == status


@pytest.mark.parametrize(("home", "abroad"), [("KZ", "CN"), ("CN", "KZ")])
def test_goods_are_sold_over_the_border_not_at_home(trade: Trade, home: str, abroad: str) -> None:
    Seller.objects.filter(pk=trade.mill.pk).update(country=home)
    keeper = trade.member(trade.mill)
    product = made(keeper.post("/seller/products", PRODUCT))
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": product["id"]}))
    answer = keeper.post("/seller/listings", {"variant_id": variant["id"], "market": home})
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.domestic_sale")
    [error] = answer.json()["errors"]
    assert error["pointer"] == "/market"
    why = f"The seller is of {home}: goods from there are sold on the other side of the border."
    assert error["message"] == why
    draft = made(keeper.post("/seller/listings", {"variant_id": variant["id"], "market": abroad}))
    # One that was drafted before anybody asked is not handed in either.
    Listing.objects.filter(pk=draft["id"]).update(market=home)
    answer = do(keeper, draft["id"], "submit")
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.domestic_sale")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"market": "CN"}, "/variant_id"),
        ({"variant_id": "x", "market": "CN"}, "/variant_id"),
        ({"variant_id": "00000000-0000-7000-8000-000000000007", "market": "US"}, "/market"),
        (
            {"variant_id": "00000000-0000-7000-8000-000000000007", "market": "CN", "status": "live"},
            "/status",
        ),
    ],
)
def test_a_bad_draft_names_the_field(trade: Trade, body: dict[str, Any], pointer: str) -> None:
    assert pointers(trade.member(trade.mill).post("/seller/listings", body)) == [pointer]


def test_verbs_take_no_surprises(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    answer = keeper.post(f"/seller/listings/{listing.pk}/pause", {"until": "tomorrow"})
    assert pointers(answer) == ["/until"]
    block = trade.staff("onboarding").post(f"/seller/listings/{listing.pk}/block", {})
    assert pointers(block) == ["/reason"]
    assert Listing.objects.get().status == "live"


def test_lists_are_narrowed_and_take_as_many_queries_however_long(
    trade: Trade, django_assert_num_queries: Any
) -> None:
    keeper = trade.member(trade.mill)
    for number in range(5):
        trade.market.listing(trade.mill, f"S{number}")
    first = Listing.objects.order_by("pk")[0]
    Listing.objects.filter(pk=first.pk).update(status="paused")
    # A credential's first use is noted.
    keeper.get("/me")
    for limit in (1, 5):
        with django_assert_num_queries(3):
            assert len(keeper.get(f"/seller/listings?limit={limit}").json()["items"]) == limit
    narrowed = [
        keeper.get(f"/seller/listings?{query}").json()["items"]
        for query in ("status=paused", f"variant_id={first.variant_id}", "market=KZ")
    ]
    assert [[row["id"] for row in rows] for rows in narrowed] == [[str(first.pk)], [str(first.pk)], []]


def test_a_key_without_the_scope_sees_no_verbs(trade: Trade) -> None:
    listing, reader = trade.listing(), trade.robot(trade.mill, "listings:read")
    assert reader.get(f"/seller/listings/{listing.pk}").json()["allowed_actions"] == []
    assert do(reader, listing.pk, "pause").json()["code"] == "access.scope_missing"


def test_a_listing_that_did_not_change_is_not_sent_again(trade: Trade) -> None:
    listing, keeper = trade.listing(), trade.member(trade.mill)
    path = f"/seller/listings/{listing.pk}"
    etag = keeper.get(path).headers["ETag"]
    assert keeper.get(path, if_none_match=etag).status_code == 304
    do(keeper, listing.pk, "pause")
    assert keeper.get(path, if_none_match=etag).status_code == 200
