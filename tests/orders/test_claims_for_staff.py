"""Do staff hear of returns and claims that nobody else can move on?"""

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.operations import answering, resolving
from orders.policy import CLAIM_ANSWER_WITHIN
from orders.queries.waiting import piles
from tests.conftest import Jobs
from tests.orders.claims import NOW, delivered, opened
from tests.orders.market import STAFF, Market, Shopper
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
