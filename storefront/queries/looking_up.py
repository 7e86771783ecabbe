"""What do the tables know about the words that somebody typed?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any

from django.db import connection

from storefront.policy import COUNTED_LISTINGS, RANKED_HITS, WALKED_LISTINGS
from storefront.words.asking import Asked
from storefront.words.spelling import Known
from storefront.words.synonyms import Group, Saying
from storefront.words.understanding import Found, Understood, understand

MOST_TERMS, MOST_GROUPS, MOST_COMPLETIONS = 400, 60, 8
_LAST_CHARACTER = 0x10FFFF

# One statement: known terms, beginnings of known terms, groups of synonyms, words that mean nothing.
_LOOK_UP = f"""
    (
        SELECT 'term', text, language, listings, '', false, false
        FROM storefront_term WHERE id IN (
            SELECT term_id FROM storefront_termkey WHERE market = %s AND key = ANY(%s)
        )
        ORDER BY listings DESC LIMIT {MOST_TERMS}
    )
    UNION ALL
    SELECT 'begun', longer.text, longer.language, longer.listings, word, false, false
    FROM unnest(%s::text[]) AS word
    CROSS JOIN LATERAL (
        SELECT text, language, listings FROM storefront_term
        WHERE market = %s AND text > word COLLATE "C"
            AND text < word || chr({_LAST_CHARACTER}) COLLATE "C" AND language NOT IN ('', 'zh')
        ORDER BY listings DESC, text LIMIT {MOST_COMPLETIONS}
    ) AS longer
    UNION ALL
    SELECT 'synonym', text, language, 0, group_id::text, role <> 'found', role <> 'asked'
    FROM storefront_synonym WHERE group_id IN (
        SELECT touched.group_id FROM storefront_synonymkey AS asked
        JOIN storefront_synonym AS touched ON touched.id = asked.synonym_id AND touched.role <> 'found'
        JOIN storefront_synonymgroup AS of_them ON of_them.id = touched.group_id AND of_them.is_active
        WHERE asked.key = ANY(%s)
        LIMIT {MOST_GROUPS}
    )
    UNION ALL
    SELECT 'stop', word, '', 0, '', false, false FROM unnest(%s::text[]) AS word
    WHERE ts_lexize('english_stem', word) = '{{}}' OR ts_lexize('russian_stem', word) = '{{}}'
    UNION ALL
    SELECT 'rows', '', '', greatest(reltuples, 0)::int, '', false, false
    FROM pg_class WHERE oid = 'storefront_wordindex'::regclass
"""  # noqa: S608 only our own numbers


@dataclass(frozen=True, slots=True)
class Read:
    """A query as it was understood; `is_common` if every so many listings will have all of it."""

    understood: Understood
    is_common: bool = False
    completions: Mapping[str, Sequence[Known]] = field(default_factory=dict)


def read(asked: Asked, *, market: str) -> Read:
    """What a query looks for on a market. One query, none for one without words."""
    if not asked.tokens:
        return Read(understand(asked, Found()))
    values: list[Any] = [market, asked.keys, asked.words, market, asked.keys, asked.words]
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_UP, values)
        found, listings = _sorted_out(cursor.fetchall())
    understood = understand(asked, found)
    is_common = _is_common(understood, min(listings, COUNTED_LISTINGS))
    return Read(understood, is_common, found.completions or {})


def _sorted_out(rows: Iterable[Sequence[Any]]) -> tuple[Found, int]:
    """What was found, and about how many listings there are."""
    known: list[Known] = []
    begun: dict[str, list[Known]] = defaultdict(list)
    groups: dict[str, list[Saying]] = defaultdict(list)
    stops: set[str] = set()
    total = 0
    for what, text, language, listings, of, is_asked, is_found in rows:
        if what == "term":
            known.append(Known(text, language, listings))
        elif what == "begun":
            begun[of].append(Known(text, language, listings))
        elif what == "synonym":
            groups[of].append(Saying(text, language, is_asked, is_found))
        elif what == "stop":
            stops.add(text)
        else:
            total = listings
    sayings: list[Group] = [tuple(sorted(group)) for group in groups.values()]
    return Found(known=known, groups=sorted(sayings), completions=begun, stops=stops), total


def _is_common(understood: Understood, listings: int) -> bool:
    """Whether a walk along the newest listings would meet as many hits as are ranked."""
    if listings < WALKED_LISTINGS or not understood.concepts:
        return False
    share = prod(min(concept.listings / listings, 1.0) for concept in understood.concepts)
    return share * WALKED_LISTINGS >= RANKED_HITS
