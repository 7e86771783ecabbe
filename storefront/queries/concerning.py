"""Whom does an event of the shop window concern, and what are they told?"""

from collections.abc import Sequence
from uuid import UUID

from news.snapshots import money, standing
from news.telling import Happened, Telling
from storefront.models import Notice


def notices_told(events: Sequence[Happened]) -> dict[UUID, Telling]:
    """What a person is told of what they wished to hear. One query."""
    rows = Notice.objects.in_bulk([each.aggregate_id for each in events])
    return {
        event.id: Telling([row.user_id], {**standing(event, row), **_facts(row)})
        for event in events
        if (row := rows.get(event.aggregate_id))
    }


def _facts(row: Notice) -> dict[str, object]:
    return {
        "kind": row.kind,
        "listing_id": str(row.listing_id),
        "price": None if row.price_minor is None else money(row.price_minor, row.currency),
    }
