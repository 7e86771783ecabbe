"""Between which places do trains run, on which gauge, in which boxes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from kit.models import Row


class Location(Row):
    code = models.CharField(max_length=32, unique=True)
    unlocode = models.CharField(max_length=5, blank=True)
    names = models.JSONField(default=dict)
    country = models.CharField(max_length=2)
    latitude = models.DecimalField(max_digits=8, decimal_places=5)
    longitude = models.DecimalField(max_digits=8, decimal_places=5)
    gauges_mm = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    kind = models.CharField(max_length=24)
    timezone = models.CharField(max_length=40)
    esr_code = models.CharField(max_length=6, blank=True)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class OrganisationLocation(Row):
    """A place from which an organisation may send reports."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.CASCADE, related_name="report_locations"
    )
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="reporters")

    class Meta:
        constraints = (
            models.UniqueConstraint(name="organisation_location_once", fields=("organisation", "location")),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} at {self.location_id}"


class Leg(Row):
    code = models.CharField(max_length=16, unique=True)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="legs_out")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="legs_in")
    mode = models.CharField(max_length=16)
    gauges_mm = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    distance_km = models.PositiveIntegerField(null=True, blank=True)
    typical_hours = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(name="leg_goes_somewhere", condition=~Q(origin=F("destination"))),
        )

    def __str__(self) -> str:
        return self.code


class Route(Row):
    code = models.CharField(max_length=32, unique=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class RouteLeg(Row):
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="route_legs")
    position = models.PositiveSmallIntegerField()
    leg = models.ForeignKey(Leg, on_delete=models.PROTECT, related_name="+")
    reversed = models.BooleanField(default=False, help_text="The leg is run from its end to its start.")

    class Meta:
        ordering = ("route", "position")
        constraints = (
            models.UniqueConstraint(name="route_leg_one_per_position", fields=("route", "position")),
        )

    def __str__(self) -> str:
        return f"{self.position} {self.leg_id}"


class ContainerType(Row):
    iso_code = models.CharField(max_length=4, unique=True)
    name = models.CharField(max_length=80)
    nominal_ft = models.PositiveSmallIntegerField()
    length_mm = models.PositiveIntegerField()
    mteu = models.PositiveIntegerField(help_text="Thousandths of a TEU; one place is 2,000.")
    volume_cm3 = models.PositiveIntegerField()
    tare_g = models.PositiveIntegerField()
    max_gross_g = models.PositiveIntegerField()
    rail_max_gross_g = models.PositiveIntegerField(help_text="0: refused on scheduled trains.")
    is_reefer = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("iso_code",)

    def __str__(self) -> str:
        return self.iso_code


class TrainService(Row):
    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services_out")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services_in")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="services")
    crossing = models.CharField(max_length=16)
    direction = models.CharField(max_length=5)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text="1 is Monday, at the origin.")
    departs_local = models.TimeField()
    transit_h = models.PositiveIntegerField()
    places_1520 = models.PositiveSmallIntegerField()
    places_1435 = models.PositiveSmallIntegerField()
    gross_cap_g = models.BigIntegerField()
    plugs = models.PositiveSmallIntegerField()
    max_length_1520_mm = models.PositiveIntegerField()
    max_length_1435_mm = models.PositiveIntegerField()
    cfs_cutoff_h = models.PositiveSmallIntegerField()
    doc_cutoff_h = models.PositiveSmallIntegerField()
    cy_cutoff_h = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
