"""How do rows of the shop window come to say what the catalogue says?"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from catalog.queries.displaying import Display, Lexicon
from kit.transactions import inside_transaction
from storefront.analysing import prepared
from storefront.models import ListingView, Shelf
from storefront.rendering import ENCODE, Called, Shelved, Worded, labels, shelved, worded

_SHELF = (
    *("listing_id", "market", "variant_id", "product_id", "seller_id", "seller_code"),
    *("category_1", "category_2", "category_3", "category_4", "price_minor", "facets", "numbers"),
    *("lane", "has_stock", "card", "details", "prices", "translations"),
)
_VIEW = ("listing_id", "language", "market", "name", "card", "details", "document")


def _update(columns: Sequence[str], key: Sequence[str], table: str) -> str:
    """Write only what differs: a row that stays as it is costs no write."""
    rest = [name for name in columns if name not in key]
    return f"""
        ON CONFLICT ({", ".join(key)}) DO UPDATE SET {", ".join(f"{each} = excluded.{each}" for each in rest)}
        WHERE ({", ".join(f"{table}.{each}" for each in rest)})
        IS DISTINCT FROM ({", ".join(f"excluded.{each}" for each in rest)})
    """


_PUT_SHELVES = f"""
    INSERT INTO storefront_shelf ({", ".join(_SHELF)})
    SELECT listing_id, market, variant_id, product_id, seller_id, seller_code,
           category_1, category_2, category_3, category_4, price_minor,
           string_to_array(facets, E'\\n'), numbers::jsonb, lane, has_stock, card, details, prices,
           translations
    FROM unnest(%s::uuid[], %s::text[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
                %s::text[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::text[], %s::text[],
                %s::text[], %s::boolean[], %s::text[], %s::text[], %s::text[], %s::text[])
         AS given ({", ".join(_SHELF)})
    {_update(_SHELF, ("listing_id",), "storefront_shelf")}
"""  # noqa: S608 names of columns
_PUT_VIEWS = f"""
    INSERT INTO storefront_listingview ({", ".join(_VIEW)})
    SELECT listing_id, language, market, name, card, details,
           setweight(to_tsvector(config::regconfig, a), 'A')
           || setweight(to_tsvector(config::regconfig, b), 'B')
           || setweight(to_tsvector(config::regconfig, c), 'C')
           || setweight(to_tsvector(config::regconfig, d), 'D')
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::text[], %s::text[], %s::text[])
         AS given (listing_id, language, market, name, card, details, config, a, b, c, d)
    {_update(_VIEW, ("listing_id", "language"), "storefront_listingview")}
"""  # noqa: S608 names of columns
_PUT_LABELS = """
    INSERT INTO storefront_label (kind, code, names, position)
    SELECT kind, code, names::jsonb, position
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[]) AS given (kind, code, names, position)
    ON CONFLICT (kind, code) DO UPDATE SET names = excluded.names, position = excluded.position
    WHERE (storefront_label.names, storefront_label.position)
          IS DISTINCT FROM (excluded.names, excluded.position)
"""
_PUT_LANES = """
    INSERT INTO storefront_deliveryestimate (lane, market, service_code, shown, estimated_at)
    SELECT DISTINCT lane, market, '', 'null', %s::timestamptz
    FROM unnest(%s::text[], %s::text[]) AS given (lane, market)
    ON CONFLICT (lane) DO NOTHING
"""


@inside_transaction
def put(*, displays: Collection[Display], lexicon: Lexicon, at: datetime) -> None:
    """Let the window show these listings; rows that say so already stay untouched. Four statements."""
    if not displays:
        return
    shelves = [shelved(each, lexicon) for each in displays]
    views = [view for each in displays for view in worded(each, lexicon)]
    called = {(each.kind, each.code): each for display in displays for each in labels(display, lexicon)}
    lanes = {each.lane: each.market for each in shelves}
    with connection.cursor() as cursor:
        cursor.execute(_PUT_SHELVES, _columns(_shelf_row(each) for each in shelves))
        cursor.execute(_PUT_VIEWS, _columns(_view_row(each) for each in views))
        cursor.execute(_PUT_LABELS, _columns(_label_row(each) for each in called.values()))
        cursor.execute(_PUT_LANES, [at, list(lanes), list(lanes.values())])


@inside_transaction
def take_down(*, listing_ids: Collection[UUID]) -> None:
    """Let the window show these listings no more. Two statements."""
    ListingView.objects.filter(listing_id__in=listing_ids).delete()
    Shelf.objects.filter(listing_id__in=listing_ids).delete()


def _columns(rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _shelf_row(row: Shelved) -> tuple[Any, ...]:
    values = [getattr(row, name) for name in _SHELF]
    values[_SHELF.index("facets")] = "\n".join(row.facets)
    return tuple(values)


def _view_row(row: Worded) -> tuple[Any, ...]:
    config, texts = prepared(row.language, row.texts)
    return (
        row.listing_id,
        row.language,
        row.market,
        row.name,
        row.card,
        row.details,
        config,
        *texts,
    )


def _label_row(row: Called) -> tuple[Any, ...]:
    return row.kind, row.code, ENCODE(row.names), row.position
