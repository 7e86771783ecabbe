"""Who buys, where the goods go."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Right
from django.utils.translation import gettext_lazy as _

from kit.models import Row
from orders.divisions import LONGEST_CODE
from orders.postal import FIELDS

# Telephone numbers are compared by their last digits, which are the same however they were written.
_PHONE_DIGITS = 10


def _last_digits(column: str | KeyTextTransform) -> Right:
    written = F(column) if isinstance(column, str) else column
    digits = Func(
        written,
        Value("[^0-9]"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=models.CharField(),
    )
    return Right(digits, _PHONE_DIGITS)


LAST_DIGITS = _last_digits("phone")
LAST_DIGITS_AT_CHECKOUT = _last_digits(KeyTextTransform("phone", "address"))


class Buyer(Row):
    user = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="buyer")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return str(self.user_id)


class Address(Row):
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="addresses")
    recipient = models.CharField(max_length=100)
    real_name = models.CharField(
        _("name in the identity document"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("Where customs asks for it and the recipient is written otherwise."),
    )
    phone = models.CharField(max_length=20)
    country = models.CharField(max_length=2)
    province = models.CharField(max_length=16, help_text=_("ISO 3166-2 code, such as CN-JS."))
    city = models.CharField(max_length=100)
    district = models.CharField(_("district"), max_length=100, blank=True, default="")
    district_code = models.CharField(
        _("district code"),
        max_length=LONGEST_CODE,
        blank=True,
        default="",
        help_text=_(
            "GB/T 2260 in China, KATO in Kazakhstan; empty where the place is known by its words only."
        ),
    )
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=10, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = _("addresses")
        indexes = (models.Index(LAST_DIGITS, name="address_by_phone"),)

    def __str__(self) -> str:
        return f"{self.recipient}, {self.city}"

    def as_snapshot(self) -> dict[str, str]:
        """What an order keeps of the address, whatever the buyer changes later."""
        return {field: getattr(self, field) for field in FIELDS}


class ContactSearch(Row):
    """
    A member of staff looked for a buyer by what only their contact data say; rows are only added.

    What was typed isn't kept: it is the very thing to be guarded. `buyers` are those shown.
    """

    class By(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PHONE = "phone", _("Telephone")

    asked_by = models.CharField(_("asked by"), max_length=8, choices=By)
    buyers = ArrayField(models.UUIDField(), verbose_name=_("buyers shown"), default=list)
    searched_at = models.DateTimeField(_("searched at"))
    by_kind = models.CharField(max_length=12)
    by_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = _("search for a buyer")
        verbose_name_plural = _("searches for buyers")

    def __str__(self) -> str:
        return f"{self.get_asked_by_display()} {self.searched_at:%Y-%m-%d %H:%M}Z"
