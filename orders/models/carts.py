"""What a buyer thinks of buying, what it would cost."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row, world_field
from kit.money import Money
from orders import lifecycle
from orders.models.buyers import Address, Buyer
from orders.models.identities import ImportIdentity


@audited()
class Cart(Row):
    AGGREGATE = "cart"
    LIFECYCLE = lifecycle.CART

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        CHECKED_OUT = "checked_out", _("Checked out")
        EXPIRED = "expired", _("Expired")

    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="carts", null=True, blank=True)
    token_hash = models.CharField(max_length=64, blank=True, help_text=_("Of an anonymous cart's token."))
    market = models.CharField(max_length=2)
    sandbox = world_field()
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="cart_has_one_owner", condition=Q(buyer__isnull=False) | ~Q(token_hash="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.market} · {self.created_at:%Y-%m-%d}"


class CartMove(Move):
    row = models.ForeignKey(Cart, on_delete=models.PROTECT, related_name="moves")


class CartLine(Row):
    """The same listing twice in a cart is one line with the sum."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    listing = models.ForeignKey("catalog.Listing", on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="cart_line_one_per_listing", fields=("cart", "listing")),
            models.CheckConstraint(name="cart_line_has_units", condition=Q(quantity__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.listing_id}"


@audited(exclude=["document"])
class Quote(Row):
    """A landed cost frozen for a while: `document` is what the buyer was shown, to the cent."""

    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="quotes")
    cart_version = models.IntegerField(help_text=_("The cart as it was priced."))
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        ImportIdentity, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    document = models.JSONField()
    quoted_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(name="quote_total_is_positive", condition=Q(total_minor__gt=0)),
        )
        indexes = (models.Index(name="quote_by_expiry", fields=("expires_at",)),)

    def __str__(self) -> str:
        return f"{Money(self.total_minor, self.currency)} · {self.expires_at:%Y-%m-%d %H:%M}Z"
