"""Which shipments and departures is an actor shown?"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from kit.actors import Actor
from kit.rest import uuid_or_none
from shipping.models import Departure, DepartureLeg, OrganisationLocation, Shipment, SlotAssignment

NOBODY = UUID(int=0)


def shipments_for(by: Actor) -> "QuerySet[Shipment]":
    """
    All for staff; for a partner those whose journey touches a place it reports from; else none.

    Of one world, but for the jobs, which look after both.
    Buyers and sellers see theirs through their orders.
    """
    if by.kind == "system":
        return Shipment.objects.all()
    ours = Shipment.objects.filter(sandbox=by.sandbox)
    if by.kind == "staff":
        return ours
    if by.kind != "partner":
        return Shipment.objects.none()
    places = reporting_places(by)
    riding = SlotAssignment.objects.filter(
        legs_touching(places, "slot__departure__legs"), shipment=OuterRef("pk"), released_at__isnull=True
    )
    return ours.filter(
        Q(first_mile_from__in=places) | Q(origin__in=places) | Q(destination__in=places) | Q(Exists(riding))
    )


def timetable_of(by: Actor) -> "QuerySet[Departure]":
    """The departures of the actor's world; of both for the jobs."""
    return Departure.objects.all() if by.kind == "system" else in_timetable(sandbox=by.sandbox)


def in_timetable(*, sandbox: bool = False) -> "QuerySet[Departure]":
    """The departures of one world."""
    return Departure.objects.filter(service__sandbox=sandbox)


def departures_for(by: Actor) -> "QuerySet[Departure]":
    """The departures an actor may report about in its world: all for staff, else what touches its places."""
    if by.kind in ("staff", "system"):
        return timetable_of(by)
    touching = DepartureLeg.objects.filter(legs_touching(reporting_places(by)), departure=OuterRef("pk"))
    return timetable_of(by).filter(Exists(touching))


def reporting_places(by: Actor) -> set[UUID]:
    """The places that an organisation may report from. One query."""
    owned = OrganisationLocation.objects.filter(organisation_id=by.organisation_id or NOBODY)
    return set(owned.values_list("location_id", flat=True))


def working_places(by: Actor) -> set[UUID] | None:
    """Where an actor may put hands on goods: None is anywhere, for staff. One query at most."""
    return None if by.kind in ("staff", "system") else reporting_places(by)


def legs_touching(places: Collection[UUID], legs: str = "") -> Q:
    """
    The legs that begin or end at one of some places, seen from a row that has `legs`.

    Whoever asks by it asks of one row at a time (EXISTS): whole sets of trains,
    one inside the other, take PostgreSQL minutes as long as it has no statistics.
    """
    way = f"{legs}__" if legs else ""
    return Q(**{f"{way}origin__in": places}) | Q(**{f"{way}destination__in": places})


def named_shipment(name: str) -> Q:
    """A shipment by its id or its human number."""
    pk = uuid_or_none(name)
    return Q(number=name) if pk is None else Q(pk=pk)
