"""What does planning anew every day cost beside a planner who knew all bookings beforehand?"""

import argparse
import json
import math
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shipping.refereeing import Referee, Verdict

MOST_TIMES_BATCH, MOST_MOVES_A_SHIPMENT = 1.12, 1.0
EVERY_H, FREEZE_H = 24.0, 24.0
DAYS = 30
Document = dict[str, Any]

# Four corridors with their ways and hours, as in the trials of decision 0022.
WAYS = {
    "KHO-E": {("ALA", "LYG"): 216, ("ALA", "XIA"): 144, ("ALT", "LYG"): 192},
    "KHO-W": {("LYG", "ALA"): 216, ("XIA", "ALA"): 144, ("LYG", "ALT"): 192},
    "DOS-E": {("ALA", "XIA"): 156, ("ALA", "URC"): 84, ("DOS", "URC"): 48},
    "DOS-W": {("XIA", "ALA"): 156, ("URC", "ALA"): 84, ("URC", "DOS"): 48},
}
DEARER = {"KHO-E": 1.0, "KHO-W": 1.15, "DOS-E": 0.8, "DOS-W": 0.92}
HAUL = {"20DC": 1_900, "40HC": 3_200, "40RF": 6_200}
COLD = ["HEAT", "CHILL", "FRZ"]
TYPES: dict[str, Document] = {
    "20DC": {"teu": 1, "payload_kg": 21_700, "usable_m3": 29.0, "tare_kg": 2_300, "plug": 0, "lcl": False},
    "40HC": {"teu": 2, "payload_kg": 26_500, "usable_m3": 60.0, "tare_kg": 3_900, "plug": 0, "lcl": True},
    "40RF": {"teu": 2, "payload_kg": 26_000, "usable_m3": 52.0, "tare_kg": 4_800, "plug": 1, "lcl": True},
}
COST = {
    "late_per_day": {"1": 0.01, "2": 0.025, "3": 0.06},
    "max_late_h": 240,
    "storage_per_m3_day": 0.6,
    "unassigned_mult": {"1": 2.0, "2": 2.0, "3": 3.0},
    "change_fixed": 2.0,
    "change_frac": 0.03,
}


def main() -> None:
    """Plan a month day by day and all at once, say how far they are apart; 1 if it misses its goal."""
    told = _told()
    document = json.loads(told.instance.read_text()) if told.instance else month(told.shipments, told.seed)
    batch = Referee(document).judge(solved(document, told.batch_seconds))
    rolling, moves = _rolled(document, told.seconds, told.seed)
    for name, verdict in (("at once", batch), ("day by day", rolling)):
        faults = "; ".join(verdict.errors[:2]) or "allowed"
        print(f"{name}: {_money(verdict)} USD, {verdict.refused} refused, {verdict.late} late, {faults}")
    times = _money(rolling) / _money(batch)
    count = len(document["shipments"])
    print(
        f"day by day costs {times:.3f} times as much (at most {MOST_TIMES_BATCH}), {sum(moves.values())}"
        f" moves, {sum(moves.values()) / count:.2f} a shipment (at most {MOST_MOVES_A_SHIPMENT}),"
        f" {len(moves)} moved"
    )
    is_well = times <= MOST_TIMES_BATCH and sum(moves.values()) <= MOST_MOVES_A_SHIPMENT * count
    sys.exit(not (is_well and batch.is_allowed and rolling.is_allowed))


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench replanning", description=__doc__)
    parser.add_argument("--shipments", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=6, help="of the planner, each day")
    parser.add_argument("--batch-seconds", type=float, default=60, help="of the planner, for all at once")
    parser.add_argument(
        "--instance", type=Path, help="a month of your own, in the format of docs/planning.md"
    )
    return parser.parse_args()


def _money(verdict: Verdict) -> float:
    """All costs but those of changes, which nobody pays who plans once."""
    return round(verdict.objective - verdict.costs["change"])


