"""Is the API document complete, true and pleasant to those who write clients?"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from kit.http import status_of
from kit.openapi import Operation
from tests.openapi.document import (
    METHODS,
    PREFIX,
    Op,
    document,
    doors_by_path,
    operations,
    read_yaml,
    resolved,
)

EACH = pytest.mark.parametrize("op", operations(), ids=str)
EACH_WITH_BODY = pytest.mark.parametrize("op", [op for op in operations() if op.body], ids=str)
EACH_ANSWERING = pytest.mark.parametrize("op", [op for op in operations() if op.success()[1]], ids=str)


def test_the_served_document_is_the_committed_one() -> None:
    answer = Client().get(f"{PREFIX}/schema")
    assert read_yaml(answer.content.decode()) == document()
    assert document()["servers"][0]["url"] == "/"


def test_it_is_openapi_3_1_and_says_what_it_describes() -> None:
    assert document()["openapi"].startswith("3.1.")
    info = document()["info"]
    assert info["title"] == "Steel Camel"
    assert info["license"]["identifier"] == "Apache-2.0"
    assert len(info["description"]) > 500


def test_every_address_of_the_api_stands_in_it_and_no_other() -> None:
    assert set(document()["paths"]) == set(doors_by_path())


def test_every_method_of_a_door_stands_in_it_and_no_other() -> None:
    told = {(path, method) for path, item in document()["paths"].items() for method in item}
    kept = {
        (path, method)
        for path, door in doors_by_path().items()
        for method in METHODS
        if hasattr(door, method)
    }
    assert told == kept


def test_operation_ids_are_unique_words_in_camel_case() -> None:
    ids = [op.id for op in operations()]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z0-9]*)*", each)] == []


@EACH
def test_every_operation_is_told_in_one_line(op: Op) -> None:
    assert 3 <= len(op.spec["summary"]) <= 100
    assert not op.spec["summary"].endswith(".")


def test_every_group_of_operations_is_introduced() -> None:
    introduced = {tag["name"] for tag in document()["tags"]}
    assert introduced == {tag for op in operations() for tag in op.spec["tags"]}


def test_the_way_in_is_a_bearer_credential() -> None:
    scheme = document()["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


@EACH
def test_who_may_come_in_without_a_credential_is_told(op: Op) -> None:
    security = op.spec.get("security", [])
    if not op.is_public:
        assert security == [{"bearer": []}]
    elif list(op.door.authentication_classes):
        assert security == [{"bearer": []}, {}]
    else:
        assert security == []


@EACH_WITH_BODY
def test_every_body_has_an_example_that_fits_its_schema(op: Op) -> None:
    assert op.body is not None
    content = op.spec["requestBody"]["content"][op.media]
    examples = [each["value"] for each in content.get("examples", {}).values()] or [example_of(op.body)]
    assert {} not in examples
    assert [each.message for value in examples for each in validator(op.body).iter_errors(value)] == []


@EACH_ANSWERING
def test_every_answer_has_an_example_that_fits_its_schema(op: Op) -> None:
    status, schema = op.success()
    assert schema is not None
    content = op.spec["responses"][str(status)]["content"]["application/json"]
    examples = [each["value"] for each in content.get("examples", {}).values()]
    made = [example_of(schema), *examples]
    assert [each.message for value in made for each in validator(schema).iter_errors(value)] == []


@EACH
def test_every_post_tells_whether_it_takes_an_idempotency_key(op: Op) -> None:
    header = op.parameters("header").get("Idempotency-Key")
    if not op.takes_key:
        assert header is None
        return
    assert header is not None
    assert header.get("required", False) == (op.door.idempotency == "required")
    assert ("idempotency.key_required" in op.codes(400)) == (op.door.idempotency == "required")
    assert {"idempotency.key_reused"} <= op.codes(422)
    assert {"idempotency.still_running"} <= op.codes(409)


def test_the_doors_that_take_no_key_are_named_in_the_introduction() -> None:
    exempt = {op.id for op in operations() if op.method == "post" and not op.takes_key}
    sentence = re.search(r"take no key:([^.]*)\.", document()["info"]["description"])
    assert sentence is not None
    assert set(re.findall(r"`(\w+)`", sentence[1])) == exempt


@EACH
def test_every_change_asks_for_if_match(op: Op) -> None:
    header = op.parameters("header").get("If-Match")
    if op.method in ("patch", "put", "delete"):
        assert header is not None
        assert header["required"] is True
        assert op.codes(428) == {"request.if_match_required"}
        assert op.codes(412) == {"request.stale"}
    elif header is not None:
        assert not header.get("required", False)
        assert op.codes(412) == {"request.stale"}
    else:
        assert op.codes(412) == set()


@EACH
def test_every_problem_that_a_door_declares_is_told(op: Op) -> None:
    handler = getattr(op.door, op.method)
    declared: Operation = handler.operation
    missing = {
        (status_of(problem.__new__(problem)), problem.code)
        for problem in declared.problems
        if problem.code not in op.codes(status_of(problem.__new__(problem)))
    }
    assert missing == set()


@EACH
def test_usual_problems_are_told(op: Op) -> None:
    usual = {400: "request.invalid", 429: "request.throttled", 503: "service.unavailable"}
    assert {status for status, code in usual.items() if code not in op.codes(status)} == set()
    assert ("auth.required" in op.codes(401)) is not op.is_public
    assert "{" not in op.path or "request.not_found" in op.codes(404)


@EACH
def test_refusals_are_problem_documents(op: Op) -> None:
    shapes = {
        (media, each["schema"]["$ref"])
        for status, answer in op.spec["responses"].items()
        if status >= "400"
        for media, each in answer["content"].items()
    }
    assert shapes == {("application/problem+json", "#/components/schemas/Problem")}


@EACH_WITH_BODY
def test_bodies_are_closed_unless_another_company_writes_them(op: Op) -> None:
    assert op.body is not None
    whole = resolved(op.body)
    closed = [resolved(each).get("additionalProperties") is False for each in whole.get("oneOf", [whole])]
    assert all(closed) is (op.id != "receivePaymentNotification")


@EACH_WITH_BODY
def test_nothing_in_a_body_is_endless(op: Op) -> None:
    assert op.body is not None
    if op.id != "receivePaymentNotification":
        assert list(_endless(op.body, op.id)) == []


def test_amounts_are_of_one_shape_everywhere() -> None:
    amounts = [
        (component, name)
        for component, shape in document()["components"]["schemas"].items()
        for name, schema in shape.get("properties", {}).items()
        if {"amount", "currency"} <= schema.get("properties", {}).keys()
    ]
    assert amounts == []
    assert "Money" in document()["components"]["schemas"]


def test_identifiers_say_that_they_are() -> None:
    guessed = [
        (component, name)
        for component, shape in document()["components"]["schemas"].items()
        for name, schema in shape.get("properties", {}).items()
        if (name == "id" or name.endswith("_id")) and schema.get("format") != "uuid"
        if name not in {"external_id", "public_id", "tax_id", "merchant_id", "store_id"}
    ]
    assert guessed == []


def _endless(schema: dict[str, Any], place: str) -> Iterator[str]:
    """Texts without a greatest length, lists without a greatest size, numbers without bounds."""
    shape = resolved(schema)
    for member in (*shape.get("oneOf", []), *shape.get("allOf", [])):
        yield from _endless(member, place)
    for name, member in shape.get("properties", {}).items():
        yield from _endless(member, f"{place}/{name}")
    kinds = {shape.get("type")} if isinstance(shape.get("type"), str) else set(shape.get("type", ()))
    if "array" in kinds:
        yield from _endless(shape["items"], f"{place}/-")
        if "maxItems" not in shape:
            yield place
    if "string" in kinds and not shape.keys() & {"maxLength", "enum", "format", "pattern"}:
        yield place
    if "integer" in kinds and not {"minimum", "maximum"} <= shape.keys():
        yield place


# ---- what an example is -----------------------------------------------------------------


def validator(schema: dict[str, Any]) -> Any:
    """Judges values by a schema of the document."""
    return Draft202012Validator({**schema, "components": document()["components"]})


def example_of(schema: dict[str, Any]) -> Any:
    """The example that readers' tools put together from those of the fields."""
    if "examples" in schema:
        return schema["examples"][0]
    for members in ("oneOf", "anyOf", "allOf"):
        if members in schema:
            return example_of(schema[members][0])
    if "$ref" in schema:
        return example_of(resolved(schema))
    if "enum" in schema:
        return schema["enum"][0]
    made: dict[str, Callable[[], Any]] = {
        "object": lambda: dict(_example_members(schema)),
        "array": lambda: [example_of(schema["items"])],
    }
    kind = schema.get("type")
    assert kind in made, f"no example: {schema}"
    return made[kind]()


def _example_members(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, member in schema.get("properties", {}).items():
        yield name, example_of(member)
