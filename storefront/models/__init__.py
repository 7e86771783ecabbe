"""Which rows does the shop window keep?"""

from storefront.models.estimates import DeliveryEstimate
from storefront.models.shelves import Label, ListingView, Shelf

__all__ = ["DeliveryEstimate", "Label", "ListingView", "Shelf"]
