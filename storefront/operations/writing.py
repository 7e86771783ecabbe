"""How do rows of the shop window come to say what the catalogue says?"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from catalog.queries.displaying import Display, Lexicon, Priced
from kit.database import array_literal
from kit.transactions import inside_transaction
from storefront.alike import Alike, Likenesses
from storefront.models import ListingView, Shelf
from storefront.operations.indexing import Indexed, forget, index
from storefront.policy import IMAGES_PLACE, LANGUAGES
from storefront.rendering import ENCODE, Shelved, named, prices, shelved

_OWN = Shelved._fields
_SHELF = (*_OWN, "facets", "numbers")
_VIEW = ("listing_id", "language", "market", "name", "card", "details")
_PLACES = range(len(LANGUAGES))


def _update(columns: Sequence[str], key: Sequence[str], table: str) -> str:
    """Write only what differs: a row that stays as it is costs no write."""
    rest = [name for name in columns if name not in key]
    return f"""
        ON CONFLICT ({", ".join(key)}) DO UPDATE SET {", ".join(f"{each} = excluded.{each}" for each in rest)}
        WHERE ({", ".join(f"{table}.{each}" for each in rest)})
        IS DISTINCT FROM ({", ".join(f"excluded.{each}" for each in rest)})
    """


# Rows come by COPY, which is by far the quickest way in, and are then merged by one statement each. What
# sizes of a product share comes once, and so do all languages of a listing.
_INBOX = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_alike (
        number int, facets text[], numbers jsonb,
        {", ".join(f"card_{place} text, details_{place} text" for place in _PLACES)}
    ) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_shelf (
        listing_id uuid, market text, variant_id uuid, product_id uuid, seller_id uuid, seller_code text,
        category_1 text, category_2 text, category_3 text, category_4 text, price_minor bigint,
        lane text, has_stock boolean, card text, details text, prices text, translations text,
        alike int, {", ".join(f"name_{place} text, named_{place} text" for place in _PLACES)}
    ) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_label (
        kind text, code text, names jsonb, position int
    ) ON COMMIT DELETE ROWS;
    TRUNCATE storefront_inbox_alike, storefront_inbox_shelf, storefront_inbox_label
"""
_PUT_SHELVES = f"""
    INSERT INTO storefront_shelf ({", ".join(_SHELF)})
    SELECT {", ".join(f"given.{each}" for each in _OWN)}, alike.facets, alike.numbers
    FROM storefront_inbox_shelf AS given JOIN storefront_inbox_alike AS alike ON alike.number = given.alike
    {_update(_SHELF, ("listing_id",), "storefront_shelf")}
"""  # noqa: S608 names of columns
_IN_LANGUAGES = ", ".join(
    f"('{language}', given.name_{place}, given.named_{place}, alike.card_{place}, alike.details_{place})"
    for place, language in enumerate(LANGUAGES)
)
_PUT_VIEWS = f"""
    INSERT INTO storefront_listingview ({", ".join(_VIEW)})
    SELECT given.listing_id, said.language, given.market, said.name,
           said.named || ',' || said.card, said.details
    FROM storefront_inbox_shelf AS given JOIN storefront_inbox_alike AS alike ON alike.number = given.alike
    CROSS JOIN LATERAL (VALUES {_IN_LANGUAGES}) AS said (language, name, named, card, details)
    {_update(_VIEW, ("listing_id", "language"), "storefront_listingview")}
"""  # noqa: S608 names of columns
_PUT_LABELS = """
    INSERT INTO storefront_label (kind, code, names, position)
    SELECT kind, code, names, position FROM storefront_inbox_label AS given
    -- Even a row that stays as it is would be locked, and whoever shows goods of the same kind would wait.
    WHERE NOT EXISTS (
        SELECT FROM storefront_label AS label WHERE label.kind = given.kind AND label.code = given.code
        AND label.names = given.names AND label.position = given.position
    )
    ORDER BY kind, code
    ON CONFLICT (kind, code) DO UPDATE SET names = excluded.names, position = excluded.position
    WHERE (storefront_label.names, storefront_label.position)
          IS DISTINCT FROM (excluded.names, excluded.position)
"""
_PUT_LANES = """
    INSERT INTO storefront_deliveryestimate (lane, market, service_code, shown)
    SELECT DISTINCT lane, market, '', 'null' FROM storefront_inbox_shelf ORDER BY lane
    ON CONFLICT (lane) DO NOTHING
"""


@inside_transaction
def put(*, displays: Collection[Display], lexicon: Lexicon) -> None:
    """Let the window show these listings; rows that say so already stay untouched. Twelve statements."""
    if not displays:
        return
    likenesses = Likenesses(lexicon)
    shown = [(display, likenesses.of(display)) for display in displays]
    numbers = {alike: number for number, alike in enumerate(dict.fromkeys(alike for _, alike in shown))}
    with connection.cursor() as cursor:
        cursor.execute(_INBOX)
        _send(cursor, "storefront_inbox_alike", map(_alike_row, numbers.values(), numbers))
        _send(cursor, "storefront_inbox_shelf", _shelf_rows(shown, numbers))
        _send(cursor, "storefront_inbox_label", _label_rows(numbers))
        for statement in (_PUT_SHELVES, _PUT_VIEWS, _PUT_LABELS, _PUT_LANES):
            cursor.execute(statement)
    index(listings=[Indexed.of(display, alike) for display, alike in shown])


_PUT_PRICES = """
    UPDATE storefront_shelf AS shelf SET price_minor = given.price_minor, prices = given.prices
    FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS given (listing_id, price_minor, prices)
    WHERE shelf.listing_id = given.listing_id
    AND (shelf.price_minor, shelf.prices) IS DISTINCT FROM (given.price_minor, given.prices)
"""


@inside_transaction
def put_prices(*, listings: Collection[Priced]) -> None:
    """Let the window show what these cost, as far as it shows them. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT_PRICES,
            [
                [each.listing_id for each in listings],
                [each.prices[0][1] for each in listings],
                [prices(each.market, each.prices, each.unit_price) for each in listings],
            ],
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


def _alike_row(number: int, alike: Alike) -> Sequence[Any]:
    words = [_placeless(text) for pair in zip(alike.cards, alike.details, strict=True) for text in pair]
    return (number, array_literal(alike.facets), alike.numbers, *words)


def _shelf_rows(
    shown: Iterable[tuple[Display, Alike]], numbers: Mapping[Alike, int]
) -> Iterator[Sequence[Any]]:
    images = settings.IMAGES_URL
    for display, alike in shown:
        row = shelved(display, alike)
        if images in row.details:
            row = row._replace(details=_placeless(row.details))
        yield (*row, numbers[alike], *[text for name in named(display) for text in name])


def _label_rows(alikes: Iterable[Alike]) -> Iterator[Sequence[Any]]:
    called = {(each.kind, each.code): each for alike in alikes for each in alike.labels}
    return ((row.kind, row.code, ENCODE(row.names), row.position) for row in called.values())
