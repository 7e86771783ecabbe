"""Is a plan that the plainest instance allows refused as soon as a railway's own rule is added?"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from shipping.refereeing import Referee
from tests.planning.small import box, goods, instance, plan, train

Document = dict[str, Any]
Change = Callable[[Document], object]


def one_rule_more(told: Document, change: Change, planned: Document) -> list[str]:
    """What is wrong with a plan once the rule stands there; without it, nothing is."""
    assert Referee(told).judge(planned).errors == []
    changed = deepcopy(told)
    change(changed)
    return list(Referee(changed).judge(planned).errors)


def twenties(count: int) -> tuple[Document, Document]:
    """Full loads in twenty-foot boxes, and a plan that has all of them on the first train."""
    told = instance(shipments=[goods(key, fcl="20DC") for key in range(count)])
    planned = {
        "containers": [box(f"C{key}", "T1", type="20DC") for key in range(count)],
        "assign": {str(key): f"C{key}" for key in range(count)},
    }
    return told, planned


@pytest.mark.parametrize(
    ("stage", "says"),
    [
        ({"teu": 1}, "teu 2 of 1"),
        ({"gross_kg": 5_899}, "gross_kg 5900 of 5899"),
        ({"length_m": 12}, "length_m 12.2 of 12"),
        ({"plugs": 0}, "plugs 1 of 0"),
    ],
)
def test_each_stage_of_a_run_has_limits_of_its_own(stage: Document, says: str) -> None:
    told = deepcopy(instance())
    for each in told["types"].values():
        each["length_m"] = 12.2
    planned = plan()
    if "plugs" in stage:
        for key in (0, 1):
            told["shipments"][key]["temp"] = "FRZ"
        planned["containers"][0]["type"] = "40RF"
    found = one_rule_more(told, lambda each: each["departures"][0].update(stages=[{}, stage]), planned)
    assert found == [f"train T1, stage 1: {says}"]


def test_a_stage_counts_only_what_rides_over_it() -> None:
    def change(told: Document) -> None:
        told["departures"][0]["stages"] = [{"teu": 8}, {"teu": 1}]

    assert one_rule_more(instance(), change, plan()) == ["train T1, stage 1: teu 2 of 1"]
    told = deepcopy(instance())
    change(told)
    told["departures"][0]["legs"][0]["stages"] = [0]
    assert Referee(told).judge(plan()).is_allowed


def test_an_odd_box_of_those_that_go_in_pairs_takes_the_places_of_two() -> None:
    told, planned = twenties(3)
    told["departures"][0]["teu"] = 3

    def pairs(told: Document) -> None:
        told["types"] = {**told["types"], "20DC": {**told["types"]["20DC"], "pairs": True}}

    assert one_rule_more(told, pairs, planned) == ["train T1: teu 4 of 3, for one of a pair stands alone"]
    told["departures"][0].update(teu=4, stages=[{"teu": 3}])
    pairs(told)
    assert Referee(told).judge(planned).errors == [
        "train T1, stage 0: teu 4 of 3, for one of a pair stands alone"
    ]
    told, planned = twenties(2)
    pairs(told)
    told["departures"][0]["teu"] = 2
    assert Referee(told).judge(planned).is_allowed


def test_a_train_may_allow_less_cargo_in_a_box_than_the_box_takes() -> None:
    def cap(told: Document) -> None:
        told["departures"][1]["payload_kg"] = {"40HC": 19_999}

    assert one_rule_more(instance(), cap, plan()) == [
        "container B: 20000 kg of the 19999 that T2 allows in a 40HC"
    ]


def test_a_train_that_allows_more_than_the_box_takes_changes_nothing() -> None:
    told = instance(shipments=[goods(0, kg=27_000)])
    told["departures"][0]["payload_kg"] = {"40HC": 30_000}
    planned = {"containers": [box("A", "T1")], "assign": {"0": "A"}}
    assert Referee(told).judge(planned).errors == ["container A: 27000 kg of 26500"]


def test_any_groups_may_be_kept_apart() -> None:
    def keep(*pairs: list[str]) -> Change:
        return lambda told: told.update(segregation=list(pairs))

    assert one_rule_more(instance(), keep(["FEED", "GEN"], ["GEN", "FOOD"]), plan()) == [
        "container A: GEN with FOOD"
    ]
    both_general = instance(shipments=[goods(0), goods(1), goods(3)])
    assert one_rule_more(both_general, keep(["GEN", "GEN"]), plan()) == ["container A: GEN with its own kind"]
    with_chemicals = plan(assign={"1": "A", "2": "A"})
    assert Referee(instance()).judge(with_chemicals).errors == ["container A: FOOD with CHEM"]
    assert Referee(instance(segregation=[])).judge(with_chemicals).is_allowed


def test_shelf_life_must_be_left_at_the_arrival() -> None:
    def change(told: Document) -> None:
        told["shipments"][1]["arrive_by_h"] = 239

    assert one_rule_more(instance(), change, plan()) == [
        "shipment 1: arrives at 240, and its shelf life asks for 239"
    ]
    told = instance(shipments=[goods(0, arrive_by_h=240), goods(1), goods(3)])
    assert Referee(told).judge(plan()).is_allowed


CROSSING = {"border": "KHO", "at_h": 72}


def crossing(*hours: float) -> Document:
    """Trains that cross Khorgos at these hours."""
    rows = [
        train(f"T{place + 1}", 24 + 24 * place, crosses={**CROSSING, "at_h": at_h})
        for place, at_h in enumerate(hours)
    ]
    return instance(departures=rows)


@pytest.mark.parametrize(
    ("limit", "says"), [({"teu": 3}, "teu 4 of 3"), ({"teu": 4, "containers": 1}, "containers 2 of 1")]
)
def test_a_border_lets_so_much_through_in_its_hours(limit: Document, says: str) -> None:
    row = {"border": "KHO", "from_h": 72, "until_h": 96, **limit}

    def change(told: Document) -> None:
        told["border_limits"] = [row]

    assert one_rule_more(crossing(72, 95), change, plan()) == [f"border KHO from 72 to 96: {says}"]
    for hours in ((71, 95), (72, 96)):
        told = crossing(*hours)
        change(told)
        assert Referee(told).judge(plan()).is_allowed
    elsewhere = crossing(72, 95)
    elsewhere["border_limits"] = [{**row, "border": "DOS"}]
    assert Referee(elsewhere).judge(plan()).is_allowed


@pytest.mark.parametrize(
    "embargo",
    [
        {"from_h": 24, "until_h": 25, "by": "departure"},
        {"seg": "FOOD", "o": "ALA", "d": "LYG", "temp": "AMB", "from_h": 0, "until_h": 48, "by": "departure"},
        {"border": "KHO", "seg": "FOOD", "from_h": 72, "until_h": 73, "by": "crossing"},
        {"border": "KHO", "seg": "FOOD", "from_h": 0, "until_h": 48, "by": "departure"},
    ],
)
def test_an_embargo_keeps_what_it_names_off_the_trains_of_its_hours(embargo: Document) -> None:
    found = one_rule_more(crossing(72, 96), lambda told: told.update(embargoes=[embargo]), plan())
    assert "shipment 1: may not ride T1 by embargoes[0]" in found
    assert len(found) == (1 if "seg" in embargo else 2)


@pytest.mark.parametrize(
    "embargo",
    [
        {"from_h": 25, "until_h": 48, "by": "departure"},
        {"from_h": 0, "until_h": 24, "by": "departure"},
        {"seg": "FEED", "from_h": 0, "until_h": 99, "by": "departure"},
        {"o": "LYG", "from_h": 0, "until_h": 99, "by": "departure"},
        {"d": "XIA", "from_h": 0, "until_h": 99, "by": "departure"},
        {"temp": "FRZ", "from_h": 0, "until_h": 99, "by": "departure"},
        {"border": "DOS", "from_h": 0, "until_h": 99, "by": "departure"},
        {"border": "DOS", "from_h": 0, "until_h": 99, "by": "crossing"},
        {"border": "KHO", "from_h": 24, "until_h": 72, "by": "crossing"},
    ],
)
def test_an_embargo_leaves_what_it_does_not_name(embargo: Document) -> None:
    told = {**crossing(72, 96), "embargoes": [embargo]}
    assert Referee(told).judge(plan()).is_allowed


def test_a_train_that_crosses_no_border_meets_no_embargo_of_one() -> None:
    for by in ("departure", "crossing"):
        row = {"border": "KHO", "from_h": 0, "until_h": 99, "by": by}
        assert Referee(instance(embargoes=[row])).judge(plan()).is_allowed


def test_what_is_kept_for_a_holder_is_not_for_others() -> None:
    def keep(teu: int) -> Change:
        return lambda told: told["departures"][0].update(allotments=[{"holder": "KTZE", "teu": teu}])

    assert one_rule_more(instance(), keep(7), plan()) == ["train T1: teu 9 of 8 with what is kept for KTZE"]
    held = deepcopy(instance())
    for key in (0, 1):
        held["shipments"][key]["holder"] = "KTZE"
    keep(7)(held)
    assert Referee(held).judge(plan()).is_allowed
    # One parcel of somebody else in it, and the container is no more the holder's.
    del held["shipments"][0]["holder"]
    assert not Referee(held).judge(plan()).is_allowed


def test_boxes_go_in_pairs_within_what_is_kept_for_their_holder() -> None:
    told, planned = twenties(2)
    told["departures"][0].update(teu=4, allotments=[{"holder": "KTZE", "teu": 2}])
    told["shipments"][0]["holder"] = "KTZE"
    assert Referee(told).judge(planned).is_allowed
    told["types"] = {**told["types"], "20DC": {**told["types"]["20DC"], "pairs": True}}
    assert Referee(told).judge(planned).is_allowed
    told["departures"][0]["teu"] = 3
    assert Referee(told).judge(planned).errors == ["train T1: teu 4 of 3 with what is kept for KTZE"]
