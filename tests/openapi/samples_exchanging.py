"""With which request does each operation on the access of 1C succeed, on behalf of one side?"""

from typing import Any

from channels.models import ExchangeAccess
from kit.clock import now
from tests.channels.exchanging import keyed
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side


def make(side: Side) -> Sample:
    side.seller_user.tokens.update(confirmed_at=now())
    ExchangeAccess.objects.filter(seller=side.seller_row).delete()
    return Sample(side.seller, "/seller/exchange", {"encoding": "windows-1251"})


def on_access(rest: str = "", body: Any = None) -> Recipe:
    """An operation on an access that was made."""

    def sample(side: Side) -> Sample:
        made = make(side)
        keyed(side.seller_row)
        return Sample(made.api, made.path + rest, body)

    return sample


EXCHANGING: dict[str, Any] = {
    "showExchange": on_access(),
    "makeExchangeKey": make,
    "rotateExchangeKey": on_access("/rotate", {"encoding": "utf-8"}),
    "revokeExchangeKey": on_access("/revoke"),
    "setOrderExchange": on_access("/orders", {"takes_orders": True, "words": {"pack": ["К отгрузке"]}}),
    "listOrderReports": on_access("/reports"),
}
