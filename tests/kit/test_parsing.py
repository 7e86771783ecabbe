"""Is a JSON body read strictly, and the guilty field named?"""

import io
from typing import Any

import pytest
from rest_framework.exceptions import ParseError

from kit.errors import Invalid
from kit.parsing import DEEPEST, MOST_MEMBERS, StrictJSONParser


def read(body: bytes, *, charset: str = "utf-8") -> Any:
    """The body as a door gets it."""
    return StrictJSONParser().parse(io.BytesIO(body), parser_context={"encoding": charset})


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"quantity": NaN}', "/quantity"),
        (b'{"quantity": Infinity}', "/quantity"),
        (b'{"quantity": -Infinity}', "/quantity"),
        (b'{"quantity": 1e400}', "/quantity"),
        (b'{"lines": [{"quantity": 1}, {"quantity": NaN}]}', "/lines/1/quantity"),
        (b'{"a/b~c": NaN}', "/a~1b~0c"),
        (rb'{"city": "a\u0000b"}', "/city"),
        (rb'{"city": "\ud800"}', "/city"),
        (rb'{"address": {"\udc00": 1}}', "/address"),
        (b"NaN", ""),
    ],
)
def test_what_has_no_place_in_a_body_is_named_by_its_field(body: bytes, pointer: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(body)
    assert [field.pointer for field in refusal.value.fields] == [pointer]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 2}',
        b'{"a": \xff}',
        b"\xef\xbb\xbf{}",
        b"\xc0\xaf",
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_no_json_is_refused(body: bytes) -> None:
    with pytest.raises(ParseError):
        read(body)


def test_a_body_may_nest_so_deep_and_no_deeper() -> None:
    deepest = b"[" * DEEPEST + b"]" * DEEPEST
    assert isinstance(read(deepest), list)
    with pytest.raises(Invalid):
        read(b"[" + deepest + b"]")


@pytest.mark.parametrize(("opening", "member", "closing"), [("[", "1", "]"), ("{", '"%d": 1', "}")])
def test_a_list_may_have_so_many_members_and_no_more(opening: str, member: str, closing: str) -> None:
    def body(count: int) -> bytes:
        members = (member.replace("%d", str(number)) for number in range(count))
        return f'{{"inner": {opening}{",".join(members)}{closing}}}'.encode()

    assert len(read(body(MOST_MEMBERS))["inner"]) == MOST_MEMBERS
    with pytest.raises(Invalid) as refusal:
        read(body(MOST_MEMBERS + 1))
    assert [field.pointer for field in refusal.value.fields] == ["/inner"]


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "latin-1", "rot13", "idna"])
def test_only_utf_8_is_read(charset: str) -> None:
    with pytest.raises(ParseError):
        read(b"{}", charset=charset)


def test_ordinary_json_comes_through_unchanged() -> None:
    body = '{"name": "Ұн", "quantity": 3, "rate": 0.5, "tags": ["a", null, true]}'
    assert read(body.encode()) == {
        "name": "Ұн",
        "quantity": 3,
        "rate": 0.5,
        "tags": ["a", None, True],
    }
