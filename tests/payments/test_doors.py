"""Through which doors does money speak with the world?"""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.operations.keying import create_key
from kit.actors import SYSTEM
from kit.clock import now
from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments.models import DemoCharge, FxRate, Payment, PaymentEvent, Refund
from payments.operations.loading import relay_rates
from payments.operations.refunding import request_refund
from payments.providers.demo import notification_body, sign
from tests.api import Api
from tests.conftest import Jobs
from tests.payments.money import BUYER, GROUP, PARTS, captured, pay, start, text_of

ORDER = next(iter(PARTS))


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    settings.DEMO = True


@pytest.fixture
def payment(db: None) -> Payment:
    return start(at=now())


@pytest.fixture
def refund(db: None) -> Refund:
    captured()
    return owns_transaction(request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=100, reason="late", at=now(), by=BUYER
    )


Keyed = Callable[..., Api]


@pytest.fixture
def staff_key(api: Api, make_user: Callable[..., User]) -> Keyed:
    def make(*groups: str, scopes: tuple[str, ...] = ("refunds:read", "refunds:write")) -> Api:
        user = make_user(staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        made = owns_transaction(create_key)(name="test", scopes=scopes, user=user, at=now(), by=SYSTEM)
        return api.with_credential(made.secret)

    return make


# ---- the demo provider's page, then its notification ------------------------------------


def test_a_buyer_pays_on_the_demo_page_then_the_payment_is_captured(
    api: Api, payment: Payment, jobs: Jobs
) -> None:
    page = payment.next_action["url"].split("/api/v1")[1]
    assert api.get(page).json() == {
        "provider_ref": payment.provider_ref,
        "amount": {"amount": "123.00", "currency": "CNY"},
        "behaviour": "",
        "paid_at": None,
        "notified_at": None,
        "allowed_actions": ["pay"],
    }
    answer = api.post(f"{page}/pay", {"behaviour": "prompt"})
    assert (answer.status_code, answer.json()["allowed_actions"]) == (200, [])
    assert jobs.drain()[0] == "payments.deliver_demo"
    payment.refresh_from_db()
    assert payment.status == "captured"


def test_whoever_follows_the_link_with_a_browser_pays_on_a_page(
    client: Client, payment: Payment, jobs: Jobs
) -> None:
    url = payment.next_action["url"].removeprefix("http://127.0.0.1:8000")
    opened = client.get(
        url, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh-Hans"}, follow=True
    )
    page = opened.request["PATH_INFO"]
    assert "支付 123.00 CNY" in opened.content.decode()
    assert payment.provider_ref in opened.content.decode()
    assert not DemoCharge.objects.exclude(paid_at=None).exists()
    for _ in range(2):
        paid = client.post(page, {"key": payment.provider_ref, "lang": "ru"})
        assert (paid.status_code, "<button" in paid.content.decode()) == (200, False)
    jobs.drain()
    payment.refresh_from_db()
    assert payment.status == "captured"


def test_the_page_for_people_shows_nothing_to_guessers_and_nothing_where_money_is_real(
    client: Client, payment: Payment, settings: Settings
) -> None:
    path = "/demo-provider/charge"
    assert client.get(path, {"key": "demo_0"}).status_code == 404
    assert client.get(path).status_code == 404
    settings.DEMO = False
    assert client.post(path, {"key": payment.provider_ref}).status_code == 404
    assert not DemoCharge.objects.exclude(paid_at=None).exists()


def test_paying_twice_with_one_key_is_replayed(api: Api, payment: Payment) -> None:
    path = f"/demo-provider/charges/{payment.provider_ref}/pay"
    first, again = (api.post(path, {}, key="once") for _ in range(2))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.json() == first.json()
    assert api.post(path, {}).json()["code"] == "payments.charge_already_paid"


@pytest.mark.parametrize("body", [{"behaviour": "steal"}, {"amount": 1}])
def test_a_nonsense_payment_is_refused(api: Api, payment: Payment, body: dict[str, object]) -> None:
    answer = api.post(f"/demo-provider/charges/{payment.provider_ref}/pay", body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(body))}"


