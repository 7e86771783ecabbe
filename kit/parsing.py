"""How is a JSON body read, when nothing but honest JSON will do?"""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from kit.errors import FieldProblem, Invalid, step

DEEPEST = 32
# More than any door takes at once; each member of a longer one would cost us an error of its own.
MOST_MEMBERS = 1000


class StrictJSONParser(BaseParser):
    """UTF-8 JSON without NaN, infinities, doubled names, NUL, lone surrogates, endless depth or length."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Read the whole body.

        :raises ParseError: if it isn't JSON at all.
        :raises Invalid: naming the field that holds what has no place in ours.
        """
        charset = str((parser_context or {}).get("encoding") or "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            raise ParseError("the body must be UTF-8")
        try:
            value = json.loads(
                stream.read().decode("utf-8"),
                object_pairs_hook=_without_doubles,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(f"not JSON that we read: {_short(error)}") from None
        _check(value, DEEPEST)
        return value


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _check(value: Any, depth: int, pointer: str = "") -> None:
    if depth == 0:
        raise _guilty("", f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        _check_text(value, pointer)
    elif isinstance(value, float) and not math.isfinite(value):
        raise _guilty(pointer, "no number that we count with")
    elif isinstance(value, list | dict) and len(value) > MOST_MEMBERS:
        raise _guilty(pointer, f"more than {MOST_MEMBERS} members")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            _check(item, depth - 1, f"{pointer}/{place}")
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name, pointer)
            _check(item, depth - 1, pointer + step(name))


def _check_text(text: str, pointer: str) -> None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _guilty(pointer, "text holds NUL or half a character")


def _guilty(pointer: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(pointer, "field.invalid", message)])


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
