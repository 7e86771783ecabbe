"""What do places on trains cost the railway now?"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import OuterRef, Subquery

from shipping.marginal import Costs, TrainCosts
from shipping.models import ContainerType, Departure, HaulCost
from shipping.queries.planning_costs import haul_by_default, values_now, worth_by

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
    return Costs(worth_by(values_now()), trains, container_type.mteu, container_type.tare_g)
