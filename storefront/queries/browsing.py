"""What stands in the window, page by page?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from catalog.errors import ListingNotFound
from kit.paging import bad_cursor
from kit.rest import uuid_or_none
from storefront.queries.sifting import BUYABLE_UNITS, ON_SALE, WITH_ESTIMATE, Sql, conditions, joined
from storefront.queries.vocabulary import refuse_strange, strange_in
from storefront.queries.wishes import Wish

# How deep in the tree a category lies decides which index finds its goods in order. Each page
# says it again, so a process that learnt it before the tree changed is put right.
_depths: dict[str, int] = {}
_MOST_REMEMBERED = 10_000
_LARGEST = 2**63

WORDS = "JOIN storefront_listingview AS words ON words.listing_id = shelf.listing_id AND words.language = %s"
OFFERED = "JOIN catalog_listing AS listing ON listing.id = shelf.listing_id"
# Whose market is said again: rows are found in the order of their names only within one.
WORDS_BY_NAME = f"{WORDS} AND words.market = shelf.market"
MEMBERS = "shelf.card || ',' || words.card || ',' || shelf.prices"
NOW = f"',\"available\":' || {BUYABLE_UNITS} || ',\"delivery\":' || coalesce(estimate.shown, 'null')"


@dataclass(frozen=True, slots=True)
class Order:
    """A way to sort: what is sorted by before the id, and whether the last comes first."""

    key: str
    descending: bool

    @property
    def columns(self) -> tuple[str, ...]:
        return (self.key, "shelf.listing_id") if self.key else ("shelf.listing_id",)

    @property
    def is_number(self) -> bool:
        return self.key.endswith(("_minor", ".key"))

    @property
    def is_by_name(self) -> bool:
        """Whether the order is another one in each language."""
        return self.key.startswith("words.")

    def way(self, *, backwards: bool) -> str:
        """The direction, turned round for a page before the cursor."""
        return "DESC" if self.descending != backwards else "ASC"

    def sql(self, *, backwards: bool) -> str:
        """The ORDER BY."""
        way = self.way(backwards=backwards)
        return ", ".join(f"{column} {way}" for column in self.columns)

    def beyond(self, values: Sequence[Any], *, backwards: bool) -> Sql:
        """The rows after the one that has these values; before it where `backwards`."""
        sign = "<" if self.descending != backwards else ">"
        places = ", ".join(["%s"] * len(values))
        return Sql(f"({', '.join(self.columns)}) {sign} ({places})", list(values))


ORDERS = {
    "newest": Order("", descending=True),
    "price": Order("shelf.price_minor", descending=False),
    "-price": Order("shelf.price_minor", descending=True),
    "name": Order("words.name", descending=False),
    "-name": Order("words.name", descending=True),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a list: `values` are those of the row from which a page goes on, None at the start."""

    ordering: str = "newest"
    values: Sequence[Any] | None = None
    backwards: bool = False
    limit: int = 24

    @property
    def order(self) -> Order:
        return ORDERS[self.ordering]


@dataclass(frozen=True, slots=True)
class Shown:
    """Listings as JSON texts, in order; `keys` are the values by which each is sorted."""

    items: list[str]
    keys: list[tuple[Any, ...]]
    has_more: bool


def page(wish: Wish, *, spot: Spot, translations: bool = False) -> Shown:
    """
    The next listings of the window after a place in it.

    One query; a second one when a category was moved up or down the tree.

    :raises Invalid: if the values aren't ones of this order, or an attribute isn't there.
    """
    if spot.values is not None:
        spot = replace(spot, values=checked(spot.values, spot.order))
    depth = _depths.get(wish.category, 0)
    rows = _page(wish, spot, translations=translations, depth=depth)
    refuse_strange(wish, rows[0][-1])
    if wish.category and rows[0][0] not in (None, depth):
        # Now it is known how deep the category lies. What was found without knowing is right, and slow;
        # what was found at another depth, where it lay before, is nothing.
        _learn(wish.category, rows[0][0])
        if depth:
            rows = _page(wish, spot, translations=translations, depth=rows[0][0])
    found = [row[1:4] for row in rows if row[1] is not None]
    more, found = len(found) > spot.limit, found[: spot.limit]
    if spot.backwards:
        found.reverse()
    keys = [(key, listing_id) if spot.order.key else (listing_id,) for listing_id, key, _ in found]
    return Shown([shown for _, _, shown in found], keys, more)


