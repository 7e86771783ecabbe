"""Do staff hear of returns and claims that nobody else can move on?"""

from datetime import timedelta

from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import Claim
from orders.operations import answering, bringing_back, resolving
from orders.policy import CLAIM_ANSWER_WITHIN, CLAIM_WINDOW
from orders.queries.waiting import piles
from payments.models import Refund, Sale
from tests.conftest import Jobs
from tests.orders.claims import NOW, SOAP_HS6, broken, delivered, opened
from tests.orders.market import STAFF, Market, Shopper
from tests.orders.riding import hand_in
from tests.orders.test_claims import came_back, do


def waiting() -> int:
    return piles()["claims"].count


def test_what_a_seller_leaves_unanswered_waits_for_staff_until_they_decide(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    opened(delivered(market, wang, jobs))
    assert waiting() == 0
    owns_transaction(answering.escalate_overdue)(at=NOW + CLAIM_ANSWER_WITHIN, by=SYSTEM)
    assert (waiting(), piles()["claims"].oldest_at) == (1, NOW)


def test_what_came_back_waits_for_the_word_who_bears_it(market: Market, wang: Shopper, jobs: Jobs) -> None:
    claim = came_back(delivered(market, wang, jobs))
    assert waiting() == 1
    do(resolving.refund_claim, claim, liability="carrier", by=STAFF)
    assert waiting() == 0


def test_a_return_of_which_nobody_says_that_it_came_waits_for_staff_in_the_end(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    claim = opened(delivered(market, wang, jobs))
    do(answering.approve_claim, claim)
    do(bringing_back.send_back, claim, sent_with="SF 123")
    assert waiting() == 0
    Claim.objects.update(send_by_at=now())
    assert waiting() == 1


def test_the_last_unit_pays_nothing_back_that_a_changed_mind_was_to_bear(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = delivered(market, wang, jobs)
    order.lines.update(hs6=SOAP_HS6)
    line = order.lines.get()
    do(resolving.refund_claim, came_back(order, 4, reason="changed_mind"), liability="seller")
    do(resolving.refund_claim, came_back(order, 1), liability="seller")
    goods, whole = [refund.items.get() for refund in Refund.objects.order_by("id")]
    assert (goods.freight_minor, whole.goods_minor) == (0, line.goods_minor - goods.goods_minor)
    # A fifth of it, to the nearest fen.
    assert abs(whole.freight_minor * 5 - line.freight_minor) < 5
    assert broken() == []


def test_of_goods_that_are_lost_their_seller_has_what_was_earned(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    hand_in(order, NOW)
    order.refresh_from_db()
    some, rest = (opened(order, count, kind="claim", reason="lost") for count in (2, 3))
    do(resolving.refund_claim, some, liability="carrier", by=STAFF)
    order.refresh_from_db()
    assert (order.status, Sale.objects.get().release_at) == ("accepted", None)
    do(resolving.refund_claim, rest, liability="carrier", by=STAFF)
    order.refresh_from_db()
    assert order.status == "completed"
    assert Sale.objects.get().release_at == NOW + CLAIM_WINDOW
    assert broken() == []


def test_what_came_late_may_be_found_broken_too(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    hand_in(order, NOW)
    order.refresh_from_db()
    at = order.promised_at + timedelta(seconds=1)
    claim = opened(order, 5, kind="claim", reason="late", at=at)
    line = order.lines.get()
    do(resolving.refund_claim, claim, liability="carrier", by=STAFF, at=at, sums={line.pk: 1_00})
    line.refresh_from_db()
    assert line.claimed_quantity == 0
    assert broken() == []
