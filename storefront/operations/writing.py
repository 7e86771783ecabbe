"""How do rows of the shop window come to say what the catalogue says?"""

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from catalog.queries.displaying import Display, Lexicon
from kit.transactions import inside_transaction
from storefront.models import ListingView, Shelf
from storefront.operations.indexing import Indexed, forget, index
from storefront.policy import IMAGES_PLACE
from storefront.rendering import (
    ENCODE,
    Called,
    Memory,
    Shelved,
    Worded,
    facets_of,
    labels,
    searched,
    shelved,
    worded,
)
from storefront.words.documents import Texts

_SHELF = (
    *("listing_id", "market", "variant_id", "product_id", "seller_id", "seller_code"),
    *("category_1", "category_2", "category_3", "category_4", "price_minor", "facets", "numbers"),
    *("lane", "has_stock", "card", "details", "prices", "translations"),
)
_VIEW = ("listing_id", "language", "market", "name", "card", "details")


def _update(columns: Sequence[str], key: Sequence[str], table: str) -> str:
    """Write only what differs: a row that stays as it is costs no write."""
    rest = [name for name in columns if name not in key]
    return f"""
        ON CONFLICT ({", ".join(key)}) DO UPDATE SET {", ".join(f"{each} = excluded.{each}" for each in rest)}
        WHERE ({", ".join(f"{table}.{each}" for each in rest)})
        IS DISTINCT FROM ({", ".join(f"excluded.{each}" for each in rest)})
    """


# Rows come by COPY, which is by far the quickest way in, and are then merged by one statement each.
_INBOX = """
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_shelf (
        listing_id uuid, market text, variant_id uuid, product_id uuid, seller_id uuid, seller_code text,
        category_1 text, category_2 text, category_3 text, category_4 text, price_minor bigint,
        facets text[], numbers jsonb, lane text, has_stock boolean, card text, details text, prices text,
        translations text
    ) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_view (
        listing_id uuid, language text, market text, name text, card text, details text
    ) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_label (
        kind text, code text, names jsonb, position int
    ) ON COMMIT DELETE ROWS;
    TRUNCATE storefront_inbox_shelf, storefront_inbox_view, storefront_inbox_label
"""
_PUT_SHELVES = f"""
    INSERT INTO storefront_shelf ({", ".join(_SHELF)})
    SELECT {", ".join(_SHELF)} FROM storefront_inbox_shelf
    {_update(_SHELF, ("listing_id",), "storefront_shelf")}
"""  # noqa: S608 names of columns
_PUT_VIEWS = f"""
    INSERT INTO storefront_listingview ({", ".join(_VIEW)})
    SELECT {", ".join(_VIEW)} FROM storefront_inbox_view
    {_update(_VIEW, ("listing_id", "language"), "storefront_listingview")}
"""  # noqa: S608 names of columns
_PUT_LABELS = """
    INSERT INTO storefront_label (kind, code, names, position)
    SELECT kind, code, names, position FROM storefront_inbox_label
    ON CONFLICT (kind, code) DO UPDATE SET names = excluded.names, position = excluded.position
    WHERE (storefront_label.names, storefront_label.position)
          IS DISTINCT FROM (excluded.names, excluded.position)
"""
_PUT_LANES = """
    INSERT INTO storefront_deliveryestimate (lane, market, service_code, shown)
    SELECT DISTINCT lane, market, '', 'null' FROM storefront_inbox_shelf
    ON CONFLICT (lane) DO NOTHING
"""


@inside_transaction
def put(*, displays: Collection[Display], lexicon: Lexicon) -> None:
    """Let the window show these listings; rows that say so already stay untouched. Twelve statements."""
    if not displays:
        return
    called = {(each.kind, each.code): each for display in displays for each in labels(display, lexicon)}
    with connection.cursor() as cursor:
        cursor.execute(_INBOX)
        _send(cursor, "storefront_inbox_shelf", (_shelf_row(shelved(each, lexicon)) for each in displays))
        memory: Memory = {}
        views = (_view_row(view) for each in displays for view in worded(each, lexicon, memory))
        _send(cursor, "storefront_inbox_view", views)
        _send(cursor, "storefront_inbox_label", (_label_row(each) for each in called.values()))
        for statement in (_PUT_SHELVES, _PUT_VIEWS, _PUT_LABELS, _PUT_LANES):
            cursor.execute(statement)
    shared: dict[tuple[UUID, str], Texts] = {}
    index(
        listings=[
            Indexed(
                each.listing_id,
                each.market,
                *searched(each, lexicon, shared),
                sorted(facets_of(each, lexicon)),
            )
            for each in displays
        ]
    )


@inside_transaction
def take_down(*, listing_ids: Collection[UUID]) -> None:
    """Let the window show these listings no more. Three statements."""
    forget(listing_ids=listing_ids)
    ListingView.objects.filter(listing_id__in=listing_ids).delete()
    Shelf.objects.filter(listing_id__in=listing_ids).delete()


def _send(cursor: Any, table: str, rows: Iterable[Sequence[Any]]) -> None:
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _placeless(text: str) -> str:
    """Where pictures are served is a setting, which may change; JSON itself never holds this character."""
    return text.replace(settings.IMAGES_URL, IMAGES_PLACE)


def _shelf_row(row: Shelved) -> tuple[Any, ...]:
    values = {name: getattr(row, name) for name in _SHELF}
    return tuple({**values, "details": _placeless(row.details)}.values())


def _view_row(row: Worded) -> tuple[Any, ...]:
    return (
        *(row.listing_id, row.language, row.market, row.name, _placeless(row.card), _placeless(row.details)),
    )


def _label_row(row: Called) -> tuple[Any, ...]:
    return row.kind, row.code, ENCODE(row.names), row.position
