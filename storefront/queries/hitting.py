"""Which listings say what was looked for, all of it or part, and how well?"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from storefront.policy import FEW_HITS, LOOKED_THROUGH, PART_HITS, RANKED_HITS, SORTED_HITS, WALKED_LISTINGS
from storefront.queries.browsing import ORDERS, Order
from storefront.queries.faceting import told_of
from storefront.queries.looking_up import Read
from storefront.queries.sifting import BUYABLE_UNITS, ON_SALE, WITH_ESTIMATE, Sql, conditions, joined
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
# Always true, but taken for rare. Else the planner, which knows that few rows are wanted, would read the
# table from its start and judge row by row, at many times the cost of the index.
RARE = " AND length(words.document) %% 1 = 0"
# A sixteenth of all listings, whichever: ids end in what chance gave them. It has indexes of its own.
PART = "get_byte(uuid_send(words.listing_id), 15) < 16"
_NEWEST = f"""(
    SELECT * FROM storefront_wordindex WHERE market = %s ORDER BY listing_id DESC LIMIT {WALKED_LISTINGS}
)"""


class Task(NamedTuple):
    """What is looked for, and in which order it will be told."""

    wish: Wish
    read: Read
    order: Order

    @property
    def is_ranked(self) -> bool:
        """Whether the best come first, not the cheapest or the newest."""
        return self.order is RELEVANCE

    @property
    def few(self) -> int:
        """What has only part of it belongs behind what has all, which only an order by relevance can do."""
        return FEW_HITS if self.is_ranked else 1

    @property
    def most(self) -> int:
        """So many hits are put in order."""
        return RANKED_HITS if self.is_ranked else SORTED_HITS

    @property
    def looked_through(self) -> int:
        """So many are taken from an index, before they are judged by what documents don't say."""
        return LOOKED_THROUGH if self.judged else self.most

    @property
    def enough_of_part(self) -> int:
        """Where a part of the listings has so many, the others aren't asked: they have many times as many."""
        return PART_HITS if self.is_ranked and not self.judged else self.looked_through

    @property
    def judged(self) -> Sequence[object]:
        """What it narrows by that documents don't say: hits are looked through for it."""
        wish = self.wish
        given = (wish.product_id, wish.price_min, wish.price_max, wish.in_stock, wish.arrives_by)
        numbers = (each.numbers for some in wish.attributes.values() for each in some)
        return [each for each in (*given, *numbers) if each is not None]

    @property
    def strict(self) -> Expression:
        """All that was typed, narrowed by what documents say."""
        return all_of([self.read.understood.strict, narrowing(self.wish)])


class Stage(NamedTuple):
    """A way to look: for what, how many points it brings, and how few hits before make it worth while."""

    name: str
    expression: Expression
    points: int
    if_fewer: int
    is_walk: bool = False
    # Of very many listings a part may be enough, or is all that is looked through.
    part: str = ""


def order_of(ordering: str) -> Order:
    """The order of hits: by relevance, or as in any list."""
    return RELEVANCE if ordering == "relevance" else ORDERS[ordering]


def found(task: Task, kinds: Sequence[str]) -> Sql:
    """
    The tables that end in `hits`: listings with their points, and what of them is counted.

    For each of some kinds of facet `hits` has those found without its choice, too: `without` says which.
    """
    parts = [_hits_without(task, kind, number) for number, kind in enumerate(("", *kinds))]
    every = " UNION ALL ".join(f"TABLE hits_{number}" for number in range(len(parts)))
    return joined([*parts, Sql(f"hits AS MATERIALIZED ({every})")], by=", ")


def cut(task: Task) -> str:
    """Whether there may be more hits than `hits` has, because some way of looking ended before its end."""
    return " OR ".join(_is_cut(task, stage) for stage in _stages(task, NOTHING, 0)) or "false"


def has_all(task: Task) -> str:
    """Whether any hit says all that was typed, as it was typed or in other words."""
    strict = (stage for stage in _stages(task, NOTHING, 0) if stage.points == _STRICT)
    return " OR ".join(f"EXISTS (SELECT FROM {stage.name})" for stage in strict) or "false"


def _is_cut(task: Task, stage: Stage) -> str:
    if stage.part == "only":
        return f"EXISTS (SELECT FROM {stage.name})"
    if stage.is_walk:
        # Where it has enough, nothing further is looked for.
        return f"(SELECT count(*) FROM {stage.name}) >= {task.few}"
    ends = f"(SELECT count(*) FROM {stage.name}) >= {task.most}"
    if task.judged:
        ends += f" OR (SELECT count(*) FROM {stage.name}_looked) >= {task.looked_through}"
    if stage.part == "first":
        ends += f" OR (SELECT count(*) FROM {stage.name}_part) >= {task.enough_of_part}"
    return ends


