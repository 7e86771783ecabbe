"""What becomes of claims and declined goods whose refund finance declined, or whose provider refused it?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from orders.errors import ClaimNotYours
from orders.models import Allowance, Claim, Order, OrderLine
from orders.operations import answering, cancelling, lessening, resolving
from orders.operations.bringing_back import Verdict
from orders.queries.waiting import for_staff, piles, unpaid_pile
from payments.chart import Kind
from payments.errors import RefundPartTooLarge
from payments.models import Refund, Sale
from payments.operations import refunding
from tests.conftest import Jobs
from tests.letters import Letterbox
from tests.orders.claims import NOW, SELLER, broken, delivered, opened
from tests.orders.market import STAFF, Market, Shopper
from tests.orders.riding import STAGES, hand_in, report
from tests.orders.test_claims import came_back, do
from tests.payments.books import on
from tests.payments.money import COLLEAGUE, AtOnce, alone, wait_until_somebody_waits

Dies = Callable[[], Refund]


def verb(name: str, refund: Refund, **facts: Any) -> Refund:
    done: Refund = owns_transaction(getattr(refunding, name))(
        refund_id=refund.pk, at=NOW, **{"by": COLLEAGUE, **facts}
    )
    return done


def newest() -> Refund:
    return Refund.objects.latest("id")


def declined() -> Refund:
    """The newest refund is declined by finance."""
    return verb("decline_refund", newest(), reason="wrong sum")


def failed() -> Refund:
    """The newest refund is approved, ordered, and refused by the bank."""
    verb("approve_refund", newest())
    verb("send_refund", newest())
    return verb("fail_refund", newest(), reason="account closed")


def paid() -> Refund:
    """The newest refund leaves."""
    for name in ("approve_refund", "send_refund", "finish_refund"):
        verb(name, newest())
    return newest()


def again(refund: Refund) -> Refund:
    return verb("refund_again", refund, by=STAFF)


def contested(order: Order, units: int = 2) -> Claim:
    claim = opened(order, units, kind="claim")
    return do(answering.decline_claim, claim, reason="it was whole")


def decide(claim: Claim, liability: str = "seller", **facts: Any) -> Claim:
    return do(resolving.refund_claim, claim, liability=liability, **{"by": STAFF, **facts})


def reject(claim: Claim, **facts: Any) -> Claim:
    return do(resolving.reject_claim, claim, reason="it was whole", **{"by": STAFF, **facts})


both_ways = pytest.mark.parametrize("dies", [declined, failed])


@both_ways
def test_a_claim_whose_refund_died_waits_for_staff_until_it_is_asked_for_again(
    market: Market, wang: Shopper, jobs: Jobs, dies: Dies
) -> None:
    claim = decide(contested(delivered(market, wang, jobs)))
    assert (list(for_staff()), piles()["claims"].count) == ([], 0)
    died = dies()
    assert (list(for_staff()), piles()["claims"].count) == ([claim], 1)
    second = again(died)
    assert list(for_staff()) == []
    dies()
    assert list(for_staff()) == [claim]
    again(second)
    paid()
    assert list(for_staff()) == []
    assert broken() == []


@both_ways
def test_it_is_decided_anew_by_another_sum_at_anothers_cost(
    market: Market, wang: Shopper, jobs: Jobs, dies: Dies
) -> None:
    order = delivered(market, wang, jobs)
    claim, line = decide(contested(order)), order.lines.get()
    earned, died = on(Kind.SELLER_PENDING), dies()
    assert broken() == []
    claim = decide(claim, "carrier", sums={line.pk: 5_00}, reason="the container was dropped")
    assert (claim.status, claim.liability, claim.end_reason) == (
        *("resolved", "carrier"),
        "the container was dropped",
    )
    refund = newest()
    assert (claim.refund_id, refund.instead_of, refund.amount_minor) == (refund.pk, died, 5_00)
    assert on(Kind.CLAIMS_ON_CARRIER) == 5_00
    assert on(Kind.SELLER_PENDING) < earned
    assert [move.became for move in claim.moves.order_by("id")] == ["evidence", "resolved", "resolved"]
    assert list(for_staff()) == []
    assert piles()["claims"].count == 0
    paid()
    assert broken() == []


def test_what_happens_once_happens_once(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    claim = decide(came_back(order, 2, Verdict(restock=2)))
    used, line = Allowance.objects.get(goods="").used, OrderLine.objects.get()
    release_at = Sale.objects.get().release_at
    declined()
    decide(claim, "platform", at=NOW + timedelta(days=20))
    assert Allowance.objects.get(goods="").used == used
    assert OrderLine.objects.get().claimed_quantity == line.claimed_quantity == 2
    assert Sale.objects.get().release_at == release_at
    assert broken() == []


@both_ways
def test_it_is_rejected_after_all_and_nothing_of_it_waits(
    market: Market, wang: Shopper, jobs: Jobs, dies: Dies
) -> None:
    order = delivered(market, wang, jobs)
    claim = decide(contested(order, 5))
    died = dies()
    claim = reject(claim)
    assert (claim.status, claim.liability, claim.refund_id) == ("resolved", "buyer", None)
    died.refresh_from_db()
    assert died.status == "declined"
    assert (list(for_staff()), order.lines.get().claimed_quantity) == ([], 0)
    assert broken() == []
    with pytest.raises(IllegalMove):
        reject(claim)


@pytest.mark.parametrize("is_rejected", [True, False])
def test_of_a_late_one_the_units_are_given_back_once(
    market: Market, wang: Shopper, jobs: Jobs, is_rejected: bool
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    hand_in(order, NOW)
    order.refresh_from_db()
    at = order.promised_at + timedelta(seconds=1)
    claim = opened(order, 5, kind="claim", reason="late", at=at)
    decide(claim, "carrier", at=at, sums={order.lines.get().pk: 1_00})
    failed()
    assert broken() == []
    if is_rejected:
        reject(claim, at=at)
    else:
        decide(claim, "platform", at=at, sums={order.lines.get().pk: 2_00})
    assert order.lines.get().claimed_quantity == 0
    assert broken() == []


def test_goods_that_never_came_are_sold_once(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    hand_in(order, NOW)
    order.refresh_from_db()
    claim = decide(opened(order, 5, kind="claim", reason="lost"), "carrier")
    declined()
    release_at = Sale.objects.get().release_at
    decide(claim, "customs", at=NOW + timedelta(days=3))
    order.refresh_from_db()
    assert (order.status, Sale.objects.get().release_at) == ("completed", release_at)
    assert (on(Kind.CLAIMS_ON_CARRIER), on(Kind.CLAIMS_ON_CUSTOMS)) == (0, order.total_minor)
    assert broken() == []


def test_nobody_decides_anew_what_is_paid_or_on_its_way(market: Market, wang: Shopper, jobs: Jobs) -> None:
    claim = decide(contested(delivered(market, wang, jobs)))
    again(declined())
    for attempt in (decide, reject):
        with pytest.raises(IllegalMove):
            attempt(claim)
    paid()
    with pytest.raises(IllegalMove):
        decide(claim)
    assert Refund.objects.count() == 2
    assert broken() == []


def test_a_seller_decides_once(market: Market, wang: Shopper, jobs: Jobs) -> None:
    claim = opened(delivered(market, wang, jobs), kind="claim")
    decide(claim, by=SELLER)
    declined()
    with pytest.raises(ClaimNotYours):
        decide(claim, by=SELLER)
    assert broken() == []


def test_decided_anew_and_asked_for_again_at_once_it_goes_back_once(at_once: AtOnce, jobs: Jobs) -> None:
    market = Market(at=NOW).open()
    claim = decide(contested(delivered(market, market.buyer(), jobs)))
    died = declined()
    done = at_once([partial(decide, claim, "carrier"), partial(reject, claim), partial(again, died)] * 2)
    assert not [each for each in done if isinstance(each, AssertionError | TypeError)]
    claim.refresh_from_db()
    living = Refund.objects.exclude(status="declined")
    assert living.count() <= 1
    assert Refund.objects.count() <= 2
    assert list(for_staff()) == []
    assert broken() == []


def test_nothing_is_rejected_while_its_refund_is_asked_for_again(transactional_db: None, jobs: Jobs) -> None:
    market = Market(at=NOW).open()
    claim = decide(contested(delivered(market, market.buyer(), jobs)))
    died = declined()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            refunding.refund_again(refund_id=died.pk, at=NOW, by=STAFF)
            rejecting = pool.submit(alone, partial(reject, claim))
            wait_until_somebody_waits()
        with pytest.raises(IllegalMove):
            rejecting.result(timeout=10)
    assert (Claim.objects.get().liability, newest().instead_of) == ("seller", died)
    assert broken() == []


def test_what_is_decided_anew_its_buyer_is_told_anew(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = delivered(market, wang, jobs)
    claim = decide(contested(order))
    letterbox.hand_on(NOW)
    declined()
    decide(claim, "platform", sums={order.lines.get().pk: 5_00})
    letterbox.hand_on(NOW)
    letters = [each for each in letterbox.letters if each.kind == "claim.resolved"]
    assert len(letters) == 2
    assert letters[-1].facts["amount"] == {"amount": "5.00", "currency": "CNY"}


@pytest.mark.parametrize("fails_first", [False, True])
def test_declined_goods_whose_refund_was_declined_wait_for_finance(
    market: Market, wang: Shopper, jobs: Jobs, fails_first: bool
) -> None:
    seller = market.seller()
    flour, oats = market.listing(seller), market.listing(seller, "OATS")
    order = wang.buy_and_pay(jobs.drain, (flour, 5), (oats, 3))
    owns_transaction(lessening.decline_lines)(
        order=order,
        units={line.pk: 1 for line in order.lines.all()},
        is_missing=True,
        reason="two are torn",
        at=NOW,
        by=SELLER,
    )
    assert (unpaid_pile().count, piles()["unpaid_declines"].count) == (0, 0)
    if fails_first:
        # What failed waits in a pile of its own.
        failed()
        assert unpaid_pile().count == 0
    died = declined()
    # Units of two lines, for which one refund is missing.
    assert (unpaid_pile().count, piles()["unpaid_declines"].oldest_at) == (1, NOW)
    again(died)
    assert (unpaid_pile().count, piles()["unpaid_declines"].count) == (0, 0)
    declined()
    assert unpaid_pile().count == 1
    owns_transaction(cancelling.cancel_order)(order=order, reason="late", at=NOW, by=wang.actor)
    # Their money goes back with the rest.
    assert (newest().amount_minor, unpaid_pile().count) == (order.total_minor, 0)
    assert broken() == []


def test_a_claim_leaves_what_declined_units_still_cost(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    [line] = order.lines.all()
    owns_transaction(lessening.decline_lines)(
        order=order, units={line.pk: 2}, is_missing=True, reason="two are torn", at=NOW, by=SELLER
    )
    died = declined()
    hand_in(order, NOW)
    for stage in STAGES:
        report(order, stage, NOW)
    order.refresh_from_db()
    claim = contested(order, 1)
    price = line.unit_price_minor
    for asked in (resolving.foresee_claim, partial(resolving.refund_claim, at=NOW, by=STAFF)):
        with pytest.raises(RefundPartTooLarge):
            owns_transaction(asked)(claim_id=claim.pk, liability="seller", sums={line.pk: 3 * price + 1})
    decide(claim, sums={line.pk: 3 * price})
    assert again(died).amount_minor == died.amount_minor
    assert broken() == []
