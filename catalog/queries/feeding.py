"""Which goods of a seller are on sale, how many of them, and has anything that is told of them changed?"""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, Subquery, Sum, TextField
from django.db.models.functions import Cast, Coalesce, Concat

from catalog.models import Image, StockLevel
from catalog.queries.offering import on_sale

_VERSIONS = (
    *("version", "variant__version", "variant__product__version", "variant__seller__version"),
    *("variant__product__brand__version", "variant__product__category__version"),
    "variant__unit__version",
)


class Offered(NamedTuple):
    """One variant on sale: its listing, units that nobody holds, and all that is told of it, to compare."""

    listing_id: UUID
    units: int
    standing: str


def offered(*, seller_id: UUID, market: str, on: date) -> dict[UUID, Offered]:
    """
    What a seller has on sale on a market, by variant; one query, however many there are.

    Units are those that nobody holds, of lots that may still be eaten on that day.

    `standing` changes whenever a price, a row of stock, a picture, or a row changes that the goods are
    described in: versions stand for what is written there.
    """
    levels = StockLevel.objects.filter(lot__variant=OuterRef("variant_id"), is_quarantined=False).exclude(
        lot__best_before_date__lt=on
    )
    sums = levels.order_by().values("lot__variant").annotate(units=Sum(F("on_hand") - F("reserved")))
    images = Image.objects.filter(product=OuterRef("variant__product_id")).order_by()
    # Of the product or of one variant: that too is what it shows.
    one = Concat("key", Cast("variant_id", TextField()))
    pictures = images.values("product").annotate(keys=StringAgg(one, ",", order_by=("position", "id")))
    rows = (
        on_sale(market)
        .select_related(None)
        .filter(variant__seller_id=seller_id)
        .order_by("variant_id")
        .annotate(
            units=Coalesce(Subquery(sums.values("units")), 0), pictures=Subquery(pictures.values("keys"))
        )
        .values_list("variant_id", "pk", "units", "price_minor", "pictures", *_VERSIONS)
    )
    return {
        variant_id: Offered(pk, units, repr((units, *standing)))
        for variant_id, pk, units, *standing in rows.iterator(chunk_size=5_000)
    }
