"""Who buys, where the goods go."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.models import Row
from orders.divisions import LONGEST_CODE
from orders.postal import FIELDS


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

    def __str__(self) -> str:
        return f"{self.recipient}, {self.city}"

    def as_snapshot(self) -> dict[str, str]:
        """What an order keeps of the address, whatever the buyer changes later."""
        return {field: getattr(self, field) for field in FIELDS}
