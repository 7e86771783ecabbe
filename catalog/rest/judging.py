"""What do staff decide about listings over REST?"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import GateClosed, ListingIncomplete
from catalog.models import Listing
from catalog.operations import moderating
from catalog.policy import MODERATORS
from catalog.rest.offers import LISTING_EXAMPLE, ListingOut, OfferDoorBase
from catalog.rest.shapes import JudgementIn
from kit.clock import now
from kit.http import Stale
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation
from kit.rest import In

REASON_BODY = {"reason": "Name the flour's grade in Chinese."}
_REASONED = {**LISTING_EXAMPLE, "status_reason": REASON_BODY["reason"]}


class JudgeDoorBase(OfferDoorBase):
    """A listing in the hands of onboarding."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": MODERATORS}

    def judged(self, listing_id: UUID) -> Listing:
        """The listing, locked, as whoever judges it has read it: its version counts its goods' facts, too."""
        listing = self.locked(listing_id)
        return self.matched(listing) if "If-Match" in self.request.headers else listing


class ApproveListingDoor(JudgeDoorBase):
    """Yes."""

    @operation(
        id="approveListing",
        summary="Allow a submitted listing; its seller publishes it",
        response=ListingOut,
        problems=[IllegalMove, LostRace, ListingIncomplete, Stale],
        response_example={**LISTING_EXAMPLE, "status": "approved", "allowed_actions": ["request-changes"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        moderating.approve_listing(listing=self.judged(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)


class RequestChangesDoor(JudgeDoorBase):
    """Not yet."""

    @operation(
        id="requestListingChanges",
        summary="Send a listing back to its seller, saying what must change",
        request=JudgementIn,
        response=ListingOut,
        problems=[IllegalMove, LostRace, Stale],
        request_example=REASON_BODY,
        response_example={**_REASONED, "status": "changes_requested", "allowed_actions": ["approve"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        reason = self.body(JudgementIn)["reason"]
        row = self.judged(listing_id)
        moderating.request_changes(listing=row, reason=reason, at=now(), by=self.actor)
        return self.shown(listing_id)


class BlockDoor(JudgeDoorBase):
    """Off sale by law."""

    @operation(
        id="blockListing",
        summary="Take a listing off sale because of its papers or the law",
        request=JudgementIn,
        response=ListingOut,
        problems=[IllegalMove, LostRace],
        request_example=REASON_BODY,
        response_example={**_REASONED, "status": "blocked", "allowed_actions": ["unblock"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        reason = self.body(JudgementIn)["reason"]
        moderating.block(listing=self.locked(listing_id), reason=reason, at=now(), by=self.actor)
        return self.shown(listing_id)


class UnblockDoor(JudgeDoorBase):
    """On sale again."""

    @operation(
        id="unblockListing",
        summary="Put a blocked listing back on sale",
        response=ListingOut,
        problems=[IllegalMove, LostRace, GateClosed],
        response_example={**LISTING_EXAMPLE, "status": "live", "allowed_actions": ["block"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        moderating.unblock(listing=self.locked(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)
