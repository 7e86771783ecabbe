"""Does a person whom a page refuses see a page in their language, and a program a problem document?"""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory
from django.utils.translation import override

from accounts.models import User
from kit import faults
from kit.errors import Refused
from kit.moves import IllegalMove, LostRace
from kit.refusing import in_readers_words
from tests import desks
from tests.catalog.trade import Trade

_BROWSER = {"accept": "text/html,application/xhtml+xml", "accept-language": "ru"}


@pytest.fixture
def viewer(db: None) -> Client:
    """Somebody of staff who only looks."""
    user = User.objects.create_user("viewer@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="viewer")[0])
    client = Client(raise_request_exception=False)
    desks.sign_in(client, user)
    return client


def heading(answer: Any) -> str:
    text = answer.content.decode()
    assert '<html lang="ru">' in text
    found = re.search(r"<h1>(.*?)</h1>", text)
    assert found
    return found[1]


def test_what_is_not_there_is_a_page_for_people(viewer: Client) -> None:
    answer = viewer.get("/admin/nothing-here/", headers=_BROWSER)
    assert answer.status_code == 404
    assert heading(answer) == "Здесь такого нет"
    assert 'href="/admin/"' in answer.content.decode()


def test_what_one_may_not_is_a_page_for_people(viewer: Client) -> None:
    answer = viewer.get("/admin/accounts/user/add/", headers=_BROWSER)
    assert answer.status_code == 403
    assert heading(answer) == "Это вам не разрешено"


def test_a_fault_of_ours_is_a_page_that_asks_no_database(viewer: Client, rf: RequestFactory) -> None:
    with override("ru"):
        answer = faults.server_error(rf.get("/admin/", headers={"accept": "text/html"}))
    assert answer.status_code == 500
    assert heading(answer)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_form_that_is_too_old_says_so(db: None) -> None:
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {}, headers=_BROWSER)
    assert answer.status_code == 403
    assert heading(answer)


@pytest.mark.parametrize(("path", "accept"), [("/nothing", "*/*"), ("/api/v1/nothing", "text/html")])
def test_a_program_gets_the_problem(client: Client, path: str, accept: str) -> None:
    answer = client.get(path, headers={"accept": accept})
    assert (answer.status_code, answer.json()["code"]) == (404, "request.not_found")


def test_what_was_typed_into_an_address_runs_nowhere(viewer: Client) -> None:
    answer = viewer.get("/admin/<script>alert(1)</script>/", headers=_BROWSER)
    assert "<script" not in answer.content.decode()


class _TooMuch(Refused):
    code = "tests.too_much"
    title = "A rule forbids this"


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (
            IllegalMove("this order is placed and can't become completed", was="placed", became="completed"),
            "Нынешний статус — «",
        ),
        (IllegalMove("a shipment that is lost goes nowhere", was="lost"), "Нынешний статус — «"),
        (LostRace(), "Тем временем это изменил кто-то другой"),
        (_TooMuch("At most 17 are left."), "Правило это запрещает"),
    ],
    ids=["move", "status", "race", "rule"],
)
def test_a_refusal_is_told_in_the_readers_language(problem: Any, words: str) -> None:
    with override("en"):
        assert in_readers_words(problem) == problem.detail
    with override("ru"):
        told = in_readers_words(problem)
    assert told.startswith(words)
    assert not re.search("[A-Za-z]", told)


def test_a_verb_that_comes_too_late_is_refused_in_the_readers_language(
    db: None,
) -> None:
    listing = Trade().listing(status="live")
    boss = User.objects.create_superuser("boss@example.com")
    client = Client()
    desks.sign_in(client, boss)
    answer = client.post(
        "/admin/catalog/listing/",
        {"action": "approve", "_selected_action": [str(listing.pk)], "index": "0"},
        headers={"accept-language": "ru"},
        follow=True,
    )
    [message] = [str(each) for each in answer.context["messages"]]
    assert not re.search("[A-Za-z]{3}", message.partition(": ")[2]), message
