"""Is a container that rides another departure's train seen where it rides and where it was sold?"""

from datetime import datetime

import pytest
from django.test import Client

from accounts.models import User
from consoles import board
from shipping.queries.aboard import berths_of
from tests import desks
from tests.shipping import changes
from tests.shipping.railway import DAY, NOW, assigned, make_train, train_of

BOARD = "/admin/departures-board/"


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page lives at the railway's own hour."""
    monkeypatch.setattr(board, "now", lambda: NOW)


@pytest.fixture
def looker(db: None) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    desks.sign_in(client, User.objects.create_superuser("boss@example.com"))
    return client


def page(client: Client, address: str) -> str:
    response = client.get(address, {"part": 1})
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_container_of_another_departure_is_shown_as_a_guest_of_the_train_that_it_rides(
    rails: datetime, looker: Client
) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    assigned()
    changes.cancel_leg(sooner)
    [berth] = berths_of(departure_id=later.pk)
    assert (berth.number, berth.home, berth.home_id) == (1, str(sooner), sooner.pk)
    assert [(ride.position, ride.departure_id) for ride in berth.away] == [(3, later.pk)]
    [own] = berths_of(departure_id=sooner.pk)
    assert (own.home, own.away) == ("", berth.away)
    at_home = page(looker, f"{BOARD}trains/{sooner.pk}/")
    as_guest = page(looker, f"{BOARD}trains/{later.pk}/")
    assert f'Leg 3 rides with <a href="{BOARD}trains/{later.pk}/">{later}</a>' in at_home
    assert "Guest" not in at_home
    assert f'Guest: sold on <a href="{BOARD}trains/{sooner.pk}/">{sooner}</a>' in as_guest
    assert "Leg 3 rides here" in as_guest


def test_guests_stand_behind_a_trains_own_containers_and_leave_with_their_goods(rails: datetime) -> None:
    sooner, later = make_train(NOW + 8 * DAY), make_train(NOW + 9 * DAY)
    guest = assigned()
    changes.cancel_leg(sooner)
    own = assigned(segregation_class="COSMETICS")
    assert train_of(own) == later
    homes = [berth.home for berth in berths_of(departure_id=later.pk)]
    assert homes == ["", str(sooner)]
    changes.cancel(sooner)
    assert train_of(guest) == later
    assert {berth.home for berth in berths_of(departure_id=later.pk)} == {""}
