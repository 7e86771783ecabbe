"""How is a JSON body read, when nothing but honest JSON will do?"""

import json
import math
from collections.abc import Mapping
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

DEEPEST = 32


class StrictJSONParser(BaseParser):
    """UTF-8 JSON without NaN, infinities, doubled names, NUL, lone surrogates or endless nesting."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """
        Read the whole body.

        :raises ParseError: if it isn't JSON as described.
        """
        charset = str((parser_context or {}).get("encoding") or "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            raise ParseError("the body must be UTF-8")
        try:
            value = json.loads(
                stream.read().decode("utf-8"),
                parse_constant=_refuse_constant,
                parse_float=_finite,
                object_pairs_hook=_without_doubles,
            )
        except (ValueError, RecursionError) as error:
            raise ParseError(f"not JSON that we read: {_short(error)}") from None
        _check(value, DEEPEST)
        return value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not a number")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _check(value: Any, depth: int) -> None:
    if depth == 0:
        raise ParseError(f"nested deeper than {DEEPEST} levels")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth - 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            _check_text(name)
            _check(item, depth - 1)


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ParseError("text holds NUL or half a character")


def _short(error: Exception) -> str:
    return "nested too deep" if isinstance(error, RecursionError) else str(error)[:200]
