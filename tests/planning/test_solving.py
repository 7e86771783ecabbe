"""Does the planner answer with plans that are allowed, good, and there whatever happens?"""

from collections.abc import Mapping
from typing import Any

import pytest

from shipping.planning import crew
from shipping.planning.instance import read_instance
from shipping.planning.plan import document_of
from shipping.planning.solving import Solved, solve
from shipping.refereeing import Referee, Verdict
from tests.planning.made import made
from tests.planning.small import goods, instance, train


def planned(document: dict[str, Any], **more: Any) -> tuple[Solved, dict[str, Any]]:
    """What the planner says to an instance after a few steps, as it stands and as JSON."""
    read = read_instance(document)
    solved = solve(read, seconds=20, steps=500, **more)
    return solved, document_of(solved.plan, read, solved.prices)


def judged(document: dict[str, Any], answer: Mapping[str, Any]) -> Verdict:
    """What the referee, who knows nothing of the planner, thinks of it."""
    verdict = Referee(document).judge(answer)
    assert list(verdict.errors) == []
    return verdict


def test_what_can_be_worked_out_on_paper_comes_out() -> None:
    _, answer = planned(instance())
    verdict = judged(instance(), answer)
    # The parcels bring 1,000 and 1,500 in penalties, a container costs 3,200, so only the full load rides.
    assert set(answer["assign"]) == {"3"}
    assert (verdict.containers, verdict.refused) == (1, 3)


def test_parcels_share_a_container_as_soon_as_that_costs_less_than_refusing_them() -> None:
    rows = [goods(key, revenue=900) for key in range(4)]
    _, answer = planned(instance(shipments=rows))
    verdict = judged(instance(shipments=rows), answer)
    assert (verdict.containers, verdict.refused) == (1, 0)
    # All are in time on the first train, and the second only costs more waiting.
    assert answer["containers"][0]["departure"] == "T1"


def test_food_and_chemicals_ride_in_two_containers() -> None:
    rows = [goods(key, seg="FOOD" if key % 2 else "CHEM", revenue=1_500) for key in range(8)]
    _, answer = planned(instance(shipments=rows))
    assert judged(instance(shipments=rows), answer).refused == 0
    assert len(answer["containers"]) == 2


def test_full_loads_that_find_no_place_on_the_best_train_take_the_next() -> None:
    rows = [goods(key, fcl="40HC", kg=9_000, m3=40, revenue=4_000) for key in range(5)]
    document = instance(shipments=rows)
    solved, answer = planned(document)
    assert judged(document, answer).refused == 0
    assert sorted(each["departure"] for each in answer["containers"]) == ["T1"] * 4 + ["T2"]
    # The fifth is a day late at 1 % of 4,000, and stands 40 m³ for a day longer, for want of two TEU.
    assert solved.prices["T1"].teu == pytest.approx((40 + 0.6 * 40) / 2)
    assert solved.prices["T2"].teu == 0


