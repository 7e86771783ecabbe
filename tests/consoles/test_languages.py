"""Do the pages of staff and buyers' accounts speak the language of whoever reads them, all of it?"""

from datetime import datetime

import pytest
from django.test import Client

from consoles import board, moving
from shipping.admin import load_lists
from shipping.models import Departure, DepartureLeg, Shipment, SlotAssignment
from tests.consoles.test_board import BOARD, desk_of
from tests.shipping import changes
from tests.shipping.railway import DAY, NOW, assigned, book, make_train, train_of
from tests.speech import FOLDERS, english_on, language_of

_SIGN_IN = "/admin/login/"
_ACCOUNT = ("/account/confirm-email", "/account/reset-password")


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live at the railway's own hour."""
    for module in (board, moving, load_lists):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def busy(rails: datetime) -> Shipment:
    """A shipment on a train that is late, beside a cancelled one, another that waits."""
    train, dropped = make_train(), make_train(NOW + 12 * DAY)
    shipment = assigned()
    changes.delay(train, 95)
    changes.cancel(dropped)
    book()
    return shipment


def pages_about(shipment: Shipment) -> list[str]:
    """The pages that dispatchers work on, about one shipment, its container, its train."""
    slot = SlotAssignment.objects.select_related("slot").get(shipment=shipment, released_at=None).slot
    train = Departure.objects.select_related("service").get(pk=slot.departure_id)
    leg = DepartureLeg.objects.filter(departure=train, gauge_mm__isnull=False)[0]
    return [
        *("/admin/", BOARD, f"{BOARD}waiting/", "/admin/timetable/", "/admin/load-lists/"),
        *(f"{BOARD}trains/{train.pk}/{page}" for page in ("", "what-if/", "change/")),
        *(f"{BOARD}slots/{slot.pk}/", f"{BOARD}shipments/{shipment.pk}/move/"),
        *("/admin/timetable/closures/add/", "/admin/timetable/holidays/"),
        *(f"/admin/timetable/services/{train.service.code}/", f"/admin/timetable/departures/{train.pk}/"),
        *(f"/admin/containers/{slot.container_id}/", f"/admin/departures/{train.pk}/hold/"),
        *(f"/admin/load-lists/{leg.pk}/", f"/admin/shipping/shipment/{shipment.pk}/change/"),
        *(f"/admin/shipping/departure/{train.pk}/change/", "/admin/shipping/departure/?q=nothing"),
        *("/admin/password_change/", "/admin/shipping/embargo/add/"),
    ]


@pytest.mark.parametrize("language", FOLDERS)
def test_no_english_of_ours_is_left_on_what_dispatchers_work_on(busy: Shipment, language: str) -> None:
    client, left = desk_of("dispatch"), []
    for address in pages_about(busy):
        response = client.get(address, headers={"Accept-Language": language})
        assert (response.status_code, response.headers["Content-Language"]) == (200, language), address
        page = response.content.decode()
        assert language_of(page) == language
        left += [f"{address}: {text}" for text in english_on(page, language)]
    assert left == []


@pytest.mark.parametrize("language", FOLDERS)
@pytest.mark.parametrize("address", [_SIGN_IN, *_ACCOUNT])
def test_whoever_is_not_signed_in_yet_is_spoken_to_too(
    db: None, client: Client, address: str, language: str
) -> None:
    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    assert language_of(page) == language
    assert english_on(page, language) == set()


def test_english_is_what_everybody_else_reads(client: Client, db: None) -> None:
    response = client.get(_SIGN_IN, headers={"Accept-Language": "pt-BR"})
    assert response.headers["Content-Language"] == "en"


def test_the_switch_keeps_the_page_and_is_remembered(rails: datetime) -> None:
    client, address = desk_of("viewer"), f"http://testserver{BOARD}?weeks=2"
    switched = client.post(
        "/i18n/setlang/",
        {"language": "kk", "next": ""},
        headers={"Referer": address, "Accept-Language": "ru"},
    )
    assert (switched.status_code, switched.headers["Location"]) == (302, address)
    page = client.get(BOARD, headers={"Accept-Language": "ru"})
    assert page.headers["Content-Language"] == "kk"
    assert "Рейстер тақтасы" in page.content.decode()


def test_every_page_offers_the_four_languages_by_their_own_names(rails: datetime) -> None:
    page = desk_of("viewer").get("/admin/").content.decode()
    for name in ("English", "Русский", "Қазақ", "简体中文"):
        assert name in page
    assert page.count('action="/i18n/setlang/"') == 4


def test_the_script_of_the_board_is_handed_its_words(busy: Shipment) -> None:
    page = desk_of("dispatch").get(BOARD, headers={"Accept-Language": "ru"}).content.decode()
    assert 'data-sign-in="Войдите снова."' in page
    assert 'data-where="Куда можно поставить {shipment}?"' in page


def test_a_refusal_is_told_in_the_language_of_the_page(busy: Shipment) -> None:
    changed = {"departure": str(train_of(busy).pk), "version": "1"}  # type: ignore[union-attr]
    answer = desk_of("dispatch").post(
        f"{BOARD}shipments/{busy.pk}/move/",
        changed,
        headers={"Accept-Language": "zh-CN, zh", "Accept": "application/json"},
    )
    assert answer.status_code == 409
    assert "期间已变更" in answer.json()["said"]


def test_the_api_speaks_english_to_everybody(db: None, client: Client) -> None:
    answer = client.get("/api/v1/shipments", headers={"Accept-Language": "ru"})
    assert (answer.status_code, answer.json()["title"]) == (401, "Please sign in")
    assert "Content-Language" not in answer.headers
