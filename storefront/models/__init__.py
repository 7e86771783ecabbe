"""Which rows does the shop window keep?"""

from storefront.models.estimates import DeliveryEstimate
from storefront.models.notices import Notice, NoticeMove
from storefront.models.shelves import Label, ListingView, Shelf
from storefront.models.words import Synonym, SynonymGroup, SynonymKey, Term, TermKey, WordIndex

__all__ = [
    "DeliveryEstimate",
    "Label",
    "ListingView",
    "Notice",
    "NoticeMove",
    "Shelf",
    "Synonym",
    "SynonymGroup",
    "SynonymKey",
    "Term",
    "TermKey",
    "WordIndex",
]
