"""Can a dispatcher do to a train from its page whatever winter asks for?"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from consoles import board, changing
from shipping.models import Departure, DepartureChange, DepartureLeg, Embargo, Shipment
from shipping.operations import cancelling
from tests.conftest import Jobs
from tests.consoles.full_board import fill_trains
from tests.consoles.test_board import BOARD, desk_of, page
from tests.consoles.test_full_board import all_asked
from tests.shipping import changes
from tests.shipping.railway import DAY, FULL, HOUR, NOW, STAFF, assigned, broken, fresh, make_train, train_of

ALMATY = ZoneInfo("Asia/Almaty")


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages live at the railway's own hour."""
    for module in (board, changing):
        monkeypatch.setattr(module, "now", lambda: NOW)


@pytest.fixture
def dispatcher(rails: datetime) -> Client:
    return desk_of("dispatch")


def address_of(train: Departure) -> str:
    return f"{BOARD}trains/{train.pk}/change/"


def send(client: Client, train: Departure, verb: str, **typed: Any) -> Any:
    """Fill one form of the page, and press a button of it."""
    seen = {"seen": typed.pop("seen")} if "seen" in typed else {}
    given = {"reason": "snow", **typed}
    fields = {f"{verb}-{name}": value for name, value in given.items()}
    return client.post(address_of(train), {"verb": verb, **fields, **seen})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def again(train: Departure) -> Departure:
    return Departure.objects.get(pk=train.pk)


def leg_of(train: Departure, position: int) -> DepartureLeg:
    return DepartureLeg.objects.get(departure=train, position=position)


def clock(at: datetime) -> str:
    """As somebody in Almaty types it."""
    return f"{at.astimezone(ALMATY):%Y-%m-%dT%H:%M}"


def test_a_train_is_shown_with_its_times_limits_cut_offs_and_embargoes(dispatcher: Client) -> None:
    train = make_train(datetime.fromisoformat("2026-12-04T13:00:00+00:00"), places=5)
    assigned(**FULL)
    Departure.objects.filter(pk=train.pk).update(note="Short train.", documents_closed_at=NOW)
    Embargo.objects.create(
        location=leg_of(train, 3).origin,
        direction="",
        segregation_classes=[],
        starts_at=NOW,
        reason="storm",
        created_at=NOW,
    )
    changes.delay(train, 180)
    seen = page(dispatcher, address_of(train))
    assert 'Fri 4 Dec 18:00 <span class="quiet">planned</span>' in seen
    assert 'Fri 4 Dec 21:00 <span class="quiet">expected</span>' in seen
    assert "expected Fri 4 Dec 21:00</span> Almaty" in seen
    assert "delayed +3 h" in seen
    assert "Embargo: " in seen
    assert "storm" in seen
    assert "Short train." in seen
    figures = "".join(f'<td class="figure">{number}</td>' for number in (5, 5, 1, 0, 4))
    assert seen.count(figures) == 3
    assert seen.count('<span class="mark">closed</span>') == 1
    assert "Tue 24 Nov 11:00 Almaty" in seen


def test_a_real_departure_takes_the_place_of_the_expected_one(dispatcher: Client) -> None:
    train = make_train()
    DepartureLeg.objects.filter(departure=train, position=1).update(actual_departed_at=NOW - HOUR)
    seen = page(dispatcher, address_of(train))
    assert 'Tue 24 Nov 10:00 <span class="quiet">actual</span>' in seen
    assert "has left" in seen


def test_a_departure_is_delayed_by_minutes(dispatcher: Client, jobs: Jobs) -> None:
    train = make_train()
    answer = send(dispatcher, train, "delay", part="", minutes="90")
    assert (answer.status_code, answer.headers["Location"]) == (302, address_of(train))
    assert again(train).departs_at == train.departs_at + timedelta(minutes=90)
    assert again(train).changes.get().reason == "snow"
    assert "still being worked out" in page(dispatcher, address_of(train))
    jobs.drain()
    assert "still being worked out" not in page(dispatcher, address_of(train))


