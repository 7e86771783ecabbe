"""Does every train's load list say what rides it, and refuse to stand while something is wrong?"""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit.errors import NotFound
from kit.ids import uuid7
from kit.transactions import owns_transaction
from shipping.errors import LoadListConfirmed, LoadListNotReady, NoWagons
from shipping.models import Container, Departure, DepartureLeg, LoadList, WagonPlace
from shipping.operations import booking, marshalling, reboxing
from shipping.queries.load_lists import LoadListView, load_list_of, train_legs
from tests.shipping.changes import cancel_leg
from tests.shipping.railway import DAY, FULL, KUMYS, NOW, STAFF, broken, make_train
from tests.shipping.stowage import NUMBER, OTHER_NUMBER, codes, container_of, packed, seal, slot_of, stuff

KG = 1000
# Valid numbers of containers that nobody owns.
NUMBERS = ("CSQU3054383", "TEMU1234565", "ZZZU1234564")


def leg_of(train: Departure, position: int = 1) -> DepartureLeg:
    return train_legs().get(departure=train, position=position)


def view_of(train: Departure, position: int = 1, at: datetime = NOW) -> LoadListView:
    return load_list_of(leg_of(train, position), at=at)


def draw(train: Departure, position: int = 1) -> LoadList:
    verb = owns_transaction(marshalling.draw)
    return verb(departure_leg_id=leg_of(train, position).pk, at=NOW, by=STAFF)


def confirm(train: Departure, position: int = 1) -> LoadList:
    verb = owns_transaction(marshalling.confirm)
    return verb(departure_leg_id=leg_of(train, position).pk, at=NOW, by=STAFF)


def reopen(train: Departure, position: int = 1) -> LoadList:
    verb = owns_transaction(marshalling.reopen)
    return verb(departure_leg_id=leg_of(train, position).pk, at=NOW, by=STAFF)


def open_problems(train: Departure) -> list[str]:
    with pytest.raises(LoadListNotReady) as refused:
        confirm(train)
    problems = refused.value.facts["problems"]
    assert isinstance(problems, list)
    return problems


@pytest.fixture
def numbers() -> Iterator[str]:
    return iter(NUMBERS)


def ready(number: str = NUMBER, gross_kg: int = 15_000, iso_code: str = "42G1") -> Container:
    """A sealed container of its own with a shipment of so many kilograms."""
    shipment, packages = packed(gross_kg * KG, volume_cm3=20_000_000)
    if iso_code != "42G1":
        change = owns_transaction(reboxing.change_box)
        change(slot_id=slot_of(shipment).pk, iso_code=iso_code, reason="small lot", at=NOW, by=STAFF)
    return seal(stuff(container_of(shipment), codes(packages), number=number))


def pair(*gross_kg: int) -> list[Container]:
    return [
        ready(number, kilograms, iso_code="22G1")
        for number, kilograms in zip(NUMBERS, gross_kg, strict=False)
    ]


def test_a_list_puts_each_container_on_a_wagon_the_heavier_in_front(rails: datetime) -> None:
    train = make_train()
    light, heavy = ready(NUMBER, 12_000), ready(OTHER_NUMBER, 15_000)
    row = draw(train)
    places = row.places.order_by("wagon").values_list("wagon", "position", "container", "gross_g")
    assert list(places) == [(1, 1, heavy.pk, 18_900 * KG), (2, 1, light.pk, 15_900 * KG)]
    view = view_of(train)
    assert (view.status, view.wagons, view.gross_g) == ("drawn", 2, 34_800 * KG)
    assert [line.number for line in view.standing] == [OTHER_NUMBER, NUMBER]
    assert {line.seal_no for line in view.standing} == {"KTZ-004711"}
    assert (view.problems, view.changes) == ((), ())


def test_a_list_is_proposed_before_it_is_drawn(rails: datetime) -> None:
    train = make_train()
    ready()
    view = view_of(train)
    assert (view.status, view.wagons, LoadList.objects.count()) == ("proposed", 1, 0)


def test_a_list_is_redrawn_until_it_is_confirmed(rails: datetime) -> None:
    train = make_train()
    ready()
    first = draw(train)
    ready(OTHER_NUMBER)
    assert view_of(train).changes == (f"{OTHER_NUMBER} has come on.",)
    again = draw(train)
    assert (again.pk, again.version, again.places.count()) == (first.pk, first.version + 1, 2)
    assert confirm(train).confirmed_at == NOW
    with pytest.raises(LoadListConfirmed):
        draw(train)
    with pytest.raises(LoadListConfirmed):
        confirm(train)
    assert broken() == []


def test_a_confirmed_list_is_reopened_to_be_drawn_again(rails: datetime) -> None:
    train = make_train()
    ready()
    draw(train)
    with pytest.raises(LoadListNotReady):
        reopen(train)
    confirm(train)
    assert reopen(train).confirmed_at is None
    draw(train)


def test_a_list_that_is_not_drawn_is_not_confirmed(rails: datetime) -> None:
    train = make_train()
    ready()
    assert open_problems(train) == []


def test_rule_9_two_twenty_foot_boxes_share_a_wagon(rails: datetime) -> None:
    train = make_train()
    heavier, lighter = pair(20_750, 16_250)  # 23.0 t and 18.5 t with their tare
    draw(train)
    assert list(WagonPlace.objects.values_list("wagon", "position", "container")) == [
        (1, 1, heavier.pk),
        (1, 2, lighter.pk),
    ]
    [first, second] = view_of(train).standing
    assert (first.beside, second.beside) == (OTHER_NUMBER, NUMBER)
    assert first.wagon_gross_g == second.wagon_gross_g == 41_500 * KG
    confirm(train)
    assert broken() == []


