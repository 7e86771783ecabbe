"""Which problem codes may a caller meet?"""

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings

from kit.errors import Problem
from kit.http import status_of

_HEAD = """# Problem codes

Every refusal is an RFC 9457 problem document (`application/problem+json`): decide by `code`, which is
stable; show `detail`; `errors[]` names the guilty fields by JSON pointer; further members are facts.
This page is made by `./dev manage list_problems`; a test keeps it equal to the code.

| code | status | meaning |
|---|---|---|
"""


def known_problems() -> list[type[Problem]]:
    """Every reason to say no, by code."""
    # The routes import every door, the commands every loader: with them every reason there is.
    for name in (settings.ROOT_URLCONF, "shop.management.commands.load_reference"):
        import_module(name)
    return sorted(set(_beneath(Problem)), key=lambda problem: (problem.code, problem.__name__))


def problems_page() -> str:
    """The page of all codes, as it stands in docs/problems.md."""
    rows = {
        problem.code: f"| `{problem.code}` | {status_of(problem.__new__(problem))} | {problem.title} |"
        for problem in known_problems()
    }
    return _HEAD + "\n".join(rows.values()) + "\n"


def _beneath(kind: type[Problem]) -> Iterator[type[Problem]]:
    for problem in kind.__subclasses__():
        if "code" in vars(problem) and not problem.__module__.startswith("tests"):
            yield problem
        yield from _beneath(problem)
