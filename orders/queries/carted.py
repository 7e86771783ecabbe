"""What lies in a cart?"""

from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from kit.compiled import Compiled, Given
from orders.models import CartLine


class Carted(NamedTuple):
    """So many units of a listing."""

    listing_id: UUID
    quantity: int


_LINES = Compiled(
    lambda: (
        CartLine.objects.filter(cart_id=Given("cart_id", UUIDField()))
        .order_by("id")
        .values_list(*Carted._fields)
    )
)


def lines_of(*, cart_id: UUID) -> list[Carted]:
    """What lies in a cart, first put in first. One query."""
    return [Carted._make(row) for row in _LINES.rows(cart_id=cart_id)]
