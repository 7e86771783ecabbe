"""Does a letter that waited say nothing, when it is sent, that no longer holds?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from accounts.models import Membership, User
from catalog.models import Seller
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from news.models import Mail
from news.operations.digesting import fold, last_morning
from news.operations.dispatching import dispatch
from news.operations.mailing import send_batch
from news.operations.preferring import choose
from news.writing import renewed
from orders.models import Order
from orders.operations import accepting, cancelling, expiring
from orders.operations.reminding import remind_sellers
from orders.policy import REMIND_BEFORE
from payments.models import Payment
from tests.conftest import Jobs
from tests.news.postbox import Outlet
from tests.orders.market import Market, Shopper, capture

MINUTE = timedelta(minutes=1)


def hand_on(market: Market) -> None:
    with transaction.atomic():
        while dispatch(at=market.at):
            pass


def sent(market: Market, *, later: timedelta = MINUTE) -> Outlet:
    """What a mail server gets that was away until now."""
    outlet = Outlet()
    while send_batch(outlet=outlet, at=market.at + later).more:
        pass
    return outlet


def mill() -> Seller:
    return Seller.objects.get(code="KZ01")


def became_of(kind: str) -> tuple[str, str]:
    mail = Mail.objects.filter(kind=kind).latest("id")
    return mail.state, mail.why


def text_of_placed(outlet: Outlet) -> str:
    [text] = [str(mail.body) for mail in outlet.taken if "is placed" in mail.subject]
    return text


@pytest.fixture
def unpaid(market: Market, wang: Shopper) -> Payment:
    """Told how to pay, and not yet read."""
    payment = wang.start_payment(wang.buy((market.listing(market.seller()), 1)))
    hand_on(market)
    return payment


@pytest.fixture
def owner(market: Market) -> User:
    boss = market.user("boss")
    organisation = market.seller().organisation
    Membership.objects.create(user=boss, organisation=organisation, role="owner", created_at=market.at)
    return boss


@pytest.fixture
def sale(market: Market, wang: Shopper, owner: User, jobs: Jobs) -> Order:
    """A paid order of which its seller is yet to read."""
    order = wang.buy_and_pay(jobs.drain, (market.listing(mill()), 1))
    hand_on(market)
    return order


def test_what_is_still_to_be_paid_is_asked_for(market: Market, unpaid: Payment) -> None:
    outlet = sent(market)
    assert became_of("payment.started") == ("sent", "")
    assert "Please start the payment" in text_of_placed(outlet)


def test_nobody_is_asked_to_pay_what_they_have_paid(market: Market, unpaid: Payment) -> None:
    capture(unpaid, at=market.at)
    outlet = sent(market)
    assert became_of("payment.started") == ("suppressed", "outdated")
    assert became_of("order.placed") == ("sent", "")
    assert "Please start the payment" not in text_of_placed(outlet)


def test_nobody_is_asked_to_pay_for_what_has_lapsed(market: Market, unpaid: Payment) -> None:
    group = Order.objects.get().group
    owns_transaction(expiring.expire_group)(group=group, at=market.at + timedelta(days=30), by=SYSTEM)
    hand_on(market)
    sent(market)
    assert became_of("order.placed") == ("suppressed", "outdated")
    assert became_of("order.expired") == ("sent", "")


def test_nobody_is_asked_to_pay_when_the_time_for_it_is_over(market: Market, unpaid: Payment) -> None:
    outlet = sent(market, later=unpaid.expires_at - market.at)
    assert became_of("payment.started") == ("suppressed", "outdated")
    assert "Please start the payment" not in text_of_placed(outlet)


def test_only_the_payment_that_is_under_way_is_asked_for(market: Market, unpaid: Payment) -> None:
    started = Mail.objects.get(kind="payment.started")
    started.facts["payment"] = str(UUID(int=1))
    started.save()
    sent(market)
    assert became_of("payment.started") == ("suppressed", "outdated")


def test_a_seller_is_asked_for_what_still_waits_for_them(market: Market, sale: Order) -> None:
    sent(market)
    assert became_of("sale.new") == ("sent", "")


@pytest.mark.parametrize("end", ["accepted", "declined", "cancelled", "late"])
def test_a_seller_is_not_asked_for_what_waits_no_more(market: Market, sale: Order, end: str) -> None:
    assert sale.accept_by_at is not None
    owns_transaction(remind_sellers)(at=sale.accept_by_at - REMIND_BEFORE)
    if end == "accepted":
        owns_transaction(accepting.accept)(order=sale, at=market.at, by=SYSTEM)
    elif end == "declined":
        owns_transaction(accepting.decline)(order=sale, reason="no", at=market.at, by=SYSTEM)
    elif end == "cancelled":
        owns_transaction(cancelling.cancel_order)(order=sale, reason="", at=market.at, by=SYSTEM)
    left = sale.accept_by_at - market.at
    sent(market, later=left if end == "late" else left - MINUTE)
    for kind in ("sale.new", "sale.waits"):
        assert became_of(kind) == ("suppressed", "outdated")


def test_a_digest_leaves_out_what_no_longer_holds(
    market: Market, wang: Shopper, owner: User, jobs: Jobs
) -> None:
    with transaction.atomic():
        choose(user_id=owner.pk, modes={"orders": "digest"}, at=market.at)
    listing = market.listing(mill())
    done, open_ = (wang.buy_and_pay(jobs.drain, (listing, 1)) for _ in range(2))
    hand_on(market)
    owns_transaction(accepting.accept)(order=done, at=market.at, by=SYSTEM)
    morning = last_morning("en", market.at + timedelta(days=1))
    User.objects.filter(pk=owner.pk).update(language="en")
    with transaction.atomic():
        assert fold(language="en", at=morning) == 1
    outlet = sent(market, later=morning - market.at)
    [digest] = [mail for mail in outlet.taken if mail.to == ["boss@example.com"]]
    assert open_.number in str(digest.body)
    assert done.number not in str(digest.body)


@pytest.mark.parametrize("kind", ["order.placed", "payment.started"])
def test_a_mail_is_asked_about_in_two_queries(
    market: Market, unpaid: Payment, kind: str, django_assert_max_num_queries: Any
) -> None:
    facts = Mail.objects.get(kind=kind).facts
    with django_assert_max_num_queries(2):
        assert renewed(kind, facts, at=market.at) == facts
