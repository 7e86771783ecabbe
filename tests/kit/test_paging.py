"""Do pages follow each other while the list changes?"""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import User
from kit.errors import Invalid
from kit.paging import Page, keyset_page

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> list[User]:
    """Seven people, made on three days, so that the first column has ties."""
    return [
        User.objects.create_user(f"p{number}@example.com", created_at=START + timedelta(days=number // 3))
        for number in range(7)
    ]


def page_at(address: str | None, order: Sequence[str], limit: int = 3) -> Page[User]:
    query = {name: values[0] for name, values in parse_qs(urlsplit(address or "").query).items()}
    request = Request(APIRequestFactory().get("/people", query))
    cursor = query.get("cursor", "")
    return keyset_page(request, User.objects.all(), order=order, limit=limit, cursor=cursor)


def walk(order: Sequence[str]) -> list[Page[User]]:
    pages = [page_at(None, order)]
    while pages[-1].next:
        pages.append(page_at(pages[-1].next, order))
    return pages


@pytest.mark.parametrize("order", [("created_at", "id"), ("-created_at", "id"), ("-created_at", "-id")])
def test_pages_hold_every_row_once_in_order(people: list[User], order: Sequence[str]) -> None:
    pages = walk(order)
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    assert [row for page in pages for row in page.rows] == list(User.objects.order_by(*order))
    assert pages[0].previous is None
    assert pages[-1].next is None


@pytest.mark.parametrize("order", [("created_at", "id"), ("-created_at", "-id")])
def test_the_way_back_is_the_way_there(people: list[User], order: Sequence[str]) -> None:
    first, second, third = walk(order)
    back = page_at(third.previous, order)
    assert back.rows == second.rows
    assert page_at(back.previous, order).rows == first.rows
    assert page_at(back.previous, order).previous is None
    assert page_at(back.next, order).rows == third.rows


def test_a_row_added_before_the_cursor_repeats_nothing(people: list[User]) -> None:
    first = page_at(None, ("created_at", "id"))
    User.objects.create_user("early@example.com", created_at=START - timedelta(days=1))
    second = page_at(first.next, ("created_at", "id"))
    assert second.rows == people[3:6]


def test_links_keep_the_filters(people: list[User]) -> None:
    page = page_at("/people?language=ru", ("id",))
    assert parse_qs(urlsplit(page.next or "").query)["language"] == ["ru"]


@pytest.mark.parametrize(
    "cursor",
    [
        *("x", "!!", "W10", "WzAsMV0", "WzIsMSwyXQ", "WzAsW10sMl0", "eyJhIjoxfQ", "WzAsIngiLCJ5Il0"),
        # Lists in lists, as deep as a cursor is long.
        "W1tb" * 375,
    ],
)
def test_a_cursor_of_somebody_elses_making_is_refused(people: list[User], cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        page_at(f"/people?cursor={cursor}", ("created_at", "id"))
    assert refused.value.fields[0].pointer == "/cursor"


def test_a_cursor_beyond_all_numbers_is_refused(people: list[User]) -> None:
    endless = urlsafe_b64encode(f'[0,Infinity,"{people[0].pk}"]'.encode()).decode().rstrip("=")
    with pytest.raises(Invalid):
        page_at(f"/people?cursor={endless}", ("sessions_ended", "id"))


def test_a_page_is_shown_with_its_neighbours(people: list[User]) -> None:
    page = page_at(None, ("id",), limit=7)
    shown: dict[str, Any] = page.as_json(lambda user: user.email)
    assert shown == {"items": [user.email for user in people], "next": None, "previous": None}
