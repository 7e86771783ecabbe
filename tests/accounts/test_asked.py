"""Are filters, searches and orders of a list told in the words of whoever reads them?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.asked import Asked, asked_in_words
from accounts.models import Export, User
from accounts.sites import staff_site
from catalog.models import Category, Listing, Product
from kit.clock import now
from orders.models import Order
from tests import desks
from tests.catalog.trade import Trade


@pytest.fixture
def boss(db: None) -> User:
    """Somebody who may look at everything."""
    return User.objects.create_superuser("boss@example.com")


def told(user: User, model: Any, query: str, language: str = "en") -> dict[str, str]:
    request = HttpRequest()
    request.user = user
    asked = Asked(staff_site._registry[model], QueryDict(query))
    with override(language):
        [words] = asked_in_words([(request, asked)], seen=lambda each: staff_site.seen(request, each))
    return dict(words)


def test_a_choice_is_told_by_its_words(boss: User) -> None:
    assert told(boss, Order, "status__exact=placed") == {"Status": "Placed"}
    assert told(boss, Order, "status__exact=placed", "ru") == {"Статус": "Размещено"}


def test_a_search_and_an_order_are_told_by_their_titles(boss: User) -> None:
    assert told(boss, Order, "q=SC-26&o=-1.2&p=3&_changelist_filters=x") == {
        "Search": "SC-26",
        "Order": "Number ↓, Seller ↑",
    }


@pytest.mark.parametrize("place", ["99", "x", "-", ""])
def test_an_order_by_what_is_no_column_stands_as_it_was_typed(boss: User, place: str) -> None:
    assert told(boss, Order, f"o={place}") == ({"Order": place} if place else {})


@pytest.mark.parametrize(("language", "name"), [("en", "Wheat flour"), ("zh-hans", "小麦粉")])
def test_a_row_is_told_as_it_is_called(boss: User, language: str, name: str) -> None:
    trade = Trade()
    category = Category.objects.get(code="wheat-flour")
    assert name in told(boss, Product, f"category__id__exact={category.pk}", language).values()
    found = told(boss, Listing, f"variant__seller__id__exact={trade.mill.pk}")
    assert found == {"Seller": str(trade.mill)}


def test_a_filter_of_our_own_making_is_told_by_its_title(boss: User) -> None:
    assert told(boss, Product, "incomplete_in=ru") == {"Incomplete in": "ru"}


def test_days_and_times_are_told_as_a_span(boss: User) -> None:
    query = "placed_at_from_0=2026-11-01&placed_at_from_1=08:00&placed_at_to_0=2026-11-30"
    found = told(boss, Order, query)
    assert found == {"Placed at, from": "2026-11-01 08:00", "Placed at, until": "2026-11-30"}


def test_what_is_no_field_stands_as_it_was_typed(boss: User) -> None:
    query = "nonsense=1&category__id__exact=rubbish&seller__nothing=2"
    assert told(boss, Product, query) == {"nonsense": "1", "Category": "rubbish", "seller__nothing": "2"}


def test_who_a_row_is_stays_an_id_for_those_who_may_not_look(db: None) -> None:
    user = User.objects.create_user("fin@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name="finance")[0])
    buyer = User.objects.create_user("wang@example.com")
    assert told(user, Order, f"group__buyer__user__id__exact={buyer.pk}").popitem()[1] == str(buyer.pk)


def test_the_list_of_exports_names_lists_and_filters(
    boss: User, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    trade = Trade()
    query = f"seller__id__exact={trade.mill.pk}&o=1"
    for number in range(10):
        Export.objects.create(
            at=now(), user=boss, table="catalog.product", asked=query, format="csv", rows=number
        )
    Export.objects.create(at=now(), user=boss, table="gone.table", asked="a=b", format="csv", rows=1)
    desk = Client()
    desks.sign_in(desk, boss)
    with django_assert_max_num_queries(12):
        page = desk.get(reverse("admin:accounts_export_changelist"), headers={"accept-language": "ru"})
    text = page.content.decode()
    assert text.count(f"Продавец: {trade.mill}") == 10
    assert "Товары" in text
    assert "catalog.product<" not in text
    assert "gone.table" in text
    kept = Export.objects.order_by("id")[0]
    one = desk.get(reverse("admin:accounts_export_change", args=(kept.pk,))).content.decode()
    assert f"Seller: {trade.mill}" in one
    filtered = desk.get(reverse("admin:accounts_export_changelist"), {"table": "gone.table"})
    assert filtered.context["cl"].result_count == 1


def test_no_more_rows_are_looked_up_than_somebody_could_choose(
    boss: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.asked._MOST_ROWS", 1)
    people = [User.objects.create_user(f"{name}@example.com") for name in ("one", "two")]
    [words] = told(boss, Export, f"user__id__in={people[0].pk},{people[1].pk}").values()
    assert [str(person) in words for person in people].count(True) == 1
