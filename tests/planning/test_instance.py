"""Is an instance read as it stands, and is what is wrong named by row and field?"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from shipping.planning.instance import Way, read_instance
from shipping.planning.plan import Plan, Stuffed, document_of
from shipping.planning.reading import Malformed
from shipping.refereeing import Referee
from tests.planning.small import instance, plan

Change = Callable[[dict[str, Any]], object]


def test_everything_is_read_in_the_order_in_which_it_stands() -> None:
    read = read_instance(instance(previous={"3": "T2"}, frozen=[3]))
    assert [each.id for each in read.trains] == ["T1", "T2"]
    assert read.trains[0].ways[1] == Way("ALA", "XIA", 144)
    assert read.trains[0].cost["40RF"] == 6_200
    assert [(each.id, each.box) for each in read.shipments] == [(0, None), (1, None), (2, None), (3, "40HC")]
    assert (read.boxes["20DC"].takes_groupage, read.boxes["40RF"].plugs) == (False, 1)
    assert read.previous == {3: "T2"}
    assert read.frozen == frozenset({3})


def test_what_the_planner_answers_is_what_the_referee_reads() -> None:
    told = instance(previous={"3": "T2"}, frozen=[3])
    answer = Plan([Stuffed("T1", "40HC", "ALA", "LYG", (0, 1)), Stuffed("T2", "40HC", "ALA", "LYG", (3,))])
    document = document_of(answer, read_instance(told))
    assert (document["previous"], document["frozen"]) == ({"3": "T2"}, [3])
    referee = Referee(told)
    assert referee.judge(document) == referee.judge(plan())
    assert answer.train_of() == {0: "T1", 1: "T1", 3: "T2"}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda told: told.pop("shipments"), "shipments"),
        (lambda told: told.update(types=[]), "types"),
        (lambda told: told.update(types={}), "types"),
        (lambda told: told["types"]["20DC"].update(teu=0), "types.20DC.teu"),
        (lambda told: told["types"]["40HC"].update(temps=[]), "types.40HC.temps"),
        (lambda told: told["types"]["40HC"].update(lcl="yes"), "types.40HC.lcl"),
        (lambda told: told["departures"][1].update(id="T1"), "departures[1].id"),
        (lambda told: told["departures"][1].update(cutoff_h=49), "departures[1].cutoff_h"),
        (lambda told: told["departures"][0].update(types=["45HC"]), "departures[0].types"),
        (lambda told: told["departures"][0]["cost"].pop("40RF"), "departures[0].cost.40RF"),
        (lambda told: told["departures"][0]["legs"][1].update(d="LYG"), "departures[0].legs"),
        (
            lambda told: told["departures"][0]["legs"][1].update(transit_h=-1),
            "departures[0].legs[1].transit_h",
        ),
        (lambda told: told["shipments"][2].update(id=0), "shipments[2].id"),
        (lambda told: told["shipments"][2].update(kg="heavy"), "shipments[2].kg"),
        (lambda told: told["shipments"][2].update(kg=0), "shipments[2].kg"),
        (lambda told: told["shipments"][2].update(kg=None), "shipments[2].kg"),
        (lambda told: told["shipments"][2].update(m3=float("nan")), "shipments[2].m3"),
        (lambda told: told["shipments"][2].update(prio=3), "shipments[2].prio"),
        (lambda told: told["shipments"][2].update(fcl="45HC"), "shipments[2].fcl"),
        (lambda told: told["shipments"].append(7), "shipments[4]"),
        (lambda told: told["cost"].pop("max_late_h"), "cost.max_late_h"),
        (lambda told: told.update(previous={"0": "T9"}), "previous.0"),
        (lambda told: told.update(previous={"9": "T1"}), "previous.9"),
        (lambda told: told.update(previous={"03": "T1"}), "previous.03"),
        (lambda told: told.update(previous={"٣": "T1"}), "previous.٣"),
        (lambda told: told.update(frozen=[0]), "frozen[0]"),
    ],
)
def test_what_is_malformed_is_named(change: Change, where: str) -> None:
    told = deepcopy(instance())
    change(told)
    with pytest.raises(Malformed) as refused:
        read_instance(told)
    assert refused.value.where == where
    assert str(refused.value).startswith(f"{where}: ")
