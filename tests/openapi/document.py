"""What does the committed API document promise, and which door keeps each promise?"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.doors import Door

FILE = Path(__file__).parents[2] / "openapi.yaml"
PREFIX = "/api/v1"
# It is the document itself.
OUTSIDE = {f"{PREFIX}/schema"}
FORM = "multipart/form-data"
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Op:
    """One operation of the document, with the door behind it."""

    id: str
    method: str
    path: str
    spec: dict[str, Any]
    door: type[Door]

    def __str__(self) -> str:
        return self.id

    @property
    def admitted(self) -> frozenset[str]:
        """Which kinds of callers may come in at all."""
        return frozenset(self.door.readers if self.method == "get" else self.door.writers)

    @property
    def is_public(self) -> bool:
        """Whether nobody has to sign in."""
        return "anonymous" in self.admitted

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of the request's body."""
        content = self.spec.get("requestBody", {}).get("content", {})
        return content[self.media]["schema"] if content else None

    @property
    def media(self) -> str:
        """As what the body travels: JSON, or a form where a file comes with it."""
        content = self.spec.get("requestBody", {}).get("content", {})
        return FORM if FORM in content else "application/json"

    @property
    def largest(self) -> int:
        """Of how many bytes the body may be."""
        return max(self.door.largest_body, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)

    @property
    def takes_key(self) -> bool:
        """Whether its door honours an Idempotency-Key."""
        return self.method == "post" and self.door.idempotency != "exempt"

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """Parameters in `path`, `query` or `header`, by name."""
        return {each["name"]: each for each in self.spec.get("parameters", []) if each["in"] == place}

    def success(self) -> tuple[int, dict[str, Any] | None]:
        """The status of success, with the schema of its body if it has one."""
        (status,) = (int(each) for each in self.spec["responses"] if each.startswith("2"))
        content = self.spec["responses"][str(status)].get("content", {})
        return status, content["application/json"]["schema"] if content else None

    def codes(self, status: int) -> set[str]:
        """The problem codes that the document foresees with a status."""
        answer = self.spec["responses"].get(str(status), {"description": ""})
        return set(re.findall(r"`([^`]+)`", answer["description"]))


@functools.cache
def document() -> dict[str, Any]:
    """The committed file."""
    return read_yaml(FILE.read_text(encoding="utf-8"))


def read_yaml(words: str) -> dict[str, Any]:
    """A document in YAML, by the loader in C: that in Python takes seconds for ours."""
    read: dict[str, Any] = yaml.load(words, Loader=yaml.CSafeLoader)
    return read


@functools.cache
def operations() -> tuple[Op, ...]:
    """Every operation of the document."""
    doors = doors_by_path()
    return tuple(
        Op(spec["operationId"], method, path, spec, doors[path])
        for path, item in document()["paths"].items()
        for method, spec in item.items()
        if method in METHODS
    )


@functools.cache
def by_id() -> dict[str, Op]:
    """The same by operationId."""
    return {each.id: each for each in operations()}


@functools.cache
def doors_by_path() -> dict[str, type[Door]]:
    """Every address under /api/v1 as the document writes it, with its door."""
    found = {path: pattern for path, pattern in _routes(get_resolver(), "/") if path.startswith(f"{PREFIX}/")}
    return {
        path: pattern.callback.view_class  # type: ignore[attr-defined]
        for path, pattern in found.items()
        if path not in OUTSIDE
    }


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema, or the component that it refers to."""
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _routes(resolver: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        path = before + str(each.pattern).lstrip("^")
        if isinstance(each, URLResolver):
            yield from _routes(each, path)
        else:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path), each
