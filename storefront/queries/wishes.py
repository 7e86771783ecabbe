"""Which goods does a visitor want to see?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from storefront.windows import window_of

ORDERINGS = ("newest", "price", "-price", "name", "-name")
# How a kind of facet is called that is an attribute: `a.grade`.
OF_ATTRIBUTE = "a."


class Range(NamedTuple):
    """Numbers from one to another, both included; None where an end is open; twice the same is itself."""

    least: Decimal | None
    most: Decimal | None

    @property
    def is_contradictory(self) -> bool:
        """Whether no number can be in it."""
        return self.least is not None and self.most is not None and self.least > self.most


class Choice(NamedTuple):
    """
    What was chosen of an attribute: the code of an option, a range of numbers.

    Whoever asks for 128 may mean the number or an option of this code; that is both.
    """

    code: str = ""
    numbers: Range | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What of a market is looked for, in which language it is told.

    `facets` are codes by kind (`brand`, `origin`, `standard`), `attributes` choices by the
    attribute's code; any of those of one will do. Prices are minor units of the market's
    currency; `arrives_by` is a day there. With `sandbox` it is looked for in the test world.
    """

    market: str
    language: str
    category: str = ""
    seller: str = ""
    product_id: UUID | None = None
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    attributes: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    price_min: int | None = None
    price_max: int | None = None
    in_stock: bool | None = None
    arrives_by: date | None = None
    sandbox: bool = False

    @property
    def window(self) -> str:
        """Where it is looked for: each world has a window of its own for every market."""
        return window_of(self.market, sandbox=self.sandbox)
