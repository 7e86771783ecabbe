"""Is a request that can't be good refused before anyone reads it?"""

import json
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


@pytest.mark.parametrize(
    ("path", "pointers"),
    [
        ("/api/v1/products?q=%00", ["/q"]),
        ("/api/v1/products?q=a&category=x%00y&category=b&cursor=%00", ["/category", "/cursor"]),
        ("/api/v1/products?a/b=%00", ["/a~1b"]),
        ("/api/v1/products?a%00=1", []),
        ("/api/v1/a%00b?q=a", []),
        ("/api/v1/products?q=%00" + "&a=1" * 2000, []),
    ],
)
def test_each_parameter_that_holds_nul_is_named(
    guard: Callable[[HttpRequest], HttpResponse], path: str, pointers: list[str]
) -> None:
    answer = guard(RequestFactory().get(path))
    errors = json.loads(answer.content)["errors"]
    assert (answer.status_code, [each["pointer"] for each in errors]) == (400, pointers)
