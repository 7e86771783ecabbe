"""Is money taken and sent once when everything happens at once?"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.operations.keying import create_key
from kit.actors import Actor
from kit.clock import now
from kit.transactions import owns_transaction
from payments import policy
from payments.errors import RefundTooLarge
from payments.models import Payment, PaymentEvent, PaymentMove, ProviderCall, Refund
from payments.operations.calling import claim_call, end_call
from payments.operations.cancelling import cancel_payment
from payments.operations.refunding import approve_refund, request_refund
from payments.operations.telling import call_due, call_provider
from tests.api import Api
from tests.conftest import Jobs
from tests.payments.money import BUYER, GROUP, NOW, PARTS, STAFF, AtOnce, alone, broken_rules
from tests.payments.vendors import ORDER, VENDORS, OfStripe, OfWeChat, Vendor, refund_of, tell_all, the_call

PATIENCE_S = 30
WHOLE = sum(PARTS.values())
AFTER_LEASE = NOW + policy.CALL_LEASE + timedelta(seconds=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=VENDORS, ids=lambda each: each.name)
def vendor(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Vendor]:
    with request.param.opened() as opened:
        yield opened
    assert broken_rules() == []


@pytest.fixture(params=[OfWeChat, OfStripe], ids=lambda each: each.name)
def called(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Vendor]:
    """Those that are called to begin a payment, and tell by themselves."""
    with request.param.opened() as opened:
        yield opened
    assert broken_rules() == []


def captures() -> int:
    return PaymentMove.objects.filter(became="captured").count()


# ---- notifications ---------------------------------------------------------------------


def test_twenty_notifications_at_once_capture_once_and_are_all_answered(
    called: Vendor, at_once: AtOnce, jobs: Jobs
) -> None:
    at = now()
    payment = called.started(at=at)
    called.pays(payment)
    # Half of them are the same event, half are events of their own.
    notices = [called.notice(payment, at=at)] * 10
    notices += [called.notice(payment, at=at, event_id=f"event_{number}") for number in range(10)]

    def post(number: int) -> int:
        notice = notices[number]
        path = f"/payment-notifications/{called.name}"
        return Api().send("POST", path, notice.body, **notice.headers).status_code

    answers = at_once([partial(post, number) for number in range(20)])
    assert answers == [200] * 20
    assert captures() == 1
    assert PaymentEvent.objects.count() == 11
    assert PaymentEvent.objects.filter(outcome="applied").count() == 1
    assert [name for name, _ in jobs.sent].count("orders.fulfil_paid") == 1


def test_news_and_question_at_once_capture_once(vendor: Vendor, at_once: AtOnce) -> None:
    payment = vendor.started()
    vendor.pays(payment)
    done = at_once([partial(vendor.hears, Payment.objects.get(pk=payment.pk)) for _ in range(8)])
    assert done == [None] * 8
    assert captures() == 1


# ---- calls -----------------------------------------------------------------------------


def test_workers_at_once_ask_for_a_payment_once(vendor: Vendor, at_once: AtOnce) -> None:
    vendor.started(tell=False)
    call = the_call("create")
    made = at_once([partial(call_provider, call_id=call.id, at=NOW)] * 6)
    assert sum(isinstance(each, ProviderCall) for each in made) == 1
    assert made.count(None) == 5
    assert the_call("create").attempts == 1


def test_news_that_overtake_the_answer_count_and_the_answer_changes_nothing(called: Vendor) -> None:
    payment = called.started(tell=False)
    called.whims.hold = "create"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(alone, partial(call_provider, call_id=the_call("create").id, at=NOW))
        assert called.whims.held.wait(PATIENCE_S)
        called.pays(payment)
        called.hears(payment)
        assert payment.status == "captured"
        called.whims.let_go.set()
        asked.result(PATIENCE_S)
    payment.refresh_from_db()
    assert (payment.status, the_call("create").state, captures()) == ("captured", "done", 1)


def test_a_payment_given_up_while_it_is_asked_for_is_shut_afterwards(called: Vendor) -> None:
    payment = called.started(tell=False)
    called.whims.delay = "create"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(alone, partial(call_provider, call_id=the_call("create").id, at=NOW))
        assert called.whims.held.wait(PATIENCE_S)
        owns_transaction(cancel_payment)(payment_id=payment.id, at=NOW, by=BUYER)
        # What isn't there yet can't be shut.
        tell_all()
        assert (the_call("close").state, called.books.count("charge")) == ("done", 0)
        called.whims.let_go.set()
        asked.result(PATIENCE_S)
    tell_all()
    assert called.books.charges[payment.provider_ref].state == "closed"


def test_an_answer_after_its_lease_is_no_longer_its_turn(called: Vendor) -> None:
    payment = called.started(tell=False)
    called.whims.hold = "create"
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(alone, partial(call_provider, call_id=the_call("create").id, at=NOW))
        assert called.whims.held.wait(PATIENCE_S)
        # It is taken for dead; another asks what became of the call.
        tell_all(at=AFTER_LEASE)
        payment.refresh_from_db()
        seen = (payment.status, payment.version, the_call("create").version)
        called.whims.let_go.set()
        slow.result(PATIENCE_S)
    payment.refresh_from_db()
    assert seen[0] == "pending"
    assert (payment.status, payment.version, the_call("create").version) == seen
    assert called.books.count("charge") == 1


def test_an_answer_after_its_lease_does_not_end_the_turn_of_another(called: Vendor) -> None:
    called.started(tell=False)
    called.whims.hold = "create"
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(alone, partial(call_provider, call_id=the_call("create").id, at=NOW))
        assert called.whims.held.wait(PATIENCE_S)
        other = owns_transaction(claim_call)(call_id=the_call("create").id, at=AFTER_LEASE)
        assert other is not None
        called.whims.let_go.set()
        slow.result(PATIENCE_S)
    kept = the_call("create")
    assert (kept.state, kept.leased_until, kept.version) == ("due", other.leased_until, other.version)
    assert owns_transaction(end_call)(other, state="done", at=AFTER_LEASE)


# ---- money back ------------------------------------------------------------------------


def ask_for_refund() -> Refund:
    refund = owns_transaction(request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=3000, reason="late", at=NOW, by=BUYER
    )
    return owns_transaction(approve_refund)(refund_id=refund.id, at=NOW, by=STAFF)


def test_ten_refunds_at_once_never_exceed_the_capture(vendor: Vendor, at_once: AtOnce) -> None:
    vendor.captured()
    done = at_once([ask_for_refund] * 10)
    # Of 70.00 three times 30.00 is too much.
    assert sum(isinstance(each, Refund) for each in done) == 2
    assert sum(isinstance(each, RefundTooLarge) for each in done) == 8
    at_once([partial(call_due, at=NOW)] * 10)
    for minutes in (5, 10):
        tell_all(at=NOW + timedelta(minutes=minutes))
    assert list(Refund.objects.values_list("status", flat=True)) == ["done", "done"]
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (2, 6000)


def test_ten_approvals_over_rest_at_once_send_once_without_a_fault(vendor: Vendor, at_once: AtOnce) -> None:
    vendor.captured()
    refund = owns_transaction(request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=7000, reason="late", at=NOW, by=BUYER
    )
    user = User.objects.create_user("boss@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="finance")[0])
    key = owns_transaction(create_key)(
        name="till",
        scopes=["refunds:write"],
        at=now(),
        by=Actor(kind="staff", user_id=user.pk),
        user=user,
    ).secret

    def approve(number: int) -> int:
        return Api(key).post(f"/refunds/{refund.id}/approve", {}, key=f"approve-{number}").status_code

    answers = at_once([partial(approve, number) for number in range(10)])
    assert sorted(answers) == [200, *[409] * 9]
    at_once([partial(call_due, at=now())] * 5)
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (1, 7000)


def test_news_of_a_refund_that_overtake_the_answer_finish_it_once(called: Vendor) -> None:
    payment = called.captured()
    refund = refund_of()
    called.whims.hold = "refund"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(alone, partial(call_provider, call_id=the_call("refund").id, at=NOW))
        assert called.whims.held.wait(PATIENCE_S)
        notice = called.gateway.refund_notice(payment.provider_ref, refund.id.hex, at=NOW)
        event = called.deliver(notice)
        assert event is not None
        assert event.outcome == "applied"
        called.whims.let_go.set()
        asked.result(PATIENCE_S)
    refund.refresh_from_db()
    assert (refund.status, called.books.count("refund")) == ("done", 1)
    assert refund.moves.filter(became="done").count() == 1
