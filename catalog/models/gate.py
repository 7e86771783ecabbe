"""Which papers does the law ask for, and of which listings must be asked anew whether they may be sold?"""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.touches import after, found_by
from kit.audit import audited
from kit.models import Row


class GateNote(models.Model):
    """
    That something by which a listing on sale is judged has changed, written by database triggers.

    So bulk statements and psql are seen too. Rows are only added and deleted: whoever notes waits for
    nobody, and doubles are harmless.
    """

    id = models.BigAutoField(primary_key=True)
    listing_id = models.UUIDField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.listing_id)


class GateTurn(models.Model):
    """On which day, by its market's clocks, a listing is judged anew though nothing was noted of it."""

    listing = models.OneToOneField("catalog.Listing", on_delete=models.CASCADE, primary_key=True)
    on = models.DateField()

    class Meta:
        ordering = ("on", "listing")
        indexes = (models.Index(name="gate_turn_in_order", fields=("on", "listing")),)

    def __str__(self) -> str:
        return f"{self.listing_id} {self.on}"


# The listings on sale, or off it because of what changes, that a row is about.
OF_RULE = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    JOIN catalog_product AS product ON product.id = variant.product_id
    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id
    WHERE listing.market = {row}.market AND starts_with(tariff.hs6, {row}.hs_prefix)
"""
OF_TARIFF_CODE = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    JOIN catalog_product AS product ON product.id = variant.product_id
    WHERE product.tariff_code_id = {row}.id
"""


def noting(
    listings: str, *, column: str = "id", on: str = "update", condition: str = "", of_many: bool = False
) -> pgtrigger.Trigger:
    """
    The trigger that has those of `listings` judged anew that are on sale, or withheld, when a row changes.

    `on` is insert, update or delete; `condition` narrows by OLD and NEW; `of_many` as in `touching`.
    """
    offered = f"""
            SELECT id FROM catalog_listing WHERE status IN ('live', 'withheld') AND id IN ({listings})"""  # noqa: S608 ours
    found = found_by(offered, column=column, on=on, of_many=of_many)
    return after(
        on,
        name=f"note_for_gate_on_{on}",
        condition=condition,
        of_many=of_many,
        do=f"INSERT INTO catalog_gatenote (listing_id){found};",
    )


def noting_on_all(listings: str) -> tuple[pgtrigger.Trigger, ...]:
    """The three triggers, whatever is done to a row."""
    return tuple(noting(listings, on=on) for on in ("insert", "update", "delete"))


@audited()
class PaperRule(Row):
    """That goods whose tariff code begins so need a paper on a market, by an act, from day to day."""

    market = models.CharField(max_length=2, choices=(("CN", _("China")), ("KZ", _("Kazakhstan"))))
    hs_prefix = models.CharField(max_length=6, help_text=_("Two to six digits."))
    kind = models.CharField(max_length=16, help_text=_("Kind of the paper, such as gacc."))
    category = models.CharField(
        max_length=16, blank=True, help_text=_("Of a registration with China Customs.")
    )
    act = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField()
    confidence = models.CharField(max_length=40)

    class Meta:
        triggers = noting_on_all(OF_RULE)
        ordering = ("market", "hs_prefix", "kind", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                name="paper_rule_one_a_day_of_start", fields=("market", "hs_prefix", "kind", "valid_from")
            ),
            models.CheckConstraint(
                name="paper_rule_dates_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="paper_rule_of_a_code", condition=Q(hs_prefix__regex=r"^[0-9]{2,6}$")
            ),
        )

    def __str__(self) -> str:
        return f"{self.market} {self.hs_prefix} {self.kind} · {self.valid_from}"
