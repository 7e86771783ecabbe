"""Does each kind of refusal get its answer, wherever it is raised?"""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import OperationalError
from django.test import Client

SESSION = "0123456789abcdefghijklmnopqrstuv"


@pytest.fixture
def browser() -> Client:
    """A browser with the cookie of an earlier session."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = SESSION
    return client


def _failing(error: Exception) -> object:
    def load(store: object) -> dict[str, object]:
        raise error

    return load


def test_a_database_lost_in_a_middleware_is_a_503_with_its_problem(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionStore, "load", _failing(OperationalError("gone")))
    answer = browser.get("/admin/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "2"
    assert answer.json()["code"] == "service.database_away"


def test_a_fault_of_ours_in_a_middleware_stays_a_500_without_details(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SessionStore, "load", _failing(ValueError("a secret detail")))
    answer = browser.get("/admin/")
    assert answer.status_code == 500
    assert answer.json()["code"] == "server.error"
    assert b"secret" not in answer.content