def one(listing_id: UUID, *, language: str, translations: bool = False, sandbox: bool = False) -> str:
    """
    One listing on sale in one world, on whichever market, as JSON. One query.

    :raises ListingNotFound: if there is none.
    """
    extra = "|| ',' || shelf.translations" if translations else ""
    found = rows_of(
        Sql(
            f"""
            SELECT '{{' || {MEMBERS} {extra} || ',' || shelf.details || ',' || words.details
                   || {NOW} || '}}'
            {ON_SALE} {WITH_ESTIMATE} {WORDS}
            WHERE shelf.listing_id = %s AND seller.sandbox = %s
            """,
            [language, listing_id, sandbox],
        )
    )
    if not found:
        raise ListingNotFound
    return str(found[0][0])


def now_of(listing_id: UUID, *, sandbox: bool) -> tuple[str, int, int] | None:
    """The market of a listing on sale in one world, its price in minor units, what is there; or None."""
    found = rows_of(
        Sql(
            f"""SELECT upper(shelf.market), shelf.price_minor, {BUYABLE_UNITS} {ON_SALE} {WITH_ESTIMATE}
                WHERE shelf.listing_id = %s AND seller.sandbox = %s""",
            [listing_id, sandbox],
        )
    )
    return found[0] if found else None


def depth_of(category: str) -> int:
    """How deep in the tree a category lies, 0 where this process hasn't learnt it yet."""
    return _depths.get(category, 0)


def _page(wish: Wish, spot: Spot, *, translations: bool, depth: int) -> list[tuple[Any, ...]]:
    """
    Rows of: how deep the wished category lies, a listing, by what it is sorted, its JSON, what is strange.

    There is always one; without a listing where nothing was found.
    """
    order, wanted = spot.order, list(conditions(wish, depth=depth))
    if spot.values is not None:
        wanted.append(order.beyond(spot.values, backwards=spot.backwards))
    where, strange = joined(wanted), strange_in(wish)
    by_name = order.is_by_name
    extra = "|| ',' || shelf.translations" if translations else ""
    way = order.way(backwards=spot.backwards)
    return rows_of(
        Sql(
            f"""
            WITH shelf AS MATERIALIZED (
                SELECT shelf.*, {order.key or "NULL"} AS key
                {ON_SALE} {WITH_ESTIMATE} {WORDS_BY_NAME if by_name else ""}
                WHERE {where.text} ORDER BY {order.sql(backwards=spot.backwards)} LIMIT %s
            )
            SELECT about.position, page.*, about.strange
            FROM (
                SELECT {_DEPTH_OF if wish.category else "NULL::int AS position"}, {strange.text} AS strange
            ) AS about
            LEFT JOIN (
                SELECT shelf.listing_id, shelf.key, '{{' || {MEMBERS} {extra} || {NOW} || '}}'
                FROM shelf {OFFERED} {WITH_ESTIMATE} {WORDS}
            ) AS page ON true
            ORDER BY {f"page.key {way}, " if order.key else ""}page.listing_id {way}
            """,  # noqa: S608 only our own words
            [
                *([wish.language] if by_name else []),
                *where.values,
                spot.limit + 1,
                *([wish.category] if wish.category else []),
                *strange.values,
                wish.language,
            ],
        )
    )


_DEPTH_OF = "(SELECT position FROM storefront_label WHERE kind = 'category' AND code = %s) AS position"


def checked(values: Sequence[Any], order: Order) -> tuple[Any, ...]:
    """
    The values of a cursor, if they are ones of this order.

    :raises Invalid: if they aren't.
    """
    *before, listing_id = values
    key = before[0] if before else ""
    is_right = isinstance(key, str) if not order.is_number else type(key) is int and abs(key) < _LARGEST
    if not is_right or uuid_or_none(str(listing_id)) is None or "\0" in str(key):
        raise bad_cursor()
    return (*before, UUID(str(listing_id)))


def _learn(category: str, depth: int) -> None:
    if len(_depths) >= _MOST_REMEMBERED:
        _depths.clear()
    _depths[category] = depth


def rows_of(sql: Sql) -> list[tuple[Any, ...]]:
    """What a statement answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
