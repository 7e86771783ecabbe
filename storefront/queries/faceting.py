"""By what could the goods that were found be narrowed further, and how many would be left?"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection

from kit.countries import country_in
from kit.languages import name_in
from kit.money import Money
from storefront.policy import FACET_ROWS, FACET_VALUES, MARKET_CURRENCY
from storefront.queries.browsing import depth_of
from storefront.queries.sifting import ON_SALE, PRICE, WITH_ESTIMATE, Sql, choices, conditions, joined
from storefront.queries.wishes import OF_ATTRIBUTE, Wish

# Attributes are called as staff call them; what every listing has, so.
_TITLES: Mapping[str, Mapping[str, str]] = {
    "category": {"en": "Category", "ru": "Категория", "kk": "Санат", "zh-Hans": "类别"},
    "brand": {"en": "Brand", "ru": "Бренд", "kk": "Бренд", "zh-Hans": "品牌"},
    "origin": {
        "en": "Country of origin",
        "ru": "Страна происхождения",
        "kk": "Шығарылған елі",
        "zh-Hans": "原产国",
    },
    "seller": {"en": "Seller", "ru": "Продавец", "kk": "Сатушы", "zh-Hans": "卖家"},
    "standard": {"en": "Standard", "ru": "Стандарт", "kk": "Стандарт", "zh-Hans": "标准"},
}


def facets(wish: Wish) -> dict[str, Any]:
    """
    The values of each facet with how many of the hits have them, the most frequent first. One query.

    A facet of which values are chosen counts what would be found without that choice. Counting
    stops after a number of hits, which `complete` admits.
    """
    hits = [_hits(wish, ""), *(_hits(wish, kind) for kind in choices(wish))]
    counting = counted(wish, joined(hits, by=" UNION ALL "), most=FACET_ROWS)
    with connection.cursor() as cursor:
        cursor.execute(counting.text, counting.values)
        return told(wish, cursor.fetchall(), most=FACET_ROWS)


def counted(wish: Wish, hits: Sql, *, most: int) -> Sql:
    """
    A statement that counts hits by facet, and says whether any facet had more than `most` to count.

    `hits` has the columns `without` (the kind of facet that wasn't narrowed
    by, mostly none), `facets`, `numbers` and `price_minor`.
    """
    chosen = list(choices(wish))
    facets = (code for codes in wish.facets.values() for code in codes)
    options = (each.code for some in wish.attributes.values() for each in some)
    codes = [wish.category, wish.seller, *facets, *options]
    price = PRICE if PRICE in chosen else ""
    return Sql(
        _COUNT.format(hits=hits.text),
        [*hits.values, chosen, chosen, codes, FACET_VALUES, most, price, price],
    )


def told(wish: Wish, rows: Sequence[Sequence[Any]], *, most: int) -> dict[str, Any]:
    """What a reader is told of the rows of `counted`, which was shown at most `most` hits, or one more."""
    *by_facet, (_, cut, total, least, highest) = rows
    return {
        "counted": min(total, most),
        "complete": not cut,
        "price": None
        if least is None
        else {
            "min": Money(int(least), MARKET_CURRENCY[wish.market]).as_json(),
            "max": Money(int(highest), MARKET_CURRENCY[wish.market]).as_json(),
        },
        "facets": _by_kind(by_facet, wish.language),
    }


# What was found without the choice of one kind stands under that kind, what was found with all under none.
_COUNT = """
    WITH hits AS MATERIALIZED ({hits}),
    counted AS (
        SELECT split_part(facet, '=', 1) AS kind, substr(facet, strpos(facet, '=') + 1) AS code,
               hits, NULL::jsonb AS range
        FROM (
            SELECT hits.without, facet, count(*) AS hits FROM hits, unnest(hits.facets) AS facet
            GROUP BY hits.without, facet
        ) AS found
        WHERE CASE WHEN split_part(facet, '=', 1) = ANY(%s) THEN without = split_part(facet, '=', 1)
                   ELSE without = '' END
        UNION ALL
        SELECT 'a.' || key, '', count(*),
               jsonb_build_array(min(value::numeric)::text, max(value::numeric)::text)
        FROM hits, jsonb_each_text(hits.numbers)
        WHERE hits.without = CASE WHEN 'a.' || key = ANY(%s) THEN 'a.' || key ELSE '' END
        GROUP BY key
    ),
    ranked AS (
        SELECT *, row_number() OVER (
            PARTITION BY kind ORDER BY (code = ANY(%s)) DESC, hits DESC, code
        ) AS rank
        FROM counted
    )
    (
        SELECT ranked.kind, ranked.code, ranked.hits, coalesce(ranked.range, label.names), above.names
        FROM ranked
        LEFT JOIN storefront_label AS label ON label.kind = ranked.kind AND label.code = ranked.code
        LEFT JOIN storefront_label AS above ON above.kind = 'attribute' AND 'a.' || above.code = ranked.kind
        WHERE rank <= %s
        ORDER BY coalesce(above.position, -1), ranked.kind, ranked.hits DESC,
                 coalesce(label.position, 0), ranked.code
    )
    UNION ALL
    SELECT '',
           CASE WHEN EXISTS (SELECT FROM hits GROUP BY without HAVING count(*) > %s) THEN 'cut' ELSE '' END,
           count(*) FILTER (WHERE without = ''),
           to_jsonb(min(price_minor) FILTER (WHERE without = %s)),
           to_jsonb(max(price_minor) FILTER (WHERE without = %s))
    FROM hits
