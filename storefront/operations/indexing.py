"""How do listings come to be found by their words?"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Self
from uuid import UUID

from django.db import connection

from kit.database import array_literal
from kit.languages import name_in
from kit.transactions import inside_transaction
from storefront.alike import Alike
from storefront.models import WordIndex
from storefront.operations.knowing import learn
from storefront.policy import LANGUAGES
from storefront.windows import window_of
from storefront.words.documents import CONFIGS, WEIGHTS, Texts, document_parts, prepared_code

if TYPE_CHECKING:
    from catalog.queries.displaying import Display

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
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_likewords (
        number int, facets text[], {_declared(_REST)}
    ) ON COMMIT DELETE ROWS;
    CREATE TEMPORARY TABLE IF NOT EXISTS storefront_inbox_words (
        listing_id uuid, market text, alike int, {_declared(_NAMES)}, codes text
    ) ON COMMIT DELETE ROWS;
    TRUNCATE storefront_inbox_likewords, storefront_inbox_words
"""
_PUT = f"""
    WITH alike AS MATERIALIZED (
        SELECT number, facets, {_document("given", _REST)} AS document
        FROM storefront_inbox_likewords AS given
    )
    INSERT INTO storefront_wordindex (listing_id, market, document)
    SELECT given.listing_id, given.market,
           {_document("given", _NAMES)} || setweight(to_tsvector('simple', given.codes), 'D')
           || alike.document || array_to_tsvector(alike.facets)
    FROM storefront_inbox_words AS given JOIN alike ON alike.number = given.alike
    ON CONFLICT (listing_id) DO UPDATE SET market = excluded.market, document = excluded.document
    WHERE (storefront_wordindex.market, storefront_wordindex.document)
          IS DISTINCT FROM (excluded.market, excluded.document)
"""  # noqa: S608 only our own words


class Indexed(NamedTuple):
    """
    A listing with what it is found by: what it shares with other sizes, its own names, its own codes.

    Own names are by language, as the catalogue has them.
    """

    listing_id: UUID
    market: str
    alike: Alike
    names: Mapping[str, str]
    codes: Sequence[str]

    @classmethod
    def of(cls, display: "Display", alike: Alike) -> Self:
        """What a listing on sale is found by."""
        codes = (display.sku, display.gtin13)
        window = window_of(display.market, sandbox=display.sandbox)
        return cls(display.listing_id, window, alike, display.variant_names, codes)


@inside_transaction
def index(*, listings: Collection[Indexed]) -> None:
    """Let these listings be found by their words; rows that say so already stay untouched."""
    if not listings:
        return
    likewords = {alike: _heaps(alike.texts) for alike in dict.fromkeys(each.alike for each in listings)}
    numbers = {alike: number for number, alike in enumerate(likewords)}
    own = _Own()
    with connection.cursor() as cursor:
        cursor.execute(_INBOX)
        with cursor.copy("COPY storefront_inbox_likewords FROM STDIN") as copy:
            for alike, number in numbers.items():
                rest = likewords[alike][len(_NAMES) :]
                copy.write_row((number, array_literal(alike.facets), *rest))
        with cursor.copy("COPY storefront_inbox_words FROM STDIN") as copy:
            for each in listings:
                codes = " ".join(prepared_code(code) for code in each.codes if code)
                # A size belongs right behind the name that it goes with: together they are one phrase.
                names = map(" ".join, zip(likewords[each.alike], own.heaps(each.names), strict=False))
                copy.write_row((each.listing_id, each.market, numbers[each.alike], *names, codes))
        cursor.execute(_PUT)
    for market in sorted({each.market for each in listings}):
        there = [each for each in listings if each.market == market]
        alikes = dict.fromkeys(each.alike for each in there)
        sizes = dict.fromkeys(own.texts(each.names) for each in there)
        learn(market=market, texts=[*(alike.texts for alike in alikes), *sizes])


@inside_transaction
def forget(*, listing_ids: Collection[UUID]) -> None:
    """Let these listings be found no more."""
    WordIndex.objects.filter(listing_id__in=listing_ids).delete()


def _heaps(texts: Texts) -> list[str]:
    parts: Mapping[tuple[str, str], str] = {
        (part.config, part.weight): part.text for part in document_parts(texts)
    }
    return [parts.get(heap, "") for heap in _HEAPS]


class _Own:
    """What tells sizes apart: the same few words for thousands of listings."""

    def __init__(self) -> None:
        self._made: dict[tuple[tuple[str, str], ...], tuple[Texts, list[str]]] = {}

    def texts(self, names: Mapping[str, str]) -> Texts:
        """The words of a size."""
        return self._of(names)[0]

    def heaps(self, names: Mapping[str, str]) -> list[str]:
        """The same, ready for the configurations."""
        return self._of(names)[1]

    def _of(self, names: Mapping[str, str]) -> tuple[Texts, list[str]]:
        key = tuple(names.items())
        found = self._made.get(key)
        if found is None:
            by_language = {each: [name_in(names, each)] for each in LANGUAGES} if names else {}
            texts = Texts(names=by_language)
            found = self._made[key] = (texts, _heaps(texts)[: len(_NAMES)])
        return found
