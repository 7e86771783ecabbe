"""How is a change shown that waits for staff?"""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kit.rest import AnyValueField

_ID = "019e0000-0000-7000-8000-000000000001"
DIFF_EXAMPLE = [{"field": "gross_g", "was": 2044, "becomes": 2050}]
PENDING_EXAMPLE = {"id": _ID, "asked_at": "2026-12-05T09:00:00Z", "diff": DIFF_EXAMPLE}


class ChangedOut(serializers.Serializer[Any]):
    """One fact, such as gross_g, hs6 or attributes.grade; null is nothing."""

    field = serializers.CharField()
    was = AnyValueField()
    becomes = AnyValueField()


class PendingChangeOut(serializers.Serializer[Any]):
    """Facts that hold once staff have approved them."""

    id = serializers.UUIDField()
    asked_at = serializers.DateTimeField()
    diff = ChangedOut(many=True)


@extend_schema_field(PendingChangeOut(allow_null=True))
class PendingChangeField(serializers.Field[Any, Any, Any, Any]):
    """What waits of the goods that are shown, from `waiting_changes` of their row; null if nothing does."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, value: Any) -> Any:
        """Of a row, or of values among which it stands already."""
        return value["pending_change"] if isinstance(value, Mapping) else pending_of(value)


def pending_of(row: Any) -> Any:
    """The change that waits of some goods, as JSON values; what was only just described has none."""
    for change in getattr(row, "waiting_changes", ()):
        shown = {"id": change.pk, "asked_at": change.asked_at, "diff": diff_of(change.facts)}
        return PendingChangeOut(shown).data
    return None


def diff_of(facts: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The facts of a change in the order of their names."""
    return [
        {"field": fact, "was": each["was"], "becomes": each["becomes"]}
        for fact, each in sorted(facts.items())
    ]
