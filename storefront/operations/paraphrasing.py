"""How do different words come to mean the same to search?"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import connection

from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally
from storefront.models import Synonym, SynonymGroup, SynonymKey
from storefront.words.stems import KAZAKH_STOPS
from storefront.words.synonyms import saying_keys, words_in

DATA = Path(__file__).parent.parent / "data"
_COLUMNS = {"en": "en", "ru": "ru", "kk": "kk", "zh": "zh-Hans"}
_COUNT_STOPS = """
    SELECT count(*) FROM unnest(%s::text[]) AS word
    WHERE word = ANY(%s) OR ts_lexize('english_stem', word) = '{}' OR ts_lexize('russian_stem', word) = '{}'
"""
_MARKS = {"?": Synonym.Role.ASKED, "!": Synonym.Role.FOUND}


@inside_transaction
def load_reference(*, at: datetime) -> dict[str, Tally]:
    """
    Load the synonyms that search knows from the start; groups that are there stay as staff left them.

    :raises BadReferenceRow: naming file, row and column of what can't be used.
    """
    rows = {row.text("title"): row for row in read_rows(DATA / "synonyms.csv", ("title", *_COLUMNS))}
    there = set(SynonymGroup.objects.filter(title__in=rows).values_list("title", flat=True))
    fresh = {title: SynonymGroup(title=title, created_at=at) for title in rows if title not in there}
    SynonymGroup.objects.bulk_create(fresh.values())
    synonyms = [each for title, group in fresh.items() for each in _synonyms(group, rows[title], at)]
    Synonym.objects.bulk_create(synonyms)
    SynonymKey.objects.bulk_create(key for each in synonyms for key in _keys(each))
    return {"synonyms": Tally(created=len(fresh), unchanged=len(there))}


@inside_transaction
def find_by_words(*, synonym: Synonym) -> None:
    """Let a way to say it, which is new or was changed, be found by the words that it has now."""
    SynonymKey.objects.filter(synonym=synonym).delete()
    SynonymKey.objects.bulk_create(_keys(synonym))


def has_words(text: str, language: str) -> bool:
    """Whether a text has a word to look for."""
    return bool(saying_keys(text, language))


def is_left_out(text: str) -> bool:
    """Whether search leaves all words of a text out, as it does with "the", "для" and "және". One query."""
    words = words_in(text)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_STOPS, [words, [*KAZAKH_STOPS]])
        return bool(cursor.fetchone()[0] == len(words))


def _synonyms(group: SynonymGroup, row: RefRow, at: datetime) -> Iterator[Synonym]:
    for column, language in _COLUMNS.items():
        for item in row.items(column):
            role, text = _MARKS.get(item[0], Synonym.Role.BOTH), item.lstrip("?!")
            if not has_words(text, language):
                raise row.wrong(column, f"{item!r} has no word")
            yield Synonym(group=group, language=language, text=text, role=role, created_at=at)


def _keys(synonym: Synonym) -> list[SynonymKey]:
    return [SynonymKey(synonym=synonym, key=key) for key in saying_keys(synonym.text, synonym.language)]
