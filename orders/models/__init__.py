"""Which rows do orders keep."""

from orders.models.allowances import Allowance, AllowanceTake
from orders.models.buyers import Address, Buyer, ContactSearch
from orders.models.carts import Cart, CartLine, CartMove, Quote
from orders.models.claims import Claim, ClaimLine, ClaimMessage, ClaimMove, ClaimPhoto
from orders.models.coupons import Coupon, CouponUse
from orders.models.declines import DeclinedUnits
from orders.models.identities import HashKey, IdentityReading, ImportIdentity
from orders.models.notes import Attachment, Note
from orders.models.orders import Order, OrderGroup, OrderLine, OrderMove, OrderShipment
from orders.models.recalls import Recall, RecalledOrder
from orders.models.tariffs import DeliveryZone, FreightTariff

__all__ = [
    "Address",
    "Allowance",
    "AllowanceTake",
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
    "Coupon",
    "CouponUse",
    "DeclinedUnits",
    "DeliveryZone",
    "FreightTariff",
    "HashKey",
    "IdentityReading",
    "ImportIdentity",
    "Note",
    "Order",
    "OrderGroup",
    "OrderLine",
    "OrderMove",
    "OrderShipment",
    "Quote",
    "Recall",
    "RecalledOrder",
]
