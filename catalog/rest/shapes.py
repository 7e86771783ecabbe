"""Of which parts are the bodies that sellers and staff exchange with us made?"""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from catalog.policy import LANGUAGES, PUBLIC_MAX_AGE_S, PUBLIC_STALE_S
from kit.rest import In, TextField

PUBLIC_CACHING = f"public, max-age={PUBLIC_MAX_AGE_S}, stale-while-revalidate={PUBLIC_STALE_S}"
LONGEST_NAME = 200
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}


@extend_schema_field(
    {
        "type": "object",
        "description": "Words by language.",
        "properties": dict.fromkeys(LANGUAGES, _TEXT),
        "additionalProperties": False,
    }
)
class NamesField(serializers.DictField):
    """`{"en": "…", "ru": "…"}` in the languages that readers have; it replaces the whole."""

    child = TextField(max_length=LONGEST_NAME)
    default_error_messages = {"empty_names": "send a name in at least one of {languages}"}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Refuse a language that nobody reads."""
        if isinstance(data, Mapping) and (strange := [name for name in data if name not in LANGUAGES]):
            unknown = serializers.ErrorDetail("unknown language", "unknown")
            raise serializers.ValidationError({name: [unknown] for name in strange})
        names: dict[str, str] = super().to_internal_value(data)
        if not names and not self.allow_empty:
            self.fail("empty_names", languages=", ".join(LANGUAGES))
        return names


class JudgementIn(In):
    """Why, in the words of the member of staff who decides."""

    reason = TextField(max_length=200)
