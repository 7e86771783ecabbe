"""Which plans do tests let the planner answer, without asking the real one?"""

from collections.abc import Callable, Mapping
from typing import Any
from unittest.mock import patch

from kit.actors import SYSTEM
from shipping.models import Departure, PlanRun, Shipment
from shipping.operations import replanning
from shipping.operations.replanning import plan_trains
from shipping.operations.solving import Answer, Limits
from tests.shipping.plans import planning_costs
from tests.shipping.railway import DAY, NOW, assigned, make_train, train_of

# Half a container, by volume.
HALF: dict[str, Any] = {"gross_g": 4_000_000, "volume_cm3": 20_000_000}
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


def moved_by_a_plan() -> Shipment:
    """A shipment that a plan has put on a sooner train, on rails that commit; to move costs nothing."""
    planning_costs(NOW, change_cents=0, change_per_mille=0)
    later = make_train(NOW + 40 * DAY, service="ALA-XIA-KH")
    fake = Planner()
    goods = assigned(destination="CN-XIAN-ILP", at=NOW + 15 * DAY)
    sooner = make_train(NOW + 38 * DAY, service="ALA-XIA-KH")
    assert train_of(goods) == later
    fake.puts({goods: (sooner, "a")})
    fake.prices = {str(sooner.pk): {"teu": 1.0}}
    with patch.object(replanning, "ask_planner", fake):
        run = planned(clock=lambda: NOW + 15 * DAY)
    assert run.state == "applied", run.error
    assert run.moved == 1
    return goods


# Each break, as somebody with psql could make it, by the name of the rule it breaks.
BREAKS_OF_PLANS = {
    "a run that put its plan into effect made the moves that it counts, any other made none": """
        UPDATE shipping_planrun SET moved = moved + 1
    """,
    "a move that a plan made was made: the shipment got that place in that instant": """
        UPDATE shipping_planmove SET to_slot = gen_random_uuid()
    """,
    "what changed trains for a better plan was moved by a run, and every such move is on record": """
        UPDATE shipping_planmove SET at = at + interval '1 second'
    """,
    "places are priced by the latest plan that was put into effect": """
        UPDATE shipping_planrun SET state = 'failed'
    """,
    "nobody is to blame for a better plan, and for nothing else nobody is": """
        UPDATE shipping_roll SET fault = 'carrier' WHERE cause = 'replanned'
    """,
}
