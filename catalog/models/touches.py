"""Which listings must be shown anew after a change of some row?"""

from typing import Any

import pgtrigger
from django.db import models


class ListingTouch(models.Model):
    """
    That something which buyers are shown of a listing has changed, written by database triggers.

    So bulk statements and psql are seen too. The storefront claims these rows and
    deletes them, those of the lowest rank first; doubles are harmless.
    """

    class Rank(models.IntegerChoices):
        """What changed: what comes first is shown in less time, or waited for by fewer."""

        PRICES = 0
        OWN = 1
        # One new name of a category concerns thousands of goods, and must not hold up anybody's own.
        AROUND = 2

    id = models.BigAutoField(primary_key=True)
    listing_id = models.UUIDField()
    rank = models.PositiveSmallIntegerField(
        choices=Rank.choices, default=Rank.OWN, db_default=models.Value(Rank.OWN.value)
    )

    class Meta:
        ordering = ("rank", "id")
        indexes = (models.Index(name="touch_in_turn", fields=("rank", "id")),)

    def __str__(self) -> str:
        return str(self.listing_id)


# The listings that a row is shown on; NEW is the changed row, ROW either it or the deleted one.
OF_LISTING = "SELECT id FROM catalog_listing WHERE id = {row}.{column}"
OF_VARIANT = "SELECT id FROM catalog_listing WHERE variant_id = {row}.{column}"
_OF_PRODUCTS = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    JOIN catalog_product AS product ON product.id = variant.product_id
"""
OF_PRODUCT = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    WHERE variant.product_id = {row}.{column}
"""
OF_SELLER = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    WHERE variant.seller_id = {row}.{column}
"""
OF_BRAND = _OF_PRODUCTS + " WHERE product.brand_id = {row}.{column}"
OF_CATEGORY = (
    _OF_PRODUCTS
    + """
    JOIN catalog_category AS category ON category.id = product.category_id
    WHERE category.path = {row}.path OR category.path LIKE {row}.path || '/%'
"""
)
OF_ATTRIBUTE = _OF_PRODUCTS + " WHERE product.attributes ? {row}.code OR variant.attributes ? {row}.code"
OF_OPTION = (
    _OF_PRODUCTS
    + """
    JOIN catalog_attribute AS attribute ON attribute.id = {row}.attribute_id
    WHERE product.attributes ? attribute.code OR variant.attributes ? attribute.code
"""
)
OF_UNIT = (
    _OF_PRODUCTS
    + """
    WHERE variant.unit_id = {row}.id OR EXISTS (
        SELECT FROM catalog_attribute AS attribute WHERE attribute.unit_id = {row}.id
        AND (product.attributes ? attribute.code OR variant.attributes ? attribute.code)
    )
"""
)
OF_LOT = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_lot AS lot ON lot.variant_id = listing.variant_id
    WHERE lot.id = {row}.{column}
"""
OF_TARIFF = (
    _OF_PRODUCTS
    + """
    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id
    WHERE tariff.hs6 = {row}.hs6
"""
)
OF_CERTIFICATE = """
    SELECT listing.id FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    WHERE variant.seller_id = {row}.seller_id
    AND ({row}.product_id IS NULL OR variant.product_id = {row}.product_id)
"""


_AROUND = {
    *(OF_SELLER, OF_BRAND, OF_CATEGORY, OF_ATTRIBUTE, OF_OPTION, OF_UNIT, OF_TARIFF, OF_CERTIFICATE),
}


def touching(
    listings: str,
    *,
    column: str = "id",
    on: str = "update",
    condition: str = "",
    only_prices: bool = False,
    of_many: bool = False,
) -> pgtrigger.Trigger:
    """
    The trigger that touches `listings`, one of the statements above, when a row changes.

    `on` is insert, update or delete; `condition` narrows by OLD and NEW. `of_many` is for tables of which
    a statement often changes many rows: it fires once for all of them.
    """
    found = found_by(listings, column=column, on=on, of_many=of_many)
    into = f"(listing_id) {found}"
    if only_prices or listings in _AROUND:
        rank = ListingTouch.Rank.PRICES if only_prices else ListingTouch.Rank.AROUND
        into = f"(listing_id, rank) SELECT id, {rank.value} FROM ({found}) AS touched"  # noqa: S608 ours
    return after(
        on,
        name=f"touch_listings_on_{on}",
        condition=condition,
        of_many=of_many,
        do=f"INSERT INTO catalog_listingtouch {into};",
    )


def touching_on_all(
    listings: str, *, column: str = "id", only_prices: bool = False, of_many: bool = False
) -> tuple[pgtrigger.Trigger, ...]:
    """The three triggers that touch `listings` whatever is done to a row."""
    return tuple(
        touching(listings, column=column, on=on, only_prices=only_prices, of_many=of_many)
        for on in ("insert", "update", "delete")
    )


def found_by(listings: str, *, column: str, on: str, of_many: bool) -> str:
    """The statement for the row that has changed, or for each of those that have."""
    if not of_many:
        return listings.format(row="OLD" if on == "delete" else "NEW", column=column)
    rows = "old_values" if on == "delete" else "new_values"
    # A function's plan is kept: without the fence the one made for thousands of rows, which reads whole
    # tables, would be used for a single row as well.
    return f"""
        SELECT found.id FROM (SELECT {rows}.* FROM {{cond_{rows}}}) AS changed
        CROSS JOIN LATERAL ({listings.format(row="changed", column=column)} OFFSET 0) AS found
        ORDER BY found.id
    """  # noqa: S608 ours


def after(on: str, *, name: str, condition: str, of_many: bool, do: str) -> pgtrigger.Trigger:
    """The trigger that executes a statement after each row that has changed, or once for all of them."""
    told: dict[str, Any] = {
        "name": name,
        "when": pgtrigger.After,
        "operation": {"insert": pgtrigger.Insert, "update": pgtrigger.Update, "delete": pgtrigger.Delete}[on],
        "condition": pgtrigger.Condition(f"({condition})") if condition else None,
    }
    body = f"""
            {do}
            RETURN NULL;
        """
    if of_many:
        return pgtrigger.Composer(**told, level=pgtrigger.Statement, func=pgtrigger.Func(body))  # type: ignore[no-untyped-call]
    return pgtrigger.Trigger(**told, func=body)
