"""Which rows does the catalogue keep."""

from catalog.models.certificates import Certificate, CertificateMove
from catalog.models.changes import ListingChange, ListingChangeMove
from catalog.models.counts import StockCount, StockCountLine, StockCountMove
from catalog.models.gate import GateNote, GateTurn, PaperRule
from catalog.models.images import Image
from catalog.models.imports import ImportJob, ImportJobMove, ImportKey, ImportMapping, ImportRow
from catalog.models.listings import Listing, ListingMove, Price, PriceChange, Repricing
from catalog.models.products import Product, Variant
from catalog.models.sellers import Seller, SellerMove
from catalog.models.stock import (
    Lot,
    LowStock,
    ReservationMove,
    StockLevel,
    StockMove,
    StockReservation,
    Warehouse,
)
from catalog.models.tariffs import PositiveListEntry, TariffCode, TaxRate
from catalog.models.taxonomy import Attribute, AttributeOption, Brand, Category, CategoryAttribute, Unit
from catalog.models.touches import ListingTouch
from catalog.models.transfers import StockTransfer, StockTransferLine, StockTransferMove

__all__ = [
    "Attribute",
    "AttributeOption",
    "Brand",
    "Category",
    "CategoryAttribute",
    "Certificate",
    "CertificateMove",
    "GateNote",
    "GateTurn",
    "Image",
    "ImportJob",
    "ImportJobMove",
    "ImportKey",
    "ImportMapping",
    "ImportRow",
    "Listing",
    "ListingChange",
    "ListingChangeMove",
    "ListingMove",
    "ListingTouch",
    "Lot",
    "LowStock",
    "PaperRule",
    "PositiveListEntry",
    "Price",
    "PriceChange",
    "Product",
    "Repricing",
    "ReservationMove",
    "Seller",
    "SellerMove",
    "StockCount",
    "StockCountLine",
    "StockCountMove",
    "StockLevel",
    "StockMove",
    "StockReservation",
    "StockTransfer",
    "StockTransferLine",
    "StockTransferMove",
    "TariffCode",
    "TaxRate",
    "Unit",
    "Variant",
    "Warehouse",
]
