"""Are letters that are written at once written in the turn in which things happened?"""

from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.operations import accepting
from orders.queries.writing import CLERKS
from orders.queries.writing_of_claims import OF_CLAIMS
from orders.queries.writing_of_declines import OF_DECLINES
from orders.queries.writing_of_journeys import OF_JOURNEYS
from orders.queries.writing_to_buyers import TO_BUYERS
from orders.queries.writing_to_sellers import TO_SELLERS
from tests.conftest import Jobs
from tests.letters import Letterbox
from tests.orders.market import Market, Shopper


def test_no_clerk_is_left_out() -> None:
    assert set(CLERKS) == {*TO_BUYERS, *TO_SELLERS, *OF_JOURNEYS, *OF_DECLINES, *OF_CLAIMS}


def test_what_was_handed_on_late_is_told_in_turn(
    market: Market, wang: Shopper, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 1))
    owns_transaction(accepting.accept)(order=order, at=market.at, by=SYSTEM)
    assert letterbox.hand_on(market.at) == ["order.placed", "payment.received", "order.accepted"]
