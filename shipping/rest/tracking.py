"""Where is a shipment, for anyone who holds its tracking code?"""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from accounts.policy import Limit
from kit.clock import now
from kit.openapi import operation
from shipping.errors import ShipmentNotFound
from shipping.queries.tracking import tracking
from shipping.rest.shapes import TrackingOut, reader_language, shown_tracking

# Sixty random bits can't be guessed; this only spares the database.
TRACK = Limit("track", 120, 60)


class TrackDoor(Door):
    """The journey behind a code."""

    readers = EVERYONE
    limits = (TRACK,)
    vary = ("Accept-Language",)

    @operation(
        id="trackShipment",
        summary="The journey of a shipment in the reader's language, each time by the clock of its place",
        response=TrackingOut,
        problems=[ShipmentNotFound],
    )
    def get(self, request: Request, code: str) -> Response:
        language = reader_language(request.headers)
        return self.answer(
            TrackingOut(shown_tracking(tracking(code=code, sandbox=self.actor.sandbox, at=now()), language)),
            headers={"Content-Language": language},
        )
