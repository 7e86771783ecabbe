"""How is it shown what would become of shipments?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from kit.reading import city, local
from shipping.queries.consequences import Consequence


@dataclass(frozen=True, slots=True)
class Fate:
    """What would become of one shipment, ready to be shown."""

    told: Consequence
    page: str
    old: str
    new: str
    promised: str


def worst_first(told: Sequence[Consequence]) -> list[Consequence]:
    """Those without a place, those with a broken promise, the others; the order is kept among equals."""
    return sorted(told, key=lambda each: (each.to_departure_id is not None, each.keeps_promise is not False))


def fate(told: Consequence, zone: str) -> Fate:
    """One of them, its times by the clocks of the train's end."""
    return Fate(
        told=told,
        page=reverse("admin:shipping_shipment_change", args=(told.shipment_id,)),
        old=_when(told.old_eta_at, zone),
        new=_when(told.new_eta_at, zone),
        promised=_when(told.promised_at, zone),
    )


def _when(at: datetime | None, zone: str) -> str:
    return f"{local(at, zone)} {city(zone)}" if at else "–"
