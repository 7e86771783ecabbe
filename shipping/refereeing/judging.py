"""Which rules does a plan break, and what is paid for it?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from shipping.refereeing.containers import faults_inside
from shipping.refereeing.riding import embargoes_by_train, faults_of_riding
from shipping.refereeing.standing import faults_of_standing, what_stands
from shipping.refereeing.trains import faults_at_borders, faults_of_trains
from shipping.refereeing.verdict import Loaded, Row, Verdict

# Groups of goods that never share a container, where the instance names none.
_APART = (("FOOD", "CHEM"),)
_HOURS_A_DAY = 24


class Referee:
    """
    Judges plans for one instance; both are parsed JSON.

    It shares no code with the planner, and reads both documents by itself, so that a
    mistake of the planner's is none of its own.
    """

    def __init__(self, instance: Row) -> None:
        self.boxes: Mapping[str, Row] = instance["types"]
        self.trains: Mapping[str, Row] = {each["id"]: each for each in instance["departures"]}
        self.ways: Mapping[Any, Row] = {
            (each["id"], way["o"], way["d"]): way for each in instance["departures"] for way in each["legs"]
        }
        self.shipments: Mapping[int, Row] = {int(each["id"]): each for each in instance["shipments"]}
        self.cost: Row = instance["cost"]
        self.previous = {int(key): train for key, train in (instance.get("previous") or {}).items()}
        self.frozen = {int(each) for each in instance.get("frozen") or ()}
        apart = instance.get("segregation")
        self.apart: Sequence[Sequence[str]] = _APART if apart is None else apart
        self.border_limits: Sequence[Row] = instance.get("border_limits") or ()
        self.embargoes = embargoes_by_train(instance.get("embargoes") or (), instance["departures"])
        self.fixed: Sequence[Row] = instance.get("fixed") or ()
        self.standing = what_stands(self.fixed)

    def judge(self, plan: Row) -> Verdict:
        """Hold a plan against every rule, and add up what it costs."""
        return _Hearing(self, plan).verdict()

    def price_of_refusal(self, shipment: Row) -> float:
        """What it costs to carry it on no train."""
        times: float = self.cost["unassigned_mult"][str(shipment["prio"])]
        return times * float(shipment["revenue"])


class _Hearing:
    """One plan before the referee: what is found wrong is noted, what is paid added up."""

    def __init__(self, ours: "Referee", plan: Row) -> None:
        self._ours = ours
        self._plan = plan
        self._containers = {each["id"]: each for each in plan["containers"]}
        self._assign = {int(key): container for key, container in plan["assign"].items()}
        self._inside: dict[Any, list[Row]] = defaultdict(list)
        self._aboard: dict[str, list[Loaded]] = defaultdict(list)
        self._errors: list[str] = []
        self._costs = dict.fromkeys(("container", "late", "storage", "refused", "change"), 0.0)
        self._late = self._moved = 0

    def verdict(self) -> Verdict:
        """All rules, then all costs."""
        if len(self._containers) != len(self._plan["containers"]):
            self._errors.append("a container's id stands there twice")
        self._fill()
        for container in self._containers.values():
            self._judge(container)
        ours, loaded = self._ours, [each for train in self._aboard.values() for each in train]
        self._errors += faults_of_trains(ours.trains, self._aboard)
        self._errors += faults_at_borders(ours.border_limits, ours.trains, self._aboard)
        self._errors += faults_of_standing(ours.fixed, loaded)
        refused = [row for key, row in ours.shipments.items() if key not in self._assign]
        self._costs["refused"] = sum(map(ours.price_of_refusal, refused))
        return Verdict(
            errors=self._errors,
            costs=self._costs,
            containers=len(self._containers),
            refused=len(refused),
            late=self._late,
            moved=self._moved,
        )

    def _fill(self) -> None:
        for key, container in self._assign.items():
            if key not in self._ours.shipments:
                self._errors.append(f"shipment {key}: there is none")
            elif container not in self._containers:
                self._errors.append(f"shipment {key}: in container {container}, which there isn't")
            else:
                self._inside[container].append(self._ours.shipments[key])

    def _judge(self, container: Row) -> None:
        key, ends = container["id"], (container["o"], container["d"])
        train, box = self._ours.trains.get(container["departure"]), self._ours.boxes.get(container["type"])
        if train is None or box is None:
            self._errors.append(f"container {key}: of no train or type that there is")
            return
        way = self._ours.ways.get((train["id"], *ends))
        if way is None:
            self._errors.append(f"container {key}: {train['id']} doesn't go from {ends[0]} to {ends[1]}")
            return
        if container["type"] not in train["types"]:
            self._errors.append(f"container {key}: {train['id']} takes no {container['type']}")
        else:
            self._costs["container"] += train["cost"][container["type"]]
        loaded = Loaded(container, box, way, self._inside[key])
        self._aboard[train["id"]].append(loaded)
        self._errors += [f"container {key}: {why}" for why in faults_inside(loaded, train, self._ours.apart)]
        for row in loaded.inside:
            if (row["o"], row["d"]) != ends:
                self._errors.append(f"shipment {row['id']}: goes another way than container {key}")
            self._judge_ride(row, train, train["dep_h"] + way["transit_h"])

    def _judge_ride(self, row: Row, train: Row, arrives_h: float) -> None:
        cost, key = self._ours.cost, int(row["id"])
        if key not in self._ours.standing:
            met = self._ours.embargoes.get(train["id"], ())
            self._errors += faults_of_riding(row, train, arrives_h, cost["max_late_h"], met)
        late_h = max(0.0, arrives_h - row["due_h"])
        self._late += late_h > 0
        a_day = row["revenue"] * cost["late_per_day"][str(row["prio"])]
        self._costs["late"] += a_day * late_h / _HOURS_A_DAY
        waits_h = train["dep_h"] - row["ready_h"]
        self._costs["storage"] += cost["storage_per_m3_day"] * row["m3"] * waits_h / _HOURS_A_DAY
        before = self._ours.previous.get(key)
        if before is not None and before != train["id"]:
            self._moved += 1
            self._costs["change"] += cost["change_fixed"] + cost["change_frac"] * row["revenue"]
            if key in self._ours.frozen:
                self._errors.append(f"shipment {key}: frozen on {before}, and moved")
