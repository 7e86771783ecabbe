"""May those whom events concern say where they are called, and see what was sent?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Membership, User
from accounts.operations.organising import add_member, found_organisation
from kit.actors import Actor
from kit.clock import now
from kit.ids import uuid7
from news.document import example_of
from news.endpoint_letters import endpoint_switched_off
from news.event_types import WEBHOOK_TEST, event_types
from news.models import Attempt, Delivery, Endpoint, Event, Mail
from news.operations.subscribing import disable_endpoint, enable_endpoint
from news.policy import ENDPOINTS_PER_OWNER
from news.rendering import envelope
from news.sealing import unseal
from tests.api import Api
from tests.news.hooks import an_endpoint, happen

URL = "https://erp.example.com/steel-camel"
STAFF = Actor(kind="staff", user_id=uuid7())


@pytest.fixture
def seller(make_user: Callable[..., User], signed_in: Callable[[User], Api]) -> Api:
    """The owner of a seller."""
    user = make_user()
    with transaction.atomic():
        firm = found_organisation(kind="seller", name="Kostanay Mills", at=now())
        add_member(user=user, organisation=firm, role="owner", at=now())
    return signed_in(user)


def made(api: Api, **more: Any) -> dict[str, Any]:
    answer = api.post("/webhook-endpoints", {"url": URL, **more})
    assert answer.status_code == 201, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def test_the_secret_is_shown_once_and_kept_sealed(seller: Api) -> None:
    shown = made(seller)
    row = Endpoint.objects.get()
    assert unseal(row.secret) == shown["secret"]
    assert shown["secret"] not in row.secret
    again = seller.get(f"/webhook-endpoints/{row.pk}").json()
    assert again == {name: value for name, value in shown.items() if name != "secret"}
    assert row.reader_id == Membership.objects.get().organisation_id


def test_a_repeat_of_the_request_shows_the_same_secret(seller: Api) -> None:
    first, again = (seller.post("/webhook-endpoints", {"url": URL}, key="k1").json() for _ in range(2))
    assert first == again
    assert Endpoint.objects.count() == 1


@pytest.mark.parametrize(
    "url", ["https://127.0.0.1/", "http://erp.example.com/", "https://erp.example.com:25/"]
)
def test_an_address_that_we_do_not_call_is_refused_by_name(seller: Api, url: str) -> None:
    answer = seller.post("/webhook-endpoints", {"url": url})
    assert (answer.status_code, answer.json()["code"]) == (400, "webhooks.bad_url")
    assert answer.json()["errors"][0]["pointer"] == "/url"
    row = made(seller)
    changed = seller.patch(f"/webhook-endpoints/{row['id']}", {"url": url}, if_match="*")
    assert (changed.status_code, Endpoint.objects.get().url) == (400, URL)


def test_a_type_of_events_that_nobody_is_told_of_is_refused_by_place(seller: Api) -> None:
    answer = seller.post("/webhook-endpoints", {"url": URL, "event_types": ["order.placed", "order.eaten"]})
    assert answer.json()["errors"][0]["pointer"] == "/event_types/1"


@pytest.mark.parametrize("type_", ["webhook.test", "booking.created"])
def test_a_test_needs_no_name_and_what_its_owner_never_hears_is_refused(seller: Api, type_: str) -> None:
    answer = seller.post("/webhook-endpoints", {"url": URL, "event_types": [type_]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/event_types/0")


def test_a_buyer_asks_for_what_buyers_hear_alone(make_user: Any, signed_in: Any) -> None:
    buyer = signed_in(make_user())
    row = made(buyer, event_types=["order.placed"])
    for type_ in sorted(name for name, each in event_types().items() if "buyer" not in each.readers):
        answer = buyer.patch(f"/webhook-endpoints/{row['id']}", {"event_types": [type_]}, if_match="*")
        assert answer.json()["errors"][0]["pointer"] == "/event_types/0"
        assert "no buyer is told" in answer.content.decode()


def test_an_owner_has_so_many_endpoints_and_no_more(seller: Api) -> None:
    rows = [made(seller) for _ in range(ENDPOINTS_PER_OWNER)]
    answer = seller.post("/webhook-endpoints", {"url": URL})
    assert (answer.status_code, answer.json()["code"]) == (409, "webhooks.too_many_endpoints")
    assert seller.delete(f"/webhook-endpoints/{rows[0]['id']}", if_match="*").status_code == 204
    made(seller)


def test_a_sellers_people_look_and_its_owner_decides(seller: Api) -> None:
    row = made(seller)
    Membership.objects.update(role="warehouse")
    assert seller.get(f"/webhook-endpoints/{row['id']}").status_code == 200
    assert seller.post(f"/webhook-endpoints/{row['id']}/rotate-secret").status_code == 403


def test_after_a_rotation_the_old_secret_is_good_for_a_day(seller: Api) -> None:
    first = made(seller)
    second = seller.post(f"/webhook-endpoints/{first['id']}/rotate-secret").json()
    row = Endpoint.objects.get()
    assert [unseal(row.secret), unseal(row.old_secret)] == [second["secret"], first["secret"]]
    assert row.old_secret_until is not None
    assert timedelta(hours=23) < row.old_secret_until - now() <= timedelta(hours=24)


def test_a_secret_that_was_promised_a_day_ends_sooner_only_where_its_owner_says_so(seller: Api) -> None:
    first = made(seller)
    path = f"/webhook-endpoints/{first['id']}/rotate-secret"
    second = seller.post(path).json()
    refused = seller.post(path)
    assert (refused.status_code, refused.json()["code"]) == (409, "webhooks.old_secret_signs")
    assert unseal(Endpoint.objects.get().old_secret) == first["secret"]
    third = seller.post(path, {"end_old": True}).json()
    row = Endpoint.objects.get()
    assert [unseal(row.secret), unseal(row.old_secret)] == [third["secret"], second["secret"]]


def test_once_the_day_is_over_a_secret_is_exchanged_without_a_word(seller: Api) -> None:
    path = f"/webhook-endpoints/{made(seller)['id']}/rotate-secret"
    seller.post(path)
    Endpoint.objects.update(old_secret_until=now())
    assert seller.post(path).status_code == 200


def test_what_staff_have_switched_off_its_owner_cannot_switch_on(seller: Api) -> None:
    row = made(seller)
    endpoint = Endpoint.objects.get()
    with transaction.atomic():
        disable_endpoint(endpoint=endpoint, at=now(), by=STAFF, reason="It answers in cat pictures.")
    answer = seller.post(f"/webhook-endpoints/{row['id']}/enable")
    assert (answer.status_code, answer.json()["code"]) == (409, "webhooks.disabled_by_staff")
    mail = Mail.objects.get(kind="webhook.disabled")
    assert mail.user_id == Membership.objects.get().user_id
    written = endpoint_switched_off(mail.facts)
    assert ("Reason", "It answers in cat pictures.") in written.facts
    endpoint.refresh_from_db()
    with transaction.atomic():
        enable_endpoint(endpoint=endpoint, at=now(), by=STAFF)
    assert seller.get(f"/webhook-endpoints/{row['id']}").json()["status"] == "enabled"


def test_what_is_deleted_is_gone_and_so_is_its_secret(seller: Api) -> None:
    row = made(seller)
    assert seller.delete(f"/webhook-endpoints/{row['id']}", if_match="*").status_code == 204
    assert seller.get(f"/webhook-endpoints/{row['id']}").status_code == 404
    assert seller.get("/webhook-endpoints").json()["items"] == []
    kept = Endpoint.objects.get()
    assert (kept.status, kept.secret, kept.moves.get().became) == ("deleted", "", "deleted")


def test_only_types_that_were_asked_for_are_due(seller: Api) -> None:
    row = made(seller, event_types=["order.paid"])
    other = made(seller)
    happen(Endpoint.objects.get(pk=row["id"]))
    assert [str(each.endpoint_id) for each in Delivery.objects.all()] == [other["id"]]


def test_a_test_is_an_event_for_that_endpoint_alone(seller: Api) -> None:
    row, _ = made(seller), made(seller)
    shown = seller.post(f"/webhook-endpoints/{row['id']}/test").json()
    delivery = Delivery.objects.get()
    assert (shown["id"], shown["kind"], shown["type"]) == (str(delivery.pk), "test", "webhook.test")
    assert str(delivery.endpoint_id) == row["id"]
    told: dict[str, Any] = envelope(delivery.event)
    assert told["data"] == {"endpoint_id": row["id"]}
    assert example_of(WEBHOOK_TEST)["aggregate"] == told["aggregate"]
    assert WEBHOOK_TEST.example.keys() == told["data"].keys()
    # Nobody will hand it on to others.
    assert delivery.event.dispatched_at is not None


def test_an_endpoint_that_is_off_takes_neither_test_nor_repeat(seller: Api) -> None:
    row = made(seller)
    sent = seller.post(f"/webhook-endpoints/{row['id']}/test").json()
    seller.post(f"/webhook-endpoints/{row['id']}/disable")
    since = {"since": "2026-01-01T00:00:00Z"}
    for path, body in (
        (f"/webhook-endpoints/{row['id']}/test", {}),
        (f"/webhook-endpoints/{row['id']}/replay-failed", since),
        (f"/webhook-deliveries/{sent['id']}/replay", {}),
    ):
        assert seller.post(path, body).json()["code"] == "webhooks.endpoint_disabled"
    enabled = seller.post(f"/webhook-endpoints/{row['id']}/enable").json()
    assert (enabled["status"], enabled["disabled_reason"]) == ("enabled", "")


def test_a_call_is_shown_with_request_and_answer(seller: Api) -> None:
    row = made(seller)
    sent = seller.post(f"/webhook-endpoints/{row['id']}/test").json()
    Attempt.objects.create(
        delivery_id=sent["id"],
        at=now(),
        duration_ms=12,
        request_headers={"webhook-id": sent["event_id"]},
        request_body="{}",
        answer_status=500,
        answer_headers={"Server": "nginx"},
        answer_body="oops",
    )
    [call] = seller.get(f"/webhook-deliveries/{sent['id']}").json()["log"]
    assert call["request"] == {"headers": {"webhook-id": sent["event_id"]}, "body": "{}"}
    assert call["answer"] == {"status": 500, "headers": {"Server": "nginx"}, "body": "oops", "error": ""}


def test_the_log_is_narrowed_down(seller: Api) -> None:
    one, other = (Endpoint.objects.get(pk=made(seller)["id"]) for _ in range(2))
    event = happen(one)
    seller.post(f"/webhook-endpoints/{other.pk}/test")
    Delivery.objects.filter(endpoint=other, kind="test").update(state="dead", done_at=now())

    def found(query: str) -> int:
        return len(seller.get(f"/webhook-deliveries?{query}").json()["items"])

    assert found("") == 3
    assert found(f"endpoint={one.pk}") == 1
    assert found(f"event={event.pk}") == 2
    assert found("state=dead") == 1
    assert found("type=order.placed") == 2
    assert found("since=2099-01-01T00:00:00Z") == 0
    assert seller.get("/webhook-deliveries?state=lost").status_code == 400
    unknown = seller.get("/webhook-deliveries?type=order.eaten")
    assert unknown.status_code == 400
    assert "order.placed, " in unknown.content.decode()
    assert found("type=webhook.test") == 1


def test_the_log_is_read_in_few_queries(seller: Api, django_assert_max_num_queries: Any) -> None:
    endpoint = Endpoint.objects.get(pk=made(seller)["id"])
    for _ in range(30):
        happen(endpoint)
    with django_assert_max_num_queries(4):
        assert len(seller.get("/webhook-deliveries?limit=30").json()["items"]) == 30


def dead(event: Event) -> UUID:
    """An event that was given up, by its delivery's id."""
    Delivery.objects.filter(event=event).update(state="dead", done_at=now())
    return Delivery.objects.get(event=event).pk


