"""With which request does each operation on the access of 1C succeed, on behalf of one side?"""

from typing import Any

from channels.intending import Document
from channels.models import Exchange, ExchangeAccess, ExchangeFile
from channels.operations.exchanging import begin
from channels.operations.handing_over import set_orders
from channels.operations.taking_back import take_back
from kit.clock import now
from kit.transactions import owns_transaction
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


def reported(side: Side) -> Sample:
    """A base of 1C that has reported of three orders that nobody knows."""
    access = ExchangeAccess.objects.filter(seller=side.seller_row).first() or keyed(side.seller_row).row
    owns_transaction(set_orders)(access=access, takes_orders=True, words={}, at=now())
    exchange = owns_transaction(begin)(access=access, at=now(), kind=Exchange.Kind.SALE).exchange
    file = ExchangeFile.objects.create(exchange=exchange, name="orders.xml", awaits_reading=True)
    for place in range(3):
        owns_transaction(take_back)(file=file, document=Document(place, number=f"SC-{place}"), at=now())
    return Sample(side.seller, "/seller/exchange/reports")


EXCHANGING: dict[str, Any] = {
    "showExchange": on_access(),
    "makeExchangeKey": make,
    "rotateExchangeKey": on_access("/rotate", {"encoding": "utf-8"}),
    "revokeExchangeKey": on_access("/revoke"),
    "setOrderExchange": on_access("/orders", {"takes_orders": True, "words": {"pack": ["К отгрузке"]}}),
    "listOrderReports": reported,
}
