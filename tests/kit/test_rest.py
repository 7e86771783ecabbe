"""Is what a request says taken literally?"""

from typing import Any

import pytest
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import User
from kit.errors import Invalid, NotFound
from kit.http import Stale
from kit.ids import uuid7
from kit.money import Money
from kit.rest import (
    MOST_NAMED,
    In,
    MoneyField,
    TextField,
    WholeField,
    body_tag,
    check_match,
    etag_of,
    found,
    read_query,
    row_tag,
)


class LineIn(In):
    quantity = WholeField(min_value=1, max_value=99)
    note = TextField(required=False, max_length=5)


class CartIn(In):
    lines = LineIn(many=True)
    price = MoneyField(required=False, currencies=("CNY",), allow_zero=False)


class Query(In):
    limit = WholeField(min_value=1, default=24)
    in_stock = serializers.BooleanField(required=False)


def errors_of(**body: Any) -> Any:
    shape = CartIn(data={"lines": [], **body})
    shape.is_valid()
    return shape.errors


def test_unknown_fields_are_named_at_any_depth() -> None:
    assert errors_of(colour="red") == {"colour": ["unknown field"]}
    assert errors_of(lines=[{"quantity": 1, "price": 2}])["lines"][0] == {"price": ["unknown field"]}


def test_of_many_unknown_fields_the_first_ones_are_named() -> None:
    strange = {f"field{number}": 1 for number in range(500)}
    assert list(errors_of(**strange)) == [f"field{number}" for number in range(MOST_NAMED)]


@pytest.mark.parametrize("quantity", ["5", 5.0, 1.5, True, None, "1e3", [5], 0, 100, -1, 10**30])
def test_a_quantity_is_a_whole_number_written_as_one(quantity: object) -> None:
    assert "quantity" in errors_of(lines=[{"quantity": quantity}])["lines"][0]


@pytest.mark.parametrize("note", [5, True, ["x"], "longer", "a\x00"])
def test_a_text_is_a_text(note: object) -> None:
    assert "note" in errors_of(lines=[{"quantity": 1, "note": note}])["lines"][0]


@pytest.mark.parametrize(
    "price",
    [
        "12.30",
        12.3,
        None,
        {},
        {"amount": "1"},
        {"amount": 1, "currency": "CNY"},
        {"amount": "1", "currency": "CNY", "extra": 1},
        {"amount": "NaN", "currency": "CNY"},
        {"amount": "1.234", "currency": "CNY"},
        {"amount": "1", "currency": "XXX"},
        {"amount": "1", "currency": "KZT"},
        {"amount": "-1", "currency": "CNY"},
        {"amount": "0", "currency": "CNY"},
    ],
)
def test_money_must_be_whole_known_positive_and_ours(price: object) -> None:
    assert "price" in errors_of(price=price)


def test_money_is_read_and_written_alike() -> None:
    shown = {"amount": "12.30", "currency": "CNY"}
    shape = CartIn(data={"lines": [], "price": shown})
    assert shape.is_valid()
    assert shape.validated_data["price"] == Money(1230, "CNY")
    assert MoneyField().to_representation(Money(1230, "CNY")) == shown


def query_of(text: str, shape: type[In] | None = Query) -> dict[str, Any]:
    return read_query(Request(APIRequestFactory().get(f"/x?{text}")), shape)


def test_a_query_is_read_by_its_shape() -> None:
    assert query_of("limit=5&in_stock=true") == {"limit": 5, "in_stock": True}


def test_an_absent_flag_is_absent_and_not_false() -> None:
    assert query_of("") == {"limit": 24}


@pytest.mark.parametrize(
    ("text", "pointer"),
    [("colour=red", "/colour"), ("limit=5&limit=6", "/limit"), ("_connector=OR", "/_connector")],
)
def test_unknown_and_doubled_parameters_are_named(text: str, pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        query_of(text)
    assert [field.pointer for field in refused.value.fields] == [pointer]


def test_a_door_without_parameters_takes_none() -> None:
    assert query_of("", None) == {}
    with pytest.raises(Invalid):
        query_of("limit=5", None)


@pytest.mark.parametrize("limit", ["1e3", "5.0", "٥", "-1", "", "9" * 40])
def test_a_number_in_a_query_is_written_in_plain_digits(limit: str) -> None:
    with pytest.raises(serializers.ValidationError):
        query_of(f"limit={limit}")


def test_a_tag_changes_with_the_row_and_with_what_is_shown() -> None:
    tags = {row_tag(1, b"a"), row_tag(2, b"a"), row_tag(1, b"b"), body_tag(b"a"), body_tag(b"b")}
    assert len(tags) == 5


@pytest.mark.parametrize("given", [row_tag(3, b"shown"), '"3"', '"2", "3-abc"', "*"])
def test_a_tag_of_the_present_version_matches(given: str) -> None:
    check_match(given, User(version=3))


@pytest.mark.parametrize("given", [row_tag(2, b"shown"), '"33"', "3", 'W/"3"', ""])
def test_any_other_tag_is_stale(given: str) -> None:
    with pytest.raises(Stale):
        check_match(given, User(version=3))


def test_the_short_tag_of_a_row_matches_it() -> None:
    user = User(version=9)
    check_match(etag_of(user), user)


def test_what_is_not_there_is_not_found(db: None) -> None:
    for key in (uuid7(), "no id"):
        with pytest.raises(NotFound):
            found(User.objects.all(), pk=key)
