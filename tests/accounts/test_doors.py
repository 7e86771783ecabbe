"""Does every door treat strangers, versions, faults as promised?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError

from accounts.models import Organisation, User
from accounts.operations.keying import create_key
from kit.actors import SYSTEM
from kit.clock import now
from tests.accounts.conftest import FaultyDoor
from tests.api import Api

SignedIn = Callable[[User], Api]


@pytest.fixture
def organisation(make_organisation: Callable[[str], Organisation]) -> Organisation:
    """The row behind the door."""
    return make_organisation("seller")


@pytest.fixture
def owner(make_member: Callable[..., User], signed_in: SignedIn) -> Api:
    """An owner of some seller."""
    return signed_in(make_member("owner"))


def test_a_stranger_is_asked_to_sign_in(api: Api, doors: Any, organisation: Organisation) -> None:
    answer = api.get(f"/rows/{organisation.name}")
    assert (answer.status_code, answer.json()["code"]) == (401, "auth.required")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_role_that_is_not_named_stays_outside(
    doors: Any, organisation: Organisation, make_member: Callable[..., User], signed_in: SignedIn
) -> None:
    answer = signed_in(make_member("warehouse")).patch(f"/rows/{organisation.name}", {}, if_match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (403, "access.denied")


def test_a_key_reaches_as_far_as_its_scopes(
    doors: Any, organisation: Organisation, make_user: Callable[..., User], api: Api
) -> None:
    made = create_key(name="robot", scopes=["sellers:read"], user=make_user(staff=True), at=now(), by=SYSTEM)
    robot = api.with_credential(made.secret)
    assert robot.get(f"/rows/{organisation.name}").status_code == 200
    refused = robot.patch(f"/rows/{organisation.name}", {}, if_match='"1"')
    assert (refused.status_code, refused.json()["scope"]) == (403, "sellers:write")


def test_a_public_page_is_refused_to_no_key_yet_shows_it_no_more_than_to_strangers(
    doors: Any, make_user: Callable[..., User], api: Api
) -> None:
    by_scope = {
        scope: create_key(name="robot", scopes=[scope], user=make_user(staff=True), at=now(), by=SYSTEM)
        for scope in ("sellers:read", "orders:read")
    }
    read = {scope: api.with_credential(made.secret).get("/open") for scope, made in by_scope.items()}
    assert {scope: answer.json() for scope, answer in read.items()} == {
        "sellers:read": {"reader": "staff"},
        "orders:read": {"reader": "anonymous"},
    }
    assert api.with_credential(f"{by_scope['orders:read'].secret}x").get("/open").status_code == 401


def test_an_unknown_method_is_told_before_anything_else(api: Api, doors: Any) -> None:
    for method in ("DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        answer = api.send(method, "/fault")
        assert (answer.status_code, answer.json()["code"]) == (405, "request.method_not_allowed")
    assert api.send("DELETE", "/fault").headers["Allow"] == "GET, HEAD"


def test_answers_belong_to_one_caller_alone(owner: Api, doors: Any, organisation: Organisation) -> None:
    answer = owner.get(f"/rows/{organisation.name}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert {"Authorization", "X-Organisation"} <= set(answer.headers["Vary"].split(", "))


def test_an_unchanged_answer_is_not_sent_again(owner: Api, doors: Any, organisation: Organisation) -> None:
    path = f"/rows/{organisation.name}"
    tag = owner.get(path).headers["ETag"]
    again = owner.get(path, if_none_match=f'"x", {tag}')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    Organisation.objects.update(version=2)
    assert owner.get(path, if_none_match=tag).status_code == 200


def test_a_derived_fact_changes_the_tag_without_the_version(
    owner: Api, doors: Any, organisation: Organisation
) -> None:
    path = f"/rows/{organisation.name}"
    tag = owner.get(path).headers["ETag"]
    Organisation.objects.filter(pk=organisation.pk).update(kind="carrier")
    assert owner.get(path, if_none_match=tag).status_code == 200
    assert owner.patch(path, {}, if_match=tag).status_code == 200


def test_a_change_needs_the_version_that_was_read(owner: Api, doors: Any, organisation: Organisation) -> None:
    path = f"/rows/{organisation.name}"
    assert owner.patch(path, {}).status_code == 428
    tag = owner.get(path).headers["ETag"]
    changed = owner.patch(path, {}, if_match=tag)
    assert changed.status_code == 200
    stale = owner.patch(path, {}, if_match=tag)
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "request.stale", 2)
    assert owner.patch(path, {}, if_match=changed.headers["ETag"]).status_code == 200


def test_a_door_that_forgets_to_match_changes_nothing(
    owner: Api, doors: Any, organisation: Organisation
) -> None:
    answer = owner.send("PUT", f"/rows/{organisation.name}", {}, if_match='"1"')
    assert answer.status_code == 500
    assert Organisation.objects.get(pk=organisation.pk).kind == "seller"


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_without_a_database_the_caller_is_asked_to_come_back(
    api: Api, doors: Any, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(FaultyDoor, "fault", error)
    answer = api.get("/fault")
    assert (answer.status_code, answer.json()["code"]) == (503, "service.database_away")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("sqlstate", ["55P03", "40P01"], ids=["a lock held for too long", "a deadlock"])
def test_too_much_at_once_is_not_our_fault_nor_theirs(
    api: Api, doors: Any, monkeypatch: pytest.MonkeyPatch, sqlstate: str
) -> None:
    error, cause = OperationalError("lock timeout"), Exception()
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    error.__cause__ = cause
    monkeypatch.setattr(FaultyDoor, "fault", error)
    answer = api.get("/fault")
    assert (answer.status_code, answer.json()["code"]) == (503, "service.busy")


def test_a_fault_of_ours_tells_no_details(api: Api, doors: Any) -> None:
    answer = api.get("/fault")
    assert (answer.status_code, answer.json()["code"]) == (500, "server.error")
    assert b"secret" not in answer.content


def test_an_address_that_leads_nowhere_is_a_problem_too(api: Api, doors: Any) -> None:
    answer = api.get("/nowhere")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b'{"number": NaN}', "application/json", 400),
        (b'{"number": 1e400}', "application/json", 400),
        (b'{"number": 1, "number": 2}', "application/json", 400),
        (b'{"number": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"number": 1}', "application/json; charset=bz2_codec", 400),
        (b'{"number": 1}', "application/json; charset=utf-16", 400),
        (b"number=1", "application/x-www-form-urlencoded", 415),
        (b"[1]", "application/json", 400),
        (b" " * (1024 * 1024 + 1), "application/json", 413),
    ],
)
def test_a_body_that_is_not_honest_json_is_refused(
    api: Api, doors: list[int], body: bytes, content_type: str, status: int
) -> None:
    answer = api.send("POST", "/effects", body, content_type=content_type)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert doors == []


def test_nul_never_gets_to_the_database(owner: Api, doors: Any) -> None:
    assert owner.get("/rows/a%00b").status_code == 400
    assert owner.get("/rows/a?x=%00").status_code == 400


def test_the_request_carries_an_id_from_the_caller_or_a_new_one(api: Api, doors: Any) -> None:
    given = api.get("/fault", x_request_id="trace-0123456789")
    assert given.headers["X-Request-ID"] == "trace-0123456789"
    forged = api.get("/fault", x_request_id="x\u001b[31m")
    assert "\u001b" not in forged.headers["X-Request-ID"]


def test_a_change_is_on_record_with_its_request_and_person(
    doors: Any, organisation: Organisation, make_member: Callable[..., User], signed_in: SignedIn
) -> None:
    user = make_member("owner")
    signed_in(user).patch(f"/rows/{organisation.name}", {}, if_match='"1"', x_request_id="trace-0123456789")
    record: Any = organisation.audit.get(pgh_label="update")  # type: ignore[attr-defined]
    assert record.pgh_context["user"] == str(user.pk)
    assert record.pgh_context["request"] == "trace-0123456789"
    assert record.pgh_context["method"] == "PATCH"
