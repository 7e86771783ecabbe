"""Is a provider asked before it is told again, and told what belongs together in its order?"""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from payments import policy
from payments.models import ProviderCall, Refund
from payments.operations.telling import call_provider
from payments.queries.sweeping import to_ask_about
from tests.payments.money import NOW, broken_rules
from tests.payments.vendors import VENDORS, OfWeChat, Vendor, refund_of, tell_all

SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(hours=1)


@pytest.fixture(params=VENDORS, ids=lambda each: each.name)
def vendor(request: pytest.FixtureRequest, db: None) -> Iterator[Vendor]:
    with request.param.opened() as opened:
        yield opened
    assert broken_rules() == []


@pytest.mark.django_db
def test_what_was_paid_behind_a_lost_answer_is_not_asked_for_again() -> None:
    # Stripe, which knows payments by its own numbers alone, is told the same again under one key instead.
    with OfWeChat.opened() as vendor:
        vendor.whims.lost_after["create"] = 1
        payment = vendor.started()
        vendor.pays(payment)
        tell_all(at=SOON)
        payment.refresh_from_db()
        assert payment.status == "captured"
        assert vendor.gateway.calls == ["create", "query"]


def test_nobody_is_asked_about_a_payment_of_which_they_have_yet_to_be_told(vendor: Vendor) -> None:
    payment = vendor.started(tell=False)
    then = NOW + policy.QUERY_AFTER
    assert to_ask_about(at=then) == []
    tell_all()
    assert to_ask_about(at=then) == [(payment.id, vendor.name)]


@pytest.mark.parametrize("whim", ["lost_after", "lost_before"])
def test_a_refund_waits_until_it_is_known_what_came_of_the_one_before(vendor: Vendor, whim: str) -> None:
    vendor.captured()
    getattr(vendor.whims, whim)["refund"] = 1
    refund_of(minor=3000)
    tell_all()
    # Some know refunds by their sum alone, and would take the second for the first.
    second = ProviderCall.objects.get(refund=refund_of(minor=3000))
    assert call_provider(call_id=second.id, at=NOW) is None
    for at in (SOON, LATER):
        tell_all(at=at)
    assert [each.status for each in Refund.objects.all()] == ["done", "done"]
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (2, 6000)


@pytest.mark.parametrize("whim", ["lost_after", "lost_before"])
def test_a_later_refund_without_an_answer_is_asked_about_and_sent_once(vendor: Vendor, whim: str) -> None:
    vendor.captured()
    refund_of(minor=3000)
    tell_all()
    getattr(vendor.whims, whim)["refund"] = 1
    refund_of(minor=2000)
    for at in (SOON, LATER):
        tell_all(at=at)
    assert [each.status for each in Refund.objects.all()] == ["done", "done"]
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (2, 5000)