def test_an_unknown_charge_is_not_found(api: Api) -> None:
    assert api.get("/demo-provider/charges/demo_0").status_code == 404
    assert api.post("/demo-provider/charges/demo_0/pay", {}).status_code == 404


def test_there_is_no_demo_page_where_real_money_is_expected(
    api: Api, payment: Payment, settings: Settings
) -> None:
    settings.DEMO = False
    path = f"/demo-provider/charges/{payment.provider_ref}"
    assert api.get(path).status_code == 404
    assert api.post(f"{path}/pay", {}).status_code == 404


def test_a_signed_notification_is_taken_once(api: Api, payment: Payment) -> None:
    body = notification_body(pay(payment, "silent", at=now()), event_id="evt_1")
    for _ in range(3):
        answer = api.send("POST", "/payment-notifications/demo", body, **sign(body, at=now()))
        assert (answer.status_code, answer.json()) == (200, {"received": True})
    assert PaymentEvent.objects.count() == 1
    payment.refresh_from_db()
    assert payment.status == "captured"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
def test_the_raw_body_counts_whatever_it_is_called(api: Api, payment: Payment, content_type: str) -> None:
    body = notification_body(pay(payment, "silent", at=now()), event_id="evt_1")
    headers = {**sign(body, at=now()), "content_type": content_type}
    assert api.send("POST", "/payment-notifications/demo", body, **headers).status_code == 200


def test_a_body_written_anew_is_refused(api: Api, payment: Payment) -> None:
    body = notification_body(pay(payment, "silent", at=now()), event_id="evt_1")
    rewritten = json.dumps(json.loads(body), separators=(",", ":")).encode()
    answer = api.send("POST", "/payment-notifications/demo", rewritten, **sign(body, at=now()))
    assert (answer.status_code, answer.json()["code"]) == (400, "payments.bad_signature")
    assert not PaymentEvent.objects.exists()


def test_an_old_notification_is_refused(api: Api, payment: Payment) -> None:
    body = notification_body(pay(payment, "silent", at=now()), event_id="evt_1")
    headers = sign(body, at=now() - timedelta(seconds=310))
    assert api.send("POST", "/payment-notifications/demo", body, **headers).status_code == 400


def test_a_wrong_amount_is_received_without_paying(api: Api, payment: Payment) -> None:
    body = text_of(pay(payment, "silent", at=now()), amount_minor=1)
    assert api.send("POST", "/payment-notifications/demo", body, **sign(body, at=now())).status_code == 200
    payment.refresh_from_db()
    assert payment.status == "pending"


@pytest.mark.parametrize("provider", ["bank_transfer", "barter"])
def test_nobody_else_notifies(api: Api, provider: str) -> None:
    answer = api.send("POST", f"/payment-notifications/{provider}", b"{}")
    assert (answer.status_code, answer.json()["code"]) == (404, "payments.provider_not_found")


