"""Do staff pages of every table open, and stay within their queries at ten times the demo?"""

import re
from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.desk import StaffAdmin
from accounts.models import Factor, Invitation, RecoveryCode, SignUp, User
from accounts.sites import staff_site
from catalog.models import GateNote, GateTurn, ImportKey, ListingTouch, LowStock, Repricing
from channels.models import ExchangePiece, GoodsFeedItem
from news.models import Feed, FeedEntry
from orders.models import HashKey
from payments.models import DocumentCounter, DueDocument, InvoiceBalance
from storefront.models import ListingView
from tests import desks
from tests.architecture.full_house import MANY
from tests.architecture.test_audit import ours
from tests.speech import FOLDERS, english_on

MOST_QUERIES = 20
REGISTERED = sorted(staff_site._registry, key=lambda model: model._meta.label)
# The demonstration's goods fit into a few containers, of eleven types; not each of its buyers gets to buy.
FEWER = {
    "orders.Allowance": 6,
    "payments.RateFeed": 2,
    "shipping.Container": 3,
    "shipping.Slot": 3,
    "shipping.ContainerLeg": 9,
    "shipping.ContainerType": 11,
    "shipping.Crossing": 2,
    "shipping.HolidayRule": 3,
    "shipping.PlanningCosts": 1,
}


_EMPTY_LINK = re.compile(r"<a\b[^>]*>\s*(</a>|(?:<(?!/)[^>]*>\s*)*<a\b)")

# Rows that a machine makes for another one: a queue, the words of what `Shelf` shows, how far each feed is
# numbered (an event's page says who hears it), of what little was left when it was last looked at; tries to
# sign up, and a key, of which nothing but a secret is to be told; the last numbers of documents, and what is
# left of them.
MACHINE_MADE = {
    *(GateNote, GateTurn, HashKey, ImportKey, ListingTouch, ListingView, Feed, FeedEntry, LowStock, SignUp),
    # Of those the page of a person says how many there are.
    *(Factor, RecoveryCode),
    *(DocumentCounter, DueDocument, InvoiceBalance),
    # Bytes of a file that is on its way, which the page of its exchange names.
    ExchangePiece,
    # Rows of a feed, of which its page says how many there are.
    GoodsFeedItem,
    # A firm's people keep them, in their own console: whom they invite, which prices they look at first.
    *(Invitation, Repricing),
}


@pytest.fixture
def desk(full_house: None) -> Client:
    """A browser in which a superuser is signed in."""
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    return client


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def test_every_table_has_a_page_or_a_place_on_one() -> None:
    inline = {
        each.model
        for admin in staff_site._registry.values()
        for each in (admin.inlines if isinstance(admin, ModelAdmin) else ())
    }
    elsewhere = {*REGISTERED, *inline, *MACHINE_MADE}
    assert [model._meta.label for model in ours() if model not in elsewhere] == []


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_full_list_needs_few_queries(desk: Client, model: type[models.Model]) -> None:
    assert model._default_manager.count() >= FEWER.get(model._meta.label, MANY)
    with CaptureQueriesContext(connection) as queries:
        response = desk.get(address(model, "changelist"))
    assert response.status_code == 200
    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_the_first_and_the_last_row_have_a_page(desk: Client, model: type[models.Model]) -> None:
    rows = model._default_manager.order_by("pk")
    for row in (rows.first(), rows.last()):
        assert row is not None
        response = desk.get(address(model, "change", row.pk))
        assert response.status_code == 200


def test_the_link_to_a_row_has_words_in_every_list(desk: Client) -> None:
    # A link within a link ends the outer one before its first word.
    lists = ((model, text(desk.get(address(model, "changelist")))) for model in REGISTERED)
    assert [model._meta.label for model, page in lists if _EMPTY_LINK.search(page)] == []


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_every_list_can_be_searched_without_a_fault(desk: Client, model: type[models.Model]) -> None:
    assert staff_site._registry[model].search_fields
    response = desk.get(address(model, "changelist"), {"q": "KZ01"})
    assert response.status_code == 200


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_an_empty_list_says_what_would_be_there_and_how_it_comes(db: None, model: type[models.Model]) -> None:
    admin = staff_site._registry[model]
    assert isinstance(admin, StaffAdmin)
    words = str(admin.nothing)
    assert words != str(StaffAdmin.nothing)
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    page = client.get(address(model, "changelist"))
    assert (escape(words) in page.content.decode()) is (page.context["cl"].result_count == 0)
    # Whoever looks is a person who is there.
    assert model is User or page.context["cl"].result_count == 0


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_a_list_and_a_row_speak_the_language_of_their_reader(desk: Client, model: type[models.Model]) -> None:
    row = model._default_manager.order_by("-pk").first()
    assert row is not None
    left = [
        f"{page} in {language}: {said}"
        for language in FOLDERS
        for page in (address(model, "changelist"), address(model, "change", row.pk))
        for said in english_on(text(desk.get(page, headers={"Accept-Language": language})), language)
    ]
    assert left == []


def text(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())
