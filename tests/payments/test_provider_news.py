"""What is done with news of refunds, of failures, of money that nobody here knows?"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments.errors import (
    NothingToDismiss,
    NothingUnmatched,
    ProviderAway,
    RefundNotFound,
    SentByProvider,
)
from payments.models import PaymentEvent, Refund
from payments.operations.dismissing import dismiss
from payments.operations.refunding import fail_refund, finish_refund, send_refund
from payments.operations.returning import give_back
from payments.operations.telling import call_due, give_up_refund
from payments.providers import provider_named
from payments.queries.waiting import loose_events, refused_returns, stuck_calls
from tests.gateways.serving import Notice
from tests.payments.money import NOW, STAFF, broken_rules, captured, start
from tests.payments.test_refunding import request
from tests.payments.vendors import (
    OfAlipay,
    OfKaspi,
    OfStripe,
    OfWeChat,
    Vendor,
    ask,
    refund_of,
    tell_all,
    the_call,
)

LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def wechat(db: None) -> Iterator[Vendor]:
    with OfWeChat.opened() as vendor:
        yield vendor
    assert broken_rules() == []


@pytest.fixture
def stripe(db: None) -> Iterator[Vendor]:
    with OfStripe.opened() as vendor:
        yield vendor
    assert broken_rules() == []


@pytest.fixture
def alipay(db: None) -> Iterator[Vendor]:
    with OfAlipay.opened() as vendor:
        yield vendor
    assert broken_rules() == []


def told(vendor: Vendor, notice: Notice) -> str:
    event = vendor.deliver(notice)
    assert event is not None
    return str(event.outcome)


# ---- refunds that take their time ------------------------------------------------------


@pytest.fixture(params=["wechat", "stripe"])
def slow(request: pytest.FixtureRequest) -> Vendor:
    """A company that accepts refunds and sends them later."""
    vendor: Vendor = request.getfixturevalue(request.param)
    vendor.gateway.refund_status = {"wechat": "PROCESSING", "stripe": "pending"}[vendor.name]
    return vendor


def finished(vendor: Vendor) -> str:
    return {"wechat": "SUCCESS", "stripe": "succeeded"}[vendor.name]


def refused(vendor: Vendor) -> str:
    return {"wechat": "ABNORMAL", "stripe": "failed"}[vendor.name]


def test_an_accepted_refund_is_in_transit_until_news_come(slow: Vendor) -> None:
    payment = slow.captured()
    refund = refund_of()
    tell_all()
    refund.refresh_from_db()
    assert (refund.status, the_call("refund").state) == ("in_transit", "sent")
    notice = slow.gateway.refund_notice(payment.provider_ref, refund.id.hex, at=NOW, status=finished(slow))
    assert [told(slow, notice) for _ in range(3)] == ["applied"] * 3
    refund.refresh_from_db()
    assert (refund.status, refund.done_at) == ("done", NOW)
    assert PaymentEvent.objects.filter(kind__icontains="refund").count() == 1


def test_without_news_it_is_asked_about(slow: Vendor) -> None:
    slow.captured()
    refund = refund_of()
    tell_all()
    assert tell_all(at=NOW + timedelta(minutes=9)) == []
    slow.gateway.refund_status = finished(slow)
    tell_all(at=LATER)
    refund.refresh_from_db()
    assert (refund.status, slow.books.count("refund")) == ("done", 1)


def test_a_refund_that_could_not_be_sent_fails_by_the_companys_word(slow: Vendor) -> None:
    payment = slow.captured()
    refund = refund_of()
    tell_all()
    notice = slow.gateway.refund_notice(payment.provider_ref, refund.id.hex, at=NOW, status=refused(slow))
    assert told(slow, notice) == "noted"
    refund.refresh_from_db()
    assert refund.status == "failed"


def test_a_no_after_a_yes_contradicts_and_waits_for_staff(slow: Vendor) -> None:
    payment = slow.captured()
    refund = refund_of()
    tell_all()
    for status, outcome in ((finished(slow), "applied"), (refused(slow), "contradicts")):
        notice = slow.gateway.refund_notice(payment.provider_ref, refund.id.hex, at=NOW, status=status)
        assert told(slow, notice) == outcome
    refund.refresh_from_db()
    assert refund.status == "done"
    assert loose_events().count() == 1


def test_a_refund_of_another_sum_is_not_believed(slow: Vendor) -> None:
    payment = slow.captured()
    refund = refund_of()
    tell_all()
    sums: dict[str, dict[str, Any]] = {
        "wechat": {"amount": {"total": 12300, "refund": 6999, "payer_total": 12300, "payer_refund": 6999}},
        "stripe": {"amount": 6999},
    }
    notice = slow.gateway.refund_notice(
        payment.provider_ref, refund.id.hex, at=NOW, status=finished(slow), **sums[slow.name]
    )
    assert told(slow, notice) == "wrong_amount"
    refund.refresh_from_db()
    assert refund.status == "in_transit"


def test_a_refund_that_nobody_here_asked_for_waits_for_staff(slow: Vendor) -> None:
    payment = slow.captured()
    slow.books.refund(payment.provider_ref, "by-hand", 100)
    notice = slow.gateway.refund_notice(payment.provider_ref, "by-hand", at=NOW, status=finished(slow))
    assert told(slow, notice) in ("unknown_refund", "unknown_payment")
    (event,) = loose_events()
    owns_transaction(dismiss)(event_id=event.id, note="sent by us at their desk", at=NOW, by=STAFF)
    event.refresh_from_db()
    assert (event.outcome, event.note) == ("dismissed", "sent by us at their desk")
    with pytest.raises(NothingToDismiss):
        owns_transaction(dismiss)(event_id=event.id, note="again", at=NOW, by=STAFF)


def test_alipay_names_the_sum_of_all_refunds_so_it_is_asked_about_this_one(alipay: Vendor) -> None:
    payment = alipay.captured()
    alipay.whims.lost_after["refund"] = 1
    refund = refund_of()
    tell_all()
    assert the_call("refund").state == "unsure"
    assert told(alipay, alipay.gateway.refund_notice(payment.provider_ref, refund.id.hex, at=NOW)) == "noted"
    # Its turn comes at once.
    tell_all()
    refund.refresh_from_db()
    assert (refund.status, alipay.books.count("refund")) == ("done", 1)


def test_a_payment_all_of_whose_money_went_back_was_paid_all_the_same(alipay: Vendor) -> None:
    payment = alipay.captured()
    alipay.books.refund(payment.provider_ref, "by hand", 12300)
    event = ask(payment)
    assert event is not None
    assert (event.outcome, payment.status) == ("repeated", "captured")


# ---- failures --------------------------------------------------------------------------


def test_a_session_that_expired_ends_the_payment(stripe: Vendor) -> None:
    payment = stripe.started()
    stripe.books.close(payment.provider_ref)
    assert told(stripe, stripe.notice(payment, kind="checkout.session.expired")) == "noted"
    payment.refresh_from_db()
    assert payment.status == "failed"


@pytest.mark.parametrize("kind", ["checkout.session.expired", "checkout.session.async_payment_failed"])
def test_failed_after_captured_changes_nothing(stripe: Vendor, kind: str) -> None:
    payment = stripe.captured()
    assert told(stripe, stripe.notice(payment, kind=kind, event_id="evt_late")) == "noted"
    payment.refresh_from_db()
    assert payment.status == "captured"


def test_captured_after_failed_is_unmatched_money(stripe: Vendor) -> None:
    payment = stripe.started()
    told(stripe, stripe.notice(payment, kind="checkout.session.async_payment_failed", event_id="evt_no"))
    stripe.pays(payment)
    assert told(stripe, stripe.notice(payment)) == "unmatched"
    payment.refresh_from_db()
    assert payment.status == "unmatched"


def test_a_session_completed_before_its_money_came_pays_nothing(stripe: Vendor) -> None:
    payment = stripe.started()
    assert stripe.deliver(stripe.notice(payment, payment_status="unpaid")) is None
    payment.refresh_from_db()
    assert payment.status == "pending"


@pytest.mark.parametrize("status", ["WAIT_BUYER_PAY", "TRADE_CLOSED"])
def test_alipay_tells_of_trades_that_wait_or_end(alipay: Vendor, status: str) -> None:
    payment = alipay.started()
    event = alipay.deliver(alipay.notice(payment, trade_status=status))
    payment.refresh_from_db()
    assert (event is None) is (status == "WAIT_BUYER_PAY")
    assert payment.status == ("pending" if event is None else "failed")


def test_a_code_of_kaspi_that_ended_ends_the_payment(db: None) -> None:
    with OfKaspi.opened() as vendor:
        payment = vendor.started()
        vendor.books.close(vendor.ref(payment))
        assert ask(payment) is None
        assert payment.status == "failed"


# ---- money that nobody here knows ------------------------------------------------------


def test_money_for_no_payment_of_ours_is_kept_and_waits_for_staff(wechat: Vendor) -> None:
    payment = wechat.started()
    wechat.pays(payment)
    notice = wechat.notice(payment, out_trade_no="SOMEBODYELSES")
    assert told(wechat, notice) == "unknown_payment"
    assert loose_events().get().amount_minor == 12300


# ---- staff and refunds that a company sends --------------------------------------------


@pytest.mark.parametrize("verb", [send_refund, finish_refund, fail_refund])
def test_nobody_moves_by_hand_what_the_company_sends(wechat: Vendor, verb: Callable[..., Refund]) -> None:
    wechat.captured()
    refund = refund_of()
    with pytest.raises(SentByProvider):
        owns_transaction(verb)(refund_id=refund.id, at=NOW, by=STAFF)


def test_a_refund_that_the_company_knows_nothing_of_may_be_given_up(wechat: Vendor) -> None:
    wechat.captured()
    wechat.whims.lost_before["refund"] = 1
    refund = refund_of()
    tell_all()
    failed = give_up_refund(refund_id=refund.id, reason="account closed", at=NOW, by=STAFF)
    assert (failed.status, the_call("refund").state) == ("failed", "dropped")
    tell_all(at=LATER)
    assert wechat.books.count("refund") == 0


def test_a_refund_that_was_sent_is_not_given_up(wechat: Vendor) -> None:
    wechat.captured()
    wechat.whims.lost_after["refund"] = 1
    refund = refund_of()
    tell_all()
    with pytest.raises(SentByProvider):
        give_up_refund(refund_id=refund.id, reason="account closed", at=NOW, by=STAFF)
    refund.refresh_from_db()
    assert refund.status == "done"


def test_a_refund_of_which_the_company_says_nothing_is_not_given_up(wechat: Vendor) -> None:
    wechat.captured()
    refund = refund_of()
    wechat.whims.broken["query_refund"] = 1
    with pytest.raises(ProviderAway):
        give_up_refund(refund_id=refund.id, reason="account closed", at=NOW, by=STAFF)
    refund.refresh_from_db()
    assert refund.status == "approved"


def test_giving_up_a_refund_of_a_transfer_or_of_nobody_is_as_ever(db: None) -> None:
    captured()
    refund = request()
    Refund.objects.filter(pk=refund.pk).update(status="approved", approved_by_id=STAFF.user_id)
    assert give_up_refund(refund_id=refund.id, reason="why", at=NOW, by=STAFF).status == "failed"
    with pytest.raises(RefundNotFound):
        give_up_refund(refund_id=uuid7(), reason="why", at=NOW, by=STAFF)


def test_unmatched_money_that_is_refused_stays_and_may_be_sent_again(wechat: Vendor) -> None:
    payment = wechat.started()
    wechat.pays(payment)
    type(payment).objects.filter(pk=payment.pk).update(status="cancelled", ended_at=NOW)
    payment.moves.create(was="pending", became="cancelled", at=NOW, by_kind="buyer")
    wechat.hears(payment)
    wechat.whims.refused["refund"] = 1
    for count in (1, 2):
        owns_transaction(give_back)(payment_id=payment.id, at=NOW, by=STAFF)
        tell_all(at=NOW + timedelta(minutes=count))
        payment.refresh_from_db()
        assert payment.status == ("unmatched" if count == 1 else "refunded")
        assert refused_returns().count() == (1 if count == 1 else 0)
    assert wechat.books.total("refund") == 12300


def test_money_that_is_not_unmatched_is_not_given_back(db: None) -> None:
    with pytest.raises(NothingUnmatched):
        owns_transaction(give_back)(payment_id=start("bank_transfer").id, at=NOW, by=STAFF)


# ---- sweeps ----------------------------------------------------------------------------


def test_who_does_not_answer_keeps_nobody_elses_calls_waiting(wechat: Vendor) -> None:
    with OfStripe.opened() as other:
        for number in range(3):
            wechat.started(reference=f"SCG-W{number}", tell=False)
        paid = other.started(reference="SCG-S", tell=False)
        wechat.whims.lost_before["create"] = 3
        call_due(at=NOW)
        paid.refresh_from_db()
        assert paid.status == "pending"
        # After the first silence of a sweep it is left in peace.
        assert wechat.gateway.calls == ["create"]


def test_a_call_that_breaks_us_keeps_nobody_elses_waiting(
    wechat: Vendor, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = (
        wechat.started(reference="SCG-1", tell=False),
        wechat.started(reference="SCG-2", tell=False),
    )
    provider = provider_named("wechat")
    as_ever = provider.create

    def breaks(*_: object, payment: Any, **__: object) -> Any:
        if payment.pk == broken.pk:
            raise ValueError("this payment is broken")
        return as_ever(payment=payment, at=NOW)

    monkeypatch.setattr(provider, "create", breaks)
    call_due(at=NOW)
    sound.refresh_from_db()
    assert sound.status == "pending"


def test_what_is_told_in_vain_again_and_again_is_shown_to_staff(wechat: Vendor) -> None:
    wechat.whims.broken["create"] = wechat.whims.broken["query"] = 10
    wechat.started()
    for _ in range(4):
        assert stuck_calls().count() == 0
        tell_all(at=the_call("create").due_at)
    assert stuck_calls().count() == 1
