"""Does a report of 1C's come to one end with what people do to the same order at the same instant?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from channels.models import ExchangeFile
from channels.operations.taking_back import read_back
from kit.actors import Actor
from kit.clock import now
from kit.moves import IllegalMove
from kit.transactions import owns_transaction
from orders.errors import OrderClosed
from orders.models import Order
from orders.operations import accepting
from tests.channels.orders.conftest import NOW
from tests.channels.orders.selling import base_for, outcomes
from tests.conftest import Jobs
from tests.orders.market import Market
from tests.orders_1c import report, sent

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]


@pytest.mark.parametrize("state", ["Принят", "Собран"])
def test_a_decline_in_the_console_and_an_accept_of_1c_s_leave_one_end(
    at_once: AtOnce, jobs: Jobs, hear: Callable[[], None], state: str
) -> None:
    market = Market(at=NOW).open()
    mill = market.seller()
    order = market.buyer().buy_and_pay(jobs.drain, (market.listing(mill), 2))
    hear()
    books = base_for(mill)
    books.take_orders()
    books.must("file", sent(report(books.orders[order.number], {"Статус заказа": state})), filename="o.xml")
    [file] = ExchangeFile.objects.all()
    by = Actor(kind="seller", organisation_id=mill.organisation_id, roles=frozenset({"warehouse"}))
    decline = partial(owns_transaction(accepting.decline), order=order, reason="damp", at=now(), by=by)
    answers = at_once([partial(read_back, file_id=file.pk, clock=now), decline])
    assert answers[0] is None
    order.refresh_from_db()
    if isinstance(answers[1], Order):
        assert (order.status, order.packed_at, order.accepted_at) == ("declined", None, None)
        assert outcomes() == [(order.number, "untaken", "report.order_ended")]
    else:
        assert isinstance(answers[1], IllegalMove | OrderClosed)
        assert order.status == "accepted"
        assert outcomes() == [(order.number, "taken", "")]
