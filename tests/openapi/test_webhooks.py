"""Does the document say truly which calls we make to others?"""

from typing import Any

import pytest

from news.event_types import catalogue
from tests.openapi.document import document
from tests.openapi.test_document import validator

CALLS: dict[str, Any] = {name: item["post"] for name, item in document()["webhooks"].items()}
EACH = pytest.mark.parametrize("name", sorted(CALLS))


def test_every_type_of_events_is_a_call_and_no_other() -> None:
    assert set(CALLS) == set(catalogue())


def test_calls_are_told_apart_by_their_ids() -> None:
    assert len({call["operationId"] for call in CALLS.values()}) == len(CALLS)
    assert CALLS["order.placed"]["operationId"] == "onOrderPlaced"
    assert CALLS["listing_change.asked"]["operationId"] == "onListingChangeAsked"


@EACH
def test_a_call_shows_an_event_that_fits_its_schema(name: str) -> None:
    content = CALLS[name]["requestBody"]["content"]["application/json"]
    event = content["examples"]["Event"]["value"]
    assert event["type"] == name
    check = validator(content["schema"])
    assert [each.message for each in check.iter_errors(event)] == []
    for wrong in ({**event, "type": "order.x"}, {**event, "version": 0}, {**event, "data": {}}):
        assert list(check.iter_errors(wrong)) != []


@EACH
def test_a_call_names_its_headers_and_what_it_makes_of_answers(name: str) -> None:
    named = document()["components"]["parameters"]
    headers = [named[each["$ref"].rpartition("/")[2]] for each in CALLS[name]["parameters"]]
    assert [each["name"] for each in headers] == ["webhook-id", "webhook-timestamp", "webhook-signature"]
    assert all(each["required"] and each["in"] == "header" for each in headers)
    assert set(CALLS[name]["responses"]) == {"2XX", "410", "default"}
