"""What does a kilogram, a litre or a piece cost, whatever the size of the package?"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# The unit in which each dimension's price is told, and how many of its base units that is.
_PER = {
    "mass": ("kg", Decimal(1)),
    "volume": ("l", Decimal("0.001")),
    "count": ("pcs", Decimal(1)),
    "length": ("m", Decimal(1)),
    "area": ("m2", Decimal(1)),
}
G_PER_KG = 1000


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Minor units of the price's own currency for one `per`, a code of ours such as kg or l."""

    minor: int
    per: str


def unit_price(
    price_minor: int,
    *,
    net_g: int,
    content: Decimal | None = None,
    dimension: str = "",
    factor: Decimal = Decimal(1),
) -> UnitPrice:
    """
    The price of one kilogram, litre, piece, metre or square metre, rounded half up.

    `content` counts the unit of the variant, whose `dimension` and `factor` to its
    base unit (kg, m³, piece, m, m²) are its row's; without one, or in a unit that
    nobody compares, the net mass decides.
    """
    if content is not None and dimension in _PER:
        per, size = _PER[dimension]
        return UnitPrice(_divided(price_minor, content * factor / size), per)
    # Half of what is divided by more before whole numbers are taken rounds half up.
    return UnitPrice((2 * price_minor * G_PER_KG + net_g) // (2 * net_g), "kg")


def _divided(price_minor: int, amount: Decimal) -> int:
    return int((price_minor / amount).quantize(Decimal(1), rounding=ROUND_HALF_UP))