@pytest.mark.parametrize("seed", range(4))
def test_no_plan_breaks_a_rule_and_each_beats_the_plain_one(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = made(seed)
    good = judged(document, planned(document, seed=seed)[1])
    monkeypatch.setattr("shipping.planning.solving.compiled_by", lambda ends: False)
    solved, answer = planned(document)
    assert solved.was_cold
    assert good.objective < judged(document, answer).objective


def _with_stages(document: dict[str, Any]) -> dict[str, Any]:
    stages = [{"teu": 8, "gross_kg": 70_000, "length_m": 45, "plugs": 1}, {"teu": 6}]
    types = {
        name: each | {"length_m": 14 if each["teu"] == 2 else 7} for name, each in document["types"].items()
    }
    return {"types": types, "departures": [each | {"stages": stages} for each in document["departures"]]}


def _with_pairs(document: dict[str, Any]) -> dict[str, Any]:
    return {"types": {**document["types"], "20DC": document["types"]["20DC"] | {"pairs": True}}}


def _with_caps(document: dict[str, Any]) -> dict[str, Any]:
    caps = {"40HC": 9_000, "20DC": 12_000}
    return {"departures": [each | {"payload_kg": caps} for each in document["departures"]]}


def _with_segregation(document: dict[str, Any]) -> dict[str, Any]:
    return {"segregation": [["FOOD", "CHEM"], ["GEN", "FOOD"], ["CHEM", "CHEM"]]}


def _with_shelf_life(document: dict[str, Any]) -> dict[str, Any]:
    return {"shipments": [each | {"arrive_by_h": each["due_h"] - 20} for each in document["shipments"]]}


def _with_border_limits(document: dict[str, Any]) -> dict[str, Any]:
    crossed = [
        each | {"crosses": {"border": "KHO", "at_h": each["dep_h"] + 30}} for each in document["departures"]
    ]
    limits = [
        {"border": "KHO", "from_h": 24 * day, "until_h": 24 * day + 24, "teu": 9, "containers": 4}
        for day in range(9)
    ]
    return {"departures": crossed, "border_limits": limits}


def _with_embargoes(document: dict[str, Any]) -> dict[str, Any]:
    return {"embargoes": [{"seg": "GEN", "o": "ALA", "from_h": 0, "until_h": 60, "by": "departure"}]}


def _with_allotments(document: dict[str, Any]) -> dict[str, Any]:
    kept = [{"holder": "mill", "teu": 4}, {"holder": "dairy", "teu": 2}]
    rows = [each | {"holder": "mill"} if each["id"] % 3 == 0 else each for each in document["shipments"]]
    return {"departures": [each | {"allotments": kept} for each in document["departures"]], "shipments": rows}


FIELDS = (
    _with_stages,
    _with_pairs,
    _with_caps,
    _with_segregation,
    _with_shelf_life,
    _with_border_limits,
    _with_embargoes,
    _with_allotments,
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.__name__.removeprefix("_with_"))
def test_a_plan_minds_what_a_railway_adds_and_the_plan_without_it_would_not(field: Any) -> None:
    document = made(7, shipments=90, full=0.6)
    changed = document | field(document)
    without, mindful = planned(document)[1], planned(changed)[1]
    assert Referee(changed).judge(without).errors
    assert judged(changed, mindful).refused < len(document["shipments"])


def test_everything_that_a_railway_adds_is_minded_at_once_by_the_plain_plan_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = made(8, shipments=90)
    for field in FIELDS:
        document |= field(document)
    judged(document, planned(document)[1])
    monkeypatch.setattr("shipping.planning.solving.compiled_by", lambda ends: False)
    judged(document, planned(document)[1])


def test_who_was_told_of_a_train_keeps_it_unless_another_saves_more_than_the_change_costs() -> None:
    rows = [goods(0, fcl="40HC", kg=9_000, m3=40, revenue=4_000)]
    document = instance(shipments=rows, previous={"0": "T2"})
    # The first train saves a day late and a day of waiting, 64; the change costs 2 and 3 % of 4,000.
    assert planned(document)[1]["containers"][0]["departure"] == "T2"
    cheap = document | {"cost": document["cost"] | {"change_frac": 0.01}}
    assert planned(cheap)[1]["containers"][0]["departure"] == "T1"


def test_what_is_frozen_stays_however_dear() -> None:
    rows = [goods(0, fcl="40HC", kg=9_000, m3=40, revenue=4_000)]
    dear = [train("T1", 24), train("T2", 48, cost={"20DC": 1_900, "40HC": 6_000, "40RF": 6_200})]
    document = instance(shipments=rows, departures=dear, previous={"0": "T2"}, frozen=[0])
    assert planned(document)[1]["containers"][0]["departure"] == "T2"
    assert planned(document | {"frozen": []})[1]["containers"][0]["departure"] == "T1"


def test_what_stands_in_a_container_stays_there_and_others_join_only_where_they_may() -> None:
    rows = [goods(0, revenue=100), *(goods(key, revenue=900) for key in range(1, 4))]
    ends = {"departure": "T2", "type": "40HC", "o": "ALA", "d": "LYG"}
    fixed = {**ends, "shipments": [0], "takes_more": True}
    document = instance(shipments=rows, fixed=[fixed])
    _, answer = planned(document)
    assert judged(document, answer).containers == 1
    assert set(answer["assign"]) == {"0", "1", "2", "3"}
    closed = document | {"fixed": [fixed | {"takes_more": False}]}
    _, answer = planned(closed)
    judged(closed, answer)
    assert [key for key, box in answer["assign"].items() if box == answer["assign"]["0"]] == ["0"]


def test_an_instance_without_shipments_or_trains_has_an_empty_plan() -> None:
    for document in (instance(shipments=[]), instance(departures=[])):
        _, answer = planned(document)
        assert answer["assign"] == {}
        judged(document, answer)


def test_a_search_that_breaks_down_is_answered_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: Any, **__: Any) -> None:
        raise MemoryError

    monkeypatch.setattr(crew, "Improver", break_down)
    document = made(3)
    _, answer = planned(document)
    assert judged(document, answer).refused < len(document["shipments"])