def test_a_leg_is_delayed_to_an_hour_of_its_own_clock(dispatcher: Client) -> None:
    train = make_train()
    leg = leg_of(train, 3)
    typed = clock(leg.departs_at + 5 * HOUR)
    assert leg.origin.timezone == "Asia/Almaty"
    assert send(dispatcher, train, "delay", part="3", leaves=typed).status_code == 302
    assert leg_of(train, 3).departs_at == leg.departs_at + 5 * HOUR
    assert leg_of(train, 1).departs_at == train.departs_at


@pytest.mark.parametrize("typed", [{}, {"minutes": "30", "leaves": "2026-12-20T10:00"}])
def test_a_delay_is_said_in_one_way(dispatcher: Client, typed: dict[str, str]) -> None:
    train = make_train()
    answer = send(dispatcher, train, "delay", part="", **typed)
    assert answer.status_code == 400
    assert "Say either by how many minutes, or when it leaves." in text(answer)
    assert not DepartureChange.objects.exists()


@pytest.mark.parametrize("later", [timedelta(0), -DAY, timedelta(days=31)])
def test_a_delay_to_before_or_far_ahead_is_refused_with_the_input_kept(
    dispatcher: Client, later: timedelta
) -> None:
    train = make_train()
    answer = send(dispatcher, train, "delay", part="", leaves=clock(train.departs_at + later))
    seen = text(answer)
    assert answer.status_code == 400
    assert "a delay is a minute at least" in seen
    assert f'value="{clock(train.departs_at + later)}"' in seen
    assert 'value="snow"' in seen


def test_without_a_reason_nothing_is_done(dispatcher: Client) -> None:
    train = make_train()
    answer = send(dispatcher, train, "delay", part="", minutes="30", reason=" ")
    assert answer.status_code == 400
    assert "This field is required." in text(answer)
    assert again(train).departs_at == train.departs_at


def test_what_has_room_to_spare_is_cut_at_once(dispatcher: Client) -> None:
    train = make_train(places=5)
    assert send(dispatcher, train, "cut", part="1", places="3").status_code == 302
    assert (leg_of(train, 1).cap_mteu, leg_of(train, 3).cap_mteu) == (6_000, 10_000)


def test_a_cut_shows_first_who_must_roll_and_then_does_exactly_that(dispatcher: Client, jobs: Jobs) -> None:
    train, later = make_train(places=2), make_train(NOW + 12 * DAY)
    riders = [assigned(**FULL, promised_at=train.arrives_at) for _ in range(2)]
    answer = send(dispatcher, train, "cut", part="1", places="1")
    seen = text(answer)
    assert answer.status_code == 409
    assert "Nothing is cut yet." in seen
    assert f"<td>{later}</td>" in seen
    assert "<b>1</b> promise broken" in seen
    assert 'name="cut-places" value="1"' in seen
    assert leg_of(train, 1).cut_to_mteu is None
    token = answer.context["foreseen"]["token"]
    assert send(dispatcher, train, "cut", part="1", places="1", seen=token).status_code == 302
    jobs.drain()
    assert leg_of(train, 1).cap_mteu == 2_000
    assert sorted(str(train_of(fresh(each))) for each in riders) == sorted([str(train), str(later)])
    assert broken() == []


def test_a_cut_that_was_not_looked_at_as_it_is_now_is_shown_again(dispatcher: Client) -> None:
    train = make_train(places=2)
    assigned(**FULL), assigned(**FULL)
    token = send(dispatcher, train, "cut", part="1", places="1").context["foreseen"]["token"]
    later = make_train(NOW + 12 * DAY)
    answer = send(dispatcher, train, "cut", part="1", places="1", seen=token)
    assert answer.status_code == 409
    assert "The book has changed since the list was made" in text(answer)
    assert f"<td>{later}</td>" in text(answer)
    other = send(dispatcher, train, "cut", part="1", places="0", seen=answer.context["foreseen"]["token"])
    assert other.status_code == 409
    assert leg_of(train, 1).cut_to_mteu is None


