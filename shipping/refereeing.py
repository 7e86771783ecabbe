"""Is a plan allowed, and what does it cost, judged by nobody who had a part in making it?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Sums of thousands of floats differ by their order.
_KG, _M3, _H = 1e-3, 1e-4, 1e-6
# Groups of goods that never share a container, where the instance names none.
_APART = (("FOOD", "CHEM"),)
_HOURS_A_DAY = 24

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What came out: `errors` name each broken rule, `costs` are by kind.

    `moved` are shipments on another train than before, `late` those that arrive after they are due.
    """

    errors: Sequence[str]
    costs: Mapping[str, float]
    containers: int
    refused: int
    late: int
    moved: int

    @property
    def is_allowed(self) -> bool:
        """Whether no rule is broken."""
        return not self.errors

    @property
    def objective(self) -> float:
        """All costs."""
        return sum(self.costs.values())


class Referee:
    """
    Judges plans for one instance; both are parsed JSON.

    It shares no code with the planner, and reads both documents by itself, so that a
    mistake of the planner's is none of its own.
    """

    def __init__(self, instance: Row) -> None:
        self.boxes: Mapping[str, Row] = instance["types"]
        self.trains: Mapping[str, Row] = {each["id"]: each for each in instance["departures"]}
        self.shipments: Mapping[int, Row] = {int(each["id"]): each for each in instance["shipments"]}
        self.cost: Row = instance["cost"]
        self.previous = {int(key): train for key, train in instance.get("previous", {}).items()}
        self.frozen = {int(each) for each in instance.get("frozen", ())}

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
        self._judge_trains()
        refused = [row for key, row in self._ours.shipments.items() if key not in self._assign]
        self._costs["refused"] = sum(map(self._ours.price_of_refusal, refused))
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
        key = container["id"]
        train, box = self._ours.trains.get(container["departure"]), self._ours.boxes.get(container["type"])
        if train is None or box is None:
            self._errors.append(f"container {key}: of no train or type that there is")
            return
        ends = (container["o"], container["d"])
        way = next((each for each in train["legs"] if (each["o"], each["d"]) == ends), None)
        if way is None:
            self._errors.append(f"container {key}: {train['id']} doesn't go from {ends[0]} to {ends[1]}")
            return
        if container["type"] not in train["types"]:
            self._errors.append(f"container {key}: {train['id']} takes no {container['type']}")
        else:
            self._costs["container"] += train["cost"][container["type"]]
        rows = self._inside[key]
        self._errors += [f"container {key}: {why}" for why in _contents(rows, container["type"], box)]
        for row in rows:
            if (row["o"], row["d"]) != ends:
                self._errors.append(f"shipment {row['id']}: goes another way than container {key}")
            self._judge_ride(row, train, train["dep_h"] + way["transit_h"])

    def _judge_ride(self, row: Row, train: Row, arrives_h: float) -> None:
        cost, key = self._ours.cost, int(row["id"])
        if row["ready_h"] > train["cutoff_h"] + _H:
            self._errors.append(f"shipment {key}: ready after the cut-off of {train['id']}")
        late_h = max(0.0, arrives_h - row["due_h"])
        if late_h > cost["max_late_h"] + _H:
            self._errors.append(f"shipment {key}: later than is allowed")
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

    def _judge_trains(self) -> None:
        for key, train in self._ours.trains.items():
            aboard = [each for each in self._containers.values() if each["departure"] == key]
            boxes = [self._ours.boxes[each["type"]] for each in aboard if each["type"] in self._ours.boxes]
            cargo_kg = sum(row["kg"] for each in aboard for row in self._inside[each["id"]])
            used = {
                "teu": sum(box["teu"] for box in boxes),
                "gross_kg": sum(box["tare_kg"] for box in boxes) + cargo_kg,
                "plugs": sum(box["plug"] for box in boxes),
            }
            self._errors += [
                f"train {key}: {name} {amount:g} of {train[name]:g}"
                for name, amount in used.items()
                if amount > train[name] + _KG
            ]


def _contents(rows: Sequence[Row], name: str, box: Row) -> Iterator[str]:
    """What is wrong inside one container."""
    groups, climates = {row["seg"] for row in rows}, {row["temp"] for row in rows}
    for one, other in _APART:
        if {one, other} <= groups:
            yield f"{one} with {other}"
    if len(climates) > 1 or not climates <= set(box["temps"]):
        yield f"climates {', '.join(sorted(climates))} in a {name}"
    full = [row for row in rows if row["fcl"]]
    if full and (len(rows) > 1 or full[0]["fcl"] != name):
        yield "a full load shares it, or asks for another type"
    if rows and not full and not box["lcl"]:
        yield f"a {name} takes no groupage"
    kg, m3 = sum(row["kg"] for row in rows), sum(row["m3"] for row in rows)
    if kg > box["payload_kg"] + _KG:
        yield f"{kg:g} kg of {box['payload_kg']:g}"
    if m3 > box["usable_m3"] + _M3:
        yield f"{m3:g} m³ of {box['usable_m3']:g}"
