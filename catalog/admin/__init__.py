"""What do staff see of sellers, goods and their kinds, stock, tariffs?"""

from catalog.admin import (
    certificates,
    changes,
    counts,
    goods,
    imports,
    kinds,
    offers,
    sellers,
    stock,
    tariffs,
    transfers,
)

__all__ = [
    "certificates",
    "changes",
    "counts",
    "goods",
    "imports",
    "kinds",
    "offers",
    "sellers",
    "stock",
    "tariffs",
    "transfers",
]
