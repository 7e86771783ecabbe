"""About what can staff ask, and what came of the questions that they asked?"""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from shipping.models import Departure, Location, PlanScenario, Shipment
from shipping.policy import PLAN_AHEAD, SCENARIOS_SHOWN


def trains_ahead(*, at: datetime) -> "QuerySet[Departure]":
    """The trains that are planned now, in the order in which they leave."""
    ahead = Departure.objects.filter(
        status=Departure.Status.OPEN,
        runs_through=True,
        cfs_cutoff_at__gt=at,
        departs_at__lte=at + PLAN_AHEAD,
        service__sandbox=False,
    )
    return ahead.select_related("service").order_by("departs_at", "id")


def lanes_ahead(*, at: datetime) -> dict[tuple[UUID, UUID], tuple[Location, Location]]:
    """
    Between which places these trains carry something, or could carry what waits, by id.

    In the order of their codes; two queries.
    """
    going = Shipment.objects.filter(
        sandbox=False,
        origin_id=OuterRef("service__origin_id"),
        destination_id=OuterRef("service__destination_id"),
    )
    waits = going.filter(status=Shipment.Status.WAITING, attention_at__isnull=True)
    booked = going.filter(
        assignments__slot__departure_id=OuterRef("pk"), assignments__released_at__isnull=True
    )
    asked = trains_ahead(at=at).filter(Exists(waits) | Exists(booked)).order_by()
    ends = set(asked.values_list("service__origin_id", "service__destination_id").distinct())
    places = Location.objects.in_bulk({pk for lane in ends for pk in lane})
    found = {(start, end): (places[start], places[end]) for start, end in ends}
    return dict(sorted(found.items(), key=lambda each: (each[1][0].code, each[1][1].code)))


def scenarios() -> "QuerySet[PlanScenario]":
    """All questions, the latest first, with what they are about."""
    return PlanScenario.objects.select_related("departure__service", "origin", "destination").order_by(
        "-created_at", "-id"
    )


def latest_scenarios() -> list[PlanScenario]:
    """So many of the latest. One query."""
    return list(scenarios()[:SCENARIOS_SHOWN])
