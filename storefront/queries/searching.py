"""Which listings say what somebody typed, in the order that was asked for?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from storefront.policy import LOOKED_OVER
from storefront.queries.browsing import MEMBERS, NOW, OFFERED, WORDS, Shown, Spot, checked, rows_of
from storefront.queries.faceting import counted, told
from storefront.queries.hitting import PART, RARE, Task, found, has_all, order_of
from storefront.queries.looking_up import Read
from storefront.queries.sifting import WITH_ESTIMATE, Sql, choices, joined
from storefront.queries.vocabulary import check, refuse_strange, strange_in
from storefront.queries.walking import complete, walked
from storefront.queries.wishes import Wish
from storefront.words.expressions import NOTHING, Expression


@dataclass(frozen=True, slots=True)
class Hits:
    """
    A page of hits, what it could be narrowed by, and whether there are none besides those that are told.

    `there` are those of the expressions asked besides that some listing has, each with the share of those
    that have it in their names.
    `with_all` if any hit says all that was typed.
    """

    shown: Shown
    facets: dict[str, Any] | None
    complete: bool
    there: Mapping[Expression, float] = field(default_factory=dict)
    with_all: bool = False


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

    It also tells which of `asked_besides` some listing has but for its description, as far as few are read.

    :raises Invalid: if the values of `spot` aren't ones of this order, or an attribute isn't there.
    """
    task = Task(wish, read, order_of(spot.ordering))
    values = None if spot.values is None else checked(spot.values, task.order)
    if read.understood.strict == NOTHING:
        check(wish)
        return Hits(Shown([], [], False), None, complete=True)
    hits = found(task, list(choices(wish)) if with_facets else ())
    along, page = walked(task, spot, values), _page(task, spot, values, translations=translations)
    counts = _counts(task) if with_facets else Sql("NULL::jsonb")
    besides, strange = _besides(wish, read, asked_besides), strange_in(wish)
    whole = complete(task, spot, values)
    rows = rows_of(
        Sql(
            f"""
            WITH {hits.text}, {along.text}, page AS ({page.text})
            SELECT about.complete, about.facets, page.listing_id, page.key, page.shown,
                   about.with_all, about.besides, about.strange
            FROM (
                SELECT {whole.text} AS complete, ({counts.text}) AS facets, {has_all(task)} AS with_all,
                       {besides.text} AS besides, {strange.text} AS strange
            ) AS about
            LEFT JOIN page ON true
            ORDER BY page.place
            """,
            [part for sql in (hits, along, page, whole, counts, besides, strange) for part in sql.values],
        )
    )
    refuse_strange(wish, rows[0][-1])
    return _hits(task, spot, rows, asked_besides)


def _hits(task: Task, spot: Spot, rows: Sequence[Sequence[Any]], asked_besides: Sequence[Expression]) -> Hits:
    is_complete, facets, *_, with_all, there, _ = rows[0]
    return Hits(
        _shown(task, spot, rows),
        None if facets is None else _narrowed(task, facets),
        complete=is_complete,
        there={asked_besides[int(place)]: share for place, share in json.loads(there or "{}").items()},
        with_all=with_all,
    )


def _besides(wish: Wish, read: Read, asked: Sequence[Expression]) -> Sql:
    """The places of those expressions that some listing has, each with the share of names that do."""
    if not asked:
        return Sql("NULL::jsonb")
    # The index knows no weights, so that some of what says all anywhere is read.
    return Sql(
        f"""(
            SELECT jsonb_object_agg(place - 1, share)
            FROM unnest(%s::text[], %s::text[], %s::text[])
                WITH ORDINALITY AS besides (anywhere, said, named, place)
            CROSS JOIN LATERAL (
                SELECT avg((document @@ named::tsquery)::int) AS share,
                       bool_or(document @@ said::tsquery) AS is_said
                FROM (
                    SELECT words.document FROM storefront_wordindex AS words
                    WHERE words.market = %s AND words.document @@ anywhere::tsquery
                    {f"AND {PART}" if read.is_vast else ""}{RARE}
                    LIMIT {LOOKED_OVER}
                ) AS looked
            ) AS looked WHERE is_said
        )""",
        [*([each.written(by) for each in asked] for by in ("", "ABC", "A")), wish.window],
    )


def _page(task: Task, spot: Spot, values: Sequence[Any] | None, *, translations: bool) -> Sql:
    order, by_name = task.order, task.order.is_by_name
    hits, where = "hits", [Sql("true")]
    if task.is_ranked:
        where = [Sql("hits.without = ''")]
    else:
        hits = "(SELECT listing_id FROM hits WHERE without = '' UNION SELECT listing_id FROM walked) AS hits"
    if values is not None:
        where.append(order.beyond(values, backwards=spot.backwards))
    wanted, way = joined(where), order.sql(backwards=spot.backwards)
    extra = "|| ',' || shelf.translations" if translations else ""
    return Sql(
        f"""
        SELECT shelf.place, shelf.listing_id, shelf.key, '{{' || {MEMBERS} {extra} || {NOW} || '}}' AS shown
        FROM (
            SELECT shelf.*, {order.key or "NULL"} AS key, row_number() OVER (ORDER BY {way}) AS place
            FROM {hits} JOIN storefront_shelf AS shelf ON shelf.listing_id = hits.listing_id
            {WORDS if by_name else ""}
            WHERE {wanted.text} ORDER BY {way} LIMIT %s
        ) AS shelf {OFFERED} {WITH_ESTIMATE} {WORDS}
        """,
        [
            *([task.wish.language] if by_name else []),
            *wanted.values,
            spot.limit + 1,
            task.wish.language,
        ],
    )


def _shown(task: Task, spot: Spot, rows: Sequence[Sequence[Any]]) -> Shown:
    hits = [row[2:5] for row in rows if row[2] is not None]
    more, hits = len(hits) > spot.limit, hits[: spot.limit]
    if spot.backwards:
        hits.reverse()
    keys = [(key, listing_id) if task.order.key else (listing_id,) for listing_id, key, _ in hits]
    return Shown([shown for _, _, shown in hits], keys, more)


def _counts(task: Task) -> Sql:
    hits = Sql("SELECT without, facets, numbers, price_minor FROM hits")
    counting = counted(task.wish, hits, most=task.most - 1)
    return Sql(
        f"""
        SELECT jsonb_agg(jsonb_build_array(kind, code, hits, label::text, above::text))
        FROM ({counting.text}) AS counted (kind, code, hits, label, above)
        """,
        counting.values,
    )


def _narrowed(task: Task, facets: Any) -> dict[str, Any]:
    rows = json.loads(facets) if isinstance(facets, str) else facets
    return told(task.wish, rows, most=task.most)
