"""Who may not ride, for whom is room kept?"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row
from shipping.models.network import Crossing, Location, TrainService
from shipping.models.timetable import Departure, DepartureLeg


@audited()
class Embargo(Row):
    """A railway's stop ("convention ban") on a station or a crossing, for all goods or for some."""

    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="embargoes", null=True, blank=True
    )
    crossing = models.ForeignKey(
        Crossing, on_delete=models.PROTECT, related_name="embargoes", null=True, blank=True
    )
    direction = models.CharField(
        max_length=5,
        blank=True,
        choices=[("KZ-CN", _("Kazakhstan – China")), ("CN-KZ", _("China – Kazakhstan"))],
    )
    segregation_classes = ArrayField(
        models.CharField(max_length=32), default=list, blank=True, help_text=_("Empty: all goods.")
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: until lifted."))
    reason = models.CharField(max_length=200)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-starts_at", "-id")
        verbose_name_plural = _("embargoes")
        constraints = (
            models.CheckConstraint(
                name="embargo_of_one_place",
                condition=Q(location__isnull=False, crossing__isnull=True)
                | Q(location__isnull=True, crossing__isnull=False),
            ),
            models.CheckConstraint(
                name="embargo_times_in_order",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} {self.reason}"


@audited()
class Allotment(Row):
    """
    Places kept for one seller on every departure of a service until shortly before its cut-off;
    or, as a hold, on one `departure` alone, `holds_until` an instant (rule 11).
    """

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="allotments"
    )
    service = models.ForeignKey(TrainService, on_delete=models.PROTECT, related_name="allotments")
    places = models.PositiveSmallIntegerField(help_text=_("Forty-foot positions on each departure."))
    release_h = models.PositiveSmallIntegerField(
        help_text=_("Hours before the warehouse cut-off at which unused places are given up.")
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    departure = models.ForeignKey(
        Departure, on_delete=models.PROTECT, related_name="holds", null=True, blank=True
    )
    holds_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("service", "organisation", "id")
        constraints = (
            models.CheckConstraint(
                name="allotment_hold_has_its_hour",
                condition=Q(departure__isnull=True, holds_until__isnull=True)
                | Q(departure__isnull=False, holds_until__isnull=False),
            ),
            models.CheckConstraint(name="allotment_has_places", condition=Q(places__gt=0)),
            models.UniqueConstraint(
                name="allotment_one_at_a_time",
                fields=("organisation", "service"),
                condition=Q(ended_at__isnull=True, departure__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.valid_from} · {self.places}"


@audited()
class AllottedPlaces(Row):
    """What an allotment still keeps of one departure."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="kept")
    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="allotted")
    places_kept = models.PositiveSmallIntegerField()
    places_left = models.PositiveSmallIntegerField()
    release_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("departure", "id")
        verbose_name_plural = _("allotted places")
        constraints = (
            models.UniqueConstraint(name="allotted_once", fields=("allotment", "departure")),
            models.CheckConstraint(
                name="allotted_left_within_kept", condition=Q(places_left__lte=F("places_kept"))
            ),
            models.CheckConstraint(
                name="allotted_released_is_empty",
                condition=Q(released_at__isnull=True) | Q(places_left=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.places_left} / {self.places_kept}"


class AllottedLeg(Row):
    """The ledger behind a leg's counters: what each place that is still kept takes of one leg."""

    allotted = models.ForeignKey(AllottedPlaces, on_delete=models.PROTECT, related_name="legs")
    departure_leg = models.ForeignKey(DepartureLeg, on_delete=models.PROTECT, related_name="allotted_legs")
    mteu = models.IntegerField(help_text=_("Of one place, as are the others."))
    gross_g = models.IntegerField()
    plugs = models.IntegerField(default=0)
    length_mm = models.IntegerField()

    class Meta:
        ordering = ("allotted", "departure_leg")
        constraints = (
            models.UniqueConstraint(name="allotted_leg_once", fields=("allotted", "departure_leg")),
        )

    def __str__(self) -> str:
        return f"{self.mteu} mTEU, {self.gross_g} g"
