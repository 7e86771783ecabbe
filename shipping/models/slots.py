"""Which container position of a departure is open, with how much room left in it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row, world_field
from shipping import lifecycle
from shipping.models.network import ContainerType, Location
from shipping.models.timetable import Departure, DepartureLeg


@audited()
class Container(Row):
    """A box for the whole way; its number is known only when it is stuffed."""

    container_type = models.ForeignKey(ContainerType, on_delete=models.PROTECT, related_name="containers")
    number = models.CharField(max_length=11, blank=True, help_text=_("ISO 6346, once known."))
    seal_no = models.CharField(max_length=32, blank=True)
    stuffed_at = models.DateTimeField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    stripped_at = models.DateTimeField(null=True, blank=True)
    weighed_gross_g = models.PositiveIntegerField(
        null=True, blank=True, help_text=_("The whole box as declared or weighed.")
    )
    stranded_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Since when it has no train for the rest of its way.")
    )
    stranded_reason = models.CharField(max_length=200, blank=True)
    sandbox = world_field()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="container_rides_once",
                # A tester's box may have the number of a real one.
                fields=("number", "sandbox"),
                condition=~Q(number="") & Q(stripped_at__isnull=True),
            ),
            models.CheckConstraint(
                name="container_stranded_has_reason",
                condition=Q(stranded_at__isnull=True, stranded_reason="")
                | (Q(stranded_at__isnull=False) & ~Q(stranded_reason="")),
            ),
            models.CheckConstraint(
                name="container_sealed_when_stuffed",
                condition=Q(sealed_at__isnull=True) | Q(stuffed_at__isnull=False),
            ),
        )
        indexes = (
            models.Index(
                name="container_by_number",
                fields=("number",),
                opclasses=("varchar_pattern_ops",),
                condition=~Q(number=""),
            ),
        )

    def __str__(self) -> str:
        return self.number or gettext("number not yet known")


@audited()
class Slot(Row):
    """One container position of a departure: room for goods of one class; `free_*` is the scarce part."""

    AGGREGATE = "slot"
    LIFECYCLE = lifecycle.SLOT

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")
        DONE = "done", _("Done")

    departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="slots")
    number = models.PositiveSmallIntegerField()
    container = models.OneToOneField(Container, on_delete=models.PROTECT, related_name="slot")
    container_type = models.ForeignKey(ContainerType, on_delete=models.PROTECT, related_name="+")
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    temperature_class = models.CharField(max_length=32)
    segregation_group = models.CharField(max_length=32)
    payload_g = models.IntegerField()
    free_g = models.IntegerField()
    volume_cm3 = models.IntegerField()
    free_cm3 = models.IntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("departure", "number")
        constraints = (
            models.UniqueConstraint(name="slot_number_once", fields=("departure", "number")),
            models.CheckConstraint(
                name="slot_mass_not_oversold", condition=Q(free_g__gte=0) & Q(free_g__lte=F("payload_g"))
            ),
            models.CheckConstraint(
                name="slot_volume_not_oversold",
                condition=Q(free_cm3__gte=0) & Q(free_cm3__lte=F("volume_cm3")),
            ),
            models.CheckConstraint(
                name="slot_closed_has_stamp",
                condition=Q(status="open", closed_at__isnull=True)
                | (~Q(status="open") & Q(closed_at__isnull=False)),
            ),
        )
        indexes = (
            models.Index(
                name="slot_open_by_class",
                fields=("departure", "temperature_class", "segregation_group"),
                condition=Q(status="open"),
            ),
        )

    def __str__(self) -> str:
        return gettext("slot %(number)s") % {"number": self.number}


class SlotMove(Move):
    row = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="moves")


@audited()
class ContainerLeg(Row):
    """The ledger behind a leg's counters: what one container takes of one leg until it is released."""

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="container_legs")
    departure_leg = models.ForeignKey(DepartureLeg, on_delete=models.PROTECT, related_name="container_legs")
    mteu = models.IntegerField()
    gross_g = models.IntegerField()
    plugs = models.IntegerField(default=0)
    length_mm = models.IntegerField()
    taken_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="container_once_per_leg",
                fields=("container", "departure_leg"),
                condition=Q(released_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.mteu} mTEU, {self.gross_g} g"
