"""What follows when mail can't be delivered?"""

from datetime import datetime

from django.db.models import F

from kit.actors import Actor
from kit.ids import uuid7
from kit.transactions import inside_transaction
from news.models import UndeliverableAddress


@inside_transaction
def note_undeliverable(*, address: str, why: str, at: datetime, complained: bool = False) -> None:
    """Send nothing more to an address, until somebody on our side knows better."""
    UndeliverableAddress.objects.bulk_create(
        [
            UndeliverableAddress(
                id=uuid7(), created_at=at, address=address.lower(), why=why[:500], complained=complained
            )
        ],
        ignore_conflicts=True,
    )


@inside_transaction
def lift(*, undeliverable: UndeliverableAddress, at: datetime, by: Actor) -> None:
    """Send to an address again."""
    UndeliverableAddress.objects.filter(pk=undeliverable.pk, lifted_at__isnull=True).update(
        lifted_at=at, lifted_by_id=by.id, version=F("version") + 1
    )
