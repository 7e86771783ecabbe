"""Which delivered orders do the tests of returns and claims start from?"""

from datetime import UTC, datetime

from kit.actors import Actor
from kit.transactions import owns_transaction
from orders.models import Claim, Order
from orders.operations import claiming
from shop.verification import INVARIANTS, broken_rows
from tests.conftest import Jobs
from tests.orders.market import Market, Shopper
from tests.orders.riding import STAGES, hand_in, report

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SELLER = Actor(kind="seller", roles=frozenset({"owner"}))
# Not a food by its customs code, so that it may go back by a change of mind.
SOAP_HS6 = "340111"


def delivered(market: Market, wang: Shopper, jobs: Jobs, units: int = 5, **listing: object) -> Order:
    """An order of one line whose goods came at `NOW`."""
    order = wang.buy_and_pay(jobs.drain, (market.listing(market.seller(), **listing), units))  # type: ignore[arg-type]
    hand_in(order, NOW)
    for stage in STAGES:
        report(order, stage, NOW)
    order.refresh_from_db()
    return order


def opened(
    order: Order,
    units: int = 2,
    *,
    kind: str = "return",
    reason: str = "damaged",
    at: datetime = NOW,
) -> Claim:
    """So many units of its first line are held against it."""
    line = order.lines.order_by("id")[0]
    buyer = Actor(kind="buyer", user_id=order.group.buyer.user_id)
    return owns_transaction(claiming.open_claim)(
        order=order, kind=kind, reason=reason, text="two are torn", units={line.pk: units}, at=at, by=buyer
    )


def broken() -> list[str]:
    """The names of all invariants that don't hold."""
    return [rule.name for rule in INVARIANTS if broken_rows(rule)]
