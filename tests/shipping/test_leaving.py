"""Are goods at their buyer's door only after their train has left?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kit.actors import Actor
from shipping.errors import TrainNotLeft
from shipping.models import Shipment, TransportEvent
from shipping.operations import reporting
from shipping.operations.reporting import NewReport
from tests import desks
from tests.shipping.railway import DAY, NOW, STAFF, assigned, book, fresh, make_train

DOOR = ("out_for_delivery", "delivered")


@pytest.fixture
def riding(rails: datetime) -> Shipment:
    """A shipment whose train is still to leave."""
    make_train()
    return assigned()


@pytest.fixture
def dispatcher(make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("shipping.admin.shipments.now", lambda: NOW)
    user = make_user(staff=True)
    user.groups.set([Group.objects.get_or_create(name="dispatch")[0]])
    client = Client()
    desks.sign_in(client, user)
    return client


def tell(
    *kinds: str, about: Shipment, on: datetime | None = NOW, by: Actor = STAFF, at: datetime = NOW
) -> None:
    reports = [NewReport(f"R-{kind}", kind, on, shipment=about.number) for kind in kinds]
    with transaction.atomic():
        reporting.report_events(reports=reports, at=at, by=by)


def offered(client: Client, shipment: Shipment) -> set[str]:
    """The verbs that have a button on its page."""
    page = client.get(reverse("admin:shipping_shipment_change", args=[shipment.pk])).content.decode()
    return set(re.findall(r'name="action" value="(\w+)"', page))


@pytest.mark.parametrize("kind", DOOR)
def test_goods_whose_train_is_still_to_leave_are_not_at_the_door(riding: Shipment, kind: str) -> None:
    verb: Any = reporting.report_stage
    with pytest.raises(TrainNotLeft) as once, transaction.atomic():
        verb(shipment_id=riding.pk, kind=kind, at=NOW, by=STAFF)
    with pytest.raises(TrainNotLeft) as reported:
        tell(kind, about=riding)
    for refused in (once.value, reported.value):
        assert re.search(r" leaves on .* Almaty: goods are delivered after that\.$", refused.detail)
        assert [field.pointer for field in refused.fields] == ["/kind"]
    assert not TransportEvent.objects.exists()


@pytest.mark.parametrize("known", ["departed", "arrived"])
def test_goods_that_are_known_to_be_on_their_way_are_delivered(riding: Shipment, known: str) -> None:
    tell(known, about=riding)
    tell("delivered", about=riding)
    assert fresh(riding).status == "delivered"


def test_a_batch_tells_of_the_departure_and_of_the_delivery_at_once(riding: Shipment) -> None:
    tell("delivered", "departed", about=riding)
    assert fresh(riding).status == "delivered"


def test_a_delivery_after_the_hour_of_the_train_needs_no_report_of_it(riding: Shipment) -> None:
    later = NOW + 60 * DAY
    tell("delivered", about=riding, on=later, at=later)
    assert fresh(riding).status == "delivered"


def test_a_train_that_left_before_its_hour_is_believed(riding: Shipment) -> None:
    with transaction.atomic():
        reporting.hand_in(shipment_id=riding.pk, at=NOW, by=STAFF)
    train = riding.assignments.get(released_at__isnull=True).slot.departure
    with transaction.atomic():
        reporting.report_departure(departure_id=train.pk, kind="departed", at=NOW, by=STAFF)
    tell("delivered", about=riding, on=NOW + timedelta(minutes=1))
    assert fresh(riding).status == "delivered"


def test_a_dispatcher_is_told_when_the_train_leaves(riding: Shipment, dispatcher: Client) -> None:
    address = reverse("admin:shipping_shipment_changelist")
    given = {"action": "deliver", "_selected_action": str(riding.pk), "index": "0"}
    answer = dispatcher.post(address, given, follow=True)
    [said] = [str(each) for each in answer.context["messages"]]
    assert "leaves on" in said
    assert fresh(riding).status == "assigned"


def test_the_page_offers_the_verbs_that_the_state_allows(riding: Shipment, dispatcher: Client) -> None:
    reports = {"hand_in", "load", "depart", "at_border", "transship", "arrive"}
    assert offered(dispatcher, riding) == {*reports, "roll", "hold"}
    tell("departed", about=riding)
    assert offered(dispatcher, riding) == {"at_border", "transship", "arrive", "deliver"}
    tell("delivered", about=riding)
    assert offered(dispatcher, riding) == set()


def test_what_waits_is_handed_in_held_or_given_a_train(rails: datetime, dispatcher: Client) -> None:
    waiting = book()
    assert offered(dispatcher, waiting) == {"hand_in", "assign_now", "hold"}
    Shipment.objects.filter(pk=waiting.pk).update(
        documents_missing=["health_certificate"], attention_at=NOW, attention_reason="look"
    )
    assert {"papers_complete", "clear_attention"} <= offered(dispatcher, waiting)
