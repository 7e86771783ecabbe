"""How do buyers, sellers and staff deal with returns and claims?"""

import hashlib
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.errors import NotFound, Problem, placed
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.rest import In, found
from kit.uploads import FORM_BYTES
from orders.errors import (
    AttachmentRefused,
    BadDecision,
    BadInspection,
    ClaimFull,
    ClaimNotAllowed,
    ClaimNotYours,
    ClaimTooLate,
    ClaimUnitsTaken,
    LineNotFound,
    OrderClosed,
    TooManyClaims,
)
from orders.models import Claim
from orders.operations import answering, attaching, bringing_back, claiming, corresponding, resolving
from orders.operations.attaching import Kept, Upload
from orders.policy import LARGEST_ATTACHMENT_B
from orders.queries import showing
from orders.queries.claiming import claims_of, listed_claims
from orders.rest.claim_shapes import (
    ClaimOut,
    ClaimPhotoIn,
    ClaimQuery,
    ClaimReasonIn,
    ClaimRefundIn,
    InspectIn,
    ListedClaimOut,
    MessageIn,
    OpenClaimIn,
    SendBackIn,
    claim_view,
    listed_view,
    sums_of,
    units_of,
    verdicts_of,
)
from payments.errors import (
    NothingToRefund,
    RefundPartTooLarge,
    RefundRepeated,
    RefundTooLarge,
    SaleNotStanding,
)

ANSWERING = {"owner", "warehouse"}
HELPING = {"support"}
DECIDING = {"finance"}
_VERB_PROBLEMS = [IllegalMove, LostRace, ClaimNotYours]


class ClaimDoorBase(Door):
    """Each side sees its own."""

    resource = "orders"
    readers = {"buyer": ANYONE, "seller": ANYONE, "staff": {"support", "finance", "dispatch", "viewer"}}
    writers: ClassVar[Any] = {"seller": ANSWERING, "staff": HELPING}

    def claims(self) -> QuerySet[Claim]:
        """Those that the caller may see."""
        return claims_of(self.actor)

    def shown(self, claim_id: UUID) -> Response:
        """Answer with one of them."""
        claim = found(self.claims(), pk=claim_id)
        return self.answer(ClaimOut(claim_view(claim, self.actor, at=now())), row=claim)

    def seen(self, claim_id: UUID) -> UUID:
        """The same id, if the caller may see what it names."""
        pk: UUID = found(self.claims(), pk=claim_id).pk
        return pk


class ClaimsDoor(ClaimDoorBase):
    """All that the caller may see; buyers open them, once for each Idempotency-Key."""

    # Units are claimed by it: asked again after a lost answer it would claim as many once more.
    idempotency = "required"
    writers: ClassVar[Any] = {"buyer": ANYONE}

    @operation(
        id="listClaims",
        summary="Returns and claims, the newest first",
        query=ClaimQuery,
        response=page_of(ListedClaimOut),
    )
    def get(self, request: Request) -> Response:
        """Filter by kind, status and order."""
        wanted = {"kind": "kind", "status": "status", "order_number": "order__number"}
        given = {path: self.query[name] for name, path in wanted.items() if name in self.query}
        return self.page(
            listed_claims(self.actor).filter(**given),
            lambda claim: ListedClaimOut(listed_view(claim, self.actor)).data,
            order=("-id",),
        )

    @operation(
        id="openClaim",
        summary="Return goods, or claim something of them",
        request=OpenClaimIn,
        response=ClaimOut,
        status=201,
        problems=[ClaimNotAllowed, ClaimTooLate, ClaimUnitsTaken, TooManyClaims, LineNotFound, NotFound],
        request_example={
            "order_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a72",
            "kind": "return",
            "reason": "damaged",
            "text": "Two bags are torn.",
            "lines": [{"line_id": "019ad2b5-7c3e-7b61-9a52-3f0c8d1e4a73", "quantity": 2}],
        },
    )
    def post(self, request: Request) -> Response:
        """Open one."""
        given = self.body(OpenClaimIn)
        order = found(showing.orders_of_buyer(self.actor), pk=given["order_id"])
        with placed(given["lines"]):
            made = claiming.open_claim(
                order=order,
                kind=given["kind"],
                reason=given["reason"],
                text=given["text"],
                units=units_of(given["lines"]),
                at=now(),
                by=self.actor,
            )
        claim = found(self.claims(), pk=made.pk)
        return self.created(ClaimOut(claim_view(claim, self.actor, at=now())), row=claim)


class ClaimDoor(ClaimDoorBase):
    """One of them."""

    @operation(id="showClaim", summary="One return or claim", response=ClaimOut)
    def get(self, request: Request, claim_id: UUID) -> Response:
        """Show it."""
        return self.shown(claim_id)


