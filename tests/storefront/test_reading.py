"""Are quickly read parameters what the serializer would make of them?"""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from kit.errors import Problem
from kit.http import problem_of
from kit.rest import In, read_query
from storefront.rest.asking import ProductQuery, SuggestionQuery, WindowQuery
from storefront.rest.reading import plainly
from tests.api import Api
from tests.orders.market import Market

ODD = ("", " ", "x", " a ", "A", "\n", "a\n", "\0", "é", "😀", "0", "-1", "1e3", "None", "٣", "a" * 41)
VALUES = {
    "limit": ("1", "24", "100", "101", "+5", " 5", "05"),
    "cursor": ("WzAsMV0", "x" * 1001),
    "market": ("CN", "KZ", "US", "cn"),
    "category": ("flour", "t-flour_2"),
    "seller": ("KZ01", "K" * 17),
    "brand": ("aqdala",),
    "product": (
        *("019e0000-0000-7000-8000-000000000001", "019e00000000700080000000000000ab", "7"),
        *("019E0000-0000-7000-8000-000000000001", "{019e0000-0000-7000-8000-000000000001}"),
    ),
    "origin": ("KZ", "KZ,CN", "KZ,", ",".join(["KZ"] * 21)),
    "standard": ("GB/T 1355-2021", " ГОСТ 26574-2017 "),
    "attributes": (
        "grade:first",
        "a:1..2,b:.5",
        "a:2..1",
        "a",
        "a:..",
        "a:1e4",
        ",".join(["a:b"] * 41),
        "а:б",
    ),
    "price_min": ("12.30", "12.345", "-1", "NaN", "1 000"),
    "price_max": ("99", "1e3", "12,5"),
    "in_stock": ("true", "false", "1", "on", "maybe", "null"),
    "arrives_by": ("2026-12-01", "2026-13-01", "2026-1-1", "20261201", "2026-12-01T00:00"),
    "q": ("flour", "мука", " ұн ", "x" * 201),
    "exact": ("true", "True", "false", "yes"),
    "ordering": ("newest", "-price", "relevance", "stock"),
    "facets": ("true", "false", "f"),
    "translations": ("all", "none"),
    "colour": ("red",),
}


def slowly(shape: type[In], query: str) -> tuple[dict[str, Any] | None, Problem | None]:
    """What the serializer makes of a query: values, or a problem."""
    request = Request(APIRequestFactory().get("/?" + query))
    try:
        return read_query(request, shape), None
    except Exception as error:  # noqa: BLE001 whatever it is has to be a problem
        problem = problem_of(error)
        assert problem is not None
        return None, problem


@st.composite
def queries(draw: st.DrawFn) -> str:
    names = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=6))
    return urlencode([(name, draw(st.sampled_from((*VALUES[name], *ODD)) | st.text())) for name in names])


@pytest.mark.parametrize("shape", [WindowQuery, SuggestionQuery, ProductQuery])
@given(query=queries())
def test_what_is_read_quickly_is_what_the_serializer_reads_and_nothing_that_it_refuses(
    shape: type[In], query: str
) -> None:
    quick = plainly(shape)(QueryDict(query))
    if quick is not None:
        assert (quick, None) == slowly(shape, query)


@pytest.mark.parametrize("name", VALUES)
def test_each_value_alone_is_read_as_the_serializer_reads_it(name: str) -> None:
    for value in (*VALUES[name], *ODD):
        query = urlencode({name: value})
        quick = plainly(WindowQuery)(QueryDict(query))
        assert quick is None or (quick, None) == slowly(WindowQuery, query), query


@pytest.mark.parametrize(
    "query",
    [
        "",
        "market=KZ&limit=100&ordering=-price&category=flour&brand=b&seller=KZ01&in_stock=true",
        "q=%D0%BC%D1%83%D0%BA%D0%B0&exact=true&facets=true&translations=all&cursor=WzAsMV0",
        "price_min=1&price_max=2.50&origin=KZ,CN&attributes=grade:first,moisture:..14.5&arrives_by=2026-12-01",
        "product=019e0000-0000-7000-8000-000000000001&standard=GB/T+1355-2021",
    ],
)
def test_usual_parameters_are_read_quickly(query: str) -> None:
    assert plainly(WindowQuery)(QueryDict(query)) is not None


def test_the_doors_of_the_window_run_no_serializer(
    shop: Market, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(In, "to_internal_value", never)
    for path in ("", "?q=flour&facets=true&limit=5", "/suggestions?q=flo"):
        assert api.get(f"/products{path}").status_code == 200
