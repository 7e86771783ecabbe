"""What does a country take from goods that come in, by which of its regimes?"""

from collections.abc import Mapping

from orders.duties.china_retail import ONE_INDIVISIBLE_ITEM, WITHIN_LIMITS, ChinaRetailImport
from orders.duties.china_trade import ChinaGeneralTrade
from orders.duties.kazakhstan_parcels import KazakhstanParcels
from orders.duties.kazakhstan_trade import KazakhstanGeneralImport
from orders.duties.lawbook import (
    DearGoodsTax,
    EcommerceGoodsRules,
    Lawbook,
    ListEntry,
    NationalVat,
    PersonalGoodsRules,
    QuantityLimit,
    RetailImportRules,
)
from orders.duties.terms import (
    Assessment,
    ExchangeRate,
    ImportLine,
    ImportOrder,
    LineTax,
    MassUse,
    Percents,
    Purpose,
    Reason,
    Refusal,
    Regime,
    YearSoFar,
)

__all__ = [
    "ONE_INDIVISIBLE_ITEM",
    "REGIMES",
    "WITHIN_LIMITS",
    "Assessment",
    "DearGoodsTax",
    "EcommerceGoodsRules",
    "ExchangeRate",
    "ImportLine",
    "ImportOrder",
    "Lawbook",
    "LineTax",
    "ListEntry",
    "MassUse",
    "NationalVat",
    "Percents",
    "PersonalGoodsRules",
    "Purpose",
    "QuantityLimit",
    "Reason",
    "Refusal",
    "Regime",
    "RetailImportRules",
    "YearSoFar",
    "assess",
]

# The law chooses by who imports: what a household may not bring in as such doesn't become trade of itself.
REGIMES: Mapping[str, Mapping[Purpose, Regime]] = {
    "CN": {Purpose.HOUSEHOLD: ChinaRetailImport(), Purpose.BUSINESS: ChinaGeneralTrade()},
    "KZ": {Purpose.HOUSEHOLD: KazakhstanParcels(), Purpose.BUSINESS: KazakhstanGeneralImport()},
}


def assess(*, market: str, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
    """
    Tax one seller's order into `market` (its country code), or say why it can't go there.

    A market without a regime is refused, and so are goods of which nothing is known: never let through
    untaxed.

    :raises ValueError: if the order has no lines.
    """
    if not order.lines:
        raise ValueError("an order without lines cannot be assessed")
    regime = REGIMES.get(market, {}).get(order.purpose)
    if regime is None:
        return Refusal(Reason.NOT_AVAILABLE, {"market": market})
    unknown = sorted({line.hs6 for line in order.lines if line.percents.is_unknown})
    if unknown:
        return Refusal(Reason.GOODS_UNKNOWN, {"hs6": unknown, "day": order.day.isoformat()})
    return regime.assess(order, lawbook)
