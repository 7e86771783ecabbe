"""Which shipments on board does a person have to look at, because of their train?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.transactions import inside_transaction
from shipping.models import Shipment

TOO_LATE = "It is loaded, and would arrive after its shelf life."
STRANDED = "Its container has no train for the rest of its way."
ABANDONED = "It is loaded, and its train does not run."


@inside_transaction
def warn(shipment_ids: Collection[UUID], *, reason: str, at: datetime) -> int:
    """Put shipments before a person, unless something else about them already is."""
    calm = Shipment.objects.filter(pk__in=shipment_ids, attention_at__isnull=True)
    return calm.update(attention_at=at, attention_reason=reason, version=F("version") + 1)


@inside_transaction
def warn_above_all(shipment_id: UUID, *, reason: str, at: datetime) -> None:
    """Put a shipment before a person, whatever else about it already is: that would be taken back alone."""
    rows = Shipment.objects.filter(pk=shipment_id)
    rows.update(attention_at=at, attention_reason=reason, version=F("version") + 1)


@inside_transaction
def calm_down(shipment_ids: Collection[UUID], *, reason: str) -> int:
    """Take back a warning whose reason has gone."""
    warned = Shipment.objects.filter(pk__in=shipment_ids, attention_reason=reason)
    return warned.update(attention_at=None, attention_reason="", version=F("version") + 1)
