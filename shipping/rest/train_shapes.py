"""How does a departure with its capacity look as JSON?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from rest_framework import serializers

from shipping.embargoes import Stop
from shipping.models import Departure, DepartureLeg
from shipping.queries.capacity import Capacity, LegCapacity
from shipping.rest.shapes import PlaceOut, PlannedLegOut, shown_leg, shown_place


class RoomOut(serializers.Serializer[Any]):
    """What a leg has, and what is left of it, for containers not yet opened."""

    mteu = serializers.IntegerField(help_text="Places in thousandths of a TEU; a forty-foot place is 2,000.")
    free_mteu = serializers.IntegerField()
    gross_g = serializers.IntegerField()
    free_gross_g = serializers.IntegerField()
    plugs = serializers.IntegerField()
    free_plugs = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    free_length_mm = serializers.IntegerField()


class LegAmountsOut(serializers.Serializer[Any]):
    """A part of a leg's limits."""

    mteu = serializers.IntegerField(help_text="Places in thousandths of a TEU; a forty-foot place is 2,000.")
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField(help_text="In containers that are opened.")
    plugs = serializers.IntegerField()


class LegCapacityOut(serializers.Serializer[Any]):
    """What became of a leg's limits; the parts add up to the total."""

    total = LegAmountsOut()
    cut = LegAmountsOut(help_text="Taken from the train by the railway.")
    held = LegAmountsOut(help_text="Kept for sellers by allotments.")
    assigned = LegAmountsOut(help_text="Containers that still take goods.")
    locked = LegAmountsOut(help_text="Containers that take no more goods.")
    loaded = LegAmountsOut(help_text="Containers with something loaded.")
    free = LegAmountsOut()


class DepartureLegOut(PlannedLegOut):
    """The same with its limits; `departs_at` and `arrives_at` are as expected now."""

    position = serializers.IntegerField()
    planned_departs_at = serializers.DateTimeField(help_text="By the timetable, before any delay.")
    planned_arrives_at = serializers.DateTimeField()
    actual_departed_at = serializers.DateTimeField(allow_null=True)
    actual_arrived_at = serializers.DateTimeField(allow_null=True)
    cancelled_at = serializers.DateTimeField(allow_null=True, help_text="This train does not run.")
    late_min = serializers.IntegerField(help_text="By how many minutes it arrives after its plan.")
    room = RoomOut()
    capacity = LegCapacityOut()


class SlotsOut(serializers.Serializer[Any]):
    """Opened containers of one type and class, with the room that is left in them."""

    container_type = serializers.CharField()
    temperature_class = serializers.CharField()
    segregation_group = serializers.CharField()
    opened = serializers.IntegerField()
    assigned = serializers.IntegerField(help_text="Shipments in them.")
    free_g = serializers.IntegerField()
    free_cm3 = serializers.IntegerField()
    could_open = serializers.IntegerField(help_text="How many more of this type the train could take.")


class OpenableOut(serializers.Serializer[Any]):
    """How many more containers of one type every leg bears, by whichever limit binds."""

    container_type = serializers.CharField()
    count = serializers.IntegerField()


class StopOut(serializers.Serializer[Any]):
    """An embargo that the departure meets as it is expected now."""

    sentence = serializers.CharField(help_text="For staff with the reason as they wrote it.")
    segregation_classes = serializers.ListField(
        child=serializers.CharField(), help_text="Which goods; none is all."
    )
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)


