"""Which of very many hits come first by price, by name or by age?"""

from collections.abc import Sequence
from typing import Any

from storefront.policy import SORTED_WALK
from storefront.queries.browsing import WORDS_BY_NAME, Spot
from storefront.queries.hitting import Task, cut
from storefront.queries.sifting import ON_SALE, PRICE, WITH_ESTIMATE, Sql, choices, conditions, joined


def walked(task: Task, spot: Spot, values: Sequence[Any] | None) -> Sql:
    """
    The table `walked`: what comes next in an order and says all that was typed, one more than a page has.

    Empty where all hits could be sorted. Where there are more, a page of them is met soon along the
    index that has this order: so many of its rows are looked at, and no more.
    """
    if task.is_ranked:
        return Sql("walked AS (SELECT NULL::uuid AS listing_id WHERE false)")
    along, where = _along(task, spot, values), joined(list(conditions(task.wish)))
    way = task.order.way(backwards=spot.backwards)
    by_key = f"walk.key {way}, " if task.order.key else ""
    return Sql(
        f"""walked AS MATERIALIZED (
            SELECT walk.listing_id
            {ON_SALE} JOIN ({along.text} LIMIT {SORTED_WALK}) AS walk ON walk.listing_id = shelf.listing_id
            CROSS JOIN LATERAL (
                SELECT FROM storefront_wordindex AS words
                WHERE words.listing_id = walk.listing_id AND words.document @@ %s::tsquery OFFSET 0
            ) AS said
            {WITH_ESTIMATE}
            WHERE ({cut(task)}) AND {where.text}
            ORDER BY {by_key}walk.listing_id {way} LIMIT %s
        )""",
        [*along.values, task.strict.written(), *where.values, spot.limit + 1],
    )


def complete(task: Task, spot: Spot, values: Sequence[Any] | None) -> Sql:
    """Whether no hit is missing among those told: all were put in order, or met in it."""
    if task.is_ranked:
        return Sql(f"NOT ({cut(task)})")
    along = _along(task, spot, values)
    # Nothing met, though hits were left out: those only could be meant, which no walk looks for.
    return Sql(
        f"""CASE
            WHEN NOT ({cut(task)}) OR (SELECT count(*) FROM walked) > %s THEN true
            ELSE EXISTS (SELECT FROM walked) AND NOT EXISTS ({along.text} OFFSET {SORTED_WALK} LIMIT 1)
        END""",
        [spot.limit, *along.values],
    )


def _along(task: Task, spot: Spot, values: Sequence[Any] | None) -> Sql:
    """The goods of a market from a place on, as an index has them in order."""
    wish, order = task.wish, task.order
    where = [Sql("shelf.market = %s", [wish.window])]
    chosen = choices(wish)
    if order.key == "shelf.price_minor" and PRICE in chosen:
        where.append(chosen[PRICE])
    if values is not None:
        where.append(order.beyond(values, backwards=spot.backwards))
    wanted = joined(where)
    return Sql(
        f"""SELECT shelf.listing_id, {order.key or "NULL"} AS key
            FROM storefront_shelf AS shelf {WORDS_BY_NAME if order.is_by_name else ""}
            WHERE {wanted.text} ORDER BY {order.sql(backwards=spot.backwards)}""",
        [*([wish.language] if order.is_by_name else []), *wanted.values],
    )