def _rolled(document: Document, seconds: float, seed: int) -> tuple[Verdict, Counter[int]]:
    """The plan that days of planning leave, and how often each shipment changed trains."""
    booked = _booked(document, seed)
    trains = {train["id"]: train for train in document["departures"]}
    final: Document = {"containers": [], "assign": {}}
    standing: Document = {"containers": [], "assign": {}}
    moves: Counter[int] = Counter()
    now_h, end_h = -96.0, max(train["cutoff_h"] for train in trains.values())
    while now_h <= end_h + EVERY_H:
        _freeze(standing, final, {pk for pk, t in trains.items() if t["cutoff_h"] <= now_h + FREEZE_H})
        part = _part(document, final, standing, booked, now_h)
        if part["shipments"] and part["departures"]:
            plan = solved(part, seconds, seed=int(now_h) % 10_007)
            before, after = _trains_of(standing), _trains_of(plan)
            moves.update(int(pk) for pk, train in before.items() if after.get(pk, train) != train)
            standing = {name: plan[name] for name in ("containers", "assign")}
            # Two days may call two containers by one name.
            standing = _renamed(standing, f"{now_h:g}")
        now_h += EVERY_H
    _freeze(standing, final, set(trains))
    return Referee(document).judge(final), moves


def _booked(document: Document, seed: int) -> dict[int, float]:
    """When each shipment is booked: one to seven days before it is ready."""
    chance = random.Random(seed + 5)  # noqa: S311 a month that can be made again
    return {row["id"]: row["ready_h"] - 24 * chance.uniform(1, 7) for row in document["shipments"]}


def _freeze(standing: Document, final: Document, trains: set[str]) -> None:
    """What stands on trains that are being stuffed is final."""
    done = {each["id"] for each in standing["containers"] if each["departure"] in trains}
    final["containers"] += [each for each in standing["containers"] if each["id"] in done]
    final["assign"].update({pk: key for pk, key in standing["assign"].items() if key in done})
    standing["containers"] = [each for each in standing["containers"] if each["id"] not in done]
    standing["assign"] = {pk: key for pk, key in standing["assign"].items() if key not in done}


def _part(
    document: Document, final: Document, standing: Document, booked: Mapping[int, float], now_h: float
) -> Document:
    """What is known and open at an hour."""
    trains = [each for each in document["departures"] if each["cutoff_h"] > now_h + FREEZE_H]
    open_to = {(leg["o"], leg["d"]) for train in trains for leg in train["legs"]}
    rows = [
        row
        for row in document["shipments"]
        if booked[row["id"]] <= now_h and str(row["id"]) not in final["assign"] and _has_a_way(row, open_to)
    ]
    known = {str(row["id"]) for row in rows}
    previous = {pk: train for pk, train in _trains_of(standing).items() if pk in known}
    part = {**document, "departures": trains, "shipments": rows, "previous": previous, "frozen": []}
    # Where a planner that knows of it may begin.
    return {**part, "standing": standing}


def _has_a_way(row: Document, ways: set[tuple[str, str]]) -> bool:
    return (row["o"], row["d"]) in ways


def _trains_of(plan: Document) -> dict[str, str]:
    trains = {each["id"]: each["departure"] for each in plan["containers"]}
    return {pk: trains[key] for pk, key in plan["assign"].items()}


def _renamed(plan: Document, day: str) -> Document:
    containers = [{**each, "id": f"{day} {each['id']}"} for each in plan["containers"]]
    return {"containers": containers, "assign": {pk: f"{day} {key}" for pk, key in plan["assign"].items()}}


def solved(document: Document, seconds: float, seed: int = 0) -> Document:
    """What the planner's command line answers."""
    with TemporaryDirectory() as folder:
        instance, out = Path(folder, "instance.json"), Path(folder, "plan.json")
        instance.write_text(json.dumps(document))
        command = [sys.executable, "-m", "shipping.planning", str(instance), "--out", str(out)]
        subprocess.run(
            [*command, "--seconds", str(seconds), "--seed", str(seed)], check=True, stdout=subprocess.DEVNULL
        )
        plan: Document = json.loads(out.read_text())
    return plan


