"""Which rows does the catalogue keep."""

from catalog.models.listings import Listing, ListingMove, Price
from catalog.models.products import Product, Variant
from catalog.models.sellers import Seller, SellerMove
from catalog.models.stock import Lot, ReservationMove, StockLevel, StockMove, StockReservation, Warehouse
from catalog.models.tariffs import PositiveListEntry, TariffCode, TaxRate

__all__ = [
    "Listing",
    "ListingMove",
    "Lot",
    "PositiveListEntry",
    "Price",
    "Product",
    "ReservationMove",
    "Seller",
    "SellerMove",
    "StockLevel",
    "StockMove",
    "StockReservation",
    "TariffCode",
    "TaxRate",
    "Variant",
    "Warehouse",
]
