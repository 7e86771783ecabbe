"""Is a request that can't be good refused before anyone reads it?"""

from collections.abc import Callable

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kit.middleware import RequestGuard

LIMIT = 1024 * 1024


@pytest.fixture
def guard() -> Callable[[HttpRequest], HttpResponse]:
    """The guard before something that always says yes."""
    return RequestGuard(lambda request: HttpResponse("yes"))


@pytest.mark.parametrize(
    ("length", "status"),
    [
        *(("", 200), ("0", 200), (str(LIMIT), 200), (str(LIMIT + 1), 413), ("9" * 5000, 413)),
        *(("-1", 400), ("1e3", 400), ("٣", 400), ("x", 400)),
    ],
)
def test_a_body_is_judged_by_its_announced_length(
    guard: Callable[[HttpRequest], HttpResponse], length: str, status: int
) -> None:
    request = RequestFactory().post("/api/v1/carts")
    request.META["CONTENT_LENGTH"] = length
    assert guard(request).status_code == status


def test_a_body_of_unknown_length_is_refused(guard: Callable[[HttpRequest], HttpResponse]) -> None:
    request = RequestFactory().get("/api/v1/carts", headers={"transfer-encoding": "chunked"})
    assert guard(request).status_code == 400


@pytest.mark.parametrize("path", ["/api/v1/a%00b", "/api/v1/a?b=%00"])
def test_nul_is_refused_anywhere_in_an_address(
    guard: Callable[[HttpRequest], HttpResponse], path: str
) -> None:
    answer = guard(RequestFactory().get(path))
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
