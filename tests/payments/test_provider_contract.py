"""Does every outside provider keep the one contract, whatever its company does?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from kit.transactions import owns_transaction
from payments import policy, queries
from payments.errors import BadNotification, BadSignature, CurrencyNotTaken, ProviderAway, UnknownProvider
from payments.models import Payment, PaymentEvent, PaymentMove, ProviderCall, Refund
from payments.operations.cancelling import cancel_payment
from payments.operations.returning import give_back
from payments.queries.refunds import amount_left_of
from payments.queries.waiting import undecided
from tests.conftest import Jobs
from tests.payments.money import BUYER, GROUP, NOW, PARTS, STAFF, broken_rules, start
from tests.payments.vendors import ORDER, VENDORS, Vendor, ask, refund_of, tell_all, the_call

SOON = NOW + timedelta(minutes=5)
WHOLE = sum(PARTS.values())


def opened(request: pytest.FixtureRequest) -> Iterator[Vendor]:
    with request.param.opened() as vendor:
        yield vendor
    assert broken_rules() == []


def such(each: type[Vendor]) -> str:
    return each.name


@pytest.fixture(params=VENDORS, ids=such)
def vendor(request: pytest.FixtureRequest, db: None) -> Iterator[Vendor]:
    """Every company."""
    yield from opened(request)


@pytest.fixture(params=[each for each in VENDORS if each.notifies], ids=such)
def telling(request: pytest.FixtureRequest, db: None) -> Iterator[Vendor]:
    """Those that notify."""
    yield from opened(request)


@pytest.fixture(params=[each for each in VENDORS if each.calls_to_create], ids=such)
def called(request: pytest.FixtureRequest, db: None) -> Iterator[Vendor]:
    """Those that are called to begin a payment: the pages of the others are signed here."""
    yield from opened(request)


@pytest.fixture(params=[each for each in VENDORS if each.knows_currency], ids=such)
def counting(request: pytest.FixtureRequest, db: None) -> Iterator[Vendor]:
    """Those that name a currency; the others count in one alone."""
    yield from opened(request)


@pytest.fixture(params=[each for each in VENDORS if each.signs_answers], ids=such)
def signing(request: pytest.FixtureRequest, db: None) -> Iterator[Vendor]:
    """Those whose answers are signed; the others are known by TLS."""
    yield from opened(request)


def cancelled(payment: Payment) -> Payment:
    return owns_transaction(cancel_payment)(payment_id=payment.id, at=NOW, by=BUYER)


def moves(became: str) -> int:
    return PaymentMove.objects.filter(became=became).count()


# ---- beginning -------------------------------------------------------------------------


def test_nobody_is_called_before_the_payment_is_committed(vendor: Vendor, jobs: Jobs) -> None:
    payment = start(vendor.name, currency=vendor.currency)
    assert (payment.status, payment.next_action, vendor.gateway.calls) == ("created", {}, [])
    call = the_call("create")
    assert (call.attempts, call.ref, call.amount_minor) == (0, payment.provider_ref, WHOLE)
    jobs._run_commit_hooks()
    assert ("payments.call_provider", {"call_id": str(call.id)}) in jobs.sent


def test_a_payment_then_waits_with_what_its_buyer_has_to_do(vendor: Vendor) -> None:
    payment = vendor.started()
    assert payment.status == "pending"
    assert payment.next_action["kind"] in ("redirect", "qr")
    charge = vendor.books.charges[vendor.ref(payment)]
    assert (charge.minor, charge.currency, vendor.books.count("charge")) == (WHOLE, vendor.currency, 1)


def test_a_payment_is_asked_for_once_however_often_it_is_told(vendor: Vendor) -> None:
    vendor.started()
    for minutes in range(5):
        tell_all(at=NOW + timedelta(minutes=minutes))
    assert vendor.books.count("charge") == 1
    assert the_call("create").attempts == 1


def test_other_money_than_it_takes_is_refused(vendor: Vendor) -> None:
    with pytest.raises(CurrencyNotTaken):
        start(vendor.name, currency="RUB")
    assert not Payment.objects.exists()


def test_it_is_shut_where_nobody_has_set_it_up(db: None) -> None:
    for each in VENDORS:
        with pytest.raises(UnknownProvider):
            start(each.name, currency=each.currency)


def test_an_answer_that_is_lost_leaves_the_payment_unknown_until_it_is_asked(called: Vendor) -> None:
    called.whims.lost_after["create"] = 1
    payment = called.started()
    assert (payment.status, payment.next_action) == ("unknown", {})
    assert the_call("create").state == "unsure"
    # Not again before a while, and then by a question.
    assert tell_all(at=NOW + timedelta(seconds=14)) == []
    tell_all(at=NOW + timedelta(seconds=15))
    payment.refresh_from_db()
    assert payment.status == "pending"
    assert payment.next_action
    called.told_paid(payment)
    assert payment.status == "captured"
    assert called.books.count("capture") == 1


def test_a_call_that_never_arrived_is_made_after_the_question(called: Vendor) -> None:
    called.whims.lost_before["create"] = 1
    payment = called.started()
    assert (payment.status, called.books.count("charge")) == ("unknown", 0)
    tell_all(at=SOON)
    payment.refresh_from_db()
    assert (payment.status, called.books.count("charge")) == ("pending", 1)


def test_who_is_broken_is_asked_less_and_less_often(called: Vendor) -> None:
    called.whims.broken["create"] = called.whims.broken["query"] = 100
    called.started()
    distances = []
    at = NOW
    for _ in range(4):
        due_at = the_call("create").due_at
        distances.append((due_at - at).total_seconds())
        at = due_at
        tell_all(at=at)
    assert distances == [15, 30, 60, 120]


def test_a_no_ends_the_payment_so_that_another_may_begin(called: Vendor) -> None:
    called.whims.refused["create"] = 1
    payment = called.started()
    assert payment.status == "failed"
    assert the_call("create").state == "refused"
    assert start("bank_transfer").status == "pending"


def test_a_payment_given_up_before_anybody_was_told_is_told_to_nobody(vendor: Vendor) -> None:
    payment = vendor.started(tell=False)
    cancelled(payment)
    tell_all()
    assert vendor.gateway.calls == []
    assert the_call("create").state == "dropped"


# ---- money comes -----------------------------------------------------------------------


def test_exactly_the_sum_captures_once(vendor: Vendor, jobs: Jobs) -> None:
    payment = vendor.captured()
    assert (payment.received_minor, payment.captured_at) == (WHOLE, NOW)
    assert moves("captured") == 1
    jobs._run_commit_hooks()
    assert [name for name, _ in jobs.sent].count("orders.fulfil_paid") == 1


def test_the_same_news_thrice_is_one_event(telling: Vendor) -> None:
    payment = telling.started()
    telling.pays(payment)
    notice = telling.notice(payment)
    assert len({getattr(telling.deliver(notice), "id", None) for _ in range(3)}) == 1
    assert PaymentEvent.objects.count() == 1
    assert moves("captured") == 1


def test_the_same_news_as_another_event_changes_nothing(telling: Vendor) -> None:
    payment = telling.captured()
    event = telling.deliver(telling.again(payment, at=NOW))
    assert event is not None
    assert (event.outcome, moves("captured")) == ("repeated", 1)


def test_a_question_reveals_what_nobody_told(vendor: Vendor) -> None:
    payment = vendor.started()
    assert ask(payment) is None
    vendor.pays(payment)
    event = ask(payment)
    assert event is not None
    assert (event.outcome, payment.status) == ("applied", "captured")
    assert ask(payment) == event or PaymentEvent.objects.filter(outcome="repeated").exists()
    assert moves("captured") == 1


@pytest.mark.parametrize("minor", [WHOLE - 1, WHOLE + 1])
def test_another_sum_pays_nothing_and_is_seen(vendor: Vendor, minor: int) -> None:
    payment = vendor.started()
    vendor.pays(payment, minor=minor)
    vendor.hears(payment)
    assert (payment.status, payment.received_minor) == ("pending", minor)
    assert list(undecided()) == [payment]


def test_the_right_number_in_another_currency_pays_nothing(counting: Vendor) -> None:
    payment = counting.started()
    counting.pays(payment, currency="USD")
    changed: dict[str, Any] = {"trans_currency": "USD"} if counting.name == "alipay" else {}
    event = counting.deliver(counting.notice(payment, **changed))
    payment.refresh_from_db()
    assert event is not None
    assert (event.outcome, event.currency) == ("wrong_amount", "USD")
    assert (payment.status, payment.received_minor) == ("pending", 0)


def test_a_forged_notification_leaves_no_row(telling: Vendor) -> None:
    payment = telling.started()
    telling.pays(payment)
    with pytest.raises(BadSignature):
        telling.deliver(telling.notice(payment, forged=True))
    assert not PaymentEvent.objects.exists()
    payment.refresh_from_db()
    assert payment.status == "pending"


def test_a_body_changed_by_one_letter_is_refused(telling: Vendor) -> None:
    payment = telling.started()
    telling.pays(payment)
    notice = telling.notice(payment)
    for place in (10, len(notice.body) // 2, len(notice.body) - 3):
        changed = bytearray(notice.body)
        changed[place] = ord("A") if changed[place] != ord("A") else ord("B")
        with pytest.raises((BadSignature, BadNotification)):
            telling.deliver(type(notice)(bytes(changed), notice.headers, notice.content_type))
    assert not PaymentEvent.objects.exists()


def test_what_is_meant_for_another_merchant_is_refused(telling: Vendor) -> None:
    payment = telling.started()
    telling.pays(payment)
    # Whom a secret of Stripe belongs to is known by the secret; what is left is its test mode.
    elsewhere: dict[str, dict[str, Any]] = {
        "alipay": {"seller_id": "2088000000000002"},
        "wechat": {"mchid": "1230000110"},
        "stripe": {"livemode": True},
    }
    with pytest.raises(BadNotification):
        telling.deliver(telling.notice(payment, **elsewhere[telling.name]))
    assert not PaymentEvent.objects.exists()


def test_a_notification_replayed_later_changes_nothing(telling: Vendor) -> None:
    payment = telling.started()
    telling.pays(payment)
    notice = telling.notice(payment)
    telling.deliver(notice)
    later = NOW + policy.NOTIFICATION_TOLERANCE + timedelta(seconds=1)
    for at in (NOW, later, later + timedelta(days=1)):
        try:
            telling.deliver(notice, at=at)
        except BadSignature:
            assert at > NOW
    assert PaymentEvent.objects.count() == 1
    assert moves("captured") == 1


def test_an_answer_signed_by_somebody_else_is_no_answer(signing: Vendor) -> None:
    payment = signing.started()
    signing.pays(payment)
    signing.whims.forged["query"] = 1
    with pytest.raises(ProviderAway):
        ask(payment)
    payment.refresh_from_db()
    assert (payment.status, PaymentEvent.objects.count()) == ("pending", 0)


@pytest.mark.parametrize("whim", ["lost_before", "lost_after", "broken"])
def test_who_does_not_answer_a_question_is_asked_again(vendor: Vendor, whim: str) -> None:
    payment = vendor.started()
    vendor.pays(payment)
    getattr(vendor.whims, whim)["query"] = 1
    with pytest.raises(ProviderAway):
        ask(payment)
    ask(payment)
    assert payment.status == "captured"


# ---- money comes late ------------------------------------------------------------------


def test_money_for_a_dead_payment_is_kept_apart_then_sent_back_once(vendor: Vendor) -> None:
    payment = vendor.started()
    vendor.pays(payment)
    cancelled(payment)
    vendor.hears(payment)
    assert (payment.status, payment.received_minor) == ("unmatched", WHOLE)
    assert queries.waiting_for_staff().unmatched_payments == 1
    for _ in range(3):
        owns_transaction(give_back)(payment_id=payment.id, at=NOW, by=STAFF)
    tell_all(at=SOON)
    tell_all(at=SOON + timedelta(hours=1))
    payment.refresh_from_db()
    assert payment.status == "refunded"
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (1, WHOLE)


def test_a_payment_that_is_given_up_is_shut_at_the_company(vendor: Vendor) -> None:
    payment = vendor.started()
    cancelled(payment)
    tell_all()
    if vendor.name == "kaspi":
        # A code can't be taken back: it is asked about until it has ended.
        assert the_call("close").state == "sent"
        vendor.books.close(vendor.ref(payment))
        tell_all(at=NOW + policy.QUERY_AFTER)
    assert vendor.books.charges[vendor.ref(payment)].state == "closed"
    assert the_call("close").state == "done"


def test_what_was_paid_just_before_it_was_shut_is_found(vendor: Vendor) -> None:
    payment = vendor.started()
    vendor.pays(payment)
    cancelled(payment)
    tell_all()
    payment.refresh_from_db()
    assert (payment.status, the_call("close").state) == ("unmatched", "done")


def test_of_two_payments_of_a_group_one_is_captured(vendor: Vendor) -> None:
    first = vendor.started()
    vendor.pays(first)
    cancelled(first)
    second = vendor.told_paid(vendor.started())
    vendor.hears(first)
    assert (first.status, second.status) == ("unmatched", "captured")
    assert first.provider_ref != second.provider_ref


# ---- money goes back -------------------------------------------------------------------


def test_an_approved_refund_is_sent_by_the_company(vendor: Vendor) -> None:
    vendor.captured()
    refund = refund_of()
    assert (refund.status, vendor.books.count("refund")) == ("approved", 0)
    tell_all()
    refund.refresh_from_db()
    assert (refund.status, vendor.books.total("refund")) == ("done", 7000)
    assert queries.payment_status(reference=GROUP, order_reference=ORDER) == "refunded"


@pytest.mark.parametrize("whim", ["lost_after", "lost_before", "broken"])
def test_a_refund_without_an_answer_is_asked_about_and_sent_once(vendor: Vendor, whim: str) -> None:
    vendor.captured()
    getattr(vendor.whims, whim)["refund"] = 1
    refund = refund_of()
    tell_all()
    refund.refresh_from_db()
    assert (refund.status, the_call("refund").state) == ("approved", "unsure")
    tell_all(at=SOON)
    refund.refresh_from_db()
    assert refund.status == "done"
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (1, 7000)


def test_two_refunds_of_a_payment_are_told_apart(vendor: Vendor) -> None:
    vendor.captured()
    vendor.whims.lost_after["refund"] = 1
    first, second = refund_of(minor=3000), refund_of(minor=3000)
    tell_all()
    for minutes in (5, 10, 15):
        tell_all(at=NOW + timedelta(minutes=minutes))
    assert {each.status for each in Refund.objects.all()} == {"done"}
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (2, 6000)
    assert first.id != second.id


def test_a_refund_that_the_company_refuses_fails_with_its_reason(vendor: Vendor) -> None:
    payment = vendor.captured()
    vendor.books.refund(vendor.ref(payment), "by hand", WHOLE)
    refund = refund_of()
    tell_all()
    refund.refresh_from_db()
    assert (refund.status, the_call("refund").state) == ("failed", "refused")
    assert refund.moves.exclude(reason="").exists()
    assert amount_left_of(ORDER) == 7000


def test_a_refund_is_told_to_nobody_before_it_is_approved(vendor: Vendor) -> None:
    vendor.captured()
    assert not ProviderCall.objects.filter(kind="refund").exists()
