"""What a buyer promised to pay for."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Move, Row, world_field
from orders import lifecycle
from orders.models.buyers import LAST_DIGITS_AT_CHECKOUT, Buyer
from orders.models.carts import Quote
from orders.models.coupons import Coupon
from orders.models.identities import ImportIdentity


@audited()
class OrderGroup(Row):
    """One checkout: what is paid at once, as one order per seller."""

    number = models.CharField(max_length=24, unique=True)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="order_groups")
    quote = models.OneToOneField(Quote, on_delete=models.PROTECT, related_name="order_group")
    market = models.CharField(max_length=2)
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    sandbox = world_field()
    address = models.JSONField(help_text=_("As it was at checkout."))
    identity = models.ForeignKey(
        ImportIdentity,
        on_delete=models.PROTECT,
        related_name="order_groups",
        null=True,
        blank=True,
        help_text=_("In whose name the goods come in, where customs ask."),
    )
    destination_code = models.CharField(max_length=32)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(
        help_text=_("Unpaid orders end here; a started payment sets its own time.")
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(name="group_total_is_positive", condition=Q(total_minor__gt=0)),
        )
        indexes = (models.Index(LAST_DIGITS_AT_CHECKOUT, name="group_by_phone"),)

    def __str__(self) -> str:
        return self.number


@audited(exclude=["followed_at", "reminded_at"])
class Order(Row):
    """One seller's part of a checkout; `payment_status` and `fulfilment_status` are asked of other apps."""

    AGGREGATE = "order"
    LIFECYCLE = lifecycle.ORDER

    class Status(models.TextChoices):
        PLACED = "placed", _("Placed")
        ACCEPTED = "accepted", _("Accepted")
        COMPLETED = "completed", _("Completed")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        CANCELLED = "cancelled", _("Cancelled")

    class DeliveryBasis(models.TextChoices):
        HISTORY = "history", _("history of the way")
        TIMETABLE = "timetable", _("timetable only")

    number = models.CharField(max_length=24, unique=True)
    group = models.ForeignKey(OrderGroup, on_delete=models.PROTECT, related_name="orders")
    seller = models.ForeignKey("catalog.Seller", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=Status, default=Status.PLACED)
    currency = models.CharField(max_length=3)
    goods_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(
        default=0, db_default=0, help_text=_("What a coupon takes off the goods.")
    )
    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    freight_minor = models.BigIntegerField()
    insurance_minor = models.BigIntegerField()
    duty_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    consumption_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    regime = models.CharField(max_length=32)
    regime_label = models.CharField(max_length=120, blank=True)
    promised_at = models.DateTimeField(help_text=_("When the goods are to be there at the latest."))
    delivery_basis = models.CharField(
        max_length=12,
        choices=DeliveryBasis,
        blank=True,
        db_default="",
        help_text=_("On what the promised delivery rests; empty of older orders."),
    )
    delivery_percent = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text=_("How many of a hundred such deliveries keep to it, if known."),
    )
    delivery_from_at = models.DateTimeField(_("delivery from"), null=True, blank=True)
    delivery_until_at = models.DateTimeField(_("delivery until"), null=True, blank=True)
    placed_at = models.DateTimeField()
    shipments_requested_at = models.DateTimeField(null=True, blank=True)
    accept_by_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When the railway was last asked about it.")
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its seller was told that it waits too long.")
    )

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="order_adds_up",
                condition=Q(
                    total_minor=F("goods_minor")
                    - F("discount_minor")
                    + F("freight_minor")
                    + F("insurance_minor")
                    + F("duty_minor")
                    + F("vat_minor")
                    + F("consumption_minor")
                ),
            ),
            models.CheckConstraint(
                name="order_discount_comes_of_a_coupon",
                condition=Q(discount_minor=0)
                | Q(discount_minor__gt=0, discount_minor__lte=F("goods_minor"), coupon__isnull=False),
            ),
            models.CheckConstraint(
                name="order_accepted_has_stamp",
                condition=~Q(status__in=("accepted", "completed")) | Q(accepted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_end_has_stamp",
                condition=Q(status__in=("placed", "accepted"), ended_at__isnull=True)
                | (~Q(status__in=("placed", "accepted")) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_delivery_is_whole",
                condition=Q(
                    delivery_basis="",
                    delivery_percent__isnull=True,
                    delivery_from_at__isnull=True,
                    delivery_until_at__isnull=True,
                )
                | Q(
                    Q(delivery_basis="timetable", delivery_percent__isnull=True)
                    | Q(delivery_basis="history", delivery_percent__isnull=False),
                    delivery_from_at__isnull=False,
                    delivery_until_at__isnull=False,
                    delivery_until_at__gte=F("delivery_from_at"),
                ),
            ),
            models.UniqueConstraint(name="order_one_per_seller", fields=("group", "seller")),
        )
        indexes = (
            models.Index(name="order_of_seller", fields=("seller", "-id")),
            models.Index(
                name="order_waits_for_seller",
                fields=("seller", "-id"),
                condition=Q(status__in=("placed", "accepted"), handed_in_at__isnull=True),
            ),
            models.Index(
                name="order_open_unshipped",
                fields=("placed_at",),
                condition=Q(status="placed", shipments_requested_at__isnull=True),
            ),
            models.Index(
                name="order_to_remind_of",
                fields=("accept_by_at",),
                condition=Q(status="placed", reminded_at__isnull=True),
            ),
            models.Index(
                name="order_accepted_to_follow",
                fields=("followed_at", "id"),
                condition=Q(status="accepted"),
            ),
        )

    def __str__(self) -> str:
        return self.number


class OrderMove(Move):
    row = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="moves")


