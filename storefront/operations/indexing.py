"""How do listings come to be found by their words?"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from kit.transactions import inside_transaction
from storefront.models import WordIndex
from storefront.operations.knowing import learn
from storefront.words.documents import CONFIGS, WEIGHTS, Texts, document_parts

_NAMES = [(config, WEIGHTS[0]) for config in CONFIGS]
_REST = [(config, weight) for config in CONFIGS for weight in WEIGHTS[1:]]
_HEAPS = [*_NAMES, *_REST]


def _document(row: str, heaps: Sequence[tuple[str, str]]) -> str:
    return " || ".join(
        f"setweight(to_tsvector('{config}', {row}.{config}_{weight.lower()}), '{weight}')"
        for config, weight in heaps
    )


def _declared(heaps: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{config}_{weight.lower()} text" for config, weight in heaps)


# Sizes of a product share all but names and codes: what they share is put in order once for all of them.
_INBOX = f"""
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_alike (number int, {_declared(_REST)})
        ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_words (
        listing_id uuid, market text, facets text, alike int, {_declared(_HEAPS)}
    ) ON COMMIT DELETE ROWS;
    TRUNCATE storefront_inbox_alike, storefront_inbox_words
"""
_PUT = f"""
    WITH alike AS MATERIALIZED (
        SELECT number, {_document("given", _REST)} AS document FROM storefront_inbox_alike AS given
    )
    INSERT INTO storefront_wordindex (listing_id, market, document)
    SELECT given.listing_id, given.market,
           {_document("given", _HEAPS)} || alike.document
           || array_to_tsvector(string_to_array(given.facets, E'\\n'))
    FROM storefront_inbox_words AS given JOIN alike ON alike.number = given.alike
    ON CONFLICT (listing_id) DO UPDATE SET market = excluded.market, document = excluded.document
    WHERE (storefront_wordindex.market, storefront_wordindex.document)
          IS DISTINCT FROM (excluded.market, excluded.document)
"""  # noqa: S608 only our own words


class Indexed(NamedTuple):
    """A listing with what it is found by: words that others share, its own, facets to narrow by."""

    listing_id: UUID
    market: str
    shared: Texts
    own: Texts
    facets: Collection[str]


@inside_transaction
def index(*, listings: Collection[Indexed]) -> None:
    """Let these listings be found by their words; rows that say so already stay untouched."""
    if not listings:
        return
    # Sizes of a product hand in the very same texts.
    shared = {id(each.shared): each.shared for each in listings}
    heaps = {key: _heaps(texts) for key, texts in shared.items()}
    numbers = {key: number for number, key in enumerate(shared)}
    with connection.cursor() as cursor:
        cursor.execute(_INBOX)
        with cursor.copy("COPY storefront_inbox_alike FROM STDIN") as copy:
            for key, number in numbers.items():
                copy.write_row((number, *heaps[key][len(_NAMES) :]))
        with cursor.copy("COPY storefront_inbox_words FROM STDIN") as copy:
            for each in listings:
                copy.write_row(_row(each, numbers[id(each.shared)], heaps[id(each.shared)]))
        cursor.execute(_PUT)
    for market in sorted({each.market for each in listings}):
        there = [each for each in listings if each.market == market]
        alike = {id(each.shared): each.shared for each in there}
        learn(market=market, texts=[*alike.values(), *(each.own for each in there)])


@inside_transaction
def forget(*, listing_ids: Collection[UUID]) -> None:
    """Let these listings be found no more."""
    WordIndex.objects.filter(listing_id__in=listing_ids).delete()


def _heaps(texts: Texts) -> list[str]:
    parts: Mapping[tuple[str, str], str] = {
        (part.config, part.weight): part.text for part in document_parts(texts)
    }
    return [parts.get(heap, "") for heap in _HEAPS]


def _row(listing: Indexed, alike: int, shared: Sequence[str]) -> Sequence[object]:
    own = _heaps(listing.own)
    # A size belongs right behind the name that it goes with: together they are one phrase.
    names = [f"{one} {other}" for one, other in zip(shared, own[: len(_NAMES)], strict=False)]
    facets = "\n".join(listing.facets)
    return (listing.listing_id, listing.market, facets, alike, *names, *own[len(_NAMES) :])
