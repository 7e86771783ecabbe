"""How do several tables of clerks become one?"""

from collections.abc import Mapping, Sequence
from functools import partial

from kit.letters import Letter
from news.telling import Clerk, Happened


def joined(*tables: Mapping[str, Clerk]) -> dict[str, Clerk]:
    """One table of several: those who answer for the same type of event answer together, in their order."""
    clerks: dict[str, list[Clerk]] = {}
    for table in tables:
        for type_, clerk in table.items():
            clerks.setdefault(type_, []).append(clerk)
    return {type_: partial(_all, each) if len(each) > 1 else each[0] for type_, each in clerks.items()}


def _all(clerks: Sequence[Clerk], events: Sequence[Happened]) -> list[Letter]:
    return [letter for clerk in clerks for letter in clerk(events)]
