"""How do returns and claims go from the buyer's word to the money?"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from kit.actors import SYSTEM, Actor
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from orders.errors import (
    BadDecision,
    BadInspection,
    ClaimNotAllowed,
    ClaimNotYours,
    ClaimTooLate,
    ClaimUnitsTaken,
    LineNotFound,
    TooManyClaims,
)
from orders.models import Claim, Order
from orders.operations import answering, bringing_back, completing, resolving
from orders.operations.bringing_back import Verdict
from orders.policy import CLAIM_ANSWER_WITHIN, CLAIM_SEND_WITHIN, CLAIM_WINDOW, MOST_OPEN_CLAIMS
from orders.queries.fulfilment import progress_of
from payments.chart import Kind
from payments.models import Refund, Sale
from tests.conftest import Jobs
from tests.orders.claims import NOW, SELLER, broken, delivered, opened
from tests.orders.market import STAFF, Market, Shopper, on_hand
from tests.orders.riding import hand_in
from tests.payments.books import on
from tests.payments.money import AtOnce


def do(verb: Callable[..., Claim], claim: Claim, *, by: Actor = SELLER, at: Any = NOW, **facts: Any) -> Claim:
    return owns_transaction(verb)(claim_id=claim.pk, at=at, by=by, **facts)


def sweep(at: Any) -> int:
    return owns_transaction(answering.escalate_overdue)(at=at, by=SYSTEM)


def came_back(order: Order, units: int = 2, verdict: Verdict | None = None, **facts: Any) -> Claim:
    """A return whose goods were looked at."""
    claim = opened(order, units, **facts)
    do(answering.approve_claim, claim)
    do(bringing_back.send_back, claim, sent_with="SF 123")
    do(bringing_back.receive_back, claim)
    verdicts = {each.line_id: verdict or Verdict(destroy=units) for each in claim.lines.all()}
    return do(bringing_back.inspect, claim, verdicts=verdicts)


def test_a_return_goes_all_the_way_and_its_seller_bears_it(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    line, before = order.lines.get(), on(Kind.SELLER_PENDING)
    claim = came_back(order, 2, Verdict(restock=1, quarantine=1))
    claim = do(resolving.refund_claim, claim, liability="seller")
    assert [move.became for move in claim.moves.order_by("id")] == [
        *("approved", "in_transit", "received", "inspected", "resolved"),
    ]
    refund = Refund.objects.get()
    assert (claim.refund_id, refund.borne_by, refund.reason) == (refund.pk, "seller", claim.number)
    [item] = refund.items.all()
    assert (item.units, item.goods_minor) == (2, 35_00)
    # Two of five units, with their carriage and taxes, each part cut to the nearest fen.
    assert abs(refund.amount_minor * 5 - order.total_minor * 2) < 6 * 5
    assert on(Kind.SELLER_PENDING) == before + refund.amount_minor
    assert on(Kind.FREIGHT) == -line.freight_minor
    # One of the two is on the shelf again.
    assert on_hand(line.listing) == 100 - 5 + 1
    assert broken() == []


@pytest.mark.parametrize(
    ("liability", "account"),
    [
        ("carrier", Kind.CLAIMS_ON_CARRIER),
        ("customs", Kind.CLAIMS_ON_CUSTOMS),
        ("platform", Kind.CLAIMS_COSTS),
    ],
)
def test_a_claim_is_borne_by_who_is_liable(
    market: Market, wang: Shopper, jobs: Jobs, liability: str, account: Kind
) -> None:
    order = delivered(market, wang, jobs)
    earned = on(Kind.SELLER_PENDING)
    claim = opened(order, kind="claim")
    do(answering.decline_claim, claim, reason="it was whole")
    assert Claim.objects.get().status == "evidence"
    claim = do(resolving.refund_claim, claim, liability=liability, by=STAFF)
    assert on(account) == Refund.objects.get().amount_minor > 0
    assert on(Kind.SELLER_PENDING) == earned
    assert (claim.status, claim.liability) == ("resolved", liability)
    assert broken() == []


def test_a_buyer_who_is_liable_bears_it_and_may_claim_again(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = delivered(market, wang, jobs)
    claim = opened(order, 5, kind="claim")
    do(answering.decline_claim, claim, reason="it was whole")
    claim = do(resolving.reject_claim, claim, reason="the photo shows another bag", by=STAFF)
    assert (claim.status, claim.liability, claim.refund_id) == ("resolved", "buyer", None)
    assert not Refund.objects.exists()
    assert opened(order, 5, kind="claim").status == "requested"
    assert broken() == []


def test_a_seller_may_take_the_blame_at_once_and_no_one_elses(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = delivered(market, wang, jobs)
    claim = opened(order, kind="claim", reason="short")
    sums = {order.lines.get().pk: 1}
    for facts in ({"liability": "carrier"}, {"liability": "carrier", "sums": sums}):
        with pytest.raises(ClaimNotYours):
            do(resolving.refund_claim, claim, **facts)
    assert do(resolving.refund_claim, claim, liability="seller").status == "resolved"
    assert broken() == []


def test_a_seller_may_give_a_part_back_as_long_as_it_is_theirs_to_answer(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = delivered(market, wang, jobs)
    line = order.lines.get()
    first, late = (opened(order, kind="claim", reason="short") for _ in range(2))
    assert do(resolving.refund_claim, first, liability="seller", sums={line.pk: 3_00}).status == "resolved"
    refund = Refund.objects.get()
    assert (refund.amount_minor, refund.borne_by, refund.items.get().goods_minor) == (3_00, "seller", 3_00)
    sweep(NOW + CLAIM_ANSWER_WITHIN)
    with pytest.raises(ClaimNotYours):
        do(resolving.refund_claim, late, liability="seller", sums={line.pk: 3_00})
    assert broken() == []


def test_part_of_the_price_goes_back_by_line(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    claim, line = opened(order, kind="claim", reason="quality"), order.lines.get()
    do(answering.decline_claim, claim, reason="no")
    for wrong, why in (({}, BadDecision), ({claim.pk: 100}, LineNotFound)):
        with pytest.raises(why):
            do(resolving.refund_claim, claim, liability="platform", sums=wrong, by=STAFF)
    do(resolving.refund_claim, claim, liability="platform", sums={line.pk: 5_00}, by=STAFF)
    assert Refund.objects.get().amount_minor == 5_00
    assert broken() == []


def test_of_a_changed_mind_the_goods_alone_go_back(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    order.lines.update(hs6="340111")
    claim = came_back(order, reason="changed_mind")
    do(resolving.refund_claim, claim, liability="seller")
    assert Refund.objects.get().amount_minor == 35_00
    assert broken() == []


def test_what_did_not_come_back_is_not_paid_for(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    claim = came_back(order, 3, Verdict(destroy=1))
    do(resolving.refund_claim, claim, liability="seller")
    [item] = Refund.objects.get().items.all()
    assert (item.units, item.goods_minor) == (1, 17_50)
    assert broken() == []


@pytest.mark.parametrize("after", [CLAIM_WINDOW, CLAIM_WINDOW + timedelta(seconds=1)])
def test_goods_may_be_claimed_until_the_window_is_over(
    market: Market, wang: Shopper, jobs: Jobs, after: timedelta
) -> None:
    order = delivered(market, wang, jobs)
    late = _delivery_known(order) + after
    if after == CLAIM_WINDOW:
        assert opened(order, at=late).status == "requested"
    else:
        with pytest.raises(ClaimTooLate):
            opened(order, at=late)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("return", "lost"),
        ("return", "short"),
        ("claim", "lost"),
        ("claim", "changed_mind"),
        ("claim", "late"),
        # Flour is food: nobody sends it back for having changed their mind.
        ("return", "changed_mind"),
    ],
)
def test_not_everything_can_be_held_against_goods_that_came(
    market: Market, wang: Shopper, jobs: Jobs, kind: str, reason: str
) -> None:
    with pytest.raises(ClaimNotAllowed):
        opened(delivered(market, wang, jobs), kind=kind, reason=reason)
    assert not Claim.objects.exists()


def test_what_never_came_is_claimed_and_staff_decide_at_once(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    with pytest.raises(ClaimNotAllowed):
        opened(order, 5, kind="claim", reason="lost")
    hand_in(order, NOW)
    order.refresh_from_db()
    claim = opened(order, 5, kind="claim", reason="lost")
    assert (claim.status, claim.escalated_at) == ("evidence", NOW)
    with pytest.raises(ClaimNotYours):
        do(resolving.refund_claim, claim, liability="seller")
    do(resolving.refund_claim, claim, liability="carrier", by=STAFF)
    assert on(Kind.CLAIMS_ON_CARRIER) == order.total_minor
    assert broken() == []


def test_late_goods_are_claimed_once_they_are_late(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 5))
    hand_in(order, NOW)
    order.refresh_from_db()
    late = order.promised_at
    with pytest.raises(ClaimNotAllowed):
        opened(order, kind="claim", reason="late", at=late)
    assert opened(order, kind="claim", reason="late", at=late + timedelta(seconds=1)).status == "evidence"


def test_units_are_claimed_once(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    first = opened(order, 3)
    for count in (3, 0):
        with pytest.raises(ClaimUnitsTaken):
            opened(order, count)
    do(answering.decline_claim, first, reason="no")
    assert opened(order, 5).status == "requested"
    assert broken() == []


def test_an_order_has_so_many_open_claims_and_no_more(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs, units=MOST_OPEN_CLAIMS + 1)
    for _ in range(MOST_OPEN_CLAIMS):
        opened(order, 1)
    with pytest.raises(TooManyClaims):
        opened(order, 1)


@pytest.mark.parametrize("kind", ["return", "claim"])
def test_staff_answer_when_a_seller_does_not(market: Market, wang: Shopper, jobs: Jobs, kind: str) -> None:
    claim = opened(delivered(market, wang, jobs), kind=kind)
    due = NOW + CLAIM_ANSWER_WITHIN
    assert sweep(due - timedelta(seconds=1)) == 0
    assert (sweep(due), sweep(due)) == (1, 0)
    claim.refresh_from_db()
    assert claim.escalated_at == due
    assert claim.status == {"return": "requested", "claim": "evidence"}[kind]
    with pytest.raises((ClaimNotYours, IllegalMove)):
        do(answering.decline_claim, claim, reason="no")
    if kind == "return":
        assert do(answering.approve_claim, claim, by=STAFF).status == "approved"
    assert broken() == []


def test_goods_that_are_not_sent_back_end_the_return(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    claim = opened(order, 5)
    do(answering.approve_claim, claim)
    due = NOW + CLAIM_SEND_WITHIN
    assert sweep(due - timedelta(seconds=1)) == 0
    assert sweep(due) == 1
    claim.refresh_from_db()
    assert (claim.status, claim.end_reason) == ("declined", "The goods were not sent back in time.")
    assert order.lines.get().claimed_quantity == 0
    assert broken() == []


@pytest.mark.parametrize("verdict", [Verdict(restock=3), Verdict(destroy=-1)])
def test_no_more_units_come_back_than_were_claimed(
    market: Market, wang: Shopper, jobs: Jobs, verdict: Verdict
) -> None:
    order = delivered(market, wang, jobs)
    with pytest.raises(BadInspection):
        came_back(order, 2, verdict)


def test_each_line_is_looked_at(market: Market, wang: Shopper, jobs: Jobs) -> None:
    claim = opened(delivered(market, wang, jobs))
    do(answering.approve_claim, claim)
    do(bringing_back.send_back, claim, sent_with="")
    do(bringing_back.receive_back, claim)
    with pytest.raises(BadInspection):
        do(bringing_back.inspect, claim, verdicts={})


def test_what_a_seller_earned_waits_for_the_decision(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    claim = opened(order)
    later = _delivery_known(order) + CLAIM_WINDOW
    owns_transaction(completing.follow_shipments)(at=later, by=SYSTEM)
    assert Sale.objects.get().released_at is None
    do(answering.decline_claim, claim, reason="no", at=later)
    owns_transaction(completing.follow_shipments)(at=later, by=SYSTEM)
    assert Sale.objects.get().released_at == later
    assert Order.objects.get().status == "completed"
    assert broken() == []


def test_money_that_was_due_is_held_and_let_go_again(market: Market, wang: Shopper, jobs: Jobs) -> None:
    order = delivered(market, wang, jobs)
    owns_transaction(completing.confirm_receipt)(order=order, at=NOW, by=wang.actor)
    due = Sale.objects.get().release_at
    claim = opened(order)
    held = Sale.objects.get().release_at
    assert due is not None
    assert held is not None
    assert held > due
    do(answering.decline_claim, claim, reason="no")
    assert Sale.objects.get().release_at == due


def test_one_unit_claimed_by_many_at_once_is_claimed_once(at_once: AtOnce, jobs: Jobs) -> None:
    market = Market(at=NOW).open()
    order = delivered(market, market.buyer(), jobs)
    done = at_once([partial(opened, order, 2)] * 6)
    assert sum(isinstance(each, Claim) for each in done) == 2
    assert {type(each) for each in done} == {Claim, ClaimUnitsTaken}
    assert broken() == []


def test_a_claim_decided_by_many_at_once_is_refunded_once(at_once: AtOnce, jobs: Jobs) -> None:
    market = Market(at=NOW).open()
    claim = opened(delivered(market, market.buyer(), jobs), kind="claim")
    do(answering.decline_claim, claim, reason="no")
    done = at_once([partial(do, resolving.refund_claim, claim, liability="carrier", by=STAFF)] * 6)
    assert sum(isinstance(each, Claim) for each in done) == 1
    assert Refund.objects.count() == 1
    assert broken() == []


def _delivery_known(order: Order) -> Any:
    known = progress_of([order])[order.pk].delivery_recorded_at
    assert known is not None
    return known