def test_a_large_notification_is_refused(api: Api) -> None:
    answer = api.send("POST", "/payment-notifications/demo", b" " * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (400, "payments.bad_notification")


# ---- rates ------------------------------------------------------------------------------


def test_rates_are_public_newest_first(api: Api) -> None:
    owns_transaction(relay_rates)(at=now())
    answer = api.get("/fx-rates?base=USD&quote=CNY&limit=2")
    newest, before = answer.json()["items"]
    assert newest == {
        "date": now().date().isoformat(),
        "base": "USD",
        "quote": "CNY",
        "rate": "7.10000000",
        "source": newest["source"],
    }
    assert "demo assumption" in newest["source"]
    assert before["date"] < newest["date"]
    assert answer.headers["Cache-Control"].startswith("public")


def test_pages_of_rates_hold_every_rate_once(api: Api) -> None:
    owns_transaction(relay_rates)(at=now())
    found, path = [], "/fx-rates?limit=100"
    while path:
        page = api.get(path).json()
        found += [(row["date"], row["base"], row["quote"]) for row in page["items"]]
        path = page["next"] and page["next"].split("/api/v1")[1]
    assert len(found) == len(set(found)) == FxRate.objects.count()


@pytest.mark.parametrize("query", ["base=XXX", "date=never", "colour=red"])
def test_a_nonsense_question_for_rates_is_refused(api: Api, query: str) -> None:
    answer = api.get(f"/fx-rates?{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{query.split('=', maxsplit=1)[0]}"


# ---- refunds ----------------------------------------------------------------------------


def test_finance_sees_what_is_due_then_sends_it(staff_key: Keyed, refund: Refund) -> None:
    api = staff_key("finance")
    listed = api.get("/refunds?status=requested").json()["items"]
    assert [(row["id"], row["order_number"]) for row in listed] == [(str(refund.id), ORDER)]
    assert listed[0]["amount"] == {"amount": "1.00", "currency": "CNY"}
    for verb, status, then in (
        ("approve", "approved", ["send", "fail"]),
        ("send", "in_transit", ["finish", "fail"]),
        ("finish", "done", []),
    ):
        answer = api.post(f"/refunds/{refund.id}/{verb}", key=verb)
        assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert answer.json()["allowed_actions"] == then
    assert api.get(f"/refunds/{refund.id}").json()["done_at"]
    assert api.get("/refunds?status=requested").json()["items"] == []


@pytest.mark.parametrize("verb", ["approve", "decline"])
def test_a_refund_is_decided_once_however_often_it_is_posted(
    staff_key: Keyed, refund: Refund, verb: str
) -> None:
    api = staff_key("finance")
    first, again = (api.post(f"/refunds/{refund.id}/{verb}", key="once") for _ in range(2))
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = api.post(f"/refunds/{refund.id}/{verb}", key="twice")
    assert (other.status_code, other.json()["code"]) == (409, "lifecycle.illegal_move")


def test_a_failed_refund_keeps_its_reason(staff_key: Keyed, refund: Refund) -> None:
    api = staff_key("finance")
    api.post(f"/refunds/{refund.id}/approve", key="a")
    answer = api.post(f"/refunds/{refund.id}/fail", {"reason": "account closed"}, key="b")
    assert answer.json()["status"] == "failed"
    assert refund.moves.latest("id").reason == "account closed"


def test_a_refund_needs_a_key_to_be_moved(staff_key: Keyed, refund: Refund) -> None:
    answer = staff_key("finance").post(f"/refunds/{refund.id}/approve")
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key_required")


def test_viewers_look_without_touching(staff_key: Keyed, refund: Refund) -> None:
    api = staff_key("viewer")
    assert api.get(f"/refunds/{refund.id}").status_code == 200
    assert api.post(f"/refunds/{refund.id}/approve", key="a").status_code == 403


@pytest.mark.parametrize(
    ("groups", "scopes"), [(("dispatch",), ("refunds:read",)), (("finance",), ("stock:read",)), ((), ())]
)
def test_other_staff_do_not_see_refunds(
    staff_key: Keyed, refund: Refund, groups: tuple[str, ...], scopes: tuple[str, ...]
) -> None:
    assert staff_key(*groups, scopes=scopes).get("/refunds").status_code == 403


def test_strangers_do_not_see_refunds(
    api: Api, signed_in: Callable[[User], Api], make_user: Callable[..., User]
) -> None:
    assert api.get("/refunds").status_code == 401
    assert signed_in(make_user()).get("/refunds").status_code == 403


def test_an_unknown_refund_is_not_found(staff_key: Keyed) -> None:
    api = staff_key("finance")
    assert api.get(f"/refunds/{uuid7()}").status_code == 404
    assert api.post(f"/refunds/{uuid7()}/approve", key="a").status_code == 404
