"""What do our own people write down about an order?"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from kit.models import Row
from orders.models.orders import Order
from orders.policy import LONGEST_NOTE


class Note(Row):
    """What a member of staff wrote about an order, for our own people alone; rows are only added."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="notes", verbose_name=_("order"))
    text = models.TextField(_("text"), max_length=LONGEST_NOTE)
    written_at = models.DateTimeField(_("written at"))
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = (
            models.CheckConstraint(
                name="note_says_something",
                condition=~Q(text="") & Q(LessThanOrEqual(Length("text"), LONGEST_NOTE)),
            ),
        )

    def __str__(self) -> str:
        return self.text if len(self.text) <= 60 else f"{self.text[:59]}…"


class Attachment(Row):
    """A photo or a paper that came with a note, as we made it anew; rows are only added."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photo")
        PDF = "pdf", _("PDF")

    note = models.ForeignKey(
        Note, on_delete=models.PROTECT, related_name="attachments", verbose_name=_("note")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    file = models.FileField(_("file"), max_length=100)
    name = models.CharField(_("name"), max_length=120, help_text=_("As its writer called it."))
    size_b = models.PositiveIntegerField(_("size"), help_text=_("Bytes."))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("id",)
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.name
