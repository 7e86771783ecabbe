"""By which code do the customs of the country that goods are sold to know them?"""

from collections.abc import Iterable, Mapping
from typing import Protocol

# The column of a product, and of the tariff table, that holds the code of each market's customs.
CODE_OF: Mapping[str, str] = {"CN": "cn10", "KZ": "eaeu10"}
CUSTOMS: Mapping[str, str] = {"cn10": "China", "eaeu10": "the EAEU"}


class Coded(Protocol):
    """Goods, or the kind that they are of."""

    cn10: str
    eaeu10: str


def code_for(market: str, goods: Coded, kind: Coded) -> str:
    """
    The ten digits under which goods are declared where a market is; empty if nobody knows them.

    What the seller says of the goods comes first; else it is the code that the
    tariff table has of their kind, if it has one.
    """
    column = CODE_OF[market]
    own: str = getattr(goods, column)
    known: str = getattr(kind, column)
    return code_of(own, known)


def code_of(own: str, known: str) -> str:
    """The seller's own code, else the one of the tariff table."""
    return own or known


def codes_missing(markets: Iterable[str], goods: Coded, kind: Coded) -> list[str]:
    """The columns of the codes that nobody knows, of those that these markets take."""
    return sorted({CODE_OF[market] for market in markets if not code_for(market, goods, kind)})