TOO_DIFFERENT = "Two twenty-foot boxes on one wagon differ by less than 5 t; these differ by 5.1 t."


def test_rule_9_two_that_differ_too_much_are_flagged_and_stop_the_list(rails: datetime) -> None:
    train = make_train()
    pair(20_750, 15_650)  # 23.0 t and 17.9 t
    draw(train)
    alone = "is alone on wagon {}: a twenty-foot box rides only in a pair. Beside {}: {}"
    assert open_problems(train) == [
        f"{NUMBER} {alone.format(1, OTHER_NUMBER, TOO_DIFFERENT)}",
        f"{OTHER_NUMBER} {alone.format(2, NUMBER, TOO_DIFFERENT)}",
    ]
    assert LoadList.objects.get().confirmed_at is None


def test_what_is_not_stuffed_weighed_or_sealed_stops_the_list(rails: datetime) -> None:
    train = make_train()
    shipment, packages = packed(5_000 * KG)
    draw(train)
    name = f"The box of slot 1 of {train}"
    closes = f"{train.cy_cutoff_at:%Y-%m-%d %H:%M} UTC."
    assert open_problems(train) == [f"{name} is not stuffed yet; the terminal closes at {closes}"]
    late = view_of(train, at=train.cy_cutoff_at)
    assert late.problems == (f"{name} is not stuffed, though the terminal closed at {closes}",)
    container = stuff(container_of(shipment), codes(packages))
    assert view_of(train).problems == (f"{NUMBER} is not sealed.",)
    Container.objects.update(weighed_gross_g=None)
    assert view_of(train).problems == (f"{NUMBER} was opened again: stuff and weigh it anew.",)
    Container.objects.update(weighed_gross_g=container.weighed_gross_g)
    seal(container)
    assert confirm(train).confirmed_at == NOW


def test_a_box_that_became_heavier_shows_as_changed(rails: datetime) -> None:
    train = make_train()
    ready()
    draw(train)
    confirm(train)
    Container.objects.update(weighed_gross_g=18_950 * KG)
    assert view_of(train).changes == (f"{NUMBER} weighs 18,950.0 kg now, 18,900.0 kg in the list.",)
    assert view_of(train).status == "confirmed"
    reopen(train)
    assert open_problems(train) == [
        f"Changed since: {NUMBER} weighs 18,950.0 kg now, 18,900.0 kg in the list. Draw it again."
    ]


def test_a_container_moved_to_another_train_stands_in_that_trains_list(rails: datetime) -> None:
    train, later = make_train(), make_train(NOW + 11 * DAY)
    container = ready()
    draw(train, 3)
    confirm(train, 3)
    cancel_leg(train)
    view = view_of(train, 3)
    assert view.problems == ("The train does not run.",)
    assert view.changes == (f"{NUMBER} has left for train {leg_of(later, 3)} of {later}.",)
    draw(later, 3)
    [line] = view_of(later, 3).standing
    assert (line.container_id, line.departure) == (container.pk, str(train))
    [still] = view_of(train, 1).standing
    assert still.container_id == container.pk
    assert broken() == []


def test_a_container_that_was_emptied_has_left_the_train(rails: datetime) -> None:
    train = make_train()
    shipment, _ = packed(5_000 * KG)
    draw(train)
    cancel = owns_transaction(booking.cancel_shipment)
    cancel(shipment_id=shipment.pk, reason="declined", at=NOW, by=STAFF)
    assert view_of(train).changes == (f"The box of slot 1 of {train} has left the train.",)


def test_cooled_boxes_stand_at_the_head_and_need_their_plugs(rails: datetime) -> None:
    train = make_train()
    ready()
    packed(3_000 * KG, volume_cm3=20_000_000, **KUMYS)
    draw(train)
    assert [line.needs_plug for line in view_of(train).standing] == [True, False]
    DepartureLeg.objects.update(cap_plugs=0, free_plugs=0)
    assert "Plugs needed: 1; the train has 0." in view_of(train).problems


def test_rule_10_a_train_cut_below_what_it_carries_is_told_in_words(rails: datetime) -> None:
    train = make_train()
    ready()
    draw(train)
    DepartureLeg.objects.update(cap_gross_g=15_000 * KG, free_gross_g=0, cap_mteu=0, free_mteu=0)
    assert view_of(train).problems == (
        "Wagons needed: 1; the train has 0.",
        "The containers weigh 18.9 t, the train bears 15 t.",
    )


def test_a_transshipment_has_no_wagons(rails: datetime) -> None:
    train = make_train()
    with pytest.raises(NoWagons):
        draw(train, 2)


def test_a_train_that_is_not_there_has_no_list(rails: datetime) -> None:
    with pytest.raises(NotFound):
        owns_transaction(marshalling.draw)(departure_leg_id=uuid7(), at=NOW, by=STAFF)


def test_a_long_list_needs_as_many_queries_as_a_short_one(rails: datetime) -> None:
    train = make_train(places=9)
    packed(**FULL)
    draw(train)
    counts: list[int] = []
    shown: list[LoadListView] = []
    for _ in range(2):
        leg = leg_of(train)
        with CaptureQueriesContext(connection) as queries:
            shown.append(load_list_of(leg, at=NOW))
        counts.append(len(queries))
        for _ in range(4):
            packed(**FULL)
        draw(train)
    assert shown[-1].wagons == 5
    assert counts[0] == counts[1] <= 6
