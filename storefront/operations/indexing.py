"""How do listings come to be found by their words?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from kit.transactions import inside_transaction
from storefront.models import WordIndex
from storefront.operations.knowing import learn
from storefront.words.documents import CONFIGS, WEIGHTS, Texts, document_parts

_HEAPS = [(config, weight) for config in CONFIGS for weight in WEIGHTS]
_COLUMNS = ", ".join(f"{config}_{weight.lower()}" for config, weight in _HEAPS)
_DOCUMENT = " || ".join(
    f"setweight(to_tsvector('{config}', {config}_{weight.lower()}), '{weight}')" for config, weight in _HEAPS
)
_PUT = f"""
    INSERT INTO storefront_wordindex (listing_id, market, document)
    SELECT listing_id, market, {_DOCUMENT} || array_to_tsvector(string_to_array(facets, E'\\n'))
    FROM unnest(%s::uuid[], %s::text[], %s::text[]{", %s::text[]" * len(_HEAPS)})
         AS given (listing_id, market, facets, {_COLUMNS})
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
    rows = [
        (
            each.listing_id,
            each.market,
            "\n".join(each.facets),
            *_joined(heaps[id(each.shared)], _heaps(each.own)),
        )
        for each in listings
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [list(column) for column in zip(*rows, strict=True)])
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


def _joined(shared: Sequence[str], own: Sequence[str]) -> Iterable[str]:
    return (f"{one} {other}" if other else one for one, other in zip(shared, own, strict=True))