@audited()
class OrderLine(Row):
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    listing = models.ForeignKey("catalog.Listing", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    sku = models.CharField(max_length=64)
    names = models.JSONField(help_text=_("As it was called at checkout, by language."))
    hs6 = models.CharField(max_length=6)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    goods_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(
        default=0, db_default=0, help_text=_("Its share of what a coupon takes off.")
    )
    freight_minor = models.BigIntegerField()
    insurance_minor = models.BigIntegerField()
    duty_minor = models.BigIntegerField()
    vat_minor = models.BigIntegerField()
    consumption_minor = models.BigIntegerField()
    commission_minor = models.BigIntegerField(
        default=0, db_default=0, help_text=_("What its seller pays us, frozen at checkout.")
    )
    commission_vat_minor = models.BigIntegerField(_("VAT on commission"), default=0, db_default=0)
    commission_rule = models.ForeignKey(
        "payments.CommissionRule", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    gross_g = models.BigIntegerField()
    volume_cm3 = models.BigIntegerField()
    temperature_class = models.CharField(max_length=32)
    segregation_class = models.CharField(max_length=32)
    declined_quantity = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Units that its seller didn't have.")
    )
    claimed_quantity = models.PositiveIntegerField(
        default=0, db_default=0, help_text=_("Units in returns and claims that weren't rejected.")
    )

    class Meta:
        ordering = ("order", "id")
        constraints = (
            models.CheckConstraint(
                name="order_line_declined_and_claimed_once",
                condition=Q(quantity__gte=F("declined_quantity") + F("claimed_quantity")),
            ),
            models.CheckConstraint(
                name="order_line_price_adds_up",
                condition=Q(goods_minor=F("unit_price_minor") * F("quantity")),
            ),
            models.CheckConstraint(
                name="order_line_costs_something",
                condition=Q(discount_minor__gte=0, discount_minor__lte=F("goods_minor")),
            ),
            models.CheckConstraint(
                name="order_line_leaves_its_seller_something",
                condition=Q(commission_minor__gte=0, commission_vat_minor__gte=0)
                & Q(goods_minor__gte=F("commission_minor") + F("commission_vat_minor")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"

    @property
    def sent_quantity(self) -> int:
        """Units that its seller sends, or sent."""
        return self.quantity - self.declined_quantity


class OrderShipment(Row):
    """The foreign key to the railway: which shipments carry an order."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="shipments")
    shipment = models.OneToOneField("shipping.Shipment", on_delete=models.PROTECT, related_name="+")
    carriage = models.PositiveSmallIntegerField(
        default=0,
        db_default=0,
        help_text=_("Which of the carriages of its order's quote it is, the first being 0."),
    )
    units = models.JSONField(
        default=dict, blank=True, help_text=_("How many units of which line; empty of older ones: not known.")
    )

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return f"{self.order_id} · {self.shipment_id}"
