"""A small railway that can be worked out on paper: what may ride, and a plan that is right."""

from typing import Any


def _type(teu: int, payload_kg: int, usable_m3: int, tare_kg: int, *temps: str, lcl: bool) -> dict[str, Any]:
    sizes = {"teu": teu, "payload_kg": payload_kg, "usable_m3": usable_m3, "tare_kg": tare_kg}
    return {**sizes, "temps": list(temps), "plug": int("FRZ" in temps), "lcl": lcl}


BOXES = {
    "20DC": _type(1, 21_700, 29, 2_300, "AMB", lcl=False),
    "40HC": _type(2, 26_500, 60, 3_900, "AMB", lcl=True),
    "40RF": _type(2, 26_000, 52, 4_800, "CHILL", "FRZ", lcl=True),
}
COST: dict[str, Any] = {
    "late_per_day": {"1": 0.01, "2": 0.025},
    "max_late_h": 240,
    "storage_per_m3_day": 0.6,
    "unassigned_mult": {"1": 2.0, "2": 3.0},
    "change_fixed": 2.0,
    "change_frac": 0.03,
}


def train(key: str, departs_h: float, **more: Any) -> dict[str, Any]:
    """A train from Almaty to Lianyungang, with four places, two plugs, and a way that ends before."""
    return {
        "id": key,
        "corridor": "KHO-E",
        "dep_h": departs_h,
        "cutoff_h": departs_h - 12,
        "teu": 8,
        "gross_kg": 60_000,
        "plugs": 2,
        "types": ["20DC", "40HC", "40RF"],
        "cost": {"20DC": 1_900, "40HC": 3_200, "40RF": 6_200},
        "legs": [
            {"o": "ALA", "d": "LYG", "transit_h": 216},
            {"o": "ALA", "d": "XIA", "transit_h": 144},
        ],
        **more,
    }


def goods(key: int, **more: Any) -> dict[str, Any]:
    """A parcel of general goods, ready at once and due in time for the first train."""
    return {
        "id": key,
        "o": "ALA",
        "d": "LYG",
        "ready_h": 0,
        "due_h": 240,
        "prio": 1,
        "temp": "AMB",
        "seg": "GEN",
        "kg": 1_000,
        "m3": 5,
        "fcl": None,
        "revenue": 500,
        **more,
    }


def instance(**more: Any) -> dict[str, Any]:
    """Two trains a day apart, three parcels and a full load."""
    return {
        "types": BOXES,
        "departures": [train("T1", 24), train("T2", 48)],
        "shipments": [
            goods(0),
            goods(1, seg="FOOD"),
            goods(2, seg="CHEM", prio=2),
            goods(3, fcl="40HC", kg=20_000, m3=40, revenue=4_000),
        ],
        "cost": COST,
        **more,
    }


def box(key: str, departure: str, **more: Any) -> dict[str, Any]:
    """A container on a train."""
    return {"id": key, "departure": departure, "type": "40HC", "o": "ALA", "d": "LYG", **more}


def plan(**more: Any) -> dict[str, Any]:
    """Parcels 0 and 1 share a container, the full load has its own; chemicals are refused."""
    return {
        "containers": [box("A", "T1"), box("B", "T2")],
        "assign": {"0": "A", "1": "A", "3": "B"},
        **more,
    }