def month(count: int, seed: int, load: float = 0.9) -> Document:
    """A month of bookings, seeded: one in four a full load, trains for a little more than all of them."""
    chance = random.Random(seed)  # noqa: S311 a month that can be made again
    full = round(count / 4)
    places = max(2, round((full * 0.92 + (count - full) * 1.2 / 50) / load / (4 * DAYS)))
    trains = [_train(corridor, day, places, chance) for corridor in WAYS for day in range(DAYS)]
    rows = sorted((_goods(n < full, chance) for n in range(count)), key=lambda row: row["ready_h"])
    types = {name: {**each, "temps": COLD if each["plug"] else ["AMB"]} for name, each in TYPES.items()}
    shipments = [{**row, "id": number} for number, row in enumerate(rows)]
    return {"types": types, "departures": trains, "shipments": shipments, "cost": COST}


def _train(corridor: str, day: int, places: int, chance: random.Random) -> Document:
    departs_h = 24 * day + 24 + chance.randrange(12)
    dearer = DEARER[corridor] * (1 + chance.gauss(0, 0.04) + (0.05 if day % 7 in (4, 5) else 0))
    return {
        "id": f"{corridor}-{day:02d}",
        "dep_h": departs_h,
        "cutoff_h": departs_h - 12,
        "teu": 2 * places,
        "gross_kg": places * 26_500,
        "plugs": max(1, int(places * 0.24)),
        "types": list(TYPES),
        "cost": {name: round(cost * dearer) for name, cost in HAUL.items()},
        "legs": [{"o": o, "d": d, "transit_h": hours} for (o, d), hours in WAYS[corridor].items()],
    }


def _goods(is_full: bool, chance: random.Random) -> Document:
    ways = sorted({way for each in WAYS.values() for way in each})
    origin, destination = chance.choice(ways)
    shortest = min(each[origin, destination] for each in WAYS.values() if (origin, destination) in each)
    last_h = 24 * DAYS * 0.88
    surge_h = min(last_h, max(0.0, chance.gauss(24 * DAYS * 0.38, 24)))
    ready_h = surge_h if chance.random() < 0.15 else chance.uniform(0, last_h)
    priority = chance.choices((1, 2, 3), (6, 3, 1))[0]
    slack_days = min(20.0, max(0.8, chance.lognormvariate(math.log((6, 4, 2.5)[priority - 1]), 0.45)))
    climate = chance.choices(("AMB", *COLD), (85, 5, 6, 4))[0]
    weights = (62, 23, 15) if climate == "AMB" else (30, 60, 10)
    row: Document = {
        "o": origin,
        "d": destination,
        "ready_h": round(ready_h, 2),
        "due_h": round(ready_h + 12 + shortest + 24 * slack_days, 2),
        "prio": priority,
        "temp": climate,
        "seg": chance.choices(("GEN", "FOOD", "CHEM"), weights)[0],
    }
    return {**row, **(_full_load(climate, chance) if is_full else _parcel(climate, chance))}


def _full_load(climate: str, chance: random.Random) -> Document:
    box = "40RF" if climate != "AMB" else ("20DC" if chance.random() < 0.16 else "40HC")
    kg = min(TYPES[box]["payload_kg"], max(2_500.0, chance.gauss(19_500, 4_500)))
    m3 = TYPES[box]["usable_m3"] * chance.uniform(0.55, 1)
    revenue = HAUL[box] * chance.uniform(1.1, 1.6)
    return {"fcl": box, "kg": round(kg, 1), "m3": round(m3, 3), "revenue": round(revenue, 2)}


def _parcel(climate: str, chance: random.Random) -> Document:
    is_small = chance.random() < 0.7
    m3 = chance.lognormvariate(math.log(0.05), 1.0) if is_small else chance.lognormvariate(math.log(2.2), 0.8)
    m3 = max(0.001, min(m3, 1.2 if is_small else 12.0))
    kg = max(0.1, m3 * min(900.0, max(40.0, chance.lognormvariate(math.log(210), 0.5))))
    rate = chance.uniform(85, 150) * (1 if climate == "AMB" else 2.2)
    revenue = 3 + rate * max(m3, kg / 400)
    return {"fcl": None, "kg": round(kg, 2), "m3": round(m3, 4), "revenue": round(revenue, 2)}


if __name__ == "__main__":
    main()
