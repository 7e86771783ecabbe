"""Which questions does the catalogue answer?"""

from catalog.queries.law import Listed, Rates, positive_list, tax_rates
from catalog.queries.offering import Offer, articles, offers
from catalog.queries.selling import seller_organisations
from catalog.queries.stocking import Reserved, available, papers_missing, reserved

__all__ = [
    "Listed",
    "Offer",
    "Rates",
    "Reserved",
    "articles",
    "available",
    "offers",
    "papers_missing",
    "positive_list",
    "reserved",
    "seller_organisations",
    "tax_rates",
]
