"""Which shipments, parcels and containers does a word name?"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from kit.hits import as_hits
from shipping.models import Container, LoadUnit, Package, Shipment, TrainService
from shipping.queries.units import NOT_OF_SANDBOX

_OF_SHIPMENT = {
    "status": "status",
    "reference": "reference",
    "from": "origin__code",
    "to": "destination__code",
    "at": "requested_at",
    "zone": "origin__timezone",
}


def shipments_numbered(numbers: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Shipments by their whole numbers."""
    return _shipments(Q(number__in=numbers), most)


def shipments_tracked(codes: Sequence[str], *, is_start: bool, most: int) -> "QuerySet[Any, Any]":
    """Shipments by their tracking codes as stored, or by how these begin."""
    return _shipments(_named("tracking_code", codes, is_start), most)


def packages_labelled(labels: Sequence[str], *, is_start: bool, most: int) -> "QuerySet[Any, Any]":
    """Packages by their SSCC, or by how it begins."""
    return as_hits(
        Package.objects.filter(_named("sscc", labels, is_start), shipment__sandbox=False),
        kind="package",
        name="sscc",
        most=most,
        facts={"shipment": "shipment__number", "reference": "shipment__reference", "gross_g": "gross_g"},
    )


def load_units_labelled(labels: Sequence[str], *, is_start: bool, most: int) -> "QuerySet[Any, Any]":
    """Cartons and pallets by their SSCC, or by how it begins."""
    return as_hits(
        LoadUnit.objects.filter(_named("sscc", labels, is_start), NOT_OF_SANDBOX),
        kind="load_unit",
        name="sscc",
        most=most,
        facts={"unit": "kind", "at": "packed_at"},
    )


def containers_numbered(numbers: Sequence[str], *, is_start: bool, most: int) -> "QuerySet[Any, Any]":
    """The journeys of a container, or of those whose numbers begin so, the newest first."""
    return as_hits(
        Container.objects.filter(
            _named("number", numbers, is_start),
            ~Q(number=""),
            sandbox=False,
        ),
        kind="container",
        name="number",
        most=most,
        facts={
            "train": "slot__departure__service__code",
            "at": "slot__departure__departs_at",
            "zone": "slot__origin__timezone",
            "slot": "slot__number",
        },
    )


def services_of_test_world() -> "QuerySet[Any, Any]":
    """The codes of its services, to narrow down what names services by their codes alone."""
    return TrainService.objects.filter(sandbox=True).values("code")


def live_services() -> "QuerySet[Any, Any]":
    """The codes of the services of the live world."""
    return TrainService.objects.filter(sandbox=False).values_list("code", flat=True)


def destinations_of_services() -> "QuerySet[Any, Any]":
    """The codes of the services of the live world, each with the country where its trains end."""
    return TrainService.objects.filter(sandbox=False).values_list("code", "destination__country")


def _shipments(named: Q, most: int) -> "QuerySet[Any, Any]":
    rows = Shipment.objects.filter(named, sandbox=False)
    return as_hits(rows, kind="shipment", name="number", most=most, facts=_OF_SHIPMENT)


def _named(column: str, words: Sequence[str], is_start: bool) -> Q:
    return Q(**{f"{column}__startswith": words[0]}) if is_start else Q(**{f"{column}__in": words})
