"""Does a plan have to leave what stands already as it stands?"""

from typing import Any

import pytest

from shipping.refereeing import Referee
from tests.planning.small import box, goods, instance, plan


def fixed(*shipments: int, departure: str = "T1", **more: Any) -> dict[str, Any]:
    """A container that stands already."""
    row = {"departure": departure, "type": "40HC", "o": "ALA", "d": "LYG", "takes_more": False}
    return {**row, "shipments": list(shipments), **more}


def errors(planned: dict[str, Any], *rows: dict[str, Any], **more: Any) -> list[str]:
    """What is wrong with a plan where these stand already; without them, nothing is."""
    assert Referee(instance(**more)).judge(planned).errors == []
    return list(Referee(instance(fixed=list(rows), **more)).judge(planned).errors)


@pytest.mark.parametrize(
    ("row", "how"),
    [
        (fixed(0), "exactly"),
        (fixed(0, 1, 2), "exactly"),
        (fixed(0, 2, takes_more=True), "all"),
        (fixed(2, takes_more=True), "all"),
        (fixed(0, 1, departure="T2"), "exactly"),
        (fixed(0, 1, d="XIA"), "exactly"),
        (fixed(0, 1, type="40RF"), "exactly"),
    ],
)
def test_a_container_that_stands_is_kept_with_what_is_in_it(row: dict[str, Any], how: str) -> None:
    name = f"{row['type']} on {row['departure']} from ALA to {row['d']}"
    assert errors(plan(), row) == [f"fixed[0]: no {name} of its own holds {how} what it does"]


def test_a_plan_that_keeps_what_stands_is_allowed() -> None:
    assert errors(plan(), fixed(0, 1), fixed(3, departure="T2")) == []
    assert errors(plan(), fixed(1, takes_more=True)) == []


def test_two_that_stand_are_not_made_one() -> None:
    found = errors(plan(), fixed(0, takes_more=True), fixed(1, takes_more=True))
    assert found == ["fixed[1]: no 40HC on T1 from ALA to LYG of its own holds all what it does"]


def test_an_empty_one_that_stands_is_kept_too() -> None:
    assert errors(plan(), fixed(0, 1), fixed()) == ["fixed[1]: no 40HC on T1 from ALA to LYG is left for it"]
    # One that takes more may have been filled; one that doesn't stays empty.
    assert errors(plan(), fixed(takes_more=True)) == []
    assert errors(plan(), fixed()) == ["fixed[0]: no 40HC on T1 from ALA to LYG is left for it"]
    another = plan(containers=[box("A", "T1"), box("B", "T2"), box("C", "T1")])
    assert errors(another, fixed(takes_more=True), fixed()) == []
    assert errors(another, fixed(), fixed()) != []


def test_nobody_is_blamed_for_what_can_no_longer_be_helped() -> None:
    late = [
        goods(0, due_h=-1, arrive_by_h=100, ready_h=13),
        goods(1),
        goods(3, fcl="40HC", kg=20_000, m3=40, revenue=4_000),
    ]
    embargo = {"from_h": 0, "until_h": 99, "by": "departure"}
    told = instance(shipments=late, embargoes=[embargo], fixed=[fixed(0, 1), fixed(3, departure="T2")])
    verdict = Referee(told).judge(plan())
    assert verdict.is_allowed
    assert verdict.costs["late"] > 0
    told["fixed"] = [fixed(1, takes_more=True), fixed(3, departure="T2")]
    assert [error.split(":")[0] for error in Referee(told).judge(plan()).errors] == ["shipment 0"] * 4
