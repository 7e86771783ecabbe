"""Made railways of any size by seed: what a planner must get along with."""

import random
from typing import Any

from tests.planning.small import BOXES, COST, goods, train

_ENDS = {"E": ("ALA", "LYG"), "W": ("LYG", "ALA")}


def made(
    seed: int, *, shipments: int = 60, trains: int = 4, full: float = 0.25, **more: Any
) -> dict[str, Any]:
    """Trains both ways with room for most of the shipments, of which a share are `full` loads."""
    chance = random.Random(seed)
    departures = [
        train(f"{side}{day}", 24.0 * day + 24, legs=[_leg(*ends)]) | {"teu": 9, "gross_kg": 90_000}
        for side, ends in _ENDS.items()
        for day in range(trains)
    ]
    rows = [_goods(chance, key, 24.0 * trains, full) for key in range(shipments)]
    return {"types": BOXES, "departures": departures, "shipments": rows, "cost": COST, **more}


def _leg(origin: str, destination: str) -> dict[str, Any]:
    return {"o": origin, "d": destination, "transit_h": 200}


def _goods(chance: random.Random, key: int, last_h: float, full: float) -> dict[str, Any]:
    origin, destination = chance.choice(list(_ENDS.values()))
    ready_h = chance.uniform(0, last_h * 0.6)
    common = {"o": origin, "d": destination, "ready_h": ready_h, "due_h": ready_h + chance.uniform(220, 300)}
    if chance.random() < full:
        box = chance.choice(["20DC", "40HC"])
        return goods(
            key, **common, fcl=box, kg=chance.uniform(5e3, 2e4), m3=20, revenue=chance.uniform(3e3, 5e3)
        )
    return goods(
        key,
        **common,
        temp="AMB" if chance.random() < 0.85 else chance.choice(["CHILL", "FRZ"]),
        seg=chance.choice(["GEN", "FOOD", "CHEM"]),
        kg=chance.uniform(50, 2_500),
        m3=chance.uniform(0.2, 9),
        revenue=chance.uniform(100, 1_200),
    )