def test_one_worker_plans_all_parts_and_spare_ones_try_again() -> None:
    document = made(5)
    for workers in (1, 3):
        _, answer = planned(document, workers=workers)
        ends = {(each["o"], each["d"]) for each in answer["containers"]}
        assert ends == {("ALA", "LYG"), ("LYG", "ALA")}
        judged(document, answer)


def test_whoever_says_stop_gets_the_best_so_far() -> None:
    document = made(6)
    heard: list[float | None] = []
    read = read_instance(document)
    solved = solve(
        read,
        seconds=3_600,
        tell=lambda progress: heard.append(progress.cost),
        is_stopped=lambda: any(cost is not None for cost in heard),
    )
    judged(document, document_of(solved.plan, read))
    assert solved.plan.containers


def test_a_plan_that_stands_is_where_planning_begins_and_nothing_that_binds_it() -> None:
    document = made(4)
    good = planned(document)[1]
    standing = {"containers": good["containers"], "assign": good["assign"]}
    # No time to search: what comes out is what stood, of which a shipment is gone and a train is new.
    left = document | {"shipments": document["shipments"][1:], "standing": standing}
    read = read_instance(left)
    answer = document_of(solve(read, seconds=20, steps=1).plan, read)
    kept = Referee(left).judge({**standing, "assign": {k: v for k, v in good["assign"].items() if k != "0"}})
    assert judged(left, answer).objective <= kept.objective + 1e-6
    gone = left | {"departures": [each for each in left["departures"] if each["id"] != "E0"]}
    judged(gone, planned(gone)[1])


@pytest.mark.parametrize("takes_more", [True, False])
def test_an_open_container_with_nothing_in_it_is_used_where_it_may_be(takes_more: bool) -> None:
    ends = {"departure": "T1", "type": "40HC", "o": "ALA", "d": "LYG"}
    rows = [goods(key, revenue=900) for key in range(4)]
    document = instance(shipments=rows, fixed=[{**ends, "shipments": [], "takes_more": takes_more}])
    _, answer = planned(document)
    assert judged(document, answer).containers == (1 if takes_more else 2)


def test_groupage_of_a_holder_rides_on_places_that_are_kept_for_it() -> None:
    kept = [train(key, at, allotments=[{"holder": "mill", "teu": 8}]) for key, at in (("T1", 24), ("T2", 48))]
    rows = [goods(key, revenue=900, holder="mill" if key < 4 else "dairy") for key in range(8)]
    document = instance(shipments=rows, departures=kept)
    answer = planned(document)[1]
    judged(document, answer)
    assert set(answer["assign"]) == {"0", "1", "2", "3"}


def test_pairs_are_made_among_a_holders_own_boxes() -> None:
    types = instance()["types"]
    paired = types | {"20DC": types["20DC"] | {"pairs": True}}
    kept = [train("T1", 24, allotments=[{"holder": "mill", "teu": 4}, {"holder": "dairy", "teu": 3}])]
    load = {"fcl": "20DC", "kg": 3_000, "m3": 20, "revenue": 3_000}
    rows = [goods(key, **load, holder=["mill", "dairy", None][key % 3]) for key in range(9)]
    document = instance(types=paired, shipments=rows, departures=kept)
    answer = planned(document)[1]
    judged(document, answer)
    # Three of the mill's take its four places, three of the dairy's four for three; none is left for others.
    assert set(answer["assign"]) == {str(key) for key in range(9) if key % 3 < 2}
    # Seven are left when the dairy stays away: one TEU is no place for an odd box of others'.
    less = document | {"shipments": [each for each in rows if each["id"] % 3 != 1]}
    answer = planned(less)[1]
    judged(less, answer)
    assert set(answer["assign"]) == {"0", "3", "6"}
