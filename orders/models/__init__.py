"""Which rows do orders keep."""

from orders.models.buyers import Address, Buyer, ContactSearch
from orders.models.carts import Cart, CartLine, CartMove, Quote
from orders.models.notes import Attachment, Note
from orders.models.orders import Order, OrderGroup, OrderLine, OrderMove, OrderShipment
from orders.models.tariffs import DeliveryZone, FreightTariff

__all__ = [
    "Address",
    "Attachment",
    "Buyer",
    "Cart",
    "CartLine",
    "CartMove",
    "ContactSearch",
    "DeliveryZone",
    "FreightTariff",
    "Note",
    "Order",
    "OrderGroup",
    "OrderLine",
    "OrderMove",
    "OrderShipment",
    "Quote",
]
