"""Which listings say what somebody typed, the best first?"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from storefront.policy import FEW_HITS, RANKED_HITS, WALKED_LISTINGS
from storefront.queries.browsing import (
    MEMBERS,
    NOW,
    OFFERED,
    ORDERS,
    WORDS,
    Order,
    Shown,
    Spot,
    checked,
    rows_of,
)
from storefront.queries.faceting import counted, told, told_of
from storefront.queries.looking_up import Read
from storefront.queries.sifting import BUYABLE_UNITS, ON_SALE, WITH_ESTIMATE, Sql, choices, conditions, joined
from storefront.queries.vocabulary import check, refuse_strange, strange_in
from storefront.queries.wishes import OF_ATTRIBUTE, Wish
from storefront.words.expressions import NOTHING, Expression, Lexeme, all_of, any_of
from storefront.words.understanding import Understood, Unit

# Points for how much of a query a listing says. All of it, as typed or in other words: ...
_STRICT, _WIDE, _PARTLY = 300, 150, 0
# ... and within those: each word by where and how it is said, and all of them in a row.
_MEANT_NAME, _MEANT, _BESIDES_NAME, _DESCRIBED, _BESIDES = 100, 70, 60, 50, 40
_IN_A_ROW = 30

# Counting is worth while only where the seller sells many at once.
_IS_THERE = f"(shelf.has_stock AND (listing.min_quantity = 1 OR {BUYABLE_UNITS} > 0))"
RELEVANCE = Order("hits.key", descending=True)
# So many hits are looked through for those that fulfil what documents don't say.
_LOOKED_THROUGH = 4_000
# Always true, but taken for rare. Else the planner, which knows that few rows are wanted, would read the
# table from its start and judge row by row, at many times the cost of the index.
_RARE = " AND length(words.document) %% 1 = 0"
# A sixteenth of all listings, whichever: ids end in what chance gave them. It has indexes of its own.
_PART = "get_byte(uuid_send(words.listing_id), 15) < 16"
_NEWEST = f"""(
    SELECT * FROM storefront_wordindex WHERE market = %s ORDER BY listing_id DESC LIMIT {WALKED_LISTINGS}
)"""


@dataclass(frozen=True, slots=True)
class Hits:
    """
    A page of hits, what it could be narrowed by, and whether more were found than were ranked.

    `there` are those of the expressions asked besides that some listing has.
    """

    shown: Shown
    facets: dict[str, Any] | None
    complete: bool
    there: Collection[Expression] = ()


class _Stage(NamedTuple):
    """A way to look: for what, how many points it brings, and how few hits before make it worth while."""

    name: str
    expression: Expression
    points: int
    if_fewer: int
    is_walk: bool = False
    # Of very many listings a part may be enough, or is all that is looked through.
    part: str = ""


def search(
    wish: Wish,
    read: Read,
    *,
    spot: Spot,
    translations: bool = False,
    with_facets: bool = False,
    asked_besides: Sequence[Expression] = (),
) -> Hits:
    """
    The next hits after a place in their order, by relevance or as `spot` says. One query.

    It also tells which of the expressions `asked_besides` some listing has (of very many a part is asked).

    :raises Invalid: if the values of `spot` aren't ones of this order, or an attribute isn't there.
    """
    order = order_of(spot.ordering)
    values = None if spot.values is None else checked(spot.values, order)
    if read.understood.strict == NOTHING:
        check(wish)
        return Hits(Shown([], [], False), None, complete=True)
    # What has only part of it belongs behind what has all, which only an order by relevance can do.
    few = FEW_HITS if order is RELEVANCE else 1
    found = _found(wish, read, few=few, kinds=list(choices(wish)) if with_facets else ())
    page = _page(wish, order, spot, values, translations=translations)
    counts = _counts(wish) if with_facets else Sql("NULL::jsonb")
    besides = _besides(wish, read, asked_besides)
    strange = strange_in(wish)
    rows = rows_of(
        Sql(
            f"""
            WITH {found.text}, page AS ({page.text})
            SELECT about.total, about.is_part, about.facets, page.listing_id, page.key, page.shown,
                   about.besides, about.strange
            FROM (
                SELECT (SELECT count(*) FROM hits WHERE without = '') AS total, {_only_part(read)} AS is_part,
                       ({counts.text}) AS facets, {besides.text} AS besides, {strange.text} AS strange
            ) AS about
            LEFT JOIN page ON true
            ORDER BY page.place
            """,
            [*found.values, *page.values, *counts.values, *besides.values, *strange.values],
        )
    )
    refuse_strange(wish, rows[0][-1])
    there = [asked_besides[place] for place in rows[0][-2] or ()]
    return replace(_as_hits(wish, spot, order, rows), there=there)


def _besides(wish: Wish, read: Read, asked: Sequence[Expression]) -> Sql:
    """The places of those expressions that some listing has."""
    if not asked:
        return Sql("NULL::int[]")
    return Sql(
        f"""ARRAY(
            SELECT (place - 1)::int FROM unnest(%s::text[]) WITH ORDINALITY AS besides (expression, place)
            WHERE EXISTS (
                SELECT FROM storefront_wordindex AS words
                WHERE words.market = %s AND words.document @@ besides.expression::tsquery
                {f"AND {_PART}" if read.is_large else ""}{_RARE}
            )
        )""",
        [[each.written() for each in asked], wish.market],
    )


def order_of(ordering: str) -> Order:
    """The order of hits: by relevance, or as in any list."""
    return RELEVANCE if ordering == "relevance" else ORDERS[ordering]


def _as_hits(wish: Wish, spot: Spot, order: Order, rows: Sequence[Sequence[Any]]) -> Hits:
    total, is_part, facets = rows[0][:3]
    found = [row[3:6] for row in rows if row[3] is not None]
    more, found = len(found) > spot.limit, found[: spot.limit]
    if spot.backwards:
        found.reverse()
    keys = [(key, listing_id) if order.key else (listing_id,) for listing_id, key, _ in found]
    complete = total < RANKED_HITS and not is_part
    narrowed = None
    if facets is not None:
        facets = json.loads(facets) if isinstance(facets, str) else facets
        narrowed = told(wish, facets, most=RANKED_HITS)
    return Hits(Shown([shown for _, _, shown in found], keys, more), narrowed, complete)


def _found(wish: Wish, read: Read, *, few: int, kinds: Sequence[str]) -> Sql:
    """The hits, with their points; for each of some kinds of facet also those found without its choice."""
    parts = [_hits_without(wish, read, kind, number, few) for number, kind in enumerate(("", *kinds))]
    every = " UNION ALL ".join(f"TABLE hits_{number}" for number in range(len(parts)))
    return joined([*parts, Sql(f"hits AS MATERIALIZED ({every})")], by=", ")


def _hits_without(wish: Wish, read: Read, kind: str, number: int, few: int) -> Sql:
    stages = list(_stages(read, _narrowing(wish, kind), number, few))
    tables = [_table(stage, wish, kind, stages[:place]) for place, stage in enumerate(stages)]
    every = " UNION ALL ".join(f"(SELECT *, {stage.points} AS points FROM {stage.name})" for stage in stages)
    best = (
        f"best_{number} AS (SELECT DISTINCT ON (listing_id) * FROM ({every}) AS every"
        " ORDER BY listing_id, points DESC)"
    )
    score, where = _score(read.understood), joined(list(conditions(wish, without=kind)))
    facets, numbers = told_of(wish, kind)
    hits = Sql(
        f"""
        hits_{number} AS MATERIALIZED (
            SELECT shelf.listing_id, %s::text AS without, {facets}, {numbers}, shelf.price_minor,
                   2 * (best.points + ({score.text})::int) + {_IS_THERE}::int AS key
            {ON_SALE} JOIN best_{number} AS best ON best.listing_id = shelf.listing_id {WITH_ESTIMATE}
            WHERE {where.text}
        )""",
        [kind, *score.values, *where.values],
    )
    return joined([*tables, Sql(best), hits], by=", ")


def _stages(read: Read, narrowing: Expression, number: int, few: int) -> Iterator[_Stage]:
    """The ways to look: for all that was said, what it could be meant for, most of it, some of it."""
    said = read.understood
    if read.is_common:
        yield _Stage(f"newest_{number}", all_of([said.strict, narrowing]), _STRICT, few, is_walk=True)
    ways = ((said.strict, _STRICT), (said.wide, _WIDE), (said.most, _PARTLY), (said.some, _PARTLY))
    seen: set[Expression] = set()
    for place, (expression, points) in enumerate(ways):
        if expression != NOTHING and expression not in seen:
            seen.add(expression)
            # What could be meant is looked for only if what was said isn't there at all.
            if_fewer = 1 if points == _WIDE else few
            part = "" if not read.is_large else "only" if points == _PARTLY else "first"
            yield _Stage(
                f"way_{place}_{number}", all_of([expression, narrowing]), points, if_fewer, part=part
            )


def _only_part(read: Read) -> str:
    """Whether hits are among those found that were looked for in a part of the listings only."""
    parts = [each.name for each in _stages(read, NOTHING, 0, FEW_HITS) if each.part == "only"]
    return " OR ".join(f"EXISTS (SELECT FROM {name})" for name in parts) or "false"


def _table(stage: _Stage, wish: Wish, kind: str, before: Sequence[_Stage]) -> Sql:
    """The listings of one way to look, if the ways before it found too few."""
    so_far = "".join(f" + (SELECT count(*) FROM {each.name})" for each in before)
    enough = f"0{so_far} < {stage.if_fewer} AND " if before else ""
    others = list(_not_in_documents(wish))
    most = _LOOKED_THROUGH if others else RANKED_HITS
    looked = _looked(stage, wish, enough, most, _PART if stage.part == "only" else "")
    part = _looked(stage, wish, enough, most, _PART) if stage.part == "first" else None
    if part is not None:
        # The index tells all rows at once or none: where a part has enough, the whole isn't asked.
        name, count = f"{stage.name}_part", f"(SELECT count(*) FROM {stage.name}_part)"
        rest = _looked(stage, wish, f"{count} < {most} AND {enough}", most)
        looked = Sql(f"(SELECT * FROM {name} WHERE {count} = {most}) UNION ALL ({rest.text})", rest.values)
    if others:
        where = joined(list(conditions(wish, without=kind)))
        looked = Sql(
            f"""SELECT looked.* {ON_SALE}
                JOIN ({looked.text}) AS looked ON looked.listing_id = shelf.listing_id {WITH_ESTIMATE}
                WHERE {where.text} LIMIT {RANKED_HITS}""",
            [*looked.values, *where.values],
        )
    table = Sql(f"{stage.name} AS MATERIALIZED ({looked.text})", looked.values)
    if part is None:
        return table
    return joined([Sql(f"{stage.name}_part AS MATERIALIZED ({part.text})", part.values), table], by=", ")


def _looked(stage: _Stage, wish: Wish, enough: str, most: int, part: str = "") -> Sql:
    source = Sql(_NEWEST, [wish.market]) if stage.is_walk else Sql("storefront_wordindex")
    return Sql(
        f"""SELECT words.listing_id, words.document FROM {source.text} AS words
            WHERE {enough}words.market = %s AND words.document @@ %s::tsquery
            {f"AND {part}" if part else ""}{"" if stage.is_walk else _RARE}
            LIMIT {most}""",
        [*source.values, wish.market, stage.expression.written()],
    )


def _narrowing(wish: Wish, without: str) -> Expression:
    """The chosen facets: documents have them as words."""
    chosen: dict[str, Sequence[str]] = {**wish.facets}
    for code, some in wish.attributes.items():
        # Documents say no numbers.
        if not any(each.numbers for each in some):
            chosen[OF_ATTRIBUTE + code] = [each.code for each in some]
    if wish.category:
        chosen["category"] = [wish.category]
    if wish.seller:
        chosen["seller"] = [wish.seller]
    return all_of(
        any_of(Lexeme(f"{kind}={code}") for code in codes)
        for kind, codes in chosen.items()
        if kind != without
    )


def _not_in_documents(wish: Wish) -> Iterator[object]:
    """What a wish narrows by that documents don't say."""
    given = (wish.product_id, wish.price_min, wish.price_max, wish.in_stock, wish.arrives_by)
    yield from (each for each in given if each is not None)
    yield from (each for some in wish.attributes.values() for each in some if each.numbers)


