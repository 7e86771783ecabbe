"""Is the quoted train the one that the shipment gets?"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from shipping.errors import NoRoute, NotCarried
from shipping.models import Leg
from shipping.queries import (
    FeasibleService,
    GoodsToCarry,
    ServiceChoice,
    earliest_service,
    services_around,
    split_goods,
)
from shipping.queries.routes import journey
from tests.shipping.railway import DAY, FLOUR, FULL, NOW, assigned, free, make_train, train_of


def wanted(**changes: Any) -> Any:
    return {
        "first_mile_from": "KZ-ALMATY-CFS",
        "destination": "CN-LYG-BASE",
        "planned_hand_in_at": NOW + 2 * DAY,
        "gross_g": 25_320,
        "volume_cm3": 41_000,
        **FLOUR,
        "latest_arrival_at": None,
        "at": NOW,
        **changes,
    }


def ask(**changes: Any) -> FeasibleService | None:
    return earliest_service(**wanted(**changes))


def test_the_earliest_arrival_is_quoted(rails: datetime) -> None:
    make_train(NOW + 10 * DAY)
    sooner = make_train(NOW + 8 * DAY)
    quoted = ask()
    assert quoted is not None
    assert (quoted.departure_id, quoted.service_code) == (sooner.pk, "ALA-LYG-KH")
    assert (quoted.origin_code, quoted.destination_code) == ("KZ-ALMATY1", "CN-LYG-BASE")


def test_a_later_train_that_arrives_sooner_is_quoted(rails: datetime) -> None:
    make_train(NOW + 8 * DAY, service="ALA-LYG-DO", transit_h=400)
    faster = make_train(NOW + 9 * DAY)
    quoted = ask()
    assert quoted is not None
    assert quoted.departure_id == faster.pk


def test_hand_in_is_the_cut_off_less_the_first_mile(rails: datetime) -> None:
    train = make_train(NOW + 12 * DAY)
    quoted = ask(first_mile_from="KZ-KOSTANAY-WH")
    assert quoted is not None
    # Four hours to the station and 84 to Almaty.
    assert quoted.hand_in_by_at == train.cfs_cutoff_at - timedelta(hours=88)
    assert quoted.ready_at == NOW + 2 * DAY + timedelta(hours=88)


def test_goods_that_are_ready_at_the_cut_off_itself_are_too_late(rails: datetime) -> None:
    train = make_train(NOW + 8 * DAY)
    first_mile = timedelta(hours=6)
    assert ask(planned_hand_in_at=train.cfs_cutoff_at - first_mile) is None
    assert ask(planned_hand_in_at=train.cfs_cutoff_at - first_mile - timedelta(seconds=1)) is not None


def test_a_train_that_arrives_too_late_is_not_quoted(rails: datetime) -> None:
    train = make_train()
    assert ask(latest_arrival_at=train.arrives_at - timedelta(seconds=1)) is None
    assert ask(latest_arrival_at=train.arrives_at) is not None


def test_a_full_train_is_not_quoted(rails: datetime) -> None:
    make_train(places=1)
    assigned(**FULL)
    assert ask() is None


def test_room_in_an_open_slot_of_a_full_train_is_quoted(rails: datetime) -> None:
    make_train(places=1)
    assigned()
    assert ask() is not None


def test_the_quoted_train_is_the_one_that_is_assigned(rails: datetime) -> None:
    for days in (9, 8, 11):
        make_train(NOW + days * DAY, places=1)
    for _ in range(3):
        quoted = ask(**FULL)
        assert quoted is not None
        train = train_of(assigned(**FULL))
        assert train is not None
        assert train.pk == quoted.departure_id
    assert ask(**FULL) is None


def test_places_that_no_service_joins_are_refused(rails: datetime) -> None:
    for wrong in ({"destination": "DE-DUISBURG"}, {"first_mile_from": "KZ-NOWHERE"}):
        with pytest.raises(NoRoute):
            ask(**wrong)


def test_the_first_mile_never_leaves_the_country(rails: datetime) -> None:
    # Shenzhen's nearest station of a service is Yiwu: 4 + 24 hours, all in China.
    way = journey(first_mile_from="CN-SHENZHEN-WH", destination="KZ-ALMATY1")
    assert (way.origin_code, way.first_mile_min) == ("CN-YIWU", 28 * 60)
    Leg.objects.filter(code="LEG046").delete()
    with pytest.raises(NoRoute):
        journey(first_mile_from="CN-SHENZHEN-WH", destination="KZ-ALMATY1")


def test_a_whole_through_service_is_no_first_mile(rails: datetime) -> None:
    way = journey(first_mile_from="CN-LYG-CFS", destination="KZ-ALMATY1")
    assert (way.origin_code, way.first_mile_min) == ("CN-LYG-BASE", 6 * 60)


def test_goods_of_a_warehouse_in_khorgos_board_where_trains_begin(rails: datetime) -> None:
    way = journey(first_mile_from="KZ-KHORGOS-WH", destination="CN-LYG-BASE")
    # Four hours to Altynkol, sixteen to Almaty.
    assert (way.origin_code, way.first_mile_min) == ("KZ-ALMATY1", 20 * 60)


@pytest.mark.parametrize("column", ["temperature_class", "segregation_class"])
def test_goods_of_an_unknown_class_are_not_carried(rails: datetime, column: str) -> None:
    with pytest.raises(NotCarried):
        ask(**{column: "POWER_BANK"})


def test_goods_larger_than_a_container_are_not_carried(rails: datetime) -> None:
    make_train()
    with pytest.raises(NotCarried):
        ask(gross_g=21_000_001)
    with pytest.raises(NotCarried):
        ask(volume_cm3=60_750_001)
    assert ask(gross_g=21_000_000, volume_cm3=60_750_000) is not None


def test_asking_takes_at_most_nine_queries(rails: datetime, django_assert_max_num_queries: Any) -> None:
    for days in range(4, 24):
        make_train(NOW + days * DAY)
    with django_assert_max_num_queries(9):
        assert ask() is not None


def test_an_order_larger_than_a_container_is_split(rails: datetime, django_assert_num_queries: Any) -> None:
    flour = GoodsToCarry("flour", 25_320, 41_000, 1_000, **FLOUR)
    with django_assert_num_queries(1):
        first, second = split_goods(lines=[flour])
    assert (first.units, second.units) == ((("flour", 829),), (("flour", 171),))
    assert (first.gross_g, first.segregation_class) == (829 * 25_320, "DRY_FOOD")


def test_a_unit_larger_than_a_container_is_not_carried(rails: datetime) -> None:
    with pytest.raises(NotCarried) as refused:
        split_goods(lines=[GoodsToCarry("press", 21_000_001, 1_000, 1, **FLOUR)])
    assert refused.value.facts["line_id"] == "press"


def around(**changes: Any) -> ServiceChoice:
    """The train quoted and its neighbours, for goods that are planned to be handed in in ten days."""
    found = services_around(**wanted(**{"planned_hand_in_at": NOW + 10 * DAY, **changes}))
    assert found is not None
    assert found.best == ask(**{"planned_hand_in_at": NOW + 10 * DAY, **changes})
    return found


def test_the_trains_before_and_after_the_quoted_one_are_told(rails: datetime) -> None:
    too_early, sooner, quoted, later, _ = [make_train(NOW + days * DAY) for days in (8, 10, 14, 16, 18)]
    found = around()
    assert found.earlier is not None
    assert found.later is not None
    assert [each.departure_id for each in (found.earlier, found.best, found.later)] == [
        *(sooner.pk, quoted.pk, later.pk)
    ]
    assert too_early.arrives_at < sooner.arrives_at
    assert found.earlier.hand_in_by_at == sooner.cfs_cutoff_at - timedelta(hours=6)
    assert found.later.hand_in_by_at == later.cfs_cutoff_at - timedelta(hours=6)


def test_without_a_train_before_or_after_there_is_none(rails: datetime) -> None:
    make_train(NOW + 14 * DAY)
    found = around()
    assert (found.earlier, found.later) == (None, None)


def test_a_train_that_nobody_can_reach_any_more_is_no_earlier_one(rails: datetime) -> None:
    sooner = make_train(NOW + 10 * DAY)
    make_train(NOW + 14 * DAY)
    first_mile = timedelta(hours=6)
    assert around(at=sooner.cfs_cutoff_at - first_mile).earlier is None
    assert around(at=sooner.cfs_cutoff_at - first_mile - timedelta(seconds=1)).earlier is not None


def test_a_full_train_is_neither_the_one_before_nor_the_one_after(rails: datetime) -> None:
    full = [make_train(NOW + days * DAY, places=1) for days in (10, 16)]
    for planned in (NOW + 2 * DAY, NOW + 11 * DAY):
        assigned(**FULL, planned_hand_in_at=planned)
    assert free(full[0])[0][0] == free(full[1])[0][0] == 0
    make_train(NOW + 14 * DAY)
    found = around()
    assert (found.earlier, found.later) == (None, None)


def test_the_neighbours_are_those_in_the_order_of_arrival(rails: datetime) -> None:
    quoted = make_train(NOW + 14 * DAY)
    slower = make_train(NOW + 13.5 * DAY, service="ALA-LYG-DO", transit_h=300)
    faster_but_missed = make_train(NOW + 12 * DAY, service="ALA-LYG-DO", transit_h=100)
    found = around()
    assert found.earlier is not None
    assert found.later is not None
    assert found.best.departure_id == quoted.pk
    assert found.earlier.departure_id == faster_but_missed.pk
    assert found.later.departure_id == slower.pk


def test_trains_that_are_missed_hide_none_that_can_be_reached(
    rails: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed = [make_train(NOW + days * DAY) for days in (8, 9, 10, 11)]
    quoted = make_train(NOW + 14 * DAY)
    monkeypatch.setattr("shipping.queries.lookouts.MAX_CANDIDATES", 1)
    monkeypatch.setattr("shipping.queries.lookouts.MOST_EARLIER", 1)
    found = around()
    assert found.earlier is not None
    assert (found.best.departure_id, found.earlier.departure_id) == (quoted.pk, missed[-1].pk)


def test_asking_for_the_neighbours_takes_no_query_more(
    rails: datetime, django_assert_max_num_queries: Any
) -> None:
    for days in range(4, 34):
        make_train(NOW + days * DAY)
    with django_assert_max_num_queries(9):
        found = services_around(**wanted(planned_hand_in_at=NOW + 10 * DAY))
    assert found is not None
    assert found.earlier is not None
    assert found.later is not None
