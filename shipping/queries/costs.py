"""What do places on trains cost the railway now?"""

from collections.abc import Collection
from dataclasses import fields
from uuid import UUID

from django.db.models import OuterRef, Subquery

from shipping import policy
from shipping.marginal import Costs, TrainCosts, Worth
from shipping.models import ContainerType, Departure, HaulCost, PlanningCosts

_PRICES = ("cents_per_teu", "cents_per_tonne", "cents_per_plug")


def costs_on(departure_ids: Collection[UUID], *, container_type: ContainerType) -> Costs:
    """
    By which costs goods are placed on some departures, in that type where a container is opened.

    The prices are those that the last plan put into effect left, none before there is one:
    they are read anew each time. Two queries.
    """
    hauled = HaulCost.objects.filter(service=OuterRef("service"), container_type=container_type)
    prices = [f"train_price__{name}" for name in _PRICES]
    trains = {}
    for pk, departs_at, crossing, direction, cents, *worth in (
        Departure.objects.filter(pk__in=departure_ids)
        .order_by()
        .values_list(
            *("pk", "departs_at", "service__crossing", "service__direction"),
            Subquery(hauled.values("cents")[:1]),
            *prices,
        )
    ):
        haul_cents = haul_by_default(container_type, crossing, direction) if cents is None else cents
        trains[pk] = TrainCosts(departs_at, haul_cents, *(each or 0 for each in worth))
    return Costs(worth_of_goods(), trains, container_type.mteu, container_type.tare_g)


def worth_of_goods() -> Worth:
    """What goods are worth, as staff entered it, else by policy. One query."""
    names = [field.name for field in fields(Worth)]
    entered = PlanningCosts.objects.values_list(*names).first()
    return Worth(*(entered or (getattr(policy, name.upper()) for name in names)))


def haul_by_default(container_type: ContainerType, crossing: str, direction: str) -> int:
    """What a container is carried for where staff entered nothing, in cents."""
    by_size = policy.HAUL_CENTS_PER_TEU * container_type.mteu // 1_000
    cents = policy.HAUL_CENTS.get(container_type.iso_code, by_size)
    return cents * policy.HAUL_PERCENT.get((crossing, direction), 100) // 100
