"""Which attributes may goods be narrowed by, and is what was chosen one of them?"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from kit.errors import FieldProblem, Invalid
from storefront.queries.sifting import Sql
from storefront.queries.wishes import Choice, Wish

_MOST_NAMED = 100
_FLAG = ("true", "false")

# Nothing where all that was chosen is there, which costs a look into an index for each; else all attributes
# that may be chosen, so that a refusal can name them without another query.
_STRANGE = """
    CASE WHEN EXISTS (
        SELECT FROM unnest(%s::text[], %s::text[], %s::boolean[]) AS chosen (code, option, is_number)
        WHERE NOT EXISTS (
            SELECT FROM catalog_attribute AS attribute
            WHERE attribute.code = chosen.code AND attribute.is_filter AND CASE attribute.kind
                WHEN 'number' THEN chosen.is_number
                WHEN 'flag' THEN chosen.option IN ('true', 'false')
                WHEN 'choice' THEN EXISTS (
                    SELECT FROM catalog_attributeoption AS option
                    WHERE option.attribute_id = attribute.id AND option.code = chosen.option
                )
            END
        )
    ) THEN (
        SELECT coalesce(jsonb_agg(jsonb_build_array(attribute.code, attribute.kind, (
            SELECT coalesce(jsonb_agg(option.code ORDER BY option.position, option.code), '[]')
            FROM catalog_attributeoption AS option WHERE option.attribute_id = attribute.id
        )) ORDER BY attribute.position, attribute.code), '[]')
        FROM catalog_attribute AS attribute WHERE attribute.is_filter AND attribute.kind <> 'text'
    ) END
"""


def strange_in(wish: Wish) -> Sql:
    """An expression: null if every attribute and option of a wish is there, else for `refuse_strange`."""
    if not wish.attributes:
        return Sql("NULL::jsonb")
    chosen = [(code, each) for code, some in wish.attributes.items() for each in some]
    codes, options = [code for code, _ in chosen], [each.code for _, each in chosen]
    return Sql(_STRANGE, [codes, options, [each.numbers is not None for _, each in chosen]])


def refuse_strange(wish: Wish, strange: str | None) -> None:
    """
    Refuse what the expression of `strange_in` told.

    :raises Invalid: naming the parameter, what is unknown and what there is instead.
    """
    if strange is None:
        return
    rows: list[tuple[str, str, list[str]]] = json.loads(strange)
    known = {code: _Known(kind, options) for code, kind, options in rows}
    problems = list(_problems(wish, known))
    raise Invalid(problems[0].message, fields=problems)


def check(wish: Wish) -> None:
    """
    The same where nothing else is asked of the database; one query, none without attributes.

    :raises Invalid: as `refuse_strange`.
    """
    asked = strange_in(wish)
    if asked.values:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {asked.text}", asked.values)
            refuse_strange(wish, cursor.fetchone()[0])


class _Known(NamedTuple):
    kind: str
    options: Sequence[str]

    def fault_in(self, choice: Choice) -> tuple[str, str] | None:
        """What is wrong with a value: a code, and why."""
        if self.kind == "number":
            return None if choice.numbers else ("invalid", "is a number: 14.5 or 14..14.5")
        options = _FLAG if self.kind == "flag" else self.options
        return None if choice.code in options else ("unknown_option", f"is one of {_named(options)}")


def _problems(wish: Wish, known: Mapping[str, _Known]) -> Iterator[FieldProblem]:
    if unknown := sorted(wish.attributes.keys() - known.keys()):
        there = f"there are {_named(list(known))}" if known else "there is none yet"
        why = f"goods are not narrowed by {_named(unknown)}; {there}"
        yield FieldProblem("/attributes", "field.unknown_attribute", why)
    for code in (each for each in wish.attributes if each in known):
        faults = dict.fromkeys(filter(None, map(known[code].fault_in, wish.attributes[code])))
        yield from (FieldProblem("/attributes", f"field.{kind}", f"{code} {why}") for kind, why in faults)


def _named(codes: Sequence[str]) -> str:
    more = ", …" if len(codes) > _MOST_NAMED else ""
    return ", ".join(codes[:_MOST_NAMED]) + more
