"""How are the parameters of doors that everybody asks read quickly, to the same values and refusals?"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.core.validators import RegexValidator
from django.http import QueryDict
from rest_framework import serializers

from kit.rest import In, TextField, WholeField

Reader = Callable[[str], Any]
QueryReader = Callable[[QueryDict], dict[str, Any] | None]

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# Where a pattern says how long a text may be.
_LONGEST = 1_000
_WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)


class _Unusual(ValueError):
    """Wrong, or written in a way that only the serializer knows."""


@cache
def plainly(shape: type[In]) -> QueryReader:
    """
    What reads parameters as `shape` declares them, without running it: a serializer takes longer than a page.

    The reader answers None to whatever isn't plainly right; the serializer then says what is
    wrong with it, or that it is right after all. So there is one declaration, for the document too.
    """
    # Made once: it keeps nothing of a request.
    declared = shape(context={"written": True})
    fields = dict(declared.fields)
    readers = {name: _reader(field) for name, field in fields.items()}
    required = {name for name, field in fields.items() if field.required}
    defaults = {
        name: field.default for name, field in fields.items() if field.default is not serializers.empty
    }

    def read(given: QueryDict) -> dict[str, Any] | None:
        if required.difference(given):
            return None
        try:
            values = {name: readers[name](_only(texts)) for name, texts in given.lists()}
            validated: dict[str, Any] = declared.validate({**defaults, **values})
        except (KeyError, ValueError, serializers.ValidationError):
            return None
        return validated

    return read


def _only(texts: list[str]) -> str:
    (text,) = texts
    return text


def _reader(field: "serializers.Field[Any, Any, Any, Any]") -> Reader:
    return _READERS[type(field)](field)


def _text(field: Any) -> Reader:
    longest, allow_blank = field.max_length or _LONGEST, field.allow_blank
    patterns = [re.compile(each.regex) for each in field.validators if isinstance(each, RegexValidator)]

    def read(given: str) -> str:
        text = given.strip()
        if len(text) > longest or "\0" in text or not (text or allow_blank):
            raise _Unusual
        # Half a character is none.
        text.encode()
        if not all(pattern.search(text) for pattern in patterns):
            raise _Unusual
        return text

    return read


def _choice(field: Any) -> Reader:
    return {str(each): each for each in field.choices}.__getitem__


def _flag(_field: Any) -> Reader:
    return {"true": True, "false": False}.__getitem__


def _whole(field: Any) -> Reader:
    def read(text: str) -> int:
        if not _WHOLE.fullmatch(text) or not field.min_value <= int(text) <= field.max_value:
            raise _Unusual
        return int(text)

    return read


def _written(pattern: re.Pattern[str], read: Reader) -> Callable[[Any], Reader]:
    def reader(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise _Unusual
        return read(text)

    return lambda _field: reader


_READERS: Mapping[type, Callable[[Any], Reader]] = {
    TextField: _text,
    WholeField: _whole,
    serializers.BooleanField: _flag,
    serializers.CharField: _text,
    serializers.ChoiceField: _choice,
    serializers.DateField: _written(_DAY, date.fromisoformat),
    serializers.RegexField: _text,
    serializers.UUIDField: _written(_UUID, UUID),
}
