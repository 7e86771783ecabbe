"""Does the catalogue of events say exactly what those outside are told?"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from kit.ids import uuid7
from kit.labels import our_apps, tables_of
from kit.models import Row
from news.event_types import EventType, event_types
from news.models import Event
from news.policy import LARGEST_BODY_B
from news.rendering import body_of
from news.telling import Telling, tell
from shop.wiring import EVENT_TYPES, TELLERS
from tests.news.story import Story, readers_of
from tests.orders.conftest import NOW

EACH = pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.type)
# Of these, beginnings are told too.
BEGUN = {
    "orders/operations/placing.py": "order.placed",
    "orders/operations/claiming.py": "claim.requested",
    "payments/operations/starting.py": "payment.created",
    "payments/operations/refunding.py": "refund.requested",
    "payments/operations/documenting.py": "document.issued",
}
# What these say besides, as the verbs that tell them do.
FACTS: dict[str, dict[str, object]] = {
    "shipment.rerouted": {
        "cause": "cut",
        "fault": "carrier",
        "from_departure_id": None,
        "old_eta_at": "2026-12-11T04:00:00Z",
        "eta_at": None,
        "keeps_promise": None,
    },
    "shipment.eta_changed": {
        "fault": "carrier",
        "old_eta_at": "2026-12-11T04:00:00Z",
        "eta_at": "2026-12-13T04:00:00Z",
        "keeps_promise": True,
    },
    "goods_feed.changed": {"edition": 2, "rewritten": 1, "rows": []},
}


def _calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function of that name in the verbs of our apps, with its file."""
    for app in our_apps():
        for file in Path(app.path).glob("operations/*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    yield str(file.relative_to(settings.BASE_DIR)), node


def _models() -> dict[str, type[Row]]:
    models = [model for app in our_apps() for model in tables_of(app)]
    return {model.AGGREGATE: model for model in models if hasattr(model, "AGGREGATE")}  # type: ignore[misc]


def _told_beside_statuses() -> set[str]:
    """Such as `order.paid`."""
    told = set()
    names = {model.__name__: aggregate for aggregate, model in _models().items()}
    for _file, call in _calls("tell"):
        for what in (each.value for each in call.keywords if each.arg == "what"):
            assert isinstance(what, ast.Constant)
            assert isinstance(call.args[0], ast.Name)
            told.add(f"{names[call.args[0].id]}.{what.value!s}")
    return told


def test_it_holds_all_that_can_happen_to_what_is_told_and_nothing_else() -> None:
    moved = {
        f"{aggregate}.{status}"
        for aggregate, model in _models().items()
        for status in model.LIFECYCLE.states
        if aggregate in TELLERS and model.LIFECYCLE.sources_of(status)
    }
    assert set(event_types()) == moved | _told_beside_statuses() | set(BEGUN.values())


def test_only_known_beginnings_are_told() -> None:
    assert {file for file, _call in _calls("tell_begun")} == set(BEGUN)


def told(story: Story, kind: EventType) -> Telling:
    event = story.happened(kind.type, **FACTS.get(kind.type, {}))
    return tell([event])[event.id]


def test_each_example_has_what_is_really_told(story: Story) -> None:
    for kind in EVENT_TYPES:
        assert shape(kind.example) == shape(told(story, kind).data), kind.type


def shape(value: Any) -> Any:
    """The names of all members, at every depth; what may be null says nothing."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items() if isinstance(each, dict)} | {
            "members": sorted(value)
        }
    return None


def test_what_is_told_and_what_is_shown_fit_the_schema(story: Story) -> None:
    for kind in EVENT_TYPES:
        check = Draft202012Validator(kind.data_schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
        standing = {"status": kind.example["status"], "was": kind.example["was"]}
        for data in (kind.example, {**told(story, kind).data, **standing}):
            assert [each.message for each in check.iter_errors(data)] == [], kind.type


def test_those_hear_who_are_said_to_hear(story: Story) -> None:
    kinds = {story.buyer_id: "buyer", story.seller.organisation_id: "seller", story.terminal.pk: "partner"}
    for kind in EVENT_TYPES:
        assert {kinds[each] for each in readers_of(told(story, kind))} == set(kind.readers), kind.type


@EACH
def test_a_schema_knows_every_member(kind: EventType) -> None:
    assert set(kind.data_schema["properties"]) == set(kind.example)  # type: ignore[call-overload]


@EACH
def test_each_is_told_in_one_sentence(kind: EventType) -> None:
    assert kind.summary.endswith(".")
    assert len(kind.summary) <= 120


@EACH
def test_none_is_nearly_as_large_as_the_limit(kind: EventType) -> None:
    event = Event(
        aggregate="listing_change",
        aggregate_id=uuid7(),
        type=kind.type,
        seq=2**40,
        told=dict(kind.example),
        occurred_at=NOW,
    )
    assert len(body_of(event)) < LARGEST_BODY_B // 10