def test_a_cut_too_deep_is_refused_beside_its_form(dispatcher: Client) -> None:
    train = make_train(places=1)
    changes.load(assigned(**FULL))
    answer = send(dispatcher, train, "cut", part="1", tonnes="0.5")
    assert answer.status_code == 409
    assert "1 of its 1 places and 24.9 t are taken, and too little of that can leave" in text(answer)
    assert 'value="0.5"' in text(answer)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "Say how many places are left, or how much mass."),
        ({"places": "5"}, "It bears no more than that already."),
        ({"tonnes": "1300"}, "It bears no more than that already."),
    ],
)
def test_a_cut_that_cuts_nothing_is_said_to(dispatcher: Client, typed: dict[str, str], said: str) -> None:
    train = make_train(places=5)
    answer = send(dispatcher, train, "cut", part="1", **typed)
    assert (answer.status_code, said in text(answer)) == (400, True)


def test_the_way_to_cancelling_is_the_dry_run(dispatcher: Client) -> None:
    train = make_train()
    what_if = f"{BOARD}trains/{train.pk}/what-if/"
    seen = page(dispatcher, address_of(train))
    assert f'href="{what_if}"' in seen
    assert f'href="{what_if}?position=3"' in seen
    changes.cancel_leg(train, 3)
    assert f'href="{what_if}?position=3"' not in page(dispatcher, address_of(train))


def test_a_cancelled_leg_runs_again_once_it_is_restored(dispatcher: Client) -> None:
    train = make_train()
    assert 'value="restore"' not in page(dispatcher, address_of(train))
    changes.cancel_leg(train, 3)
    seen = page(dispatcher, address_of(train))
    assert "a leg is cancelled" in seen
    assert send(dispatcher, train, "restore", part="1").status_code == 400
    assert send(dispatcher, train, "restore", part="3").status_code == 302
    assert (leg_of(train, 3).cancelled_at, again(train).runs_through) == (None, True)


def test_a_cancelled_departure_is_restored_and_nothing_else(dispatcher: Client) -> None:
    train = make_train()
    changes.cancel(train)
    seen = page(dispatcher, address_of(train))
    assert [form.verb for form in dispatcher.get(address_of(train)).context["forms"]] == ["restore"]
    assert "Cancel the departure" not in seen
    assert send(dispatcher, train, "restore", part="").status_code == 302
    assert again(train).status == "open"


def test_a_refusal_of_the_operation_stands_beside_its_form(dispatcher: Client) -> None:
    train = make_train()
    answer = send(dispatcher, train, "restore", part="")
    assert answer.status_code == 409
    assert '<p class="said bad" role="alert">It runs as the timetable has it' in text(answer)


def test_cut_offs_are_extended_by_the_clock_of_the_origin(dispatcher: Client) -> None:
    train = make_train()
    seen = page(dispatcher, address_of(train))
    assert f'value="{clock(train.cfs_cutoff_at)}"' in seen
    assert "Almaty time (UTC+5)" in seen
    typed = {
        "cfs_at": clock(train.cfs_cutoff_at + 2 * HOUR),
        "documents_at": clock(train.doc_cutoff_at),
        "terminal_at": "",
    }
    assert send(dispatcher, train, "extend", **typed).status_code == 302
    assert again(train).cfs_cutoff_at == train.cfs_cutoff_at + 2 * HOUR
    assert (again(train).doc_cutoff_at, again(train).cy_cutoff_at) == (
        train.doc_cutoff_at,
        train.cy_cutoff_at,
    )


def test_cut_offs_out_of_order_are_refused_with_what_was_typed(dispatcher: Client) -> None:
    train = make_train()
    typed = clock(train.doc_cutoff_at + HOUR)
    answer = send(dispatcher, train, "extend", cfs_at=typed, documents_at="", terminal_at="")
    assert answer.status_code == 422
    assert "after the documents cut-off" in text(answer)
    assert f'value="{typed}"' in text(answer)


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_no_year_runs_over_the_edge_of_time(dispatcher: Client, year: str) -> None:
    train = make_train()
    for verb, name in (("delay", "leaves"), ("extend", "cfs_at")):
        assert send(dispatcher, train, verb, **{name: f"{year}-01-01T00:00"}).status_code == 400


def test_what_was_done_is_told_with_who_did_it(dispatcher: Client) -> None:
    train = make_train()
    send(dispatcher, train, "delay", part="1", minutes="30", reason="a frozen switch")
    seen = page(dispatcher, address_of(train))
    assert "a frozen switch" in seen
    assert "<td>Delayed</td>" in seen


