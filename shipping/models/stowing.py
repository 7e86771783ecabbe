"""What was found in a container, on which wagon does it stand?"""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row
from shipping.models.shipments import Shipment
from shipping.models.slots import Container
from shipping.models.timetable import DepartureLeg


class Discrepancy(Row):
    """What stuffing or stripping found to differ from the books, until a person has settled it."""

    class Stage(models.TextChoices):
        STUFFING = "stuffing", _("Stuffing")
        STRIPPING = "stripping", _("Stripping")

    class Kind(models.TextChoices):
        MISSING = "missing", _("Missing")
        EXTRA = "extra", _("Too many")
        MASS = "mass", _("Mass differs")
        OVERWEIGHT = "overweight", _("Over the cap: unloaded")

    class Outcome(models.TextChoices):
        """What was decided about goods that differ, where a note alone would leave them nowhere."""

        ROLLS = "rolls", _("The shipment follows with another train")
        RIDES = "rides", _("The rest of the shipment rides without it")
        UNLOADS = "unloads", _("The scales are right: unload what stands last")

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="discrepancies")
    stage = models.CharField(max_length=10, choices=Stage)
    kind = models.CharField(max_length=10, choices=Kind)
    sscc = models.CharField(max_length=18, blank=True)
    shipment = models.ForeignKey(
        Shipment, on_delete=models.PROTECT, related_name="discrepancies", null=True, blank=True
    )
    expected_g = models.BigIntegerField(null=True, blank=True)
    found_g = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_note = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    settled_by_id = models.UUIDField(null=True, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-found_at", "-id")
        verbose_name_plural = _("discrepancies")
        constraints = (
            models.CheckConstraint(
                name="discrepancy_settled_has_note",
                condition=models.Q(settled_at__isnull=True, settled_note="")
                | (models.Q(settled_at__isnull=False) & ~models.Q(settled_note="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.sscc}"


class SealChange(Row):
    """A seal put on a container or broken, by whom, why; rows are only added."""

    class Kind(models.TextChoices):
        SEALED = "sealed", _("Sealed")
        BROKEN = "broken", _("Broken")

    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="seal_changes")
    kind = models.CharField(max_length=8, choices=Kind)
    seal_no = models.CharField(max_length=32)
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-changed_at", "-id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.seal_no}"


@audited()
class LoadList(Row):
    """Which container stands on which wagon of one train; drawn as often as needed, then confirmed."""

    departure_leg = models.OneToOneField(DepartureLeg, on_delete=models.PROTECT, related_name="load_list")
    drawn_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-drawn_at", "-id")

    def __str__(self) -> str:
        return f"{gettext('load list')} {self.departure_leg_id}"


class WagonPlace(Row):
    """One container on one wagon; two twenty-foot boxes may share a wagon."""

    load_list = models.ForeignKey(LoadList, on_delete=models.CASCADE, related_name="places")
    wagon = models.PositiveSmallIntegerField(help_text=_("Order in the train, from the locomotive."))
    position = models.PositiveSmallIntegerField(help_text=_("On the wagon, from the front."))
    container = models.ForeignKey(Container, on_delete=models.PROTECT, related_name="wagon_places")
    gross_g = models.PositiveIntegerField()
    number = models.CharField(max_length=11, blank=True, help_text=_("As it was when the list was drawn."))
    seal_no = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("load_list", "wagon", "position")
        constraints = (
            models.UniqueConstraint(name="wagon_place_once", fields=("load_list", "wagon", "position")),
            models.UniqueConstraint(name="wagon_place_container_once", fields=("load_list", "container")),
        )

    def __str__(self) -> str:
        return f"wagon {self.wagon}, place {self.position}"
