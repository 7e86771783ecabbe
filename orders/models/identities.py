"""In whose name do goods come in, who read the number of their card?"""

from contextlib import suppress

from cryptography.fernet import InvalidToken
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit import sealing
from kit.audit import audited
from kit.models import Row, world_field
from orders.identity_numbers import SHOWN
from orders.models.buyers import Buyer
from orders.policy import IDENTITY_NAME_SEALED_AS

# Of `kit.sealing.keyed_hash`.
HASH_LENGTH = 64


class HashKey(Row):
    """
    The one key by which `person` is made of a number, sealed under SECRET_KEY.

    It stays when SECRET_KEY changes, so that those are still found whose number is kept no more.
    """

    sealed = models.TextField(editable=False)
    only_one = models.BooleanField(default=True, unique=True, editable=False)

    class Meta:
        ordering = ("id",)
        constraints = (models.CheckConstraint(name="hash_key_is_the_only_one", condition=Q(only_one=True)),)

    def __str__(self) -> str:
        return str(self.pk)


@audited(exclude=["name_sealed", "number_sealed", "number_end", "person"])
class ImportIdentity(Row):
    """
    A person in whose name a buyer brings goods into China, by the name and number of their card.

    Both are encrypted by `kit.sealing`; of the number people see how it ends. `person` is a keyed hash of
    it, the same whoever's account it is. A buyer who removes it doesn't see it any more; once nothing stands
    that was ordered in this name, name and number are gone and the hash alone is left, for the allowance.
    """

    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="identities")
    sandbox = world_field()
    name_sealed = models.TextField(editable=False, blank=True)
    number_sealed = models.TextField(editable=False, blank=True)
    number_end = models.CharField(_("number ends in"), max_length=SHOWN, blank=True)
    person = models.CharField(_("person"), max_length=HASH_LENGTH, help_text=_("Hash of the number."))
    removed_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When name and number were deleted.")
    )

    class Meta:
        ordering = ("-id",)
        verbose_name = _("import identity")
        verbose_name_plural = _("import identities")
        constraints = (
            models.UniqueConstraint(
                name="identity_once_a_buyer",
                fields=("buyer", "person"),
                condition=Q(removed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="identity_is_forgotten_whole",
                condition=Q(forgotten_at__isnull=True) & ~Q(name_sealed="") & ~Q(number_sealed="")
                | Q(
                    removed_at__isnull=False,
                    forgotten_at__isnull=False,
                    name_sealed="",
                    number_sealed="",
                    number_end="",
                ),
            ),
        )
        indexes = (
            models.Index(name="identity_of_person", fields=("person",)),
            models.Index(
                name="identity_to_forget",
                fields=("id",),
                condition=Q(removed_at__isnull=False, forgotten_at__isnull=True),
            ),
        )

    @property
    def name(self) -> str:
        """The name on the card; empty once it was deleted, and where no key of ours reads it."""
        with suppress(InvalidToken):
            return sealing.unseal(self.name_sealed, purpose=IDENTITY_NAME_SEALED_AS)
        return ""

    @property
    def is_unreadable(self) -> bool:
        """Whether a name is kept that no key of ours reads."""
        return bool(self.name_sealed) and not self.name

    def __str__(self) -> str:
        return f"…{self.number_end}" if self.number_end else str(_("deleted"))


class IdentityReading(Row):
    """A member of staff read the whole number of a card; rows are only added."""

    identity = models.ForeignKey(
        ImportIdentity, on_delete=models.PROTECT, related_name="readings", verbose_name=_("identity")
    )
    reason = models.CharField(_("reason"), max_length=200)
    read_at = models.DateTimeField(_("read at"))
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("reading of an identity")
        verbose_name_plural = _("readings of identities")
        constraints = (models.CheckConstraint(name="identity_reading_says_why", condition=~Q(reason="")),)

    def __str__(self) -> str:
        return f"{self.read_at:%Y-%m-%d %H:%M}Z"
