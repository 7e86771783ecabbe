"""How do places, trains and shipments look as JSON?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rest_framework import serializers

from kit.languages import language_of, name_in
from shipping.models import DepartureLeg, Location, Roll, Shipment
from shipping.queries.showing import shipment_verbs
from shipping.queries.tracking import Place, TrackedChange, TrackedEvent, TrackedLeg, Tracking


class PlaceOut(serializers.Serializer[Any]):
    """A place, called as the reader calls it."""

    code = serializers.CharField()
    name = serializers.CharField()
    country = serializers.CharField()
    timezone = serializers.CharField()


class PlannedLegOut(serializers.Serializer[Any]):
    """One train, or the transshipment between two."""

    kind = serializers.CharField(help_text="train or transshipment.")
    gauge_mm = serializers.IntegerField(allow_null=True)
    train_number = serializers.CharField()
    origin = PlaceOut()
    destination = PlaceOut()
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()


class PackageOut(serializers.Serializer[Any]):
    """One parcel."""

    sscc = serializers.CharField()
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()


class ShipmentSlotOut(serializers.Serializer[Any]):
    """The container position that a shipment stands on."""

    departure_id = serializers.UUIDField()
    service = serializers.CharField()
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()
    slot_number = serializers.IntegerField()
    container_type = serializers.CharField()
    container_number = serializers.CharField(allow_blank=True)
    status = serializers.CharField()


class RollOut(serializers.Serializer[Any]):
    """A time that the shipment was taken from a train."""

    rolled_at = serializers.DateTimeField()
    cause = serializers.CharField(help_text="cancelled, leg_cancelled, cut, delayed, embargo, hand_in …")
    fault = serializers.CharField(help_text="seller, carrier, terminal, customs, platform or nobody.")
    reason = serializers.CharField()
    from_departure_id = serializers.UUIDField()
    from_train = serializers.CharField()
    to_departure_id = serializers.UUIDField(allow_null=True, help_text="Null: it has found no place yet.")
    to_train = serializers.CharField(allow_blank=True)
    why_not = serializers.CharField(allow_blank=True, help_text="Why it found no place at once.")
    rebooked_at = serializers.DateTimeField(
        allow_null=True, help_text="When it found one after all; null if it did at once, or hasn't yet."
    )
    old_eta_at = serializers.DateTimeField(allow_null=True)
    new_eta_at = serializers.DateTimeField(allow_null=True)
    keeps_promise = serializers.BooleanField(allow_null=True, help_text="Null: no promise, or no new ETA.")
    by_kind = serializers.CharField(help_text="staff, or system for what follows by itself.")


class ShipmentOut(serializers.Serializer[Any]):
    """Goods that move together."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    tracking_code = serializers.CharField()
    reference = serializers.CharField()
    status = serializers.CharField()
    first_mile_from = PlaceOut()
    origin = PlaceOut()
    destination = PlaceOut()
    gross_g = serializers.IntegerField()
    volume_cm3 = serializers.IntegerField()
    temperature_class = serializers.CharField()
    segregation_class = serializers.CharField()
    planned_hand_in_at = serializers.DateTimeField()
    handed_in_at = serializers.DateTimeField(allow_null=True)
    hand_in_by_at = serializers.DateTimeField(allow_null=True)
    ready_at = serializers.DateTimeField()
    eta_at = serializers.DateTimeField(allow_null=True)
    eta_late_at = serializers.DateTimeField(allow_null=True, help_text="Kept nine times out of ten.")
    eta_basis = serializers.CharField(allow_blank=True, help_text="timetable, or history.")
    promised_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)
    waiting_reason = serializers.CharField(allow_blank=True)
    documents_missing = serializers.ListField(
        child=serializers.CharField(), help_text="Papers without which it does not load."
    )
    needs_attention = serializers.BooleanField()
    attention_reason = serializers.CharField(
        allow_blank=True, help_text="For staff: why a person has to look at it."
    )
    simulated = serializers.BooleanField()
    slot = ShipmentSlotOut(allow_null=True)
    packages = PackageOut(many=True)
    rolls = RollOut(many=True, help_text="Every train that it was taken from, the latest first.")
    allowed_actions = serializers.ListField(child=serializers.CharField())


