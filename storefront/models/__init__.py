"""Which rows does the shop window keep?"""

from storefront.models.estimates import DeliveryEstimate
from storefront.models.notices import Notice, NoticeMove
from storefront.models.shelves import Label, ListingView, Shelf

__all__ = ["DeliveryEstimate", "Label", "ListingView", "Notice", "NoticeMove", "Shelf"]
