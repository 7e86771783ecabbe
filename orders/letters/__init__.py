"""How is each letter about orders written?"""

from collections.abc import Mapping

from kit.letters import Writer
from orders.letters.claiming import OF_CLAIMS
from orders.letters.ordering import OF_ORDERS
from orders.letters.paying import OF_MONEY
from orders.letters.recalling import OF_RECALLS
from orders.letters.selling import OF_SALES
from orders.letters.travelling import OF_JOURNEYS

WRITERS: Mapping[str, Writer] = {
    **OF_ORDERS,
    **OF_MONEY,
    **OF_JOURNEYS,
    **OF_SALES,
    **OF_CLAIMS,
    **OF_RECALLS,
}

__all__ = ["WRITERS"]