class DepartureOut(serializers.Serializer[Any]):
    """One dated run of a service; `departs_at` and `arrives_at` are as expected now."""

    id = serializers.UUIDField()
    service = serializers.CharField()
    service_name = serializers.CharField()
    service_date = serializers.DateField(help_text="The timetable's day at the origin.")
    crossing = serializers.CharField()
    direction = serializers.CharField()
    status = serializers.CharField()
    note = serializers.CharField(allow_blank=True, help_text="Why it differs from its service.")
    origin = PlaceOut()
    destination = PlaceOut()
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    planned_departs_at = serializers.DateTimeField()
    planned_arrives_at = serializers.DateTimeField()
    late_min = serializers.IntegerField(help_text="By how many minutes it arrives after its plan.")
    runs_through = serializers.BooleanField(help_text="Every leg runs; else it takes no new container.")
    cancelled_at = serializers.DateTimeField(allow_null=True)
    edited_at = serializers.DateTimeField(
        allow_null=True, help_text="Changed by hand since: the timetable leaves it as it is."
    )
    cfs_cutoff_at = serializers.DateTimeField(help_text="The warehouse takes goods before this instant.")
    doc_cutoff_at = serializers.DateTimeField()
    cy_cutoff_at = serializers.DateTimeField()
    documents_closed_at = serializers.DateTimeField(allow_null=True)
    terminal_closed_at = serializers.DateTimeField(allow_null=True)
    under_embargo = serializers.BooleanField(help_text="For some goods at least.")
    embargoes = StopOut(many=True)
    legs = DepartureLegOut(many=True)
    slots = SlotsOut(many=True)
    could_open = OpenableOut(many=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


def shown_departure(
    departure: Departure, capacity: Capacity, *, language: str, verbs: Sequence[str], for_staff: bool
) -> dict[str, Any]:
    """A departure of `queries.showing.departures` with its `queries.capacity`."""
    service = departure.service
    columns = [
        *("id", "service_date", "status", "note", "departs_at", "arrives_at", "planned_departs_at"),
        *("planned_arrives_at", "runs_through", "cancelled_at", "edited_at", "cfs_cutoff_at"),
        *("doc_cutoff_at", "cy_cutoff_at", "documents_closed_at", "terminal_closed_at"),
    ]
    return {
        **{column: getattr(departure, column) for column in columns},
        "service": service.code,
        "service_name": service.name,
        "crossing": service.crossing,
        "direction": service.direction,
        "origin": shown_place(service.origin, language),
        "destination": shown_place(service.destination, language),
        "late_min": _minutes(departure.arrives_at, departure.planned_arrives_at),
        "under_embargo": bool(capacity.embargoes),
        "embargoes": [_shown_stop(stop, for_staff=for_staff) for stop in capacity.embargoes],
        "legs": [_shown_leg(leg, capacity.legs[leg.position], language) for leg in departure.legs.all()],
        "slots": capacity.slots,
        "could_open": capacity.could_open,
        "allowed_actions": list(verbs),
    }


def _shown_stop(stop: Stop, *, for_staff: bool) -> dict[str, Any]:
    return {
        "sentence": stop.sentence if for_staff else stop.notice,
        "segregation_classes": sorted(stop.segregation_classes),
        "starts_at": stop.starts_at,
        "ends_at": stop.ends_at,
    }


def _shown_leg(leg: DepartureLeg, capacity: LegCapacity, language: str) -> dict[str, Any]:
    columns = [
        *("position", "planned_departs_at", "planned_arrives_at", "actual_departed_at"),
        *("actual_arrived_at", "cancelled_at"),
    ]
    arrives_at = leg.actual_arrived_at or leg.arrives_at
    return {
        **shown_leg(leg, language),
        **{column: getattr(leg, column) for column in columns},
        "late_min": _minutes(arrives_at, leg.planned_arrives_at),
        "room": _room(leg),
        "capacity": capacity,
    }


def _room(leg: DepartureLeg) -> dict[str, int]:
    return {
        "mteu": leg.cap_mteu,
        "free_mteu": leg.free_mteu,
        "gross_g": leg.cap_gross_g,
        "free_gross_g": leg.free_gross_g,
        "plugs": leg.cap_plugs,
        "free_plugs": leg.free_plugs,
        "length_mm": leg.cap_length_mm,
        "free_length_mm": leg.free_length_mm,
    }


def _minutes(expected: datetime, planned: datetime) -> int:
    return (expected - planned) // timedelta(minutes=1)
