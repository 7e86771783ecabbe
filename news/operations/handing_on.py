"""How do events go on being handed on when one of them can't be?"""

import logging
from datetime import datetime
from uuid import UUID

from django.db import InterfaceError, OperationalError

from kit.transactions import owns_transaction
from news.models import Event
from news.operations.dispatching import dispatch, waiting
from news.policy import ASIDE_FOR, DISPATCH_BATCH

log = logging.getLogger(__name__)


def hand_on(*, at: datetime, limit: int = DISPATCH_BATCH) -> int:
    """
    Hand the oldest events on, in transactions of its own; how many went or were set aside.

    One that can't be told, by a mistake of ours, must not keep all others from being
    heard: it is set aside with what follows it of the same aggregate, shown to
    staff, and tried again later. Without a database nothing is set aside.
    """
    try:
        return owns_transaction(dispatch)(at=at, limit=limit)
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        log.exception("some events could not be handed on together")
        return _one_by_one(at, limit)


def _one_by_one(at: datetime, limit: int) -> int:
    done = 0
    while done < limit and (found := waiting(at=at, limit=1)):
        try:
            done += owns_transaction(dispatch)(at=at, limit=1)
        except (InterfaceError, OperationalError):
            raise
        except Exception as error:
            log.exception("event %s is set aside", found[0].id)
            done += _set_aside(found[0].id, error, at)
        else:
            if Event.objects.filter(pk=found[0].id, dispatched_at=None).exists():
                # Somebody else hands on at this moment.
                return done
    return done


def _set_aside(event_id: UUID, error: Exception, at: datetime) -> int:
    words = f"{type(error).__name__}: {error}"[:500]
    waits = Event.objects.filter(pk=event_id, dispatched_at=None)
    return waits.update(trouble=words, retry_at=at + ASIDE_FOR)
