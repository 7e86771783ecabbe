"""How does a request become values, strictly?"""

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kit.errors import FieldProblem, Invalid, NotFound
from kit.http import Stale
from kit.money import BadMoney, Money

M = TypeVar("M", bound=models.Model)

# Whoever sends more unknown fields than this learns enough from the first ones.
MOST_NAMED = 20


class In(serializers.Serializer[Any]):
    """A body, or the query parameters, in which every unknown name is an error naming it."""

    def to_internal_value(self, data: Any) -> Any:
        """Refuse what isn't declared, then validate as usual."""
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = [name for name in data if name not in known]
            wrong: dict[str, Any] = {
                name: [serializers.ErrorDetail("unknown field", "unknown")] for name in unknown[:MOST_NAMED]
            }
            wrong |= {
                name: told for name, field in self.fields.items() if (told := _no_id(field, data.get(name)))
            }
            if wrong:
                raise serializers.ValidationError(wrong)
        return super().to_internal_value(data)


def _no_id(field: "serializers.Field[Any, Any, Any, Any]", value: Any) -> Any:
    """What is wrong with a number where an id is told: to the framework 1 is the UUID that ends with 1."""
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return {place: told for place, each in enumerate(value) if (told := _no_id(field.child, each))}
    if isinstance(field, serializers.UUIDField) and isinstance(value, int | float):
        return [serializers.ErrorDetail(str(field.error_messages["invalid"]), "invalid")]
    return None


class WholeField(serializers.IntegerField):
    """A whole number written as one: no "5", no 5.0, no true."""

    def to_internal_value(self, data: Any) -> int:
        """The number, unless it came as something else; query parameters are text anyway."""
        written = self.context.get("written", False) and isinstance(data, str)
        if not written and type(data) is not int:
            self.fail("invalid")
        if written and not (data.isascii() and data.removeprefix("-").isdigit() and len(data) < 20):
            self.fail("invalid")
        return int(data)


class TextField(serializers.CharField):
    """A text that was sent as one, not a number turned into digits."""

    def to_internal_value(self, data: Any) -> str:
        """The text, trimmed."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(
    {"description": "Of the kind that the fact has; null is nothing.", "examples": ["premium"]}
)
class AnyValueField(serializers.JSONField):
    """A value that is told, never sent: its kind is that of the fact it belongs to."""


class MoneyField(serializers.Field[Money, Any, dict[str, str], Any]):
    """`{"amount": "12.30", "currency": "CNY"}` to and from `kit.money.Money`."""

    default_error_messages = {
        "shape": "send an object with amount and currency, both text, and nothing else",
        "money": "{reason}",
        "currency": "send this in {currencies}",
        "negative": "must not be negative",
        "zero": "must be more than nothing",
    }

    def __init__(
        self,
        *,
        currencies: tuple[str, ...] = (),
        allow_negative: bool = False,
        allow_zero: bool = True,
        **kwargs: Any,
    ) -> None:
        self.currencies = currencies
        self.allow_negative = allow_negative
        self.allow_zero = allow_zero
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Money:
        """Read the object strictly."""
        if not isinstance(data, dict) or set(data) != {"amount", "currency"}:
            self.fail("shape")
        if not all(isinstance(value, str) for value in data.values()):
            self.fail("shape")
        try:
            money = Money.parse(data["amount"], data["currency"])
        except BadMoney as error:
            self.fail("money", reason=str(error))
        if self.currencies and money.currency not in self.currencies:
            self.fail("currency", currencies=", ".join(self.currencies))
        if money.minor < 0 and not self.allow_negative:
            self.fail("negative")
        if money.minor == 0 and not self.allow_zero:
            self.fail("zero")
        return money

    def to_representation(self, value: Money) -> dict[str, str]:
        """Write the object."""
        return value.as_json()


def read_query(request: Request, shape: type[In] | None) -> dict[str, Any]:
    """
    The query parameters as `shape` validates them; without a shape there must be none.

    :raises Invalid: naming each unknown or doubled parameter.
    """
    given = request.query_params
    known = set(shape().fields) if shape is not None else set()
    guilty = [
        FieldProblem(f"/{name}", "field.unknown", "unknown parameter") for name in given if name not in known
    ] + [
        FieldProblem(f"/{name}", "field.doubled", "sent more than once")
        for name in given
        if name in known and len(given.getlist(name)) > 1
    ]
    if guilty:
        raise Invalid(f"{guilty[0].message}: {guilty[0].pointer[1:]}", fields=guilty)
    if shape is None:
        return {}
    # A plain dictionary: DRF reads a QueryDict as an HTML form, where absent means false.
    query = shape(data=given.dict(), context={"written": True})
    query.is_valid(raise_exception=True)
    validated: dict[str, Any] = query.validated_data
    return validated


def found(rows: "models.QuerySet[M]", **lookup: object) -> M:
    """
    The one row that matches, out of those that the caller may see.

    :raises NotFound: if there is none, be it another's or nobody's.
    """
    try:
        return rows.get(**lookup)
    except (ObjectDoesNotExist, DjangoValidationError, ValueError):
        raise NotFound from None


def row_tag(version: int, body: bytes | None = None) -> str:
    """
    The ETag: the row's version, then the hash of what was shown.

    If-Match compares the version, If-None-Match the whole: what is derived from
    neighbours changes the body without changing the row.
    """
    shown = "" if body is None else "-" + hashlib.sha256(body).hexdigest()[:16]
    return f'"{version}{shown}"'


def body_tag(body: bytes) -> str:
    """The ETag of an answer that belongs to no single row."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def etag_of(row: Any) -> str:
    """The shortest ETag that `check_match` takes for a row's present version."""
    return row_tag(row.version)


def check_match(if_match: str, row: Any, shown: bytes | None = None) -> None:
    """
    Compare the caller's If-Match with the row's version.

    With `shown`, the body that a reader gets now, all of that must be as the caller saw
    it: neighbours that are shown with the row don't change its version.

    :raises Stale: if none of the tags names the present version, or what is shown.
    """
    tags = {tag.strip() for tag in if_match.split(",")}
    if shown is None:
        versions = {tag.strip('"').partition("-")[0] for tag in tags if tag.startswith('"')}
        matches = str(row.version) in versions
    else:
        matches = not tags.isdisjoint({row_tag(row.version), row_tag(row.version, shown)})
    if "*" not in tags and not matches:
        raise Stale(version=row.version)


def uuid_or_none(text: str) -> UUID | None:
    """The UUID that a text names, if it names one."""
    try:
        return UUID(text)
    except ValueError:
        return None
