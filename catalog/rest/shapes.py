"""Of which parts are the bodies that sellers and staff exchange with us made?"""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ParseError

from catalog.policy import LANGUAGES, LONGEST_DESCRIPTION, LONGEST_NAME, PUBLIC_MAX_AGE_S, PUBLIC_STALE_S
from catalog.texts import neat, text_error
from kit.errors import Invalid
from kit.parsing import StrictJSONParser
from kit.rest import In, TextField

PUBLIC_CACHING = f"public, max-age={PUBLIC_MAX_AGE_S}, stale-while-revalidate={PUBLIC_STALE_S}"
_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME}
_LONG_TEXT = {"type": "string", "minLength": 1, "maxLength": LONGEST_DESCRIPTION}
_FACT = {"anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "number"}]}


class WordsField(TextField):
    """Words that people write for people: composed, without characters that nobody can read."""

    default_error_messages = {"unreadable": "{reason}"}

    def __init__(self, *, lines: bool = False, **kwargs: Any) -> None:
        self.lines = lines
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> str:
        """The words, unless something hides in them."""
        words = neat(super().to_internal_value(data))
        if error := text_error(words, lines=self.lines):
            self.fail("unreadable", reason=error)
        return words


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

    child = WordsField(max_length=LONGEST_NAME)
    default_error_messages = {
        "empty_names": "send a name in at least one of {languages}",
        "not_json": "in a form, send it as a JSON object",
    }

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Refuse a language that nobody reads; in a form words come as JSON."""
        if self.context.get("written", False) and isinstance(data, str):
            data = self._read(data)
        if isinstance(data, Mapping) and (strange := [name for name in data if name not in LANGUAGES]):
            unknown = serializers.ErrorDetail("unknown language", "unknown")
            raise serializers.ValidationError({name: [unknown] for name in strange})
        names: dict[str, str] = super().to_internal_value(data)
        if not names and not self.allow_empty:
            self.fail("empty_names", languages=", ".join(LANGUAGES))
        return names

    def _read(self, text: str) -> Any:
        try:
            return StrictJSONParser().parse(BytesIO(text.encode()))
        except (ParseError, Invalid):
            self.fail("not_json")


class ImageOut(serializers.Serializer[Any]):
    """A picture of a product."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    product_id = serializers.UUIDField()
    variant_id = serializers.UUIDField(allow_null=True, help_text="If it shows one size only.")
    position = serializers.IntegerField()
    alt = serializers.DictField(child=serializers.CharField(), help_text="What it shows, by language.")
    width = serializers.IntegerField(help_text="Of the largest file, in pixels.")
    height = serializers.IntegerField()
    urls = serializers.DictField(
        child=serializers.URLField(), help_text="WebP files by their longest side in pixels: 320, 800, 1600."
    )
    created_at = serializers.DateTimeField()


class PaperOut(serializers.Serializer[Any]):
    """A certificate that staff have checked, on a day on which it is valid."""

    kind = serializers.CharField()
    number = serializers.CharField()
    issuer = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    scan = serializers.DictField(
        child=serializers.URLField(), allow_null=True, help_text="WebP files by their longest side in pixels."
    )


@extend_schema_field(
    {
        "type": "object",
        "description": "Words by language; English must be there, to which the others fall back.",
        "properties": dict.fromkeys(LANGUAGES, _TEXT),
        "required": ["en"],
        "additionalProperties": False,
    }
)
class KindNamesField(NamesField):
    """What staff call a kind of goods."""

    default_error_messages = {"no_english": "send the English name too: other languages fall back to it"}

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """As any names, English among them."""
        names = super().to_internal_value(data)
        if "en" not in names:
            self.fail("no_english")
        return names


@extend_schema_field(
    {
        "type": "object",
        "description": "Plain text by language, of several lines if need be.",
        "properties": dict.fromkeys(LANGUAGES, _LONG_TEXT),
        "additionalProperties": False,
    }
)
class DescriptionsField(NamesField):
    """Longer words by language; it replaces the whole."""

    child = WordsField(max_length=LONGEST_DESCRIPTION, lines=True)


@extend_schema_field(
    {
        "type": "object",
        "description": "Typed facts by the code of their attribute: an option's code, a number as "
        "decimal text, words, or true and false. See listAttributes.",
        "additionalProperties": _FACT,
    }
)
class FactsField(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """`{"grade": "premium", "moisture": "14.5", "organic": true}`; it replaces the whole."""

    default_error_messages = {"shape": "send an object of facts by the code of their attribute"}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Only the shape: what may be said depends on the category, and is judged with it."""
        if not isinstance(data, dict):
            self.fail("shape")
        return dict(data)

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        """As it is kept."""
        return value


class CodeField(serializers.RegexField):
    """The code that staff give to a category, a brand, an attribute or an option."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[a-z0-9][a-z0-9-]{0,39}\Z", max_length=40, **kwargs)


class JudgementIn(In):
    """Why, in the words of the member of staff who decides."""

    reason = TextField(max_length=200)