def test_others_of_the_staff_look_and_change_nothing(rails: datetime) -> None:
    train, looker = make_train(), desk_of("viewer")
    seen = page(looker, address_of(train))
    assert '<form class="change"' not in seen
    assert reverse("admin:timetable_departure", args=(train.pk,)) not in seen
    assert send(looker, train, "delay", part="", minutes="30").status_code == 403
    assert again(train).departs_at == train.departs_at


def test_a_post_needs_its_token(rails: datetime) -> None:
    train = make_train()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk_of("dispatch").cookies
    assert send(strict, train, "delay", part="", minutes="30").status_code == 403


def test_what_does_not_exist_has_no_page(dispatcher: Client) -> None:
    assert dispatcher.get(address_of(Departure(pk=uuid4()))).status_code == 404
    assert send(dispatcher, make_train(), "explode").status_code == 404


def test_a_full_train_among_sixty_is_shown_and_changed_in_few_queries(dispatcher: Client) -> None:
    train, other, *_ = fill_trains(at=NOW, trains=60, slots=50, first_at=NOW + 4 * DAY, every=6 * HOUR)
    for verb, typed, status in (
        ("delay", {"part": "", "minutes": "30"}, 302),
        ("delay", {"part": "3", "minutes": "30"}, 302),
        ("delay", {"part": ""}, 400),
        ("cut", {"part": "3", "places": "20"}, 409),
    ):
        with all_asked(f"{verb} {typed}"):
            assert send(dispatcher, train, verb, **typed).status_code == status
    with all_asked("the preview"):
        answer = send(dispatcher, train, "cut", part="1", places="20")
    assert "these 30 go" in text(answer)
    seen = answer.context["foreseen"]["token"]
    with all_asked("what was seen otherwise"):
        assert send(dispatcher, train, "cut", part="1", places="21", seen=seen).status_code == 409
    with all_asked("what was looked at"):
        assert send(dispatcher, train, "cut", part="1", places="20", seen=seen).status_code == 302
    with all_asked("the page"):
        page(dispatcher, address_of(train))
    with all_asked("the restoration"):
        assert send(dispatcher, train, "restore", part="").status_code == 302
    typed = {"cfs_at": clock(train.cfs_cutoff_at + 2 * HOUR), "documents_at": "", "terminal_at": ""}
    with all_asked("the extension"):
        assert send(dispatcher, train, "extend", **typed).status_code == 302
    for each in (train, other):
        cancelling.cancel_departure(departure_id=each.pk, reason="flood", at=NOW, by=STAFF)
        with all_asked("the restoration of all of it"):
            assert send(dispatcher, each, "restore", part="").status_code == 302
    assert again(other).edited_at is None


def test_the_board_leads_to_the_page_and_the_page_back(dispatcher: Client) -> None:
    train = make_train()
    assert address_of(train) in page(dispatcher, f"{BOARD}trains/{train.pk}/")
    seen = page(dispatcher, address_of(train))
    assert f"{BOARD}?train={train.pk}#train-{train.pk}" in seen
    assert reverse("admin:shipping_departure_change", args=(train.pk,)) in seen
    assert reverse("admin:timetable_departure", args=(train.pk,)) in seen


def test_the_board_names_changes_that_shipments_can_not_follow(dispatcher: Client) -> None:
    train = make_train(places=2)
    assert "can't follow" not in page(dispatcher)
    Departure.objects.filter(pk=train.pk).update(follow_up_at=NOW - 2 * HOUR)
    DepartureLeg.objects.filter(departure=train, position=1).update(cut_to_mteu=2_000, cut_to_gross_g=0)
    seen = page(dispatcher)
    assert "Changes of trains that shipments can't follow" in seen
    assert "1 place, 1,300 t must still leave" in seen
    assert address_of(train) in seen


def test_a_change_of_just_now_is_no_alarm_yet(dispatcher: Client) -> None:
    train = make_train()
    Departure.objects.filter(pk=train.pk).update(follow_up_at=NOW)
    assert "can't follow" not in page(dispatcher)
    assert Shipment.objects.count() == 0
