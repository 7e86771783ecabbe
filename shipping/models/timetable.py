"""Which train runs on which day, with how much room on each of its legs."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row
from shipping import lifecycle
from shipping.models.network import LegKind, Location, TrainService


@audited()
class Departure(Row):
    AGGREGATE = "departure"
    LIFECYCLE = lifecycle.DEPARTURE

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        LOADED = "loaded", _("Loaded")
        DEPARTED = "departed", _("Departed")
        AT_BORDER = "at_border", _("At the border")
        ARRIVED = "arrived", _("Arrived")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    service = models.ForeignKey(TrainService, on_delete=models.PROTECT, related_name="departures")
    service_date = models.DateField(
        help_text=_("The timetable's day at the origin; a shifted or delayed train keeps it.")
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.PLANNED)
    departs_at = models.DateTimeField()
    arrives_at = models.DateTimeField()
    cfs_cutoff_at = models.DateTimeField()
    doc_cutoff_at = models.DateTimeField()
    cy_cutoff_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    planned_departs_at = models.DateTimeField(help_text=_("As the timetable had it, before any delay."))
    planned_arrives_at = models.DateTimeField()
    documents_closed_at = models.DateTimeField(null=True, blank=True)
    terminal_closed_at = models.DateTimeField(null=True, blank=True)
    runs_through = models.BooleanField(
        default=True, help_text=_("Every leg runs; without it no new container is taken.")
    )
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Edited by hand since: the timetable leaves it as it is.")
    )
    rests = models.BooleanField(
        default=False,
        help_text=_("Cancelled by the timetable's own rules: it runs again when they no longer apply."),
    )
    note = models.CharField(
        max_length=200, blank=True, help_text=_("Why it differs from its service: holiday, closure, delay.")
    )
    follow_up_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Changed, and since when what this means for its shipments is still to be worked out."),
    )

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
            models.Index(
                name="departure_to_follow_up",
                fields=("follow_up_at",),
                condition=Q(follow_up_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.service.code} {self.service_date}"


class DepartureMove(Move):
    row = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="moves")


@audited()
class DepartureLeg(Row):
    """One train, or the transshipment between two, of a departure; `free_*` is the scarce part."""

    Kind = LegKind

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="legs")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=14, choices=LegKind)
    gauge_mm = models.PositiveSmallIntegerField(null=True, blank=True)
    train_number = models.CharField(max_length=40, blank=True)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    departs_at = models.DateTimeField(help_text=_("As expected now: the plan with its delays."))
    arrives_at = models.DateTimeField()
    planned_departs_at = models.DateTimeField()
    planned_arrives_at = models.DateTimeField()
    actual_departed_at = models.DateTimeField(null=True, blank=True)
    actual_arrived_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    full_mteu = models.IntegerField(help_text=_("The places before any cut."))
    full_gross_g = models.BigIntegerField(help_text=_("The mass before any cut."))
    cap_mteu = models.IntegerField()
    free_mteu = models.IntegerField()
    cap_gross_g = models.BigIntegerField()
    free_gross_g = models.BigIntegerField()
    cap_plugs = models.IntegerField()
    free_plugs = models.IntegerField()
    cap_length_mm = models.IntegerField()
    free_length_mm = models.IntegerField()
    cut_to_mteu = models.IntegerField(
        null=True, blank=True, editable=False, help_text=_("Cut to this, once enough containers have left.")
    )
    cut_to_gross_g = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("departure", "position")
        indexes = (
            # The next train of the same leg, when one is cancelled.
            models.Index(name="departure_leg_by_ends", fields=("origin", "destination", "departs_at")),
        )
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


class DepartureChange(Row):
    """What was done to a departure, or to one leg of it, why, by whom; rows are only added."""

    class Kind(models.TextChoices):
        DELAYED = "delayed", _("Delayed")
        CUT = "cut", _("Cut")
        CANCELLED = "cancelled", _("Cancelled")
        RESTORED = "restored", _("Restored")
        EXTENDED = "extended", _("Cut-off extended")
        EDITED = "edited", _("Edited")
        SHIFTED = "shifted", _("Shifted")
        FOLLOWS = "follows", _("Follows the timetable again")

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="changes")
    leg = models.ForeignKey(
        DepartureLeg, on_delete=models.PROTECT, related_name="changes", null=True, blank=True
    )
    kind = models.CharField(max_length=12, choices=Kind)
    facts = models.JSONField(default=dict, help_text=_("What was, what became."))
    reason = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.changed_at:%Y-%m-%d %H:%M}Z"


class LegObservation(Row):
    """How long one leg really took, from real reports; what later expectations are made of."""

    departure_leg = models.OneToOneField(
        DepartureLeg,
        on_delete=models.PROTECT,
        related_name="observation",
        null=True,
        blank=True,
        help_text=_("Empty of trains from before this railway kept its own books."),
    )
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=LegKind)
    minutes = models.PositiveIntegerField()
    observed_at = models.DateTimeField()

    class Meta:
        ordering = ("-observed_at", "-id")
        indexes = (
            models.Index(
                name="leg_observation_by_ends", fields=("origin", "destination", "kind", "-observed_at")
            ),
        )

    def __str__(self) -> str:
        return f"{self.minutes} min"
