"""How does a wish become conditions of a statement?"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from catalog.queries.stocking import BUYABLE_UNITS_SQL
from storefront.queries.wishes import OF_ATTRIBUTE, Choice, Wish

PRICE = "price"


class Sql(NamedTuple):
    """A piece of a statement with its parameters, in the order in which they stand in it."""

    text: str
    values: Sequence[Any] = ()


# What stands on the shelf and is really on sale: the catalogue's own rows have the last word, so that
# what is blocked, paused or of a suspended seller is gone at once.
ON_SALE = """
    FROM storefront_shelf AS shelf
    JOIN catalog_listing AS listing ON listing.id = shelf.listing_id AND listing.status = 'live'
    JOIN catalog_seller AS seller ON seller.id = shelf.seller_id AND seller.status = 'verified'
"""
# Where no train is known the goods are judged by today: what is too old now won't be fresher.
_BUYABLE = BUYABLE_UNITS_SQL.format(
    variant="shelf.variant_id",
    arrives="coalesce(estimate.arrives_date, current_date)",
    least="listing.min_quantity",
    multiple="listing.multiple",
)
BUYABLE_UNITS = f"({_BUYABLE})"
WITH_ESTIMATE = "LEFT JOIN storefront_deliveryestimate AS estimate ON estimate.lane = shelf.lane"


def conditions(wish: Wish, *, depth: int = 0, without: str = "") -> Iterator[Sql]:
    """
    What a row of `ON_SALE` with its estimate must fulfil; the choices of one kind may be left out.

    `depth` is that of the wished category in the tree, where it is known.
    """
    yield Sql("shelf.market = %s", [wish.window])
    if wish.product_id is not None:
        yield Sql("shelf.product_id = %s", [wish.product_id])
    if wish.in_stock is not None:
        # The hint is kept in the row so that the sold out need not be counted one by one.
        yield Sql(
            f"(shelf.has_stock AND {BUYABLE_UNITS} > 0)" if wish.in_stock else f"NOT {BUYABLE_UNITS} > 0"
        )
    if wish.arrives_by is not None:
        yield Sql("estimate.arrives_date <= %s", [wish.arrives_by])
    for kind, condition in choices(wish, depth=depth).items():
        if kind != without:
            yield condition


def choices(wish: Wish, *, depth: int = 0) -> dict[str, Sql]:
    """The conditions of those facets of which a visitor has chosen some values, by kind."""
    return dict(_choices(wish, depth))


def _choices(wish: Wish, depth: int) -> Iterator[tuple[str, Sql]]:
    if wish.category:
        # One of the four columns has it; an index in the order of the page helps only who knows which.
        depths = (depth,) if depth else (1, 2, 3, 4)
        columns = " OR ".join(f"shelf.category_{each} = %s" for each in depths)
        yield "category", Sql(f"({columns})", [wish.category] * len(depths))
    if wish.seller:
        yield "seller", Sql("shelf.seller_code = %s", [wish.seller])
    if price := list(_bounds("shelf.price_minor", [], wish.price_min, wish.price_max)):
        yield PRICE, joined(price)
    for kind, codes in sorted(wish.facets.items()):
        yield kind, _with_any(kind, codes)
    for code, chosen in sorted(wish.attributes.items()):
        yield OF_ATTRIBUTE + code, joined(list(_ways(code, chosen)), by=" OR ", around="({})")


def _with_any(kind: str, codes: Sequence[str]) -> Sql:
    return Sql("shelf.facets && %s::varchar[]", [[f"{kind}={code}" for code in codes]])


def _ways(code: str, chosen: Sequence[Choice]) -> Iterator[Sql]:
    """The ways to have what was chosen of an attribute: one of these codes, a number within a range."""
    if codes := [each.code for each in chosen if each.code]:
        yield _with_any(OF_ATTRIBUTE + code, codes)
    for numbers in (each.numbers for each in chosen if each.numbers):
        yield joined(list(_bounds("(shelf.numbers ->> %s)::numeric", [code], *numbers)), around="({})")


def _bounds(column: str, values: Sequence[Any], least: object, most: object) -> Iterator[Sql]:
    for sign, bound in ((">=", least), ("<=", most)):
        if bound is not None:
            yield Sql(f"{column} {sign} %s", [*values, bound])


def joined(parts: Sequence[Sql], by: str = " AND ", around: str = "{}") -> Sql:
    """All pieces as one, which may be put in brackets."""
    text = around.format(by.join(part.text for part in parts))
    return Sql(text, [value for part in parts for value in part.values])
