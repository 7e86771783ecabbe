"""Which questions does the catalogue answer?"""

from catalog.queries.gating import kept_off
from catalog.queries.law import Listed, Rates, law_stamp, positive_list, tax_rates
from catalog.queries.offering import Measures, Offer, articles, measures_of, offers, sample_offers
from catalog.queries.selling import seller_organisations
from catalog.queries.stocking import (
    FreeLot,
    Reserved,
    free_lots,
    fresh_units,
    holders_of,
    papers_missing,
    reserved,
)

__all__ = [
    "FreeLot",
    "Listed",
    "Measures",
    "Offer",
    "Rates",
    "Reserved",
    "articles",
    "free_lots",
    "fresh_units",
    "holders_of",
    "kept_off",
    "law_stamp",
    "measures_of",
    "offers",
    "papers_missing",
    "positive_list",
    "reserved",
    "sample_offers",
    "seller_organisations",
    "tax_rates",
]
