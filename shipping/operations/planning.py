"""How is a service's plan written down?"""

from datetime import datetime
from typing import Any

from django.db.models import F

from kit.transactions import inside_transaction
from kit.words import say
from shipping.errors import BadTimetable
from shipping.models import Location, Route, ServiceLeg, TrainService
from shipping.queries.planning import line_over, plan_of
from shipping.timetable import LegPlan, ServicePlan

_OF_SERVICE = (
    *("name", "weekdays", "departs_local", "transit_h", "cfs_cutoff_h", "doc_cutoff_h", "cy_cutoff_h"),
    *("valid_from", "valid_to"),
)
_OF_LEG = (
    *("train_number", "departs_after_min", "arrives_after_min", "places", "gross_cap_g", "plugs"),
    "max_length_mm",
)


@inside_transaction
def write_plan(plan: ServicePlan, *, at: datetime) -> bool:
    """
    Make a service's rows say what a plan says; whether anything differed.

    What staff wrote down is theirs from now on: the reference data leaves it. A
    new service takes its ends, its border and its way from another over the same
    route. The caller has checked the plan.

    :raises BadTimetable: if a new service names a route over which none runs.
    """
    service = (
        TrainService.objects.select_for_update(of=("self",), no_key=True)
        .select_related("route")
        .prefetch_related("legs__origin", "legs__destination")
        .filter(code=plan.code)
        .first()
    )
    if service is None:
        _create(plan, at=at)
        return True
    known = plan_of(service)
    if known == plan:
        return False
    TrainService.objects.filter(pk=service.pk).update(
        **_service_columns(plan), edited_at=at, version=F("version") + 1
    )
    for leg, was in zip(plan.legs, known.legs, strict=True):
        if leg != was:
            ServiceLeg.objects.filter(service=service, position=leg.position).update(
                **_leg_columns(leg), version=F("version") + 1
            )
    return True


def _create(plan: ServicePlan, *, at: datetime) -> None:
    like = line_over(plan.route)
    if like is None:
        raise BadTimetable(say("No service runs over %(route)s.", route=plan.route))
    template = TrainService.objects.get(pk=like.service_id)
    service = TrainService.objects.create(
        code=plan.code,
        route=Route.objects.get(code=plan.route),
        origin_id=template.origin_id,
        destination_id=template.destination_id,
        crossing=template.crossing,
        direction=template.direction,
        source="entered by staff",
        edited_at=at,
        created_at=at,
        **_service_columns(plan),
    )
    codes = {code for leg in plan.legs for code in (leg.origin, leg.destination)}
    places = dict(Location.objects.filter(code__in=codes).values_list("code", "pk"))
    ServiceLeg.objects.bulk_create(
        ServiceLeg(
            service=service,
            position=leg.position,
            kind=leg.kind,
            gauge_mm=leg.gauge_mm,
            origin_id=places[leg.origin],
            destination_id=places[leg.destination],
            created_at=at,
            **_leg_columns(leg),
        )
        for leg in plan.legs
    )


def _service_columns(plan: ServicePlan) -> dict[str, Any]:
    columns = {name: getattr(plan, name) for name in _OF_SERVICE}
    return {**columns, "weekdays": list(plan.weekdays)}


def _leg_columns(leg: LegPlan) -> dict[str, Any]:
    return {name: getattr(leg, name) for name in _OF_LEG}
