"""Who changed a shipment last, from which train to which?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext

from kit.reading import instant
from shipping.errors import ShipmentNotFound
from shipping.models import Departure, Roll, Shipment, ShipmentMove
from shipping.queries.plans import train_of


@dataclass(frozen=True, slots=True)
class LastMove:
    """What last became of a shipment, by whom; trains are empty where there was none."""

    number: str
    at: datetime | None
    by_kind: str
    by_id: UUID | None
    from_train: str
    to_train: str
    status: str

    def in_words(self, who: str) -> str:
        """A sentence for whoever looked at an older state; `who` is the name of the doer."""
        doer = gettext("%(who)s on %(at)s") % {"who": who, "at": instant(self.at)} if self.at else who
        if self.from_train and self.to_train:
            told = gettext("%(shipment)s was moved by %(doer)s, from %(from)s to %(to)s.")
        elif self.from_train:
            told = gettext("%(shipment)s was taken from %(from)s by %(doer)s; it is %(state)s now.")
        elif self.to_train:
            # Its arrival may have been expected anew since: this is true of that, too.
            told = gettext("%(shipment)s has changed meanwhile: it is %(state)s on %(to)s, by %(doer)s.")
        else:
            told = gettext("%(shipment)s has changed meanwhile: it is %(state)s, by %(doer)s.")
        return told % {
            "shipment": self.number,
            "doer": doer,
            "from": self.from_train,
            "to": self.to_train,
            "state": self.status,
        }


def last_move(shipment: Shipment) -> LastMove:
    """What last became of a shipment. Two queries, three if it was not rolled last."""
    moved = shipment.moves.order_by("-at", "-id").first()
    rolls = Roll.objects.select_related("from_departure__service", "to_departure__service")
    rolled = rolls.filter(shipment=shipment).order_by("-rolled_at", "-id").first()
    if rolled is not None and (moved is None or rolled.rolled_at >= moved.at):
        return _told(shipment, rolled.rolled_at, rolled, rolled.from_departure, rolled.to_departure)
    return _told(shipment, moved.at if moved else None, moved, None, train_of(shipment))


def last_move_of(*, shipment_id: UUID) -> LastMove:
    """
    The same for whoever knows the id alone. One query more.

    :raises ShipmentNotFound: if there is none.
    """
    shipment = Shipment.objects.filter(pk=shipment_id).first()
    if shipment is None:
        raise ShipmentNotFound(shipment_id=str(shipment_id))
    return last_move(shipment)


def _told(
    shipment: Shipment,
    at: datetime | None,
    doer: Roll | ShipmentMove | None,
    left: Departure | None,
    present: Departure | None,
) -> LastMove:
    return LastMove(
        number=shipment.number,
        at=at,
        by_kind=doer.by_kind if doer else "system",
        by_id=doer.by_id if doer else None,
        from_train=str(left or ""),
        to_train=str(present or ""),
        status=shipment.get_status_display().lower(),
    )
