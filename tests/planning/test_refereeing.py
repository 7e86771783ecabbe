"""Does the referee know every rule, and what a plan costs?"""

from typing import Any

import pytest

from shipping.refereeing import Referee
from tests.planning.small import box, goods, instance, plan, train

FULL_LOAD = {"fcl": "40HC", "kg": 20_000, "m3": 40, "revenue": 4_000}


def errors(planned: dict[str, Any], **more: Any) -> list[str]:
    """What is wrong with a plan for the small railway, changed where `more` says so."""
    return list(Referee(instance(**more)).judge(planned).errors)


def test_a_plan_that_keeps_all_rules_costs_what_it_does_on_paper() -> None:
    verdict = Referee(instance()).judge(plan())
    assert verdict.is_allowed
    # T1 leaves at 24 and arrives at 240, as everything is due; T2 a day later.
    storage = 0.6 * (5 + 5) * 1 + 0.6 * 40 * 2
    assert verdict.costs == pytest.approx(
        {"container": 6_400, "late": 4_000 * 0.01, "storage": storage, "refused": 1_500, "change": 0}
    )
    assert verdict.objective == pytest.approx(6_400 + 40 + storage + 1_500)
    assert (verdict.containers, verdict.refused, verdict.late, verdict.moved) == (2, 1, 1, 0)


def test_who_rides_another_train_than_before_is_counted_and_costs() -> None:
    verdict = Referee(instance(previous={"0": "T2", "1": "T1"})).judge(plan())
    assert (verdict.moved, verdict.costs["change"]) == (1, 2 + 0.03 * 500)
    assert verdict.is_allowed


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (plan(containers=[box("A", "T1"), box("A", "T2"), box("B", "T2")]), "twice"),
        (plan(assign={"9": "A"}), "there is none"),
        (plan(assign={"0": "C"}), "which there isn't"),
        (plan(containers=[box("A", "T9"), box("B", "T2")]), "no train or type"),
        (plan(containers=[box("A", "T1", type="45HC"), box("B", "T2")]), "no train or type"),
        (plan(containers=[box("A", "T1", d="URC"), box("B", "T2")]), "doesn't go"),
        (plan(containers=[box("A", "T1", d="XIA"), box("B", "T2")]), "goes another way"),
        (plan(assign={"1": "A", "2": "A"}), "FOOD with CHEM"),
        (plan(containers=[box("A", "T1", type="40RF"), box("B", "T2")]), "climates AMB in a 40RF"),
        (plan(assign={"0": "B", "3": "B"}), "full load"),
        (plan(containers=[box("A", "T1"), box("B", "T2", type="20DC")]), "full load"),
        (plan(containers=[box("A", "T1", type="20DC"), box("B", "T2")]), "takes no groupage"),
    ],
)
def test_a_broken_plan_is_refused_by_the_rule_that_it_breaks(broken: dict[str, Any], says: str) -> None:
    assert any(says in error for error in errors(broken))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"departures": [train("T1", 24, types=["20DC"]), train("T2", 48)]}, "takes no 40HC"),
        ({"shipments": [goods(0, ready_h=12.5), goods(1), goods(3, **FULL_LOAD)]}, "ready after the cut-off"),
        ({"shipments": [goods(0, due_h=-0.5), goods(1), goods(3, **FULL_LOAD)]}, "later than is allowed"),
        ({"shipments": [goods(0, temp="FRZ"), goods(1), goods(3, **FULL_LOAD)]}, "climates"),
        ({"shipments": [goods(0, kg=25_600), goods(1), goods(3, **FULL_LOAD)]}, "26600 kg"),
        ({"shipments": [goods(0, m3=55.5), goods(1), goods(3, **FULL_LOAD)]}, "60.5 m³"),
        ({"departures": [train("T1", 24, teu=1), train("T2", 48)]}, "teu 2 of 1"),
        ({"departures": [train("T1", 24), train("T2", 48, gross_kg=23_899)]}, "gross_kg 23900 of 23899"),
        ({"previous": {"0": "T2"}, "frozen": [0]}, "frozen on T2"),
    ],
)
def test_a_plan_is_refused_where_the_railway_is_stricter(changed: dict[str, Any], says: str) -> None:
    assert errors(plan()) == []
    assert any(says in error for error in errors(plan(), **changed))


def test_plugs_are_counted() -> None:
    cold = {"temp": "FRZ", "fcl": "40RF"}
    rows = [goods(key, **cold) for key in range(3)]
    planned = {
        "containers": [box(f"R{key}", "T1", type="40RF") for key in range(3)],
        "assign": {str(key): f"R{key}" for key in range(3)},
    }
    assert errors(planned, shipments=rows) == ["train T1: plugs 3 of 2"]
