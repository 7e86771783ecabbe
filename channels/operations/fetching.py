"""Who has fetched a feed lately?"""

from datetime import datetime
from uuid import UUID

from channels.models import GoodsFeed
from channels.policy import FEED_FETCH_GRAIN
from kit.transactions import inside_transaction


@inside_transaction
def note_fetch(*, feed_id: UUID, at: datetime) -> None:
    """Remember that a feed was fetched, to the minute: a feed that nobody fetches can be closed."""
    # A look may hold the row for seconds: whoever fetches waits for nobody.
    free = GoodsFeed.objects.select_for_update(no_key=True, skip_locked=True)
    stale = free.filter(pk=feed_id).exclude(fetched_at__gt=at - FEED_FETCH_GRAIN)
    GoodsFeed.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).update(fetched_at=at)
