"""Which scopes could a key of somebody use at all?"""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from accounts.doors import Door
from accounts.policy import SCOPES
from kit.actors import Actor


def scopes_within(actor: Actor) -> list[str]:
    """The scopes of doors that let somebody in, as these say; with others a key can do no more."""
    found = set()
    for door in _doors(get_resolver().url_patterns):
        for action, admitted in (("read", door.readers), ("write", door.writers)):
            roles = admitted.get(actor.kind, frozenset())
            if "*" in roles or actor.has_role(*roles):
                found.add(f"{door.resource}:{action}")
    return sorted(found & SCOPES)


def _doors(patterns: list[Any]) -> Iterator[type[Door]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _doors(each.url_patterns)
        elif isinstance(each, URLPattern):
            view = getattr(each.callback, "view_class", None)
            if isinstance(view, type) and issubclass(view, Door):
                yield view
