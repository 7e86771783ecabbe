"""What do staff do about money that is to go back?"""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from kit.clock import now
from kit.errors import placed
from kit.moves import IllegalMove
from kit.openapi import operation, page_of
from kit.rest import In, found
from payments.errors import (
    ApproverIsRequester,
    NothingToRefund,
    PaymentNotFound,
    RefundLineNotFound,
    RefundNotDead,
    RefundNotFound,
    RefundPartTooLarge,
    RefundReasonMissing,
    RefundRepeated,
    RefundTooLarge,
    SaleNotStanding,
    SentByProvider,
)
from payments.models import Refund
from payments.operations import refunding
from payments.queries.refunds import currency_of, refunds
from payments.rest.requesting import RequestRefundIn, wanted_of
from payments.rest.shapes import RefundOut, RefundQuery, RefundReasonIn


class _StaffDoor(Door):
    """Many may look; money is moved by finance."""

    resource = "refunds"
    readers = {"staff": {"finance", "support", "viewer"}}
    writers = {"staff": {"finance"}}
    needs_factor = needs_confirmation = True

    def shape_of(self, refund: Refund) -> RefundOut:
        """As its reader sees it."""
        return RefundOut(refund, context={"person": refunding.person_of(self.actor)})


class RefundsDoor(_StaffDoor):
    """All refunds."""

    idempotency = "required"

    @operation(
        id="listRefunds",
        summary="Refunds, the newest first",
        query=RefundQuery,
        response=page_of(RefundOut),
    )
    def get(self, request: Request) -> Response:
        """Filter by status and order."""
        rows = refunds(
            status=self.query.get("status", ""), order_reference=self.query.get("order_number", "")
        )
        return self.page(rows, RefundOut, order=("-id",), person=refunding.person_of(self.actor))

    @operation(
        id="requestRefund",
        summary="Ask that parts of a paid order go back: units or sums of its lines, at whose cost",
        request=RequestRefundIn,
        response=RefundOut,
        status=201,
        problems=[
            PaymentNotFound,
            SaleNotStanding,
            RefundLineNotFound,
            RefundPartTooLarge,
            RefundTooLarge,
            NothingToRefund,
        ],
        request_example={
            "order_number": "SC-26-00000123-5",
            "reason": "two of ten jars broken",
            "borne_by": "seller",
            "lines": [{"line_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72", "units": 2}],
        },
    )
    def post(self, request: Request) -> Response:
        """Ask for it; another person approves it."""
        given = self.body(RequestRefundIn)
        number = given["order_number"]
        currency = currency_of(number)
        if not currency:
            raise PaymentNotFound(order=number)
        wanted = wanted_of(given["lines"], currency=currency)
        with placed(given["lines"]):
            made = refunding.refund_parts(
                order_reference=number,
                wanted=wanted,
                reason=given["reason"],
                borne_by=given["borne_by"],
                at=now(),
                by=self.actor,
            )
        refund = found(refunds(), pk=made.pk)
        return self.created(self.shape_of(refund), row=refund)


class RefundDoor(_StaffDoor):
    """One refund."""

    @operation(id="showRefund", summary="One refund", response=RefundOut)
    def get(self, request: Request, refund_id: UUID) -> Response:
        """Show it."""
        refund = found(refunds(), pk=refund_id)
        return self.answer(self.shape_of(refund), row=refund)


class _RefundVerbDoor(_StaffDoor):
    """One verb on one refund."""

    idempotency = "required"
    verb: ClassVar[Callable[..., Refund]]
    shape: ClassVar[type[In]] = In

    def perform(self, refund_id: UUID) -> Response:
        """Call the verb, then show what became of the refund."""
        given: dict[str, Any] = self.body(self.shape)
        found(refunds(), pk=refund_id)
        type(self).verb(refund_id=refund_id, at=now(), by=self.actor, **given)
        refund = found(refunds(), pk=refund_id)
        return self.answer(self.shape_of(refund), row=refund)


class ApproveRefundDoor(_RefundVerbDoor):
    """Four eyes."""

    verb = staticmethod(refunding.approve_refund)

    @operation(
        id="approveRefund",
        summary="Approve a refund that another person asked for",
        response=RefundOut,
        problems=[RefundNotFound, IllegalMove, ApproverIsRequester, RefundTooLarge],
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Approve."""
        return self.perform(refund_id)


class DeclineRefundDoor(_RefundVerbDoor):
    """No."""

    verb, shape = staticmethod(refunding.decline_refund), RefundReasonIn

    @operation(
        id="declineRefund",
        summary="Decline a refund, or give one up that failed, with a reason",
        request=RefundReasonIn,
        response=RefundOut,
        problems=[RefundNotFound, IllegalMove, RefundReasonMissing, RefundRepeated],
        request_example={"reason": "goods were delivered"},
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Decline."""
        return self.perform(refund_id)


class SendRefundDoor(_RefundVerbDoor):
    """The order to the bank."""

    verb = staticmethod(refunding.send_refund)

    @operation(
        id="sendRefund",
        summary="Note that an approved refund was ordered at the bank or provider",
        response=RefundOut,
        problems=[RefundNotFound, IllegalMove, SentByProvider, RefundTooLarge],
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Note it."""
        return self.perform(refund_id)


class FinishRefundDoor(_RefundVerbDoor):
    """The money has left."""

    verb = staticmethod(refunding.finish_refund)

    @operation(
        id="finishRefund",
        summary="Note that the money of a refund has left us",
        response=RefundOut,
        problems=[RefundNotFound, IllegalMove, SentByProvider],
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Note it."""
        return self.perform(refund_id)


class FailRefundDoor(_RefundVerbDoor):
    """The money came back, or never left."""

    verb, shape = staticmethod(refunding.fail_refund), RefundReasonIn

    @operation(
        id="failRefund",
        summary="Note that a refund couldn't be sent; another try is a new refund",
        request=RefundReasonIn,
        response=RefundOut,
        problems=[RefundNotFound, IllegalMove, SentByProvider],
        request_example={"reason": "account closed"},
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Note it."""
        return self.perform(refund_id)


class RepeatRefundDoor(_StaffDoor):
    """Once more."""

    idempotency = "required"

    @operation(
        id="repeatRefund",
        summary="Ask once more for what a refund that was declined or failed was for",
        response=RefundOut,
        status=201,
        problems=[RefundNotFound, RefundNotDead, RefundRepeated, RefundTooLarge, RefundPartTooLarge],
    )
    def post(self, request: Request, refund_id: UUID) -> Response:
        """Ask; another person approves it."""
        self.body(In)
        found(refunds(), pk=refund_id)
        # The body names no lines.
        with placed(()):
            made = refunding.refund_again(refund_id=refund_id, at=now(), by=self.actor)
        refund = found(refunds(), pk=made.pk)
        return self.created(self.shape_of(refund), row=refund, location=f"/api/v1/refunds/{made.pk}")
