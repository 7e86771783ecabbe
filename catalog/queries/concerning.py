"""Which seller does an event of the catalogue concern, and what are they told?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from catalog.models import Certificate, Listing, ListingChange, Seller
from news.snapshots import day_or_none, id_or_none, instant, standing
from news.telling import Happened, Telling


def sellers_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a seller is told of itself. One query."""
    rows = Seller.objects.in_bulk([each.aggregate_id for each in events])
    return _told(events, {pk: (row.organisation_id, row, {"code": row.code}) for pk, row in rows.items()})


def listings_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a seller is told of what it offers. One query."""
    rows = Listing.objects.select_related("variant__seller").in_bulk([each.aggregate_id for each in events])
    facts = {pk: (row.variant.seller.organisation_id, row, _listing(row)) for pk, row in rows.items()}
    return _told(events, facts)


def changes_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a seller is told of changes that it asked for. One query."""
    rows = ListingChange.objects.select_related("product__seller").in_bulk(
        [each.aggregate_id for each in events]
    )
    facts = {pk: (row.product.seller.organisation_id, row, _change(row)) for pk, row in rows.items()}
    return _told(events, facts)


def certificates_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a seller is told of its papers. One query."""
    rows = Certificate.objects.select_related("seller").in_bulk([each.aggregate_id for each in events])
    return _told(
        events, {pk: (row.seller.organisation_id, row, _certificate(row)) for pk, row in rows.items()}
    )


def _told(
    events: Sequence[Happened], known: Mapping[UUID, tuple[UUID, Any, Mapping[str, object]]]
) -> dict[UUID, Telling]:
    told = {}
    for event in events:
        if event.aggregate_id in known:
            reader, row, facts = known[event.aggregate_id]
            told[event.id] = Telling([reader], {**standing(event, row), **facts})
    return told


def _listing(row: Listing) -> dict[str, object]:
    return {
        "market": row.market,
        "sku": row.variant.sku,
        "variant_id": str(row.variant_id),
        "product_id": str(row.variant.product_id),
    }


def _change(row: ListingChange) -> dict[str, object]:
    return {
        "product_id": str(row.product_id),
        "variant_id": id_or_none(row.variant_id),
        "facts": sorted(row.facts),
        "asked_at": instant(row.asked_at),
    }


def _certificate(row: Certificate) -> dict[str, object]:
    return {
        "kind": row.kind,
        "number": row.number,
        "product_id": id_or_none(row.product_id),
        "valid_from": day_or_none(row.valid_from),
        "valid_to": day_or_none(row.valid_to),
    }
