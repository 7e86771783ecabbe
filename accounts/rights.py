"""Whom does an operation of REST let in, wherever else the same is done?"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.doors import Door
from accounts.entry import SAFE, is_admitted
from kit.actors import Actor


class Rule(NamedTuple):
    """The door of an operation, and whether it only reads."""

    door: type[Door]
    reads: bool


def lets(operation: str, actor: Actor, *, proved: bool) -> bool:
    """
    Whether REST would let an actor do what `operation` names, such as `acceptOrder`.

    `proved` says whether a second factor was given. No query.

    :raises LookupError: if there is no such operation.
    """
    rule = rule_of(operation)
    named = rule.door.readers if rule.reads else rule.door.writers
    return is_admitted(named.get(actor.kind), actor) and (proved or not rule.door.needs_factor)


def rule_of(operation: str) -> Rule:
    """
    Whom the door of an operation names.

    :raises LookupError: if there is no such operation.
    """
    return _rules()[operation]


def doors() -> Iterator[type[Door]]:
    """Every door that an address leads to, once for each of its addresses."""
    return _doors(get_resolver().url_patterns)


@cache
def _rules() -> dict[str, Rule]:
    found = {}
    for door in doors():
        for method in door.http_method_names:
            told = getattr(getattr(door, method, None), "operation", None)
            if told is not None:
                found[told.id] = Rule(door, method.upper() in SAFE)
    return found


def _doors(patterns: list[Any]) -> Iterator[type[Door]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _doors(each.url_patterns)
        elif isinstance(each, URLPattern):
            view = getattr(each.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, Door):
                yield view
