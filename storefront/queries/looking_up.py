"""What do the tables know about the words that somebody typed?"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

from storefront.policy import COUNTED_LISTINGS, LARGE_CATALOGUE, RANKED_HITS, VAST_CATALOGUE, WALKED_LISTINGS
from storefront.queries.browsing import rows_of
from storefront.queries.sifting import Sql, joined
from storefront.windows import is_of_sandbox
from storefront.words.asking import SHORTEST_COMPLETED, Asked
from storefront.words.expressions import NOTHING, Expression
from storefront.words.nearness import slipped
from storefront.words.spelling import Known
from storefront.words.synonyms import Group, Saying
from storefront.words.tokens import Kind
from storefront.words.understanding import Found, Understood, understand

MOST_TERMS, MOST_GROUPS, MOST_COMPLETIONS = 400, 60, 8
# Of so many of the commonest those that are there are offered; what so many listings have is there.
LOOKED_THROUGH_COMPLETIONS, COMMON_LISTINGS = 24, 1_000
_LAST_CHARACTER = 0x10FFFF

# One statement: known terms, beginnings of known terms, groups of synonyms, words that mean nothing.
_KNOWN = f"""
    (
        SELECT 'term', text, language, listings, '', false, false
        FROM storefront_term WHERE id IN (
            SELECT term_id FROM storefront_termkey WHERE market = %s AND key = ANY(%s)
        )
        ORDER BY listings DESC LIMIT {MOST_TERMS}
    )
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
_BEGINS = f"""
    term.market = %s AND term.text > {{beginning}} COLLATE "C"
    AND term.text < {{beginning}} || chr({_LAST_CHARACTER}) COLLATE "C" AND term.language NOT IN ('', 'zh')
"""
_LONGER = f"""
    SELECT text, language, listings, lexemes FROM storefront_term AS term
    WHERE {_BEGINS.format(beginning="word")}
    ORDER BY listings DESC, text LIMIT %s
"""  # noqa: S608 only our own words
_BEGUN = f"""
    SELECT 'begun', longer.text, longer.language, longer.listings, word, false, false
    FROM unnest(%s::text[]) AS word CROSS JOIN LATERAL ({_LONGER}) AS longer
"""  # noqa: S608 only our own words
# Terms are counted every few minutes, and those that are offered must be there now; very common ones are.
_THERE = f"""(
    longer.listings > {COMMON_LISTINGS} OR EXISTS (
        SELECT FROM storefront_wordindex AS words
        WHERE words.market = %s
            AND words.document @@ plainto_tsquery('simple', array_to_string(longer.lexemes, ' '))
    )
)"""
_OFFERED = f"""
    SELECT 'begun', longer.text, longer.language, longer.listings, word, false, false
    FROM unnest(%s::text[]) AS word CROSS JOIN LATERAL (
        SELECT * FROM ({_LONGER}) AS longer WHERE {_THERE} LIMIT %s
    ) AS longer
"""  # noqa: S608 only our own words
# Where no word begins so, those that would but for one slip behind the first letter.
_SLIPPED = f"""
    SELECT 'slipped', longer.text, longer.language, longer.listings, '', false, false
    FROM (
        SELECT text, language, listings, lexemes FROM storefront_term AS term
        WHERE {_BEGINS.format(beginning="%s")} AND term.text LIKE ANY(%s)
        ORDER BY listings DESC, text LIMIT {MOST_COMPLETIONS}
    ) AS longer
    WHERE {_THERE}
"""  # noqa: S608 only our own words


@dataclass(frozen=True, slots=True)
class Read:
    """
    A query as it was typed, on whichever keyboard, and understood.

    `is_common` if every so many listings will have all of it; `is_large` if there are many listings,
    `is_vast` if very many. `completions` are the longer words by their beginning; `slipped` those that
    begin so but for a slip;
    `before` is what the words in front of the last one look for, None if nobody knows one of them.
    """

    asked: Asked
    understood: Understood
    is_common: bool = False
    is_large: bool = False
    is_vast: bool = False
    completions: Mapping[str, Sequence[Known]] = field(default_factory=dict)
    slipped: Sequence[Known] = ()
    before: Expression | None = NOTHING


def read(asked: Asked, *, market: str, finishing: bool = False) -> Read:
    """
    What a query looks for in the window of a market. One query, none for one without words.

    `finishing`: it is still being typed; completions are then only words of goods that are there now.
    """
    if not asked.tokens and not asked.retyped:
        return Read(asked, understand(asked, Found()))
    ways = [asked, asked.retyped] if asked.retyped else [asked]
    keys, words = [each for way in ways for each in way.keys], [each for way in ways for each in way.words]
    known = Sql(_KNOWN, [market, keys, keys, words])
    begun = [each for way in ways for each in _begun(way, market, finishing=finishing)]
    rows = rows_of(joined([known, *begun], by=" UNION ALL "))
    found, listings = _sorted_out(rows)
    if is_of_sandbox(market):
        # Only the live windows are large; those of the test world hold some samples.
        listings = 0
    asked, understood = _likelier(ways, found)
    is_common = _is_common(understood, min(listings, COUNTED_LISTINGS))
    nearly = [Known(*row[1:4]) for row in rows if row[0] == "slipped"]
    whole = Read(
        asked=asked,
        understood=understood,
        is_common=is_common,
        is_large=listings > LARGE_CATALOGUE,
        is_vast=listings > VAST_CATALOGUE,
        completions=found.completions or {},
        slipped=nearly,
    )
    if not finishing or len(asked.tokens) < 2:
        return whole
    before = understand(replace(asked, tokens=asked.tokens[:-1], is_open=False), found)
    return replace(whole, before=None if before.unknown else before.strict)


def _likelier(ways: Sequence[Asked], found: Found) -> tuple[Asked, Understood]:
    """The query as it was typed, unless only on the other keyboard it is nothing but words that are known."""
    typed, *other = [(way, understand(way, found)) for way in ways]
    for way, understood in other:
        is_right = way.tokens and not understood.unknown and understood.corrected_to is None
        if is_right and (typed[1].unknown or typed[1].corrected_to or not typed[0].tokens):
            return way, replace(understood, corrected_to=way.folded)
    return typed


def _begun(asked: Asked, market: str, *, finishing: bool) -> Iterator[Sql]:
    """What words may go on as."""
    if not finishing:
        yield Sql(_BEGUN, [asked.beginnings, market, MOST_COMPLETIONS])
        return
    # Behind other words few of the commonest go with those.
    most = MOST_COMPLETIONS if len(asked.tokens) == 1 else LOOKED_THROUGH_COMPLETIONS
    yield Sql(_OFFERED, [asked.beginnings, market, LOOKED_THROUGH_COMPLETIONS, market, most])
    last = asked.tokens[-1] if asked.tokens else None
    if last and last.kind is Kind.WORD and len(last.text) >= SHORTEST_COMPLETED:
        first = last.text[0]
        yield Sql(_SLIPPED, [market, first, first, slipped(last.text), market])


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
        elif what == "rows":
            total = listings
    sayings: list[Group] = [tuple(sorted(group)) for group in groups.values()]
    return Found(known=known, groups=sorted(sayings), completions=begun, stops=stops), total


def _is_common(understood: Understood, listings: int) -> bool:
    """Whether a walk along the newest listings would meet as many hits as are ranked."""
    if listings < WALKED_LISTINGS or not understood.concepts:
        return False
    share = prod(min(concept.listings / listings, 1.0) for concept in understood.concepts)
    return share * WALKED_LISTINGS >= RANKED_HITS
