"""Which train runs on which day, with how much room on each of its legs."""

from django.db import models
from django.db.models import F, Q

from kit.audit import audited
from kit.models import Move, Row
from shipping import lifecycle
from shipping.models.network import Location, TrainService


@audited()
class Departure(Row):
    AGGREGATE = "departure"
    LIFECYCLE = lifecycle.DEPARTURE

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        LOADED = "loaded", "Loaded"
        DEPARTED = "departed", "Departed"
        AT_BORDER = "at_border", "At the border"
        ARRIVED = "arrived", "Arrived"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    service = models.ForeignKey(TrainService, on_delete=models.PROTECT, related_name="departures")
    service_date = models.DateField(help_text="Day of departure at the origin.")
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    departs_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    cfs_cutoff_at = models.DateTimeField()
    doc_cutoff_at = models.DateTimeField()
    cy_cutoff_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("departs_at", "id")
        constraints = (
            models.UniqueConstraint(name="departure_one_a_day", fields=("service", "service_date")),
            models.CheckConstraint(
                name="departure_times_in_order", condition=Q(arrives_at__gt=F("departs_at"))
            ),
            models.CheckConstraint(
                name="departure_cutoffs_in_order",
                condition=Q(cfs_cutoff_at__lte=F("doc_cutoff_at"))
                & Q(doc_cutoff_at__lte=F("cy_cutoff_at"))
                & Q(cy_cutoff_at__lte=F("departs_at")),
            ),
            models.CheckConstraint(
                name="departure_cancelled_has_stamp",
                condition=Q(status="cancelled", cancelled_at__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_at__isnull=True)),
            ),
        )
        indexes = (
            models.Index(
                name="departure_open_by_cutoff", fields=("cfs_cutoff_at",), condition=Q(status="open")
            ),
        )

    def __str__(self) -> str:
        return f"{self.service.code} {self.service_date}"


class DepartureMove(Move):
    row = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="moves")


@audited()
class DepartureLeg(Row):
    """One train, or the transshipment between two, of a departure; `free_*` is the scarce part."""

    class Kind(models.TextChoices):
        TRAIN = "train", "Train"
        TRANSSHIPMENT = "transshipment", "Transshipment"

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="legs")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=Kind)
    gauge_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    train_number = models.CharField(max_length=40, blank=True)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    departs_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    cap_mteu = models.IntegerField()
    free_mteu = models.IntegerField()
    cap_gross_g = models.BigIntegerField()
    free_gross_g = models.BigIntegerField()
    cap_plugs = models.IntegerField()
    free_plugs = models.IntegerField()
    cap_length_mm = models.IntegerField()
    free_length_mm = models.IntegerField()

    class Meta:
        ordering = ("departure", "position")
        constraints = (
            models.UniqueConstraint(name="departure_leg_one_per_position", fields=("departure", "position")),
            models.CheckConstraint(
                name="departure_leg_places_not_oversold",
                condition=Q(free_mteu__gte=0) & Q(free_mteu__lte=F("cap_mteu")),
            ),
            models.CheckConstraint(
                name="departure_leg_mass_not_oversold",
                condition=Q(free_gross_g__gte=0) & Q(free_gross_g__lte=F("cap_gross_g")),
            ),
            models.CheckConstraint(
                name="departure_leg_plugs_not_oversold",
                condition=Q(free_plugs__gte=0) & Q(free_plugs__lte=F("cap_plugs")),
            ),
            models.CheckConstraint(
                name="departure_leg_length_not_oversold",
                condition=Q(free_length_mm__gte=0) & Q(free_length_mm__lte=F("cap_length_mm")),
            ),
            models.CheckConstraint(
                name="departure_leg_train_has_gauge",
                condition=Q(kind="train", gauge_mm__in=(1435, 1520))
                | Q(kind="transshipment", gauge_mm__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.train_number or f"{self.get_kind_display()} {self.position}"
