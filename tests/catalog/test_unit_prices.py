"""Do two sizes of the same goods compare by one price?"""

from decimal import Decimal

import pytest

from catalog.unit_prices import UnitPrice, unit_price


@pytest.mark.parametrize(
    ("minor", "net_g", "content", "price"),
    [
        (1750, 2000, (None, "", "1"), UnitPrice(875, "kg")),
        (1190, 800, (None, "", "1"), UnitPrice(1488, "kg")),
        (5450, 460, ("500", "volume", "0.000001"), UnitPrice(10900, "l")),
        (5450, 460, ("0.5", "volume", "0.001"), UnitPrice(10900, "l")),
        (20290, 248, ("200", "mass", "0.001"), UnitPrice(101450, "kg")),
        (1000, 300, ("3", "count", "1"), UnitPrice(333, "pcs")),
        (1000, 300, ("250", "length", "0.01"), UnitPrice(400, "m")),
        (1000, 2000, ("20", "package", "1"), UnitPrice(500, "kg")),
        (1, 2000, (None, "", "1"), UnitPrice(1, "kg")),
        (1, 3000, (None, "", "1"), UnitPrice(0, "kg")),
    ],
)
def test_a_price_is_told_for_one_unit(
    minor: int, net_g: int, content: tuple[str | None, str, str], price: UnitPrice
) -> None:
    amount, dimension, factor = content
    told = unit_price(
        minor,
        net_g=net_g,
        content=Decimal(amount) if amount else None,
        dimension=dimension,
        factor=Decimal(factor),
    )
    assert told == price
