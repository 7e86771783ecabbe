"""How does a test change a train, and look at where everything rides?"""

from typing import Any

from django.db import transaction

from news.models import Event
from shipping.models import Container, ContainerLeg, Departure, DepartureLeg, Roll, Shipment
from shipping.operations import cancelling, cutting, delaying, reporting, restoring, rolling
from tests.shipping.railway import NOW, STAFF


def follow(train: Departure) -> int:
    """What the job does."""
    return rolling.roll_departure(departure_id=train.pk, at=NOW, by=STAFF)


def cancel(train: Departure, reason: str = "the line is closed") -> None:
    with transaction.atomic():
        cancelling.cancel_departure(departure_id=train.pk, reason=reason, at=NOW, by=STAFF)
    follow(train)


def cancel_leg(train: Departure, position: int = 3) -> None:
    with transaction.atomic():
        cancelling.cancel_leg(departure_id=train.pk, position=position, reason="no path", at=NOW, by=STAFF)
    follow(train)


def delay(train: Departure, minutes: int, position: int | None = None) -> None:
    with transaction.atomic():
        delaying.delay(
            departure_id=train.pk, position=position, minutes=minutes, reason="snow", at=NOW, by=STAFF
        )
    follow(train)


def cut(train: Departure, position: int = 1, *, confirmed: bool = True, **limits: Any) -> None:
    wanted = {"places": None, "gross_g": None, **limits}
    with transaction.atomic():
        cutting.cut(
            departure_id=train.pk,
            position=position,
            reason="a short locomotive",
            confirmed=confirmed,
            at=NOW,
            by=STAFF,
            **wanted,
        )
    follow(train)


def restore(train: Departure, position: int | None = None) -> None:
    with transaction.atomic():
        restoring.restore(departure_id=train.pk, position=position, reason="it runs", at=NOW, by=STAFF)
    follow(train)


def load(shipment: Shipment) -> None:
    reporting.report_stage(shipment_id=shipment.pk, kind="loaded", at=NOW, by=STAFF)


def leg_of(train: Departure, position: int) -> DepartureLeg:
    return DepartureLeg.objects.get(departure=train, position=position)


def container_of(shipment: Shipment) -> Container:
    return Container.objects.get(
        slot__assignments__shipment=shipment, slot__assignments__released_at__isnull=True
    )


def trains_ridden(shipment: Shipment) -> list[Departure]:
    """By leg, the departure whose train the container rides."""
    places = ContainerLeg.objects.filter(container=container_of(shipment), released_at__isnull=True)
    ordered = places.select_related("departure_leg__departure").order_by("departure_leg__position")
    return [place.departure_leg.departure for place in ordered]


def last_roll(shipment: Shipment) -> Roll:
    return Roll.objects.filter(shipment=shipment).latest("id")


def told(shipment: Shipment) -> list[str]:
    events = Event.objects.filter(aggregate="shipment", aggregate_id=shipment.pk)
    return list(events.order_by("seq").values_list("type", flat=True))