def test_a_repeat_goes_out_at_once_under_the_same_id(seller: Api) -> None:
    event = happen(Endpoint.objects.get(pk=made(seller)["id"]))
    answer = seller.post(f"/webhook-deliveries/{dead(event)}/replay")
    repeat = Delivery.objects.get(kind="replay")
    assert (answer.status_code, answer.json()["id"]) == (202, str(repeat.pk))
    assert (repeat.event_id, repeat.state) == (event.pk, "waiting")


def test_all_that_was_given_up_is_repeated_once(seller: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("news.operations.delivering.REPLAYED_AT_ONCE", 2)
    endpoint = Endpoint.objects.get(pk=made(seller)["id"])
    for _ in range(3):
        dead(happen(endpoint))
    happen(endpoint)
    path, body = f"/webhook-endpoints/{endpoint.pk}/replay-failed", {"since": "2026-01-01T00:00:00Z"}
    counts = [seller.post(path, body).json()["replayed"] for _ in range(3)]
    assert counts == [2, 1, 0]
    # Repeats that nobody took either are repeated in their turn; those that arrived are not.
    first, *others = Delivery.objects.filter(kind="replay").order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(state="delivered", done_at=now())
    Delivery.objects.filter(pk__in=[each.pk for each in others]).update(state="dead", done_at=now())
    assert [seller.post(path, body).json()["replayed"] for _ in range(2)] == [2, 0]
    later = {"since": "2099-01-01T00:00:00Z"}
    assert seller.post(path, later).json()["replayed"] == 0


def test_what_belongs_to_another_is_not_there(seller: Api, make_user: Any, signed_in: Any) -> None:
    foreign = an_endpoint(URL)
    event = happen(foreign)
    delivery = Delivery.objects.get()
    buyer = signed_in(make_user())
    for api in (seller, buyer):
        assert api.get(f"/webhook-endpoints/{foreign.pk}").status_code == 404
        assert api.get(f"/webhook-deliveries/{delivery.pk}").status_code == 404
        assert api.get(f"/webhook-deliveries?event={event.pk}").status_code == 404
        assert api.post(f"/webhook-deliveries/{delivery.pk}/replay").status_code == 404