class TrackedLegOut(PlannedLegOut):
    """The same as one journey knows it; `departs_at` and `arrives_at` are as expected now."""

    planned_departs_at = serializers.DateTimeField(help_text="By the timetable, before any delay.")
    planned_arrives_at = serializers.DateTimeField()
    actual_departed_at = serializers.DateTimeField(allow_null=True)
    actual_arrived_at = serializers.DateTimeField(allow_null=True)
    departure_unreported = serializers.BooleanField(
        help_text="It is over, yet nobody reported when: expect nothing of `departs_at` any more."
    )
    arrival_unreported = serializers.BooleanField(help_text="The same of `arrives_at`.")
    cancelled = serializers.BooleanField(help_text="This train does not run.")
    left = serializers.BooleanField(help_text="The container changed to another train, which stands next.")
    why_left = serializers.CharField(allow_blank=True, help_text="A category, such as leg_cancelled.")


class TrackedChangeOut(serializers.Serializer[Any]):
    """A change of trains, the loss of one, or a change of its times."""

    changed_at = serializers.DateTimeField()
    kind = serializers.CharField(
        help_text="moved, waits, delayed (its train runs later), sooner (earlier than was said before)."
    )
    cause = serializers.CharField(help_text="A category, such as cancelled, delayed or hand_in.")
    fault = serializers.CharField(help_text="Whose: seller, carrier, terminal, customs, platform or nobody.")
    text = serializers.CharField(help_text="Both in words, in the reader's language.")
    waits = serializers.BooleanField(help_text="No other train was found at once.")
    shift_min = serializers.IntegerField(
        allow_null=True, help_text="By so many minutes its train runs later, or (negative) sooner."
    )
    old_eta_at = serializers.DateTimeField(allow_null=True)
    new_eta_at = serializers.DateTimeField(allow_null=True)


class TrackedEventOut(serializers.Serializer[Any]):
    """One report of the journey."""

    kind = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    local_time = serializers.CharField(help_text="The same instant by the clock of the place.")
    recorded_at = serializers.DateTimeField()
    place = PlaceOut(allow_null=True)
    simulated = serializers.BooleanField(help_text="Dated by the plan, for a demonstration.")


class TrackingOut(serializers.Serializer[Any]):
    """A journey, as anyone who holds the code may see it."""

    number = serializers.CharField()
    tracking_code = serializers.CharField()
    status = serializers.CharField()
    origin = PlaceOut()
    destination = PlaceOut()
    eta_at = serializers.DateTimeField(allow_null=True)
    eta_local_time = serializers.CharField(allow_null=True)
    eta_late_at = serializers.DateTimeField(allow_null=True, help_text="Kept nine times out of ten.")
    eta_basis = serializers.CharField(
        allow_blank=True, help_text="timetable, until every leg ahead was observed 30 times: then history."
    )
    eta_observations = serializers.IntegerField(help_text="Of the leg ahead that was observed least.")
    delivered_at = serializers.DateTimeField(allow_null=True)
    simulated = serializers.BooleanField()
    legs = TrackedLegOut(many=True)
    changes = TrackedChangeOut(many=True)
    events = TrackedEventOut(many=True)


def reader_language(headers: Mapping[str, str]) -> str:
    """The language that a request asks for."""
    return language_of(headers.get("Accept-Language", ""))


def shown_place(place: Place | Location, language: str) -> dict[str, Any]:
    """A place for its reader."""
    return {
        "code": place.code,
        "name": name_in(place.names, language) or place.code,
        "country": place.country,
        "timezone": place.timezone,
    }


def shown_shipment(shipment: Shipment, *, language: str, roles: frozenset[str]) -> dict[str, Any]:
    """A shipment of `queries.showing.shipments`."""
    columns = [
        *("id", "number", "tracking_code", "reference", "status", "gross_g", "volume_cm3"),
        *("temperature_class", "segregation_class", "planned_hand_in_at", "handed_in_at"),
        *("hand_in_by_at", "ready_at", "eta_at", "eta_late_at", "eta_basis", "promised_at", "delivered_at"),
        *("waiting_reason", "documents_missing", "simulated"),
    ]
    return {
        **{column: getattr(shipment, column) for column in columns},
        "first_mile_from": shown_place(shipment.first_mile_from, language),
        "origin": shown_place(shipment.origin, language),
        "destination": shown_place(shipment.destination, language),
        "needs_attention": shipment.attention_at is not None,
        "attention_reason": shipment.attention_reason if roles else "",
        "slot": _shown_slot(shipment),
        "packages": list(shipment.packages.all()),
        "rolls": [_shown_roll(roll) for roll in shipment.rolls.all()],
        "allowed_actions": shipment_verbs(shipment, roles=roles),
    }