class ApproveClaimDoor(ClaimDoorBase):
    """The goods may come back."""

    @operation(
        id="approveClaim",
        summary="Let the goods of a return be sent back",
        response=ClaimOut,
        problems=_VERB_PROBLEMS,
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Approve."""
        self.body(In)
        answering.approve_claim(claim_id=self.seen(claim_id), at=now(), by=self.actor)
        return self.shown(claim_id)


class DeclineClaimDoor(ClaimDoorBase):
    """No."""

    @operation(
        id="declineClaim",
        summary="Decline a return; contest a claim, which staff decide then",
        request=ClaimReasonIn,
        response=ClaimOut,
        problems=_VERB_PROBLEMS,
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Decline."""
        given = self.body(ClaimReasonIn)
        answering.decline_claim(claim_id=self.seen(claim_id), reason=given["reason"], at=now(), by=self.actor)
        return self.shown(claim_id)


class SendBackDoor(ClaimDoorBase):
    """The buyer has handed the goods over."""

    writers: ClassVar[Any] = {"buyer": ANYONE}

    @operation(
        id="sendGoodsBack",
        summary="Note that the goods of an approved return are on their way, with whom",
        request=SendBackIn,
        response=ClaimOut,
        problems=[IllegalMove, LostRace],
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Note it."""
        given = self.body(SendBackIn)
        bringing_back.send_back(
            claim_id=self.seen(claim_id), sent_with=given["sent_with"], at=now(), by=self.actor
        )
        return self.shown(claim_id)


class ReceiveBackDoor(ClaimDoorBase):
    """They came."""

    @operation(
        id="receiveGoodsBack",
        summary="Note that returned goods came back",
        response=ClaimOut,
        problems=[IllegalMove, LostRace],
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Note it."""
        self.body(In)
        bringing_back.receive_back(claim_id=self.seen(claim_id), at=now(), by=self.actor)
        return self.shown(claim_id)


class InspectDoor(ClaimDoorBase):
    """What becomes of them."""

    @operation(
        id="inspectGoods",
        summary="Say what becomes of the units that came back; some are in the stock again at once",
        request=InspectIn,
        response=ClaimOut,
        problems=[BadInspection, LineNotFound, IllegalMove, LostRace],
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Say it."""
        given = self.body(InspectIn)
        verdicts = verdicts_of(given["lines"])
        with placed(given["lines"]):
            bringing_back.inspect(claim_id=self.seen(claim_id), verdicts=verdicts, at=now(), by=self.actor)
        return self.shown(claim_id)


class RefundClaimDoor(ClaimDoorBase):
    """Money goes back."""

    writers: ClassVar[Any] = {"seller": ANSWERING, "staff": DECIDING}

    @operation(
        id="refundClaim",
        summary="Decide that money goes back, all or a sum of each line, at the cost of who is liable",
        request=ClaimRefundIn,
        response=ClaimOut,
        problems=[
            *_VERB_PROBLEMS,
            RefundRepeated,
            BadDecision,
            LineNotFound,
            RefundPartTooLarge,
            RefundTooLarge,
            NothingToRefund,
            SaleNotStanding,
        ],
        request_example={"liability": "carrier", "reason": "the container was dropped"},
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Decide."""
        given = self.body(ClaimRefundIn)
        claim = found(self.claims(), pk=claim_id)
        sums = sums_of(given.get("lines"), currency=claim.order.currency)
        with placed(given.get("lines") or ()):
            resolving.refund_claim(
                claim_id=claim.pk,
                liability=given["liability"],
                sums=sums,
                reason=given["reason"],
                at=now(),
                by=self.actor,
            )
        return self.shown(claim_id)


class RejectClaimDoor(ClaimDoorBase):
    """No money goes back."""

    writers: ClassVar[Any] = {"staff": DECIDING}

    @operation(
        id="rejectClaim",
        summary="Decide that nothing goes back",
        request=ClaimReasonIn,
        response=ClaimOut,
        problems=[IllegalMove, LostRace],
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Decide."""
        given = self.body(ClaimReasonIn)
        resolving.reject_claim(claim_id=self.seen(claim_id), reason=given["reason"], at=now(), by=self.actor)
        return self.shown(claim_id)


class ClaimMessagesDoor(ClaimDoorBase):
    """What the sides say to each other."""

    writers: ClassVar[Any] = {"buyer": ANYONE, "seller": ANSWERING, "staff": HELPING | DECIDING}

    @operation(
        id="writeClaimMessage",
        summary="Write to the other sides; staff may write for themselves alone",
        request=MessageIn,
        response=ClaimOut,
        problems=[OrderClosed, ClaimFull],
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Write it."""
        given = self.body(MessageIn)
        corresponding.write_message(
            claim_id=self.seen(claim_id),
            text=given["text"],
            is_internal=given["is_internal"],
            at=now(),
            by=self.actor,
        )
        return self.shown(claim_id)


class ClaimPhotosDoor(ClaimDoorBase):
    """Photos and papers."""

    writers: ClassVar[Any] = {"buyer": ANYONE, "seller": ANSWERING, "staff": HELPING | DECIDING}
    largest_body: ClassVar[int] = LARGEST_ATTACHMENT_B + FORM_BYTES

    _kept: Kept
    _digest: str
    _refusal: Exception | None = None

    @operation(
        id="addClaimPhoto",
        summary="Add a photo or a PDF to a return or claim",
        description="Photos are drawn anew, without what a camera wrote into them. A file sent twice is one.",
        form=ClaimPhotoIn,
        response=ClaimOut,
        status=201,
        problems=[AttachmentRefused, OrderClosed, ClaimFull, NotFound],
        request_example={"file": "(the file)"},
    )
    def post(self, request: Request, claim_id: UUID) -> Response:
        """Keep it."""
        if self._refusal is not None:
            raise self._refusal
        corresponding.add_photo(
            claim_id=self.seen(claim_id), kept=self._kept, digest=self._digest, at=now(), by=self.actor
        )
        claim = found(self.claims(), pk=claim_id)
        return self.created(
            ClaimOut(claim_view(claim, self.actor, at=now())),
            row=claim,
            location=f"/api/v1/claims/{claim_id}",
        )

    def before(self) -> None:
        """Look into the file before the transaction opens, for a claim that is there."""
        if self.request.method != "POST":
            return
        self.seen(self.kwargs["claim_id"])
        try:
            file = self.form(ClaimPhotoIn)["file"]
            self._digest = hashlib.sha256(file.data).hexdigest()
            self._kept = attaching.cleaned(Upload("file", file.data))
        except (Problem, APIException) as refusal:
            self._refusal = refusal
