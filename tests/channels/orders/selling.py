"""Which bases of 1C exchange orders with the shop in its tests?"""

from collections.abc import Mapping, Sequence
from typing import Any

from catalog.models import Seller
from channels.models import ExchangeAccess, OrderReport
from channels.operations.handing_over import set_orders
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import Order
from tests.channels.exchanging import SITE, keyed, wire
from tests.orders_1c import Orders1C, report


def base_for(
    seller: Seller, *, encoding: str = "utf-8", words: Mapping[str, Sequence[str]] | None = None, **how: Any
) -> Orders1C:
    """A base of 1C of a seller's that is let have orders."""
    made = keyed(seller, encoding=encoding)
    let(made.row, words=words)
    return Orders1C(
        address=f"{SITE}/channels/1c/{made.row.public_id}/",
        login=made.row.public_id,
        password=made.password,
        encoding=encoding,
        carry=wire,
        **how,
    )


def let(
    access: ExchangeAccess, *, takes: bool = True, words: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Its owner lets it have orders, or no longer."""
    owns_transaction(set_orders)(access=access, takes_orders=takes, words=words or {}, at=now())


def access_of(seller: Seller) -> ExchangeAccess:
    """The access of a seller's 1C."""
    return ExchangeAccess.objects.get(seller=seller)


def outcomes() -> list[tuple[str, str, str]]:
    """Number, outcome and reason of what was reported, in its order."""
    return list(OrderReport.objects.order_by("id").values_list("given_number", "outcome", "why"))


def of(books: Orders1C, order: Order, state: str = "", **requisites: str) -> str:
    """What the books write back of an order: a state, or other requisites."""
    told = {"Статус заказа": state} if state else {}
    return report(books.orders[order.number], told | requisites)


def fresh(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)
