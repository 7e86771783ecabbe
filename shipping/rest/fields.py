"""How are instants, classes of goods, legs, names of our rows read from a request?"""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kit.errors import FieldProblem, Invalid
from kit.rest import TextField, WholeField
from shipping.segregation import ClassRefusal, cargo_class


@extend_schema_field({"type": "string", "format": "date-time"})
class InstantField(serializers.Field[datetime, str, str, datetime]):
    """An RFC 3339 instant, whose offset from UTC is told."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid": "send an RFC 3339 instant with its offset, such as 2026-12-05T16:40:00+05:00"
    }

    def to_internal_value(self, data: str) -> datetime:
        """The instant; a time without an offset is nobody's time."""
        try:
            instant = parse_datetime(data)
        except (TypeError, ValueError):
            instant = None
        if instant is None or instant.tzinfo is None:
            self.fail("invalid")
        return instant


class ClassField(TextField):
    """A temperature class and a segregation class, such as AMBIENT_DRY:DRY_FOOD."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "carried": "send a class that is carried, such as AMBIENT_DRY:DRY_FOOD"
    }

    def to_internal_value(self, data: Any) -> Any:
        """The class, and the goods' own segregation class."""
        temperature, _, segregation = super().to_internal_value(data).partition(":")
        cargo = cargo_class(temperature=temperature, segregation=segregation)
        if isinstance(cargo, ClassRefusal):
            self.fail("carried")
        return cargo, segregation


class PositionField(WholeField):
    """Which leg of a departure: 1 is the first."""

    def __init__(self, **kwargs: Any) -> None:
        told = {"help_text": "Of the leg; 1 is the first train.", "min_value": 1, "max_value": 20}
        super().__init__(**{**told, **kwargs})


def known(rows: "QuerySet[Any]", field: str, **lookup: object) -> None:
    """
    Make sure that a field of the body names a row of ours.

    :raises Invalid: naming the field.
    """
    if not rows.filter(**lookup).exists():
        problem = FieldProblem(f"/{field}", "field.unknown_reference", "names nothing of ours")
        raise Invalid(f"{field} names nothing of ours", fields=[problem])
