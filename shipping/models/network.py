"""Between which places do trains run, on which gauge, in which boxes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row, world_field


class LegKind(models.TextChoices):
    TRAIN = "train", _("Train")
    TRANSSHIPMENT = "transshipment", _("Transshipment")


class RestEffect(models.TextChoices):
    """What a holiday or a closure does to a train."""

    RUNS = "runs", _("Runs all the same")
    SHIFTS = "shifts", _("Runs on the next free day")
    CANCELS = "cancels", _("Does not run")


# What a closed place does: a train that runs all the same would run into it.
CLOSING = (RestEffect.SHIFTS, RestEffect.CANCELS)


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
        return f"{self.organisation_id} · {self.location_id}"


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
    reversed = models.BooleanField(default=False, help_text=_("The leg is run from its end to its start."))

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
    mteu = models.PositiveIntegerField(help_text=_("Thousandths of a TEU; one place is 2,000."))
    volume_cm3 = models.PositiveIntegerField()
    tare_g = models.PositiveIntegerField()
    max_gross_g = models.PositiveIntegerField()
    rail_max_gross_g = models.PositiveIntegerField(help_text=_("0: refused on scheduled trains."))
    is_reefer = models.BooleanField(default=False)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("iso_code",)

    def __str__(self) -> str:
        return self.iso_code


@audited()
class Crossing(Row):
    """A border crossing: how many trains a day the two railways agreed to hand over there, each way."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    station = models.ForeignKey(
        Location,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Where the gauge changes; its clock tells the day."),
    )
    daily_trains = models.PositiveSmallIntegerField(help_text=_("Trains a day in each direction."))
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


@audited()
class TrainService(Row):
    """What is sold: a through train on certain weekdays; its legs stand in ServiceLeg."""

    code = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services_out")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="services_in")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="services")
    crossing = models.CharField(max_length=16)
    direction = models.CharField(max_length=5)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), help_text=_("1 is Monday, at the origin."))
    departs_local = models.TimeField()
    transit_h = models.PositiveIntegerField()
    cfs_cutoff_h = models.PositiveSmallIntegerField()
    doc_cutoff_h = models.PositiveSmallIntegerField()
    cy_cutoff_h = models.PositiveSmallIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    sandbox = world_field()
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Edited by staff since: the reference data leaves it as it is.")
    )
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="service_valid_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="service_cutoffs_in_order",
                condition=Q(cy_cutoff_h__lte=F("doc_cutoff_h")) & Q(doc_cutoff_h__lte=F("cfs_cutoff_h")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@audited()
class ServiceLeg(Row):
    """One train, or the transshipment between two, of a service: when it runs, what it bears."""

    service = models.ForeignKey(TrainService, on_delete=models.CASCADE, related_name="legs")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=LegKind)
    gauge_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    train_number = models.CharField(max_length=40, blank=True)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    departs_after_min = models.PositiveIntegerField(help_text=_("Minutes after the service's departure."))
    arrives_after_min = models.PositiveIntegerField(help_text=_("Minutes after the service's departure."))
    places = models.PositiveSmallIntegerField(help_text=_("Forty-foot positions."))
    gross_cap_g = models.BigIntegerField()
    plugs = models.PositiveSmallIntegerField()
    max_length_mm = models.PositiveIntegerField()

    class Meta:
        ordering = ("service", "position")
        constraints = (
            models.UniqueConstraint(name="service_leg_one_per_position", fields=("service", "position")),
            models.CheckConstraint(
                name="service_leg_times_in_order",
                condition=Q(arrives_after_min__gt=F("departs_after_min")),
            ),
            models.CheckConstraint(
                name="service_leg_train_has_gauge",
                condition=Q(kind="train", gauge_mm__in=(1435, 1520))
                | Q(kind="transshipment", gauge_mm__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.train_number or f"{self.get_kind_display()} {self.position}"


@audited()
class HolidayRule(Row):
    """What a public holiday of a country does to the trains that would leave on it."""

    country = models.CharField(max_length=2)
    holiday = models.CharField(max_length=80, help_text=_("Part of the holiday's English name."))
    effect = models.CharField(max_length=8, choices=RestEffect)
    source = models.TextField(blank=True)
    confidence = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("country", "holiday")
        constraints = (models.UniqueConstraint(name="holiday_rule_once", fields=("country", "holiday")),)

    def __str__(self) -> str:
        return f"{self.country} {self.holiday}: {self.effect}"


@audited()
class Closure(Row):
    """Days on which a station, or a whole crossing, handles no trains."""

    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="closures", null=True, blank=True
    )
    crossing = models.ForeignKey(
        Crossing, on_delete=models.PROTECT, related_name="closures", null=True, blank=True
    )
    first_date = models.DateField()
    last_date = models.DateField()
    effect = models.CharField(max_length=8, choices=RestEffect)
    reason = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("first_date", "id")
        constraints = (
            models.CheckConstraint(
                name="closure_of_one_place",
                condition=Q(location__isnull=False, crossing__isnull=True)
                | Q(location__isnull=True, crossing__isnull=False),
            ),
            models.CheckConstraint(name="closure_days_in_order", condition=Q(last_date__gte=F("first_date"))),
        )

    def __str__(self) -> str:
        return f"{self.first_date} – {self.last_date} {self.reason}"
