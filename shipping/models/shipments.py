"""What is carried, on which slot."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row, world_field
from shipping import lifecycle
from shipping.models.network import Location
from shipping.models.slots import Container, Slot
from shipping.models.timetable import Departure


# A sweep counts its tries on every waiting row: those are no changes worth keeping for ever.
@audited(exclude=["claims", "failures"])
class Shipment(Row):
    """Goods of one order part that move together; the row itself is the queue of what waits for a slot."""

    AGGREGATE = "shipment"
    LIFECYCLE = lifecycle.SHIPMENT

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        WAITING = "waiting", _("Waiting for a slot")
        ASSIGNED = "assigned", _("Assigned")
        ROLLED = "rolled", _("Rolled")
        HANDED_IN = "handed_in", _("Handed in")
        LOADED = "loaded", _("Loaded")
        DEPARTED = "departed", _("Departed")
        AT_BORDER = "at_border", _("At the border")
        TRANSSHIPPED = "transshipped", _("Transshipped")
        ARRIVED = "arrived", _("Arrived")
        OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
        DELIVERED = "delivered", _("Delivered")
        ON_HOLD = "on_hold", _("On hold")
        CUSTOMS_HOLD = "customs_hold", _("Held by customs")
        CANCELLED = "cancelled", _("Cancelled")
        LOST = "lost", _("Lost")
        DAMAGED = "damaged", _("Damaged")
        RETURNED = "returned", _("Returned")

    number = models.CharField(max_length=24, unique=True)
    tracking_code = models.CharField(max_length=12, unique=True)
    reference = models.CharField(max_length=64, db_index=True, help_text=_("Opaque to the railway."))
    first_mile_from = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    first_mile_min = models.PositiveIntegerField(
        help_text=_("Minutes from the seller's warehouse to the origin.")
    )
    gross_g = models.PositiveIntegerField()
    volume_cm3 = models.PositiveIntegerField()
    temperature_class = models.CharField(max_length=32)
    segregation_class = models.CharField(max_length=32)
    segregation_group = models.CharField(max_length=32)
    status = models.CharField(max_length=20, choices=Status, default=Status.PLANNED)
    requested_at = models.DateTimeField()
    planned_hand_in_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(
        help_text=_("At the origin: hand-in, planned or real, and the first mile.")
    )
    hand_in_by_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Latest hand-in for the assigned train.")
    )
    latest_arrival_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Shelf life ends the journey here.")
    )
    promised_at = models.DateTimeField(null=True, blank=True)
    eta_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    waiting_reason = models.CharField(max_length=40, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    attention_at = models.DateTimeField(null=True, blank=True)
    attention_reason = models.CharField(max_length=200, blank=True)
    simulated = models.BooleanField(default=False, help_text=_("Moved by simulated reports."))
    sandbox = world_field()
    consignor = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Whose goods they are: slots held for them are theirs to use."),
    )
    documents_missing = ArrayField(
        models.CharField(max_length=64),
        default=list,
        blank=True,
        help_text=_("Papers without which it does not load."),
    )
    eta_late_at = models.DateTimeField(
        null=True, blank=True, help_text=_("By when it is there nine times out of ten.")
    )
    eta_basis = models.CharField(
        max_length=12,
        blank=True,
        choices=[("timetable", _("Timetable only")), ("history", _("Observed times"))],
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="shipment_has_mass_and_volume", condition=Q(gross_g__gt=0) & Q(volume_cm3__gt=0)
            ),
            models.CheckConstraint(
                name="shipment_waits_for_a_reason",
                condition=Q(status__in=("planned", "waiting", "rolled", "on_hold", "cancelled"))
                | Q(waiting_reason=""),
            ),
            models.CheckConstraint(
                name="shipment_delivered_has_stamp",
                condition=Q(status="delivered", delivered_at__isnull=False)
                | (~Q(status="delivered") & Q(delivered_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="shipment_attention_has_reason",
                condition=Q(attention_at__isnull=True, attention_reason="")
                | (Q(attention_at__isnull=False) & ~Q(attention_reason="")),
            ),
        )
        indexes = (
            models.Index(name="shipment_waiting", fields=("ready_at", "id"), condition=Q(status="waiting")),
        )

    def __str__(self) -> str:
        return self.number


class ShipmentMove(Move):
    row = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="moves")


class LoadUnit(Row):
    """A carton or a pallet in which packages travel together; a carton may stand on a pallet."""

    class Kind(models.TextChoices):
        CARTON = "carton", _("Carton")
        PALLET = "pallet", _("Pallet")

    sscc = models.CharField(max_length=18, unique=True)
    kind = models.CharField(max_length=8, choices=Kind)
    tare_g = models.PositiveIntegerField(default=0)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="units", null=True, blank=True)
    container = models.ForeignKey(
        Container, on_delete=models.PROTECT, related_name="load_units", null=True, blank=True
    )
    stuffing_position = models.PositiveSmallIntegerField(null=True, blank=True)
    packed_at = models.DateTimeField()

    class Meta:
        ordering = ("sscc",)
        constraints = (
            models.CheckConstraint(
                name="load_unit_carton_on_pallet", condition=Q(parent__isnull=True) | Q(kind="carton")
            ),
            models.CheckConstraint(
                name="load_unit_stands_in_one_thing",
                condition=Q(parent__isnull=True) | Q(container__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.sscc


class Package(Row):
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="packages")
    sscc = models.CharField(max_length=18, unique=True)
    gross_g = models.PositiveIntegerField()
    volume_cm3 = models.PositiveIntegerField()
    packed_at = models.DateTimeField()
    unit = models.ForeignKey(
        LoadUnit, on_delete=models.PROTECT, related_name="packages", null=True, blank=True
    )
    container = models.ForeignKey(
        Container, on_delete=models.PROTECT, related_name="packages", null=True, blank=True
    )
    stuffing_position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("Order of stowing; 1 stands on the floor.")
    )

    class Meta:
        ordering = ("shipment", "sscc")
        constraints = (
            models.CheckConstraint(
                name="package_stands_in_one_thing",
                condition=Q(unit__isnull=True) | Q(container__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.sscc


@audited()
class SlotAssignment(Row):
    """One shipment's claim on one slot; at most one per shipment is not released."""

    AGGREGATE = "slot_assignment"
    LIFECYCLE = lifecycle.ASSIGNMENT

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        CONFIRMED = "confirmed", _("Confirmed")
        LOCKED = "locked", _("Locked")
        USED = "used", _("Used")
        EXPIRED = "expired", _("Expired")
        RELEASED = "released", _("Released")
        ROLLED = "rolled", _("Rolled")

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="assignments")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="assignments")
    status = models.CharField(max_length=12, choices=Status, default=Status.CONFIRMED)
    gross_g = models.PositiveIntegerField()
    volume_cm3 = models.PositiveIntegerField()
    assigned_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                name="shipment_on_one_slot", fields=("shipment",), condition=Q(released_at__isnull=True)
            ),
            models.CheckConstraint(
                name="assignment_end_has_stamp",
                condition=Q(status__in=lifecycle.OPEN_ASSIGNMENT, released_at__isnull=True)
                | (~Q(status__in=lifecycle.OPEN_ASSIGNMENT) & Q(released_at__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.gross_g} g · {self.slot_id}"


class AssignmentMove(Move):
    row = models.ForeignKey(SlotAssignment, on_delete=models.PROTECT, related_name="moves")


class Roll(Row):
    """A shipment taken from one train: why, whose fault, to which, what became of its promise; only added."""

    class Cause(models.TextChoices):
        CANCELLED = "cancelled", _("Train cancelled")
        LEG_CANCELLED = "leg_cancelled", _("Leg cancelled")
        CUT = "cut", _("Train cut")
        DELAYED = "delayed", _("Train delayed")
        EMBARGO = "embargo", _("Embargo")
        HAND_IN = "hand_in", _("Not handed in by the cut-off")
        DOCUMENTS = "documents", _("Papers missing at the cut-off")
        OVERWEIGHT = "overweight", _("Unloaded: over the cap")
        MISSING = "missing", _("Missing at stuffing")
        STAFF = "staff", _("Moved by staff")
        REPLANNED = "replanned", _("A better plan")

    class Fault(models.TextChoices):
        SELLER = "seller", _("Seller")
        CARRIER = "carrier", _("Railway")
        TERMINAL = "terminal", _("Terminal")
        CUSTOMS = "customs", _("Customs")
        PLATFORM = "platform", _("Platform")
        NOBODY = "nobody", _("Nobody")

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="rolls")
    from_departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="+")
    to_departure = models.ForeignKey(
        Departure,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text=_("Empty: it found no place, and waits."),
    )
    cause = models.CharField(max_length=14, choices=Cause)
    fault = models.CharField(max_length=10, choices=Fault)
    reason = models.CharField(max_length=200)
    why_not = models.CharField(max_length=40, blank=True, help_text=_("Why it found no place."))
    old_eta_at = models.DateTimeField(null=True, blank=True)
    new_eta_at = models.DateTimeField(null=True, blank=True)
    keeps_promise = models.BooleanField(
        null=True, blank=True, help_text=_("Empty: no promise, or no new ETA.")
    )
    rolled_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-rolled_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_cause_display()} {self.rolled_at:%Y-%m-%d %H:%M}Z"

    @property
    def rebooked(self) -> "Rebooking | None":
        """The train that it found later, if it found none at once; select `rebooking` with the roll."""
        return getattr(self, "rebooking", None)


class Rebooking(Row):
    """A shipment that found no place when it was rolled has one since; rows are only added."""

    roll = models.OneToOneField(Roll, on_delete=models.PROTECT, related_name="rebooking")
    to_departure = models.ForeignKey(Departure, on_delete=models.PROTECT, related_name="+")
    new_eta_at = models.DateTimeField()
    keeps_promise = models.BooleanField(null=True, blank=True, help_text=_("Empty: no promise."))
    rebooked_at = models.DateTimeField()

    class Meta:
        ordering = ("-rebooked_at", "-id")

    def __str__(self) -> str:
        return f"on {self.to_departure_id} since {self.rebooked_at:%Y-%m-%d %H:%M}Z"