"""


def _hits(wish: Wish, without: str) -> Sql:
    where = joined(list(conditions(wish, depth=depth_of(wish.category), without=without)))
    facets, numbers = told_of(wish, without)
    return Sql(
        f"""(SELECT %s::text AS without, {facets}, {numbers}, shelf.price_minor
             {ON_SALE} {WITH_ESTIMATE} WHERE {where.text} LIMIT {FACET_ROWS + 1})""",
        [without, *where.values],
    )


def told_of(wish: Wish, without: str) -> tuple[str, str]:
    """The columns that are counted where one kind is left out: none of another kind, which takes its time."""
    is_attribute = without.startswith(OF_ATTRIBUTE)
    chosen = wish.attributes[without.removeprefix(OF_ATTRIBUTE)] if is_attribute else ()
    has_codes = without != PRICE and (not chosen or any(each.code for each in chosen))
    has_numbers = not without or any(each.numbers for each in chosen)
    return (
        "shelf.facets" if has_codes else "NULL::varchar[] AS facets",
        "shelf.numbers" if has_numbers else "NULL::jsonb AS numbers",
    )


@lru_cache(maxsize=4_096)
def _names(text: str) -> Mapping[str, str]:
    """What a facet is called: the same names are read with every page."""
    names: Mapping[str, str] = json.loads(text)
    return names


def _by_kind(rows: Sequence[Sequence[Any]], language: str) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    called: dict[str, Mapping[str, str]] = {}
    ranges: dict[str, dict[str, str]] = {}
    for kind, code, hits, names, above in rows:
        called[kind] = _names(above or "{}")
        if code:
            given = name_in(_names(names or "{}"), language)
            name = given or (country_in(code, language) if kind == "origin" else code)
            found[kind].append({"code": code, "name": name, "count": hits})
        else:
            least, most = json.loads(names or "[]")
            ranges[kind] = {"min": least, "max": most}
            found.setdefault(kind, [])
    return [
        {
            "code": kind.removeprefix(OF_ATTRIBUTE),
            "kind": "attribute" if kind.startswith(OF_ATTRIBUTE) else kind,
            "name": name_in(called[kind] or _TITLES.get(kind, {}), language),
            "values": values,
            "range": ranges.get(kind),
        }
        for kind, values in found.items()
    ]
