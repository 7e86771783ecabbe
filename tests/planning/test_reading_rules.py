"""Are the railway's own rules read as they stand, and is what is wrong with them named?"""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from shipping.planning.instance import read_instance
from shipping.planning.reading import Malformed
from shipping.planning.rules import Allotment, BorderLimit, Crossing, Embargo, Fixed, Stage
from tests.planning.small import instance, train

Change = Callable[[dict[str, Any]], object]

LIMIT = {"border": "KHO", "from_h": 0, "until_h": 24, "teu": 10}
EMBARGO = {"seg": "CHEM", "from_h": 0, "until_h": 24, "by": "crossing"}
STANDS = {"departure": "T1", "type": "40HC", "o": "ALA", "d": "LYG", "shipments": [0, 1]}


def full() -> dict[str, Any]:
    """The small railway with every optional rule."""
    told = deepcopy(instance(border_limits=[LIMIT], embargoes=[EMBARGO], fixed=[STANDS]))
    told["segregation"] = [["FOOD", "CHEM"], ["HAZ", "HAZ"]]
    told["types"]["20DC"].update(length_m=6.1, pairs=True)
    told["departures"][0] = train(
        "T1",
        24,
        stages=[{"teu": 8, "length_m": 200}, {"gross_kg": 50_000, "plugs": 1}],
        payload_kg={"40HC": 21_000},
        crosses={"border": "KHO", "at_h": 60},
        allotments=[{"holder": "KTZE", "teu": 4}],
    )
    told["departures"][0]["legs"][1]["stages"] = [0]
    told["shipments"][0].update(arrive_by_h=250, holder="KTZE")
    return told


def test_every_rule_is_read_as_it_stands() -> None:
    read = read_instance(full())
    ours, plain = read.trains
    assert ours.stages == (Stage(teu=8, length_m=200), Stage(gross_kg=50_000, plugs=1))
    assert [way.stages for way in ours.ways] == [(0, 1), (0,)]
    assert ours.payload_kg == {"40HC": 21_000}
    assert ours.crosses == Crossing("KHO", 60)
    assert ours.allotments == (Allotment("KTZE", 4),)
    assert (plain.stages, plain.ways[0].stages, plain.crosses, plain.allotments) == ((), (), None, ())
    assert (read.boxes["20DC"].length_m, read.boxes["20DC"].pairs) == (6.1, True)
    assert read.segregation == {("CHEM", "FOOD"), ("HAZ", "HAZ")}
    assert (read.shipments[0].arrive_by_h, read.shipments[0].holder) == (250, "KTZE")
    assert read.border_limits == (BorderLimit("KHO", 0, 24, teu=10, containers=None),)
    assert read.embargoes == (Embargo(None, None, None, "CHEM", None, 0, 24, by_crossing=True),)
    assert read.fixed == (Fixed("T1", "40HC", "ALA", "LYG", (0, 1), takes_more=False),)


def test_an_instance_without_them_means_what_it_always_did() -> None:
    read = read_instance(instance())
    assert read.segregation == {("CHEM", "FOOD")}
    assert (read.border_limits, read.embargoes, read.fixed) == ((), (), ())
    assert (read.boxes["20DC"].length_m, read.boxes["20DC"].pairs) == (0, False)
    assert (read.shipments[0].arrive_by_h, read.shipments[0].holder) == (None, None)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda told: told["departures"][0]["stages"][1].update(plugs=-1), "departures[0].stages[1].plugs"),
        (lambda told: told["departures"][0]["stages"].append(7), "departures[0].stages[2]"),
        (lambda told: told["departures"][0]["legs"][1].update(stages=[2]), "departures[0].legs[1].stages"),
        (lambda told: told["departures"][0]["legs"][1].update(stages=[]), "departures[0].legs[1].stages"),
        (lambda told: told["departures"][0]["legs"][1].update(stages=[0, 0]), "departures[0].legs[1].stages"),
        (lambda told: told["departures"][1]["legs"][1].update(stages=[0]), "departures[1].legs[1].stages"),
        (lambda told: told["types"]["20DC"].update(length_m=-1), "types.20DC.length_m"),
        (lambda told: told["types"]["20DC"].update(pairs="yes"), "types.20DC.pairs"),
        (lambda told: told["types"]["40HC"].update(pairs=True), "types"),
        (lambda told: told["departures"][0].update(payload_kg={"45HC": 1}), "departures[0].payload_kg.45HC"),
        (lambda told: told["departures"][0].update(payload_kg={"40HC": 0}), "departures[0].payload_kg.40HC"),
        (lambda told: told["departures"][0]["crosses"].update(at_h=23), "departures[0].crosses.at_h"),
        (lambda told: told["departures"][0]["crosses"].pop("border"), "departures[0].crosses.border"),
        (lambda told: told["departures"][0]["allotments"][0].update(teu=9), "departures[0].allotments"),
        (
            lambda told: told["departures"][0]["allotments"].append({"holder": "KTZE", "teu": 1}),
            "departures[0].allotments",
        ),
        (lambda told: told.update(segregation=[["FOOD"]]), "segregation[0]"),
        (lambda told: told.update(segregation=[["FOOD", "CHEM"], "HAZ"]), "segregation[1]"),
        (lambda told: told.update(segregation="FOOD"), "segregation"),
        (lambda told: told["shipments"][2].update(arrive_by_h="soon"), "shipments[2].arrive_by_h"),
        (lambda told: told["shipments"][2].update(holder=7), "shipments[2].holder"),
        (lambda told: told["border_limits"][0].pop("teu"), "border_limits[0].teu"),
        (lambda told: told["border_limits"][0].update(until_h=0), "border_limits[0].until_h"),
        (lambda told: told["border_limits"][0].update(containers=1.5), "border_limits[0].containers"),
        (lambda told: told["embargoes"][0].update(by="arrival"), "embargoes[0].by"),
        (lambda told: told["embargoes"][0].pop("until_h"), "embargoes[0].until_h"),
        (lambda told: told["embargoes"][0].update(seg=""), "embargoes[0].seg"),
        (lambda told: told["fixed"][0].update(departure="T9"), "fixed[0].departure"),
        (lambda told: told["fixed"][0].update(type="45HC"), "fixed[0].type"),
        (lambda told: told["fixed"][0].update(d="URC"), "fixed[0].o"),
        (lambda told: told["fixed"][0].update(shipments=[0, 9]), "fixed[0].shipments[1]"),
        (lambda told: told["fixed"].append(STANDS), "fixed[1].shipments[0]"),
        (lambda told: told["fixed"][0].update(takes_more="no"), "fixed[0].takes_more"),
    ],
)
def test_what_is_malformed_is_named(change: Change, where: str) -> None:
    told = deepcopy(full())
    change(told)
    with pytest.raises(Malformed) as refused:
        read_instance(told)
    assert refused.value.where == where
