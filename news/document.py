"""What does the API document say of the calls that we make to others?"""

import re
from collections.abc import Mapping
from typing import Any

from news.event_types import MONEY, TEXT, WHOLE, EventType, catalogue
from news.policy import LARGEST_BODY_B

# The body's component, as the door of `listEvents` names it.
_ENVELOPE = {"$ref": "#/components/schemas/Envelope"}
_HEADERS: Mapping[str, tuple[Mapping[str, object], str, object]] = {
    "webhook-id": (
        TEXT,
        "The event's `id`, the same in every attempt.",
        "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a79",
    ),
    "webhook-timestamp": (WHOLE, "When this attempt was made, in seconds since 1970.", 1_795_942_800),
    "webhook-signature": (
        TEXT,
        "By Standard Webhooks: of `{webhook-id}.{webhook-timestamp}.{body}`, one for each valid secret.",
        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    ),
}
_ANSWERS: Mapping[str, tuple[str, str]] = {
    "2XX": ("EventTaken", "You have it: it isn't sent again. Whatever you say in the body is not read."),
    "410": ("EventsUnwanted", "You want no more: the endpoint is switched off."),
    "default": ("EventNotTaken", "Anything else, a redirect or no answer in time: it is sent again, later."),
}


def add_webhooks(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """
    Describe one call for each type of events; a hook of drf-spectacular.

    What all of them share stands in the document's components, once.
    """
    named = _Named(result.setdefault("components", {}))
    result["webhooks"] = {name: {"post": _call(kind, named)} for name, kind in catalogue().items()}
    return result


class _Named:
    """The components of the document, which are added to and referred to."""

    def __init__(self, components: dict[str, Any]) -> None:
        self._components = components
        self._data: dict[str, object] = {}

    def data(self, kind: EventType) -> dict[str, str]:
        """The schema of `data`: one for all types of a thing that say the same."""
        aggregate, _, what = kind.type.partition(".")
        name = f"{_joined(aggregate)}EventData"
        if self._data.setdefault(name, kind.data_schema) != kind.data_schema:
            name = f"{_joined(aggregate)}{_joined(what)}EventData"
        return self.put("schemas", name, _referring(kind.data_schema))

    def put(self, part: str, name: str, value: object) -> dict[str, str]:
        """Add a component, and how it is referred to."""
        self._components.setdefault(part, {})[name] = value
        return {"$ref": f"#/components/{part}/{name}"}


def _call(kind: EventType, named: _Named) -> dict[str, object]:
    return {
        "operationId": f"on{_joined(kind.type)}",
        "summary": kind.summary.removesuffix("."),
        "description": (
            f"Heard by: {', '.join(kind.readers)}. At least once, at most {LARGEST_BODY_B:,} bytes;"
            " events of one thing come in the order of their `seq`."
        ),
        "tags": ["events"],
        "parameters": [named.put("parameters", _joined(name), _header(name)) for name in _HEADERS],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": _body(kind, named),
                    "examples": {"Event": {"value": example_of(kind)}},
                }
            },
        },
        "responses": {
            status: named.put("responses", name, {"description": words})
            for status, (name, words) in _ANSWERS.items()
        },
        "security": [],
    }


def _referring(schema: Any) -> Any:
    """The same, with the document's own shape of money."""
    if schema == MONEY:
        return {"$ref": "#/components/schemas/Money"}
    if isinstance(schema, Mapping):
        return {name: _referring(each) for name, each in schema.items()}
    return [_referring(each) for each in schema] if isinstance(schema, list) else schema


def _joined(name: str) -> str:
    """`order.placed` as OrderPlaced."""
    return re.sub(r"[^a-z]+", " ", name).title().replace(" ", "")


def example_of(kind: EventType) -> dict[str, object]:
    """A whole event of a type, in its envelope."""
    return {
        "id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a79",
        "type": kind.type,
        "version": kind.version,
        "timestamp": "2026-11-29T09:00:00.000Z",
        "aggregate": kind.aggregate or kind.type.partition(".")[0],
        "aggregate_id": kind.example.get("id", kind.example.get("endpoint_id")),
        "seq": 2,
        "data": dict(kind.example),
    }


def _body(kind: EventType, named: _Named) -> dict[str, object]:
    exactly = {"type": {"const": kind.type}, "version": {"const": kind.version}, "data": named.data(kind)}
    return {"allOf": [_ENVELOPE, {"type": "object", "properties": exactly}]}


def _header(name: str) -> dict[str, object]:
    schema, words, example = _HEADERS[name]
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": words,
        "schema": dict(schema),
        "example": example,
    }
