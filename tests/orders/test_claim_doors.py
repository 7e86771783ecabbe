"""Who sees and does what with returns and claims over REST?"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import travel

from accounts.models import Membership, User
from accounts.operations.keying import create_key
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.models import Claim, ClaimMessage, ClaimPhoto, Order
from orders.operations import lessening
from orders.policy import MOST_CLAIM_MESSAGES
from orders.queries.claim_files import address_of
from payments.models import Refund
from payments.operations import refunding
from tests.api import Api
from tests.conftest import Jobs
from tests.orders.claims import NOW, delivered, opened
from tests.orders.market import Market, Shopper
from tests.pictures import png

SignIn = Callable[[User], Api]


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    return delivered(market, wang, jobs)


@pytest.fixture
def buyer(order: Order, signed_in: SignIn) -> Api:
    return signed_in(order.group.buyer.user)


@pytest.fixture
def mill(market: Market, order: Order, signed_in: SignIn) -> Api:
    user = market.user("mill")
    Membership.objects.create(
        user=user, organisation=order.seller.organisation, role="warehouse", created_at=market.at
    )
    return signed_in(user)


def staff(market: Market, api: Api, *groups: str) -> Api:
    user = market.user(f"staff-{'-'.join(groups)}")
    user.is_staff = True
    user.save()
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    made = owns_transaction(create_key)(
        name="test", scopes=("orders:read", "orders:write"), user=user, at=market.at, by=SYSTEM
    )
    return api.with_credential(made.secret)


def body(order: Order, **more: Any) -> dict[str, Any]:
    return {
        "order_id": str(order.pk),
        "kind": "return",
        "reason": "damaged",
        "text": "two are torn",
        "lines": [{"line_id": str(order.lines.get().pk), "quantity": 2}],
        **more,
    }


def test_a_return_goes_from_its_buyer_to_its_seller_and_back(order: Order, buyer: Api, mill: Api) -> None:
    made = buyer.post("/claims", body(order), key="once")
    assert made.status_code == 201
    assert made.json()["allowed_actions"] == ["write"]
    path = f"/claims/{made.json()['id']}"
    assert buyer.post("/claims", body(order), key="once").json() == made.json()
    assert mill.get(path).json()["allowed_actions"] == ["approve", "decline", "write"]
    line = str(order.lines.get().pk)
    inspected = {"lines": [{"line_id": line, "restock_units": 2}]}
    for api, verb, given, status in (
        (mill, "approve", None, "approved"),
        (buyer, "send-back", {"sent_with": "SF 1"}, "in_transit"),
        (mill, "receive", None, "received"),
        (mill, "inspect", inspected, "inspected"),
        (mill, "refund", {"liability": "seller"}, "resolved"),
    ):
        answer = api.post(f"{path}/{verb}", given)
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    shown = buyer.get(path).json()
    assert (shown["liability"], shown["refund_id"]) == ("seller", str(Refund.objects.get().pk))
    assert shown["lines"][0]["restock_units"] == 2
    assert buyer.get("/claims?status=resolved&kind=return").json()["items"][0]["id"] == shown["id"]
    assert buyer.get("/claims?status=declined").json()["items"] == []


def test_a_claim_without_a_key_is_refused_for_its_repeat_would_claim_twice(order: Order, buyer: Api) -> None:
    refused = buyer.post("/claims", body(order))
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency.key_required")
    assert refused.json()["errors"][0]["pointer"] == "/Idempotency-Key"
    assert not Claim.objects.exists()


def test_a_seller_gives_back_what_their_actions_say(order: Order, mill: Api) -> None:
    path = f"/claims/{opened(order, kind='claim').pk}"
    assert "refund" in mill.get(path).json()["allowed_actions"]
    line = {"line_id": str(order.lines.get().pk), "goods": {"amount": "3.00", "currency": order.currency}}
    answer = mill.post(f"{path}/refund", {"liability": "seller", "lines": [line]})
    assert (answer.status_code, answer.json()["status"]) == (200, "resolved")
    assert Refund.objects.get().amount_minor == 3_00
    assert "refund" not in mill.get(path).json()["allowed_actions"]


def test_nobody_else_sees_it(order: Order, market: Market, buyer: Api, mill: Api, signed_in: SignIn) -> None:
    claim = opened(order)
    other = market.seller("KZ02", "490440000271")
    user = market.user("farm")
    Membership.objects.create(user=user, organisation=other.organisation, role="owner", created_at=market.at)
    for stranger in (signed_in(user), signed_in(market.user("li"))):
        assert stranger.get("/claims").json()["items"] == []
        assert stranger.get(f"/claims/{claim.pk}").status_code == 404
        assert stranger.post(f"/claims/{claim.pk}/messages", {"text": "hello"}).status_code in (403, 404)
    assert signed_in(market.user("he")).post("/claims", body(order), key="his").status_code == 404
    assert mill.post("/claims", body(order), key="hers").status_code == 403


def test_each_side_does_its_own(order: Order, market: Market, buyer: Api, mill: Api, api: Api) -> None:
    claim = opened(order, kind="claim")
    path = f"/claims/{claim.pk}"
    assert buyer.post(f"{path}/decline", {"reason": "no"}).status_code == 403
    assert buyer.post(f"{path}/refund", {"liability": "seller"}).status_code == 403
    assert mill.post(f"{path}/reject", {"reason": "no"}).status_code == 403
    assert mill.post(f"{path}/refund", {"liability": "carrier"}).json()["code"] == "orders.claim_not_yours"
    assert mill.post(f"{path}/decline", {"reason": "it was whole"}).json()["status"] == "evidence"
    support, finance = staff(market, api, "support"), staff(market, api, "finance")
    assert support.post(f"{path}/refund", {"liability": "carrier"}).status_code == 403
    decided = finance.post(
        f"{path}/refund",
        {
            "liability": "carrier",
            "lines": [{"line_id": str(order.lines.get().pk), "goods": {"amount": "5.00", "currency": "CNY"}}],
        },
    )
    assert (decided.status_code, decided.json()["status"]) == (200, "resolved")
    assert Refund.objects.get().amount_minor == 5_00


def test_what_staff_write_for_themselves_nobody_else_reads(
    order: Order, market: Market, buyer: Api, mill: Api, api: Api
) -> None:
    path = f"/claims/{opened(order).pk}"
    support = staff(market, api, "support")
    support.post(f"{path}/messages", {"text": "third time this year", "is_internal": True})
    buyer.post(f"{path}/messages", {"text": "any news?", "is_internal": True})
    mill.post(f"{path}/messages", {"text": "soon"})
    for side in (buyer, mill):
        read = [(each["side"], each["text"]) for each in side.get(path).json()["messages"]]
        assert read == [("buyer", "any news?"), ("seller", "soon")]
    ours = support.get(path).json()["messages"]
    assert [each["is_internal"] for each in ours] == [True, False, False]


def test_a_list_counts_what_its_reader_may_see_and_the_claim_shows_it(
    order: Order, market: Market, buyer: Api, mill: Api, api: Api
) -> None:
    path, quiet = f"/claims/{opened(order).pk}", opened(order, 1)
    support = staff(market, api, "support")
    buyer.post(f"{path}/messages", {"text": "any news?"})
    mill.post(f"{path}/messages", {"text": "soon"})
    support.post(f"{path}/messages", {"text": "third time this year", "is_internal": True})
    buyer.post_form(f"{path}/photos", {"file": png()}, key="one")
    seen, noted = (each.written_at for each in ClaimMessage.objects.order_by("id")[1:])
    for side, count, last in ((buyer, 2, seen), (mill, 2, seen), (support, 3, noted)):
        still, told = side.get("/claims").json()["items"]
        assert not {"messages", "photos"} & set(told)
        assert (told["message_count"], told["photo_count"]) == (count, 1)
        assert datetime.fromisoformat(told["last_message_at"]) == last
        assert (still["id"], still["message_count"], still["photo_count"], still["last_message_at"]) == (
            *(str(quiet.pk), 0, 0),
            None,
        )
        shown = side.get(path).json()
        assert (len(shown["messages"]), len(shown["photos"])) == (count, 1)


def test_a_list_takes_as_many_queries_however_much_was_said(order: Order, buyer: Api, mill: Api) -> None:
    opened(order, 1)
    mill.post(f"/claims/{opened(order, 1, kind='claim').pk}/refund", {"liability": "seller"})
    # Whoever calls for the first time is written down once.
    _queries(buyer)
    few = _queries(buyer)
    for _ in range(3):
        claim = opened(order, 1, kind="claim")
        buyer.post(f"/claims/{claim.pk}/messages", {"text": "any news?"})
        mill.post(f"/claims/{claim.pk}/refund", {"liability": "seller"})
        owns_transaction(refunding.decline_refund)(
            refund_id=Refund.objects.latest("id").pk, reason="no", at=NOW, by=SYSTEM
        )
        owns_transaction(refunding.refund_again)(refund_id=Refund.objects.latest("id").pk, at=NOW, by=SYSTEM)
    assert _queries(buyer) == few


def _queries(side: Api) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert side.get("/claims").status_code == 200
    return len(queries)


def test_its_buyer_reads_how_far_the_refund_is_that_counts(
    order: Order, market: Market, buyer: Api, mill: Api, api: Api
) -> None:
    path = f"/claims/{opened(order, kind='claim').pk}"
    assert buyer.get(path).json()["refund"] is None
    mill.post(f"{path}/refund", {"liability": "seller"})
    first = Refund.objects.get()
    finance = staff(market, api, "finance")
    assert buyer.get(path).json()["refund"] == {
        "id": str(first.pk),
        "status": "requested",
        "amount": {"amount": str(first.amount).split()[0], "currency": "CNY"},
        "requested_at": first.requested_at.isoformat().replace("+00:00", "Z"),
        "done_at": None,
    }
    assert finance.get(path).json()["allowed_actions"] == []
    owns_transaction(refunding.decline_refund)(refund_id=first.pk, reason="wrong sum", at=NOW, by=SYSTEM)
    assert buyer.get(path).json()["refund"]["status"] == "declined"
    assert finance.get(path).json()["allowed_actions"] == ["refund", "reject"]
    assert mill.get(path).json()["allowed_actions"] == []
    second = owns_transaction(refunding.refund_again)(refund_id=first.pk, at=NOW, by=SYSTEM)
    for told in (buyer.get(path).json(), buyer.get("/claims").json()["items"][0]):
        assert (told["refund_id"], told["refund"]["id"], told["refund"]["status"]) == (
            *(str(second.pk), str(second.pk)),
            "requested",
        )
    assert finance.post(f"{path}/refund", {"liability": "carrier"}).status_code == 409


def test_of_declined_goods_too(market: Market, wang: Shopper, jobs: Jobs, signed_in: SignIn) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    line = order.lines.get()
    owns_transaction(lessening.decline_lines)(
        order=order, units={line.pk: 2}, is_missing=True, reason="torn", at=NOW, by=SYSTEM
    )
    first, buyer = Refund.objects.get(), signed_in(order.group.buyer.user)
    owns_transaction(refunding.decline_refund)(refund_id=first.pk, at=NOW, by=SYSTEM)
    [shown] = _declines(buyer, order)
    assert (shown["quantity"], shown["reason"], shown["refund_status"]) == (2, "torn", "declined")
    assert shown["total"]["amount"] == str(first.amount).split()[0]
    second = owns_transaction(refunding.refund_again)(refund_id=first.pk, at=NOW, by=SYSTEM)
    [shown] = _declines(buyer, order)
    assert (shown["refund_id"], shown["refund_status"]) == (str(second.pk), "requested")


def _declines(buyer: Api, order: Order) -> Any:
    return buyer.get(f"/orders/{order.pk}").json()["lines"][0]["declines"]


def test_a_claim_holds_so_many_messages_and_none_once_it_ended(order: Order, buyer: Api, mill: Api) -> None:
    claim = opened(order)
    path = f"/claims/{claim.pk}"
    assert buyer.post(f"{path}/messages", {"text": " "}).status_code == 400
    ClaimMessage.objects.bulk_create(
        ClaimMessage(claim=claim, side="buyer", text="?", written_at=NOW, created_at=NOW)
        for _ in range(MOST_CLAIM_MESSAGES)
    )
    assert buyer.post(f"{path}/messages", {"text": "more"}).json()["code"] == "orders.claim_full"
    ended = opened(order)
    mill.post(f"/claims/{ended.pk}/decline", {"reason": "no"})
    answer = buyer.post(f"/claims/{ended.pk}/messages", {"text": "why?"})
    assert (answer.status_code, answer.json()["code"]) == (409, "orders.closed")


def test_photos_are_kept_as_pixels_and_handed_out_for_a_while(
    order: Order, buyer: Api, mill: Api, client: Client
) -> None:
    path = f"/claims/{opened(order).pk}"
    made = buyer.post_form(f"{path}/photos", {"file": png()}, key="one")
    assert made.status_code == 201
    [photo] = made.json()["photos"]
    assert (photo["kind"], photo["side"]) == ("photo", "buyer")
    assert len(buyer.post_form(f"{path}/photos", {"file": png()}, key="two").json()["photos"]) == 1
    address = mill.get(path).json()["photos"][0]["url"].removeprefix("http://127.0.0.1:8000")
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer.content[8:12] == b"WEBP"
    assert client.get(f"{address}x").status_code == 404
    with travel(NOW + timedelta(hours=2, minutes=1)):
        assert client.get(address).status_code == 404
    lost = ClaimPhoto.objects.get()
    assert address_of(lost, at=NOW) == address_of(lost, at=NOW + timedelta(minutes=59))


@pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", b"GIF89a", b"%PDF-1.4 no end"])
def test_what_is_no_photo_and_no_paper_is_refused(order: Order, buyer: Api, data: bytes) -> None:
    path = f"/claims/{opened(order).pk}"
    answer = buyer.post_form(f"{path}/photos", {"file": data}, key="one")
    assert (answer.status_code, answer.json()["code"]) == (422, "orders.attachment_refused")
    assert not ClaimPhoto.objects.exists()


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"kind": "wish"}, "/kind"),
        ({"reason": "ugly"}, "/reason"),
        ({"text": ""}, "/text"),
        ({"lines": []}, "/lines"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_nonsense_is_named(order: Order, buyer: Api, more: dict[str, Any], pointer: str) -> None:
    answer = buyer.post("/claims", body(order, **more), key="nonsense")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert not Claim.objects.exists()
