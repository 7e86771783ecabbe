"""What do staff decide about sellers over REST?"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from catalog.models import Seller
from catalog.operations import verifying
from catalog.policy import MODERATORS
from catalog.queries import selling
from catalog.rest.sellers import SELLER_EXAMPLE, SellerDoorBase, SellerOut
from catalog.rest.shapes import JudgementIn
from kit.clock import now
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation
from kit.rest import In, found

REASON_BODY = {"reason": "The number belongs to another firm."}
_VERIFIED = {
    **SELLER_EXAMPLE,
    "status": "verified",
    "verified_at": "2026-12-06T09:00:00Z",
    "allowed_actions": ["suspend"],
}
_REASONED = {**SELLER_EXAMPLE, "status_reason": REASON_BODY["reason"]}


class VerifyDoorBase(SellerDoorBase):
    """A seller in the hands of onboarding."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": MODERATORS}

    def locked(self, seller_id: UUID) -> Seller:
        """One seller, whom nobody else judges meanwhile."""
        return found(selling.sellers_of(self.actor).select_for_update(of=("self",)), pk=seller_id)


class ReviewSellerDoor(VerifyDoorBase):
    """Somebody looks."""

    @operation(
        id="reviewSeller",
        summary="Begin to look at an application",
        response=SellerOut,
        problems=[IllegalMove, LostRace],
        response_example={
            **SELLER_EXAMPLE,
            "status": "in_review",
            "allowed_actions": ["approve", "reject"],
        },
    )
    def post(self, request: Request, seller_id: UUID) -> Response:
        self.body(In)
        verifying.review_seller(seller=self.locked(seller_id), at=now(), by=self.actor)
        return self.shown(seller_id)


class ApproveSellerDoor(VerifyDoorBase):
    """Yes."""

    @operation(
        id="approveSeller",
        summary="Let a seller sell",
        response=SellerOut,
        problems=[IllegalMove, LostRace],
        response_example=_VERIFIED,
    )
    def post(self, request: Request, seller_id: UUID) -> Response:
        self.body(In)
        verifying.approve_seller(seller=self.locked(seller_id), at=now(), by=self.actor)
        return self.shown(seller_id)


class RejectSellerDoor(VerifyDoorBase):
    """No."""

    @operation(
        id="rejectSeller",
        summary="Turn an application down for good",
        request=JudgementIn,
        response=SellerOut,
        problems=[IllegalMove, LostRace],
        request_example=REASON_BODY,
        response_example={**_REASONED, "status": "rejected"},
    )
    def post(self, request: Request, seller_id: UUID) -> Response:
        reason = self.body(JudgementIn)["reason"]
        verifying.reject_seller(seller=self.locked(seller_id), reason=reason, at=now(), by=self.actor)
        return self.shown(seller_id)


class SuspendSellerDoor(VerifyDoorBase):
    """Not now."""

    @operation(
        id="suspendSeller",
        summary="Take everything of a seller off sale; orders already placed go on",
        request=JudgementIn,
        response=SellerOut,
        problems=[IllegalMove, LostRace],
        request_example=REASON_BODY,
        response_example={
            **_REASONED,
            "status": "suspended",
            "verified_at": "2026-12-06T09:00:00Z",
            "suspended_at": "2026-12-07T09:00:00Z",
            "allowed_actions": ["reinstate"],
        },
    )
    def post(self, request: Request, seller_id: UUID) -> Response:
        reason = self.body(JudgementIn)["reason"]
        verifying.suspend_seller(seller=self.locked(seller_id), reason=reason, at=now(), by=self.actor)
        return self.shown(seller_id)


class ReinstateSellerDoor(VerifyDoorBase):
    """Again."""

    @operation(
        id="reinstateSeller",
        summary="Let a suspended seller sell again",
        response=SellerOut,
        problems=[IllegalMove, LostRace],
        response_example=_VERIFIED,
    )
    def post(self, request: Request, seller_id: UUID) -> Response:
        self.body(In)
        verifying.reinstate_seller(seller=self.locked(seller_id), at=now(), by=self.actor)
        return self.shown(seller_id)
