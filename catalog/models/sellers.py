"""Who sells."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog import lifecycle
from catalog.models.touches import OF_SELLER, touching
from catalog.policy import MARKETS
from kit.audit import audited
from kit.calendars import Away
from kit.models import Move, Row, world_field


@audited()
class Seller(Row):
    AGGREGATE = "seller"
    LIFECYCLE = lifecycle.SELLER

    class Status(models.TextChoices):
        APPLIED = "applied", _("Applied")
        IN_REVIEW = "in_review", _("In review")
        VERIFIED = "verified", _("Verified")
        SUSPENDED = "suspended", _("Suspended")
        REJECTED = "rejected", _("Rejected")
        CLOSED = "closed", _("Closed")

    class TaxIdKind(models.TextChoices):
        BIN = "BIN", _("BIN (Kazakhstan)")
        USCC = "USCC", _("USCC (China)")

    organisation = models.OneToOneField(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="seller"
    )
    code = models.CharField(max_length=16, unique=True)
    legal_name = models.CharField(max_length=200)
    local_name = models.CharField(max_length=200, blank=True)
    descriptions = models.JSONField(
        default=dict, blank=True, help_text="What the firm tells of itself, by language."
    )
    country = models.CharField(max_length=2)
    city = models.CharField(max_length=100)
    origin_code = models.CharField(max_length=32, help_text=_("Location code where the goods start."))
    tax_id = models.CharField(max_length=18)
    tax_id_kind = models.CharField(max_length=4, choices=TaxIdKind)
    handling_days = models.PositiveSmallIntegerField(default=1)
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(
        _("away until"), null=True, blank=True, help_text=_("The last day on which nobody packs.")
    )
    sandbox = world_field()
    status = models.CharField(max_length=16, choices=Status, default=Status.APPLIED)
    applied_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        triggers = (touching(OF_SELLER),)
        ordering = ("code",)
        constraints = (
            # In the test world any tester may sell as any firm: a number that is taken would keep a twin out.
            models.UniqueConstraint(
                name="seller_tax_id_once_in_the_live_world", fields=("tax_id",), condition=Q(sandbox=False)
            ),
            models.CheckConstraint(
                name="seller_verified_has_stamp",
                condition=~Q(status__in=("verified", "suspended")) | Q(verified_at__isnull=False),
            ),
            models.CheckConstraint(
                name="seller_away_days_make_a_span",
                condition=Q(away_from__isnull=True, away_until__isnull=True)
                | Q(away_from__isnull=False, away_until__isnull=False, away_until__gte=F("away_from")),
            ),
            models.CheckConstraint(
                name="seller_suspended_has_stamp",
                condition=~Q(status="suspended") | Q(suspended_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.legal_name}"

    @property
    def market(self) -> str:
        """Where it sells: on the other side of the border."""
        return next(market for market in MARKETS if market != self.country)

    @property
    def away(self) -> Away | None:
        """The first and the last day of its holiday, if one is told."""
        return (self.away_from, self.away_until) if self.away_from and self.away_until else None


class SellerMove(Move):
    row = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="moves")