def _hits_without(task: Task, kind: str, number: int) -> Sql:
    wish = task.wish
    stages = list(_stages(task, narrowing(wish, kind), number))
    tables = [_tables(task, stage, kind, stages[:place]) for place, stage in enumerate(stages)]
    every = " UNION ALL ".join(f"(SELECT *, {stage.points} AS points FROM {stage.name})" for stage in stages)
    best = (
        f"best_{number} AS (SELECT DISTINCT ON (listing_id) * FROM ({every}) AS every"
        " ORDER BY listing_id, points DESC)"
    )
    score = _score(task.read.understood) if task.is_ranked else Sql("0")
    where = joined(list(conditions(wish, without=kind)))
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


def _stages(task: Task, narrowed: Expression, number: int) -> Iterator[Stage]:
    """The ways to look: for all that was said, what it could be meant for, most of it, some of it."""
    read, said = task.read, task.read.understood
    if read.is_common:
        expression = all_of([said.strict, narrowed])
        yield Stage(f"newest_{number}", expression, _STRICT, task.few, is_walk=True)
    ways = ((said.strict, _STRICT), (said.wide, _WIDE), (said.most, _PARTLY), (said.some, _PARTLY))
    seen: set[Expression] = set()
    for place, (expression, points) in enumerate(ways):
        if expression != NOTHING and expression not in seen:
            seen.add(expression)
            # What could be meant is looked for only if what was said isn't there at all.
            if_fewer = 1 if points == _WIDE else task.few
            part = "only" if read.is_vast and points == _PARTLY else "first" if read.is_large else ""
            yield Stage(f"way_{place}_{number}", all_of([expression, narrowed]), points, if_fewer, part=part)


def _tables(task: Task, stage: Stage, kind: str, before: Sequence[Stage]) -> Sql:
    """The listings of one way to look, if the ways before it found too few."""
    so_far = "".join(f" + (SELECT count(*) FROM {each.name})" for each in before)
    enough = f"0{so_far} < {stage.if_fewer} AND " if before else ""
    most = task.looked_through
    looked = f"{stage.name}_looked" if task.judged else stage.name
    tables = [_named(looked, _looks(task, stage, enough, most, PART if stage.part == "only" else ""))]
    if stage.part == "first":
        # The index tells all rows at once or none: where a part has enough, the whole isn't asked.
        part = f"{stage.name}_part"
        count = f"(SELECT count(*) FROM {part})"
        rest = _looks(task, stage, f"{count} < {task.enough_of_part} AND {enough}", most)
        whole = f"(SELECT * FROM {part} WHERE {count} >= {task.enough_of_part}) UNION ALL ({rest.text})"
        tables = [
            _named(part, _looks(task, stage, enough, most, PART)),
            _named(looked, Sql(whole, rest.values)),
        ]
    if task.judged:
        where = joined(list(conditions(task.wish, without=kind)))
        judged = f"""SELECT looked.* {ON_SALE}
            JOIN {looked} AS looked ON looked.listing_id = shelf.listing_id {WITH_ESTIMATE}
            WHERE {where.text} LIMIT {task.most}"""
        tables.append(_named(stage.name, Sql(judged, where.values)))
    return joined(tables, by=", ")


def _named(name: str, table: Sql) -> Sql:
    return Sql(f"{name} AS MATERIALIZED ({table.text})", table.values)


def _looks(task: Task, stage: Stage, enough: str, most: int, part: str = "") -> Sql:
    market = task.wish.window
    source = Sql(_NEWEST, [market]) if stage.is_walk else Sql("storefront_wordindex")
    # Only who ranks reads how well it is said.
    document = "words.document" if task.is_ranked else "NULL::tsvector AS document"
    return Sql(
        f"""SELECT words.listing_id, {document} FROM {source.text} AS words
            WHERE {enough}words.market = %s AND words.document @@ %s::tsquery
            {f"AND {part}" if part else ""}{"" if stage.is_walk else RARE}
            LIMIT {most}""",
        [*source.values, market, stage.expression.written()],
    )


def narrowing(wish: Wish, without: str = "") -> Expression:
    """The chosen facets, but those of one kind: documents have them as words."""
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
    cases = " ".join(
        f"WHEN best.document @@ %s::tsquery THEN {points * share:.2f}" for _, _, points in ways[:-1]
    )
    # Most hits have the best or nothing.
    last = f"{ways[-1][2] * share:.2f}"
    said = any_of([unit.meant, unit.besides]).written()
    return Sql(
        f"CASE WHEN NOT best.document @@ %s::tsquery THEN 0 {cases} ELSE {last} END",
        [said, *(part.written(weight) for part, weight, _ in ways[:-1])],
    )
