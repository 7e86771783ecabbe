"""Which shipments and departures is an actor shown?"""

from uuid import UUID

from django.db.models import Q, QuerySet

from kit.actors import Actor
from kit.rest import uuid_or_none
from shipping.models import Departure, DepartureLeg, OrganisationLocation, Shipment, SlotAssignment

NOBODY = UUID(int=0)


def shipments_for(by: Actor) -> "QuerySet[Shipment]":
    """
    All for staff; for a partner those whose journey touches a place it reports from; else none.

    Buyers and sellers see theirs through their orders.
    """
    if by.kind in ("staff", "system"):
        return Shipment.objects.all()
    if by.kind != "partner":
        return Shipment.objects.none()
    places = _places(by)
    touching = SlotAssignment.objects.filter(
        released_at__isnull=True, slot__departure__in=departures_for(by).values("pk")
    )
    return Shipment.objects.filter(
        Q(first_mile_from__in=places)
        | Q(origin__in=places)
        | Q(destination__in=places)
        | Q(pk__in=touching.values("shipment"))
    )


def departures_for(by: Actor) -> "QuerySet[Departure]":
    """The departures an actor may report about: all for staff, else those that touch its places."""
    if by.kind in ("staff", "system"):
        return Departure.objects.all()
    places = _places(by)
    legs = DepartureLeg.objects.filter(Q(origin__in=places) | Q(destination__in=places))
    return Departure.objects.filter(pk__in=legs.values("departure"))


def reporting_places(by: Actor) -> set[UUID]:
    """The places that an organisation may report from."""
    return set(_places(by))


def named_shipment(name: str) -> Q:
    """A shipment by its id or its human number."""
    pk = uuid_or_none(name)
    return Q(number=name) if pk is None else Q(pk=pk)


def _places(by: Actor) -> "QuerySet[OrganisationLocation, UUID]":
    owned = OrganisationLocation.objects.filter(organisation_id=by.organisation_id or NOBODY)
    return owned.values_list("location_id", flat=True)