def _score(said: Understood) -> Sql:
    """How well a document says it, in points: each unit by its share of the whole weight."""
    weight = sum(unit.weight for unit in said.units)
    parts = [_unit_score(unit, unit.weight / weight) for unit in said.units]
    if said.phrase != NOTHING:
        parts.append(
            Sql(
                f"CASE WHEN best.document @@ %s::tsquery THEN {_IN_A_ROW} ELSE 0 END",
                [said.phrase.written("A")],
            )
        )
    return joined(parts, by=" + ") if parts else Sql("0")


def _unit_score(unit: Unit, share: float) -> Sql:
    ways = [(unit.meant, "A", _MEANT_NAME), (unit.meant, "ABC", _MEANT), (unit.meant, "", _DESCRIBED)]
    if unit.besides != NOTHING:
        # A name that says it in other words says more than a description in these.
        ways.insert(2, (unit.besides, "A", _BESIDES_NAME))
        ways.append((unit.besides, "", _BESIDES))
    cases = " ".join(f"WHEN best.document @@ %s::tsquery THEN {points * share:.2f}" for _, _, points in ways)
    return Sql(f"CASE {cases} ELSE 0 END", [part.written(weight) for part, weight, _ in ways])


def _page(wish: Wish, order: Order, spot: Spot, values: Sequence[Any] | None, *, translations: bool) -> Sql:
    by_name = order.is_by_name
    where = [Sql("hits.without = ''")]
    if values is not None:
        where.append(order.beyond(values, backwards=spot.backwards))
    wanted, way = joined(where), order.sql(backwards=spot.backwards)
    extra = "|| ',' || shelf.translations" if translations else ""
    return Sql(
        f"""
        SELECT shelf.place, shelf.listing_id, shelf.key, '{{' || {MEMBERS} {extra} || {NOW} || '}}' AS shown
        FROM (
            SELECT shelf.*, {order.key or "NULL"} AS key, row_number() OVER (ORDER BY {way}) AS place
            FROM hits JOIN storefront_shelf AS shelf ON shelf.listing_id = hits.listing_id
            {WORDS if by_name else ""}
            WHERE {wanted.text} ORDER BY {way} LIMIT %s
        ) AS shelf {OFFERED} {WITH_ESTIMATE} {WORDS}
        """,
        [*([wish.language] if by_name else []), *wanted.values, spot.limit + 1, wish.language],
    )


def _counts(wish: Wish) -> Sql:
    hits = Sql("SELECT without, facets, numbers, price_minor FROM hits")
    counting = counted(wish, hits, most=RANKED_HITS - 1)
    return Sql(
        f"""
        SELECT jsonb_agg(jsonb_build_array(kind, code, hits, label::text, above::text))
        FROM ({counting.text}) AS counted (kind, code, hits, label, above)
        """,
        counting.values,
    )
