"""Which plans do tests let the planner answer, without asking the real one?"""

from collections.abc import Callable, Mapping
from typing import Any

from kit.actors import SYSTEM
from shipping.models import Departure, PlanRun, Shipment
from shipping.operations.replanning import plan_trains
from shipping.operations.solving import Answer, Limits
from tests.shipping.railway import NOW

LIMITS = Limits(seconds=1, workers=1, memory_mb=4_000)
# Shipments, each with its train and the name of a container there.
Places = Mapping[Shipment, tuple[Departure, str]]


class Planner:
    """Answers what it was told to; `meanwhile` happens while it thinks."""

    def __init__(self) -> None:
        self.places: Places = {}
        self.prices: dict[str, Any] = {}
        self.meanwhile: Callable[[], object] = lambda: None
        self.document: dict[str, Any] = {}

    def puts(self, places: Places) -> "Planner":
        """Who goes where; whoever isn't named gets no place."""
        self.places = places
        return self

    def __call__(self, document: dict[str, Any], *, seed: int, limits: Limits) -> Answer:
        self.document = document
        self.meanwhile()
        return Answer({**arranged(document, self.places), "prices": self.prices}, 1024)


def arranged(document: Mapping[str, Any], places: Places) -> dict[str, Any]:
    """The plan that has shipments at some places."""
    numbers = {pk: number for number, pk in document["meta"]["shipments"].items()}
    rows = {str(row["id"]): row for row in document["shipments"]}
    containers: dict[str, dict[str, Any]] = {}
    assign = {}
    for shipment, (train, name) in places.items():
        number = numbers[str(shipment.pk)]
        row, key = rows[number], f"{train.pk} {name}"
        box = "42G1" if row["temp"] == "AMBIENT_DRY" else "45R1"
        containers[key] = {
            "id": key,
            "departure": str(train.pk),
            "type": box,
            "o": row["o"],
            "d": row["d"],
        }
        assign[number] = key
    bound = {name: document[name] for name in ("previous", "frozen")}
    return {"containers": list(containers.values()), "assign": assign, **bound}


def planned(**said: Any) -> PlanRun:
    """One run as it ended."""
    wanted = {"trigger": PlanRun.Trigger.STAFF, "limits": LIMITS, "clock": lambda: NOW, "by": SYSTEM}
    run = plan_trains(**{**wanted, **said})
    assert run is not None
    return run
