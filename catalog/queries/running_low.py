"""Of which goods on sale is little left?"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from catalog.models import LowStock, Variant
from catalog.naming import full_names
from catalog.policy import LOW_STOCK_DAYS, LOW_STOCK_PACE_DAYS, LOW_STOCK_UNITS

# Units that are good today; what was promised to orders since then, as far as it was not given back.
_LOW = """
    SELECT free.variant_id, free.units
    FROM (
        SELECT lot.variant_id, sum(level.on_hand - level.reserved) AS units
        FROM catalog_stocklevel AS level JOIN catalog_lot AS lot ON lot.id = level.lot_id
        WHERE (lot.best_before_date IS NULL OR lot.best_before_date > %(today)s) AND NOT level.is_quarantined
        AND {of_whom}
        GROUP BY lot.variant_id
    ) AS free
    LEFT JOIN (
        SELECT lot.variant_id, sum(taken.quantity) AS units
        FROM catalog_stockreservation AS taken
        JOIN catalog_stocklevel AS level ON level.id = taken.level_id
        JOIN catalog_lot AS lot ON lot.id = level.lot_id
        WHERE taken.reserved_at > %(since)s AND taken.status <> 'released' AND {of_whom}
        GROUP BY lot.variant_id
    ) AS sold USING (variant_id)
    WHERE free.units <= greatest(%(least)s, ceil(coalesce(sold.units, 0) * %(days)s / %(pace)s))
    AND EXISTS (
        SELECT FROM catalog_listing AS listing
        JOIN catalog_variant AS variant ON variant.id = listing.variant_id
        JOIN catalog_seller AS seller ON seller.id = variant.seller_id
        WHERE listing.variant_id = free.variant_id AND listing.status = 'live' AND seller.status = 'verified'
        AND {world}
    )
    ORDER BY free.variant_id LIMIT %(most)s
"""
_OF_ALL = _LOW.format(of_whom="true", world="NOT seller.sandbox")
_OF_ONE = _LOW.format(
    of_whom="""lot.variant_id IN (
            SELECT mine.id FROM catalog_variant AS mine
            JOIN catalog_seller AS firm ON firm.id = mine.seller_id
            WHERE firm.organisation_id = %(firm)s
        )""",
    world="true",
)


class Low(NamedTuple):
    """A variant of which so many units are left to sell."""

    organisation_id: UUID
    sku: str
    names: dict[str, str]
    units: int


def running_low(*, at: datetime) -> dict[UUID, int]:
    """How many units are left of each variant on sale of which little is left. One query."""
    return _asked(_OF_ALL, at=at)


def low_of(*, organisation_id: UUID, most: int, at: datetime) -> dict[UUID, int]:
    """The same of one seller's, of no more than so many. One query."""
    return _asked(_OF_ONE, at=at, firm=organisation_id, most=most)


def noted_low(*, organisation_id: UUID) -> QuerySet[LowStock]:
    """One seller's goods of which little was left when it was last looked at, in the live world."""
    return LowStock.objects.filter(variant__seller__organisation=organisation_id)


def _asked(question: str, *, at: datetime, **narrow: UUID | int) -> dict[UUID, int]:
    facts: dict[str, date | datetime | float | UUID | int | None] = {
        "most": None,
        "today": at.date(),
        "since": at - timedelta(days=LOW_STOCK_PACE_DAYS),
        "least": LOW_STOCK_UNITS,
        "days": float(LOW_STOCK_DAYS),
        "pace": LOW_STOCK_PACE_DAYS,
        **narrow,
    }
    with connection.cursor() as cursor:
        cursor.execute(question, facts)
        return {variant_id: int(units) for variant_id, units in cursor.fetchall()}


def called(units: dict[UUID, int], ids: Collection[UUID]) -> list[Low]:
    """Some of them with whose they are and what they are called, by SKU. One query."""
    rows = Variant.objects.filter(pk__in=ids).select_related("product", "seller").order_by("seller_id", "sku")
    return [
        Low(row.seller.organisation_id, row.sku, full_names(row.product.names, row.names), units[row.pk])
        for row in rows
    ]
