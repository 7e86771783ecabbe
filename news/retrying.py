"""When is a call that failed tried again, and when is it given up?"""

import random
from datetime import datetime, timedelta

from news.policy import GIVE_UP_AFTER, LONGEST_RETRY_AFTER, RETRIES, RETRY_SPREAD


def next_try(
    *, attempts: int, created_at: datetime, at: datetime, retry_after: timedelta | None = None
) -> datetime | None:
    """
    When to call again after `attempts` calls (1 or more), None to give up.

    The last call comes at the end of the third day after `created_at`, however
    long the wait would be; whatever is past that day has had its last. What the
    receiver asked for by Retry-After is waited for, an hour at most.
    """
    end = created_at + GIVE_UP_AFTER
    if at >= end:
        return None
    wait = RETRIES[min(attempts, len(RETRIES)) - 1]
    wait *= 1 + random.uniform(-RETRY_SPREAD, RETRY_SPREAD)  # noqa: S311 it only spreads the load
    if retry_after is not None:
        wait = max(wait, min(retry_after, LONGEST_RETRY_AFTER))
    return min(at + wait, end)
