"""How much is where, from which lot, for whom."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.models.gate import noting
from catalog.models.products import Variant
from catalog.models.touches import OF_LOT, touching
from kit.audit import audited
from kit.models import Move, Row

# Whether a level, OLD or NEW, has a unit that somebody can buy.
_HAS_FREE = "{0}.on_hand > {0}.reserved AND NOT {0}.is_quarantined"
_FREE_TURNS = f"({_HAS_FREE.format('OLD')}) IS DISTINCT FROM ({_HAS_FREE.format('NEW')})"


class Warehouse(Row):
    code = models.CharField(max_length=32, unique=True)
    names = models.JSONField(default=dict)
    country = models.CharField(max_length=2)
    location_code = models.CharField(max_length=32, help_text=_("Where the first mile starts."))

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


@audited()
class Lot(Row):
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="lots")
    code = models.CharField(max_length=64)
    made_date = models.DateField()
    best_before_date = models.DateField(null=True, blank=True)
    certificate_ref = models.CharField(max_length=64, blank=True)
    quarantined_at = models.DateTimeField(
        _("in quarantine since"), null=True, blank=True, help_text=_("Nobody can buy any of it since then.")
    )
    quarantine_reason = models.CharField(
        _("why it is in quarantine"), max_length=200, blank=True, default="", db_default=""
    )

    class Meta:
        ordering = ("variant", "best_before_date", "code")
        constraints = (
            models.CheckConstraint(
                name="lot_quarantine_has_reason",
                condition=Q(quarantined_at__isnull=True, quarantine_reason="")
                | (Q(quarantined_at__isnull=False) & ~Q(quarantine_reason="")),
            ),
            models.UniqueConstraint(name="lot_code_per_variant", fields=("variant", "code")),
            models.CheckConstraint(
                name="lot_dates_in_order",
                condition=Q(best_before_date__isnull=True) | Q(best_before_date__gt=F("made_date")),
            ),
        )

    def __str__(self) -> str:
        return self.code


@audited()
class StockLevel(Row):
    """
    The scarce row: units of one lot in one warehouse; `reserved` of them are promised to orders.

    `is_quarantined` says of its lot's quarantine what whoever takes units asks in the same statement.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="levels")
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="levels")
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    is_quarantined = models.BooleanField(_("in quarantine"), default=False, db_default=False)
    shelf = models.CharField(
        _("shelf"),
        max_length=32,
        blank=True,
        default="",
        db_default="",
        help_text=_("Where in the warehouse it lies, as its seller names the place."),
    )

    class Meta:
        triggers = (
            noting(OF_LOT, column="lot_id", on="insert", condition=_HAS_FREE.format("NEW")),
            noting(OF_LOT, column="lot_id", condition=_FREE_TURNS),
            touching(OF_LOT, column="lot_id", on="insert", condition=_HAS_FREE.format("NEW")),
            # Only when the first free unit comes or the last one goes.
            touching(OF_LOT, column="lot_id", condition=_FREE_TURNS),
        )
        ordering = ("lot", "warehouse")
        constraints = (
            models.UniqueConstraint(name="stock_level_one_per_place", fields=("lot", "warehouse")),
            models.CheckConstraint(
                name="stock_never_oversold", condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.free} / {self.on_hand}"

    @property
    def free(self) -> int:
        """What can be bought."""
        return 0 if self.is_quarantined else self.on_hand - self.reserved


@audited()
class StockMove(models.Model):
    """One line of the append-only stock ledger; a level's `on_hand` is the sum of its moves."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("Received")
        ADJUSTED = "adjusted", _("Adjusted")
        SHIPPED = "shipped", _("Shipped")
        COUNTED = "counted", _("Counted")
        SENT = "sent", _("Sent to another warehouse")
        ARRIVED = "arrived", _("Arrived from another warehouse")
        CALLED_BACK = "called_back", _("Called back on the way")

    id = models.BigAutoField(primary_key=True)
    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="stock_moves")
    kind = models.CharField(max_length=12, choices=Kind)
    quantity = models.IntegerField()
    reason = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.CheckConstraint(name="stock_move_moves", condition=~Q(quantity=0)),)
        indexes = (
            models.Index(name="stock_move_by_reference", fields=("reference",), condition=~Q(reference="")),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.quantity:+d}"


@audited()
class StockReservation(Row):
    AGGREGATE = "stock_reservation"
    LIFECYCLE = lifecycle.RESERVATION

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        RELEASED = "released", _("Released")
        CONSUMED = "consumed", _("Consumed")

    level = models.ForeignKey(StockLevel, on_delete=models.PROTECT, related_name="reservations")
    reference = models.CharField(max_length=64, help_text=_("Number of the order that holds the units."))
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status, default=Status.ACTIVE)
    reserved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(name="reservation_once_per_level", fields=("reference", "level")),
            models.CheckConstraint(name="reservation_holds_units", condition=Q(quantity__gt=0)),
            models.CheckConstraint(
                name="reservation_end_has_stamp",
                condition=Q(status="active", ended_at__isnull=True)
                | (~Q(status="active") & Q(ended_at__isnull=False)),
            ),
        )
        indexes = (models.Index(name="reservation_by_reference", fields=("reference",)),)

    def __str__(self) -> str:
        return f"{self.quantity} · {self.reference}"


class ReservationMove(Move):
    row = models.ForeignKey(StockReservation, on_delete=models.PROTECT, related_name="moves")


class LowStock(models.Model):
    """A variant of which little was left when it was last looked at; there as long as that lasts."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.variant_id)
