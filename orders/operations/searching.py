"""What stays on record when our own people look for a buyer?"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction
from orders.models import ContactSearch


@inside_transaction
def record_search(*, asked_by: str, buyers: Iterable[UUID], at: datetime, by: Actor) -> ContactSearch:
    """Write down who looked for a buyer by `email` or `phone`, which buyers they were shown, even none."""
    return ContactSearch.objects.create(
        asked_by=asked_by,
        buyers=sorted(set(buyers)),
        searched_at=at,
        created_at=at,
        by_kind=by.kind,
        by_id=by.id,
    )
