"""How do staff put aside what a provider said of money that we know nothing of?"""

from datetime import datetime
from uuid import UUID

from kit.actors import Actor
from kit.transactions import inside_transaction
from payments.errors import NothingToDismiss
from payments.models import PaymentEvent
from payments.queries.waiting import LOOSE

Outcome = PaymentEvent.Outcome


def waits(event: PaymentEvent) -> bool:
    """Whether somebody has yet to look at it."""
    return event.outcome in LOOSE


@inside_transaction
def dismiss(*, event_id: UUID, note: str, at: datetime, by: Actor) -> PaymentEvent:
    """
    Note that a person has looked at news of unknown money, and what they did, in at most 200 characters.

    Who did stands in the record of changes.

    :raises NothingToDismiss: if it waits for nobody.
    """
    event = PaymentEvent.objects.select_for_update(no_key=True).filter(pk=event_id).first()
    if event is None or not waits(event):
        raise NothingToDismiss(event=str(event_id))
    event.outcome, event.note, event.processed_at = Outcome.DISMISSED, note, at
    event.version += 1
    event.save(update_fields=["outcome", "note", "processed_at", "version"])
    return event
