"""Who has fetched a feed lately?"""

from datetime import datetime
from uuid import UUID

from channels.models import GoodsFeed
from channels.policy import FEED_FETCH_GRAIN
from kit.transactions import inside_transaction


@inside_transaction
def note_fetch(*, feed_id: UUID, at: datetime) -> None:
    """Remember that a feed was fetched, to the minute: a feed that nobody fetches can be closed."""
    rows = GoodsFeed.objects.filter(pk=feed_id).exclude(fetched_at__gt=at - FEED_FETCH_GRAIN)
    rows.update(fetched_at=at)
