"""Which goods does a visitor want to see?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

ORDERINGS = ("newest", "price", "-price", "name", "-name")


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers of one attribute, both ends included; None where an end is open."""

    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What of a market is looked for, in which language it is told.

    `facets` are codes by kind (`brand`, `origin`, `standard`, `a.grade`), any of
    those of a kind; prices are minor units of the market's currency; `arrives_by` is a day there.
    """

    market: str
    language: str
    category: str = ""
    seller: str = ""
    product_id: UUID | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    numbers: Mapping[str, Range] = field(default_factory=dict)
    price_min: int | None = None
    price_max: int | None = None
    in_stock: bool | None = None
    arrives_by: date | None = None
