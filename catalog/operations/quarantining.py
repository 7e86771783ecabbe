"""How is a lot kept from being bought, and let go again?"""

from datetime import datetime

from catalog.errors import LotNotQuarantined, LotQuarantined
from catalog.models import Lot, StockLevel
from kit.actors import Actor
from kit.transactions import inside_transaction


@inside_transaction
def quarantine(*, lot: Lot, reason: str, at: datetime, by: Actor) -> Lot:
    """
    Let nobody buy any of a lot from now on, in whichever warehouse it lies or comes to lie.

    What orders hold stays theirs; whatever they give back stays with the rest.

    :raises LotQuarantined: if it is in quarantine already.
    """
    _lock(lot)
    if lot.quarantined_at is not None:
        raise LotQuarantined(lot=lot.code)
    _mark(lot, since=at, reason=reason)
    return lot


@inside_transaction
def keep_apart(*, lot: Lot, reason: str, at: datetime, by: Actor) -> datetime:
    """The same, unless it is there already; since when it is. The lot stays locked."""
    _lock(lot)
    if lot.quarantined_at is None:
        _mark(lot, since=at, reason=reason)
    return lot.quarantined_at or at


@inside_transaction
def release(*, lot: Lot, at: datetime, by: Actor) -> Lot:
    """
    Let a lot be bought again.

    :raises LotNotQuarantined: if it isn't in quarantine.
    """
    _lock(lot)
    if lot.quarantined_at is None:
        raise LotNotQuarantined(lot=lot.code)
    _mark(lot, since=None, reason="")
    return lot


def _lock(lot: Lot) -> None:
    """Whoever receives units of it waits, so that no new level is left out."""
    fresh = Lot.objects.select_for_update(of=("self",), no_key=True).get(pk=lot.pk)
    lot.quarantined_at, lot.quarantine_reason = fresh.quarantined_at, fresh.quarantine_reason
    lot.version = fresh.version


def _mark(lot: Lot, *, since: datetime | None, reason: str) -> None:
    """Write it to the lot and, lowest id first, to all its levels."""
    lot.quarantined_at, lot.quarantine_reason = since, reason
    lot.version += 1
    lot.save(update_fields=["quarantined_at", "quarantine_reason", "version"])
    levels = StockLevel.objects.filter(lot=lot).select_for_update(of=("self",), no_key=True)
    ids = list(levels.order_by("pk").values_list("pk", flat=True))
    StockLevel.objects.filter(pk__in=ids).update(is_quarantined=since is not None)
