"""Are dispatchers told in whole sentences, with numbers and names, what is so and what can't be?"""

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from shipping.models import Shipment
from tests import desks
from tests.shipping.railway import FULL, NOW, assigned, book, make_train, train_of
from tests.shipping.test_admin import use


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("trains", "shipments", "services"):
        monkeypatch.setattr(f"shipping.admin.{page}.now", lambda: NOW)


@pytest.fixture
def dispatcher(make_user: Callable[..., User]) -> Client:
    """A browser in which Anna Kim, who dispatches, is signed in."""
    user = make_user(staff=True)
    User.objects.filter(pk=user.pk).update(name="Anna Kim")
    user.groups.set([Group.objects.get_or_create(name="dispatch")[0]])
    client = Client()
    desks.sign_in(client, user)
    return client


def test_what_does_not_wait_is_given_no_train_and_keeps_its_flag(rails: datetime, dispatcher: Client) -> None:
    shipment = book()
    Shipment.objects.filter(pk=shipment.pk).update(
        status="delivered", delivered_at=NOW, attention_at=NOW, attention_reason="look"
    )
    told = use(dispatcher, shipment, "assign_now")
    assert told == f"{shipment}: Only a shipment that waits gets a train; this one is delivered."
    assert shipment.attention_at == NOW


def test_a_shipment_that_somebody_works_on_is_tried_again(
    rails: datetime, dispatcher: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipment = book()
    Shipment.objects.filter(pk=shipment.pk).update(waiting_reason="")
    monkeypatch.setattr("shipping.operations.assigning.claim", lambda **_facts: False)
    told = use(dispatcher, shipment, "assign_now")
    assert told == f"{shipment} is being worked on: try again."


def test_the_history_of_a_train_names_who_did_what(rails: datetime, dispatcher: Client) -> None:
    train, client = make_train(), dispatcher
    use(client, train, "cancel", reason="no wagons")
    page = client.get(reverse("admin:shipping_departure_change", args=(train.pk,))).content.decode()
    change, move = train.changes.get(kind="cancelled"), train.moves.get(became="cancelled")
    assert page.count("Anna Kim") >= 3  # in the head, in what was done, in what became of it
    assert str(change.by_id) not in page.replace(
        reverse("admin:accounts_user_change", args=(change.by_id,)), ""
    )
    assert move.by_id == change.by_id


def test_a_departure_never_bears_less_than_is_sold_which_is_said_in_numbers(
    timetable: datetime, dispatcher: Client
) -> None:
    client, train = dispatcher, train_of(assigned(**FULL))
    assert train is not None
    assert train_of(assigned(**FULL)) == train
    page = reverse("admin:timetable_departure", args=(train.pk,))
    form = client.get(page).context["form"]
    typed = {bound.name: bound.value() or "" for bound in form}
    refused = client.post(page, {**typed, "places_1": "1", "reason": "No wagons."})
    [told] = refused.context["form"].errors["places_1"]
    assert told == "2 sold already, more than 1."
    label = refused.context["form"]["places_1"].label
    assert f"{label}: {told}" in unescape(refused.content.decode())
    assert refused.content.decode().count(f"{label}: {label}") == 0
