"""What does a planner answer: which containers on which trains, and what is in each?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shipping.planning.instance import Instance


@dataclass(frozen=True, slots=True)
class Stuffed:
    """A container on a train, with the shipments in it."""

    train: str
    box: str
    origin: str
    destination: str
    shipments: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Containers in the order of their trains; what stands in none is refused."""

    containers: Sequence[Stuffed]

    def train_of(self) -> Mapping[int, str]:
        """The train of each shipment that has one."""
        return {each: container.train for container in self.containers for each in container.shipments}


@dataclass(frozen=True, slots=True)
class TrainPrices:
    """What one more TEU, kilogram and plug of a train would save, in the money of the instance."""

    teu: float
    kg: float
    plug: float


def document_of(
    plan: Plan, instance: Instance, prices: Mapping[str, TrainPrices] | None = None
) -> dict[str, Any]:
    """The plan as JSON, with what it was bound by: `previous` and `frozen` stand there as they were read."""
    containers, assign = [], {}
    for place, each in enumerate(plan.containers):
        key = f"C{place}"
        containers.append(
            {"id": key, "departure": each.train, "type": each.box, "o": each.origin, "d": each.destination}
        )
        assign.update({str(shipment): key for shipment in each.shipments})
    document: dict[str, Any] = {"containers": containers, "assign": assign}
    if instance.previous:
        document["previous"] = {str(key): train for key, train in instance.previous.items()}
        document["frozen"] = sorted(instance.frozen)
    if prices is not None:
        document["prices"] = {train: asdict(each) for train, each in prices.items()}
    return document