def shown_tracking(tracking: Tracking, language: str) -> dict[str, Any]:
    """A journey for its reader, each instant also by the clock of its place."""
    return {
        "number": tracking.number,
        "tracking_code": tracking.tracking_code,
        "status": tracking.status,
        "origin": shown_place(tracking.origin, language),
        "destination": shown_place(tracking.destination, language),
        "eta_at": tracking.eta_at,
        "eta_local_time": local_time(tracking.eta_at, tracking.destination) if tracking.eta_at else None,
        "eta_late_at": tracking.eta_late_at,
        "eta_basis": tracking.eta_basis,
        "eta_observations": tracking.observations,
        "delivered_at": tracking.delivered_at,
        "simulated": tracking.simulated,
        "legs": [_shown_tracked_leg(leg, language) for leg in tracking.legs],
        "changes": [_shown_change(each, language) for each in tracking.changes],
        "events": [_shown_event(event, tracking, language) for event in tracking.events],
    }


def local_time(at: datetime, place: Place) -> str:
    """An instant by the clock of a place."""
    return at.astimezone(ZoneInfo(place.timezone)).isoformat(timespec="seconds")


def _shown_event(event: TrackedEvent, tracking: Tracking, language: str) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "occurred_at": event.occurred_at,
        "local_time": local_time(event.occurred_at, event.place or tracking.origin),
        "recorded_at": event.recorded_at,
        "place": shown_place(event.place, language) if event.place else None,
        "simulated": event.simulated,
    }


def _shown_change(change: TrackedChange, language: str) -> dict[str, Any]:
    columns = ("changed_at", "kind", "cause", "fault", "waits", "old_eta_at", "new_eta_at")
    return {
        **{column: getattr(change, column) for column in columns},
        "text": change.texts[language],
        "shift_min": None if change.by is None else round(change.by / timedelta(minutes=1)),
    }


def _shown_tracked_leg(leg: TrackedLeg, language: str) -> dict[str, Any]:
    instants = ("planned_departs_at", "planned_arrives_at", "actual_departed_at", "actual_arrived_at")
    return {
        **shown_leg(leg, language),
        **{name: getattr(leg, name) for name in instants},
        "departure_unreported": leg.is_departure_unreported,
        "arrival_unreported": leg.is_arrival_unreported,
        "cancelled": leg.is_cancelled,
        "left": leg.is_left,
        "why_left": leg.why_left,
    }


def shown_leg(leg: TrackedLeg | DepartureLeg, language: str) -> dict[str, Any]:
    """One train, or a transshipment, for its reader."""
    return {
        "kind": leg.kind,
        "gauge_mm": leg.gauge_mm,
        "train_number": leg.train_number,
        "origin": shown_place(leg.origin, language),
        "destination": shown_place(leg.destination, language),
        "departs_at": leg.departs_at,
        "arrives_at": leg.arrives_at,
    }


def _shown_roll(roll: Roll) -> dict[str, Any]:
    columns = (
        "rolled_at",
        "cause",
        "fault",
        "reason",
        "from_departure_id",
        "why_not",
        "old_eta_at",
        "by_kind",
    )
    rebooked = roll.rebooked
    ended = rebooked or roll
    return {
        **{column: getattr(roll, column) for column in columns},
        **{column: getattr(ended, column) for column in ("to_departure_id", "new_eta_at", "keeps_promise")},
        "rebooked_at": rebooked.rebooked_at if rebooked else None,
        "from_train": str(roll.from_departure),
        "to_train": str(ended.to_departure or ""),
    }


def _shown_slot(shipment: Any) -> dict[str, Any] | None:
    if not shipment.active:
        return None
    assignment = shipment.active[0]
    slot, train = assignment.slot, assignment.slot.departure
    return {
        "departure_id": train.pk,
        "service": train.service.code,
        "departs_at": train.departs_at,
        "arrives_at": train.arrives_at,
        "slot_number": slot.number,
        "container_type": slot.container_type.iso_code,
        "container_number": slot.container.number,
        "status": assignment.status,
    }
