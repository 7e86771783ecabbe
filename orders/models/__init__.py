"""Which rows do orders keep."""

from orders.models.buyers import Address, Buyer, ContactSearch
from orders.models.carts import Cart, CartLine, CartMove, Quote
from orders.models.claims import Claim, ClaimLine, ClaimMessage, ClaimMove, ClaimPhoto
from orders.models.declines import DeclinedUnits
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
    "Claim",
    "ClaimLine",
    "ClaimMessage",
    "ClaimMove",
    "ClaimPhoto",
    "ContactSearch",
    "DeclinedUnits",
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
