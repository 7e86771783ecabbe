"""Which rails do these tests run on?"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from accounts.models import Organisation, User
from accounts.operations.keying import create_key
from accounts.operations.organising import make_staff_groups, put_into_group
from accounts.policy import SCOPES
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from shipping.models import Departure, Shipment
from shipping.operations import replanning, timetabling
from shipping.operations.loading import allow_reports, load_reference
from shipping.queries.booked import the_book
from tests import desks
from tests.api import Api
from tests.shipping.planner import HALF, Planner
from tests.shipping.railway import DAY, NOW, assigned, make_train
from tests.stages import lays


@pytest.fixture(autouse=True)
def railway_time() -> Iterator[None]:
    """It is `NOW` and a little later, whatever the day of the run: trains that are ahead stay ahead."""
    with time_machine.travel(NOW, tick=True):
        yield


@lays("rails")
def _lay_rails() -> None:
    with transaction.atomic():
        load_reference(at=NOW)


@pytest.fixture
def rails(db: None) -> datetime:
    """The reference data is loaded; no train runs yet. The instant at which the tests live."""
    return NOW


@lays("timetable")
def _lay_timetable() -> None:
    _lay_rails()
    with transaction.atomic():
        timetabling.extend(at=NOW, by=SYSTEM)


@pytest.fixture
def timetable(rails: datetime) -> datetime:
    """The real timetable, twelve weeks of it."""
    return rails


@pytest.fixture
def real_rails(transactional_db: None) -> datetime:
    """The same where threads can see it."""
    with transaction.atomic():
        load_reference(at=NOW)
    return NOW


@pytest.fixture
def make_organisation(db: None) -> Callable[..., Organisation]:
    """Make an organisation of a kind, that reports from some places."""

    def make(kind: str = "terminal", *places: str) -> Organisation:
        organisation = Organisation.objects.create(kind=kind, name=f"A {kind}", created_at=NOW)
        with transaction.atomic():
            allow_reports(organisation_id=organisation.pk, location_codes=places, at=NOW)
        return organisation

    return make


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Callable[..., Client]:
    """A browser in which somebody of some staff groups is signed in."""

    def sign_in(*groups: str) -> Client:
        user = make_user(staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        client = Client()
        desks.sign_in(client, user)
        return client

    return sign_in


@pytest.fixture
def staff_key(make_user: Callable[..., User], db: None) -> Callable[..., Api]:
    """A key of a new member of staff, who is in some groups."""

    def make(*groups: str) -> Api:
        with transaction.atomic():
            make_staff_groups()
            user = make_user(staff=True)
            for group in groups:
                put_into_group(user=user, group=group)
            key = create_key(name="desk", scopes=sorted(SCOPES), user=user, at=NOW, by=SYSTEM)
        return Api(key.secret)

    return make


@pytest.fixture
def dispatcher(staff_key: Callable[..., Api]) -> Api:
    """A member of staff who dispatches, by a key."""
    return staff_key("dispatch")


@pytest.fixture
def partner(make_organisation: Callable[..., Organisation]) -> Callable[..., Api]:
    """A terminal that works at some places and comes with a key."""

    def come(*places: str) -> Api:
        made = owns_transaction(create_key)(
            name="terminal",
            scopes=["containers:read", "containers:write", "departures:read"],
            organisation=make_organisation("terminal", *places),
            at=NOW,
            by=SYSTEM,
        )
        return Api(made.secret)

    return come


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is `NOW` at every door of the railway."""
    doors = ("allotments", "departures", "dispatching", "embargoes", "moving", "reports", "shipments")
    for door in doors:
        monkeypatch.setattr(f"shipping.rest.{door}.now", lambda: NOW)


@pytest.fixture
def planner(rails: Any, monkeypatch: pytest.MonkeyPatch) -> Planner:
    """A planner that answers as told, on a book that this test's own transaction shows."""
    fake = Planner()
    monkeypatch.setattr(replanning, "ask_planner", fake)
    monkeypatch.setattr(replanning, "snapshot", the_book)
    return fake


@pytest.fixture
def later(rails: Any) -> Departure:
    """A train on the twelfth day."""
    return make_train(NOW + 12 * DAY)


@pytest.fixture
def on_later(later: Departure) -> Shipment:
    """Half a container, on the later train, since there was no other."""
    return assigned(**HALF)


@pytest.fixture
def sooner(on_later: Shipment) -> Departure:
    """A train on the tenth day, laid since."""
    return make_train(NOW + 10 * DAY)


@pytest.fixture
def on_sooner(sooner: Departure) -> Shipment:
    """Half a container on the sooner train."""
    return assigned(**HALF)
