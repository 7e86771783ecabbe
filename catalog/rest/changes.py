"""Which changes of goods on sale wait for staff over REST, and what do they decide?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import (
    BadAttributes,
    BadSizes,
    ChangeOutdated,
    CodeTaken,
    ListingIncomplete,
    WrongIdentifier,
)
from catalog.models import ListingChange
from catalog.operations import deciding
from catalog.policy import CATALOGUERS, MODERATORS, OVERSEERS
from catalog.queries import selling
from catalog.queries.acting import change_actions
from catalog.rest.pending import DIFF_EXAMPLE, ChangedOut, diff_of
from catalog.rest.shapes import JudgementIn
from kit.clock import now
from kit.errors import NotFound
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, found

_ID = "019e0000-0000-7000-8000-000000000001"
REASON_BODY = {"reason": "The papers name another mass."}
CHANGE_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    "product_id": _ID,
    "variant_id": _ID,
    "listing_ids": [_ID],
    "code": "FLR-PRM",
    "sku": "FLR-PRM-2KG",
    "status": "waiting",
    "status_reason": "",
    "diff": DIFF_EXAMPLE,
    "asked_at": "2026-12-05T09:00:00Z",
    "decided_at": None,
    "allowed_actions": ["withdraw"],
}
_DECIDED = {**CHANGE_EXAMPLE, "decided_at": "2026-12-06T09:00:00Z", "allowed_actions": []}


class ListingChangeOut(serializers.Serializer[Any]):
    """New legal or physical facts; the goods are sold with the old ones until staff approve them."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    seller_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    variant_id = serializers.UUIDField(allow_null=True, help_text="Null where the product itself changes.")
    listing_ids = serializers.ListField(child=serializers.UUIDField(), help_text="Those on sale.")
    code = serializers.CharField(help_text="Of the product.")
    sku = serializers.CharField(allow_blank=True)
    status = serializers.CharField()
    status_reason = serializers.CharField(allow_blank=True)
    diff = ChangedOut(many=True)
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class ListingChangeQuery(PageQuery):
    """Which changes."""

    status = serializers.ChoiceField(choices=ListingChange.Status.choices, required=False)
    product_id = serializers.UUIDField(required=False)
    seller_id = serializers.UUIDField(required=False, help_text="For staff; others have one seller.")


class ChangeDoorBase(Door):
    """Changes are read by all of the firm and by staff."""

    resource = "listings"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": ANYONE, "staff": OVERSEERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {}

    def waiting(self, change_id: UUID) -> ListingChange:
        """One change that the caller may see; the verb itself finds out who comes first."""
        return found(selling.changes_of(self.actor), pk=change_id)

    def view(self, row: ListingChange) -> dict[str, Any]:
        """A change as JSON values for this reader."""
        columns = ("id", "version", "product_id", "variant_id", "status", "status_reason")
        shown: dict[str, Any] = ListingChangeOut(
            {
                **{name: getattr(row, name) for name in (*columns, "asked_at", "decided_at")},
                "seller_id": row.product.seller_id,
                "listing_ids": sorted(listing.pk for listing in row.listings.all()),
                "code": row.product.code,
                "sku": row.variant.sku if row.variant else "",
                "diff": diff_of(row.facts),
                "allowed_actions": change_actions(row, actor=self.actor),
            }
        ).data
        return shown

    def shown(self, change_id: UUID) -> Response:
        """Answer with one change as it is now."""
        row = found(selling.changes_of(self.actor), pk=change_id)
        return self.answer(self.view(row), row=row)


class ChangesDoor(ChangeDoorBase):
    """All of them."""

    @operation(
        id="listListingChanges",
        summary="Changes of goods on sale that staff judge, the newest first",
        query=ListingChangeQuery,
        response=page_of(ListingChangeOut),
        problems=[NotFound],
        response_example={"items": [CHANGE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = selling.changes_of(self.actor)
        if "product_id" in self.query:
            rows = rows.filter(product=found(selling.products_of(self.actor), pk=self.query["product_id"]))
        if "seller_id" in self.query:
            seller = found(selling.sellers_of(self.actor), pk=self.query["seller_id"])
            rows = rows.filter(product__seller=seller)
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        return self.page(rows, self.view, order=("-id",))


class ChangeDoor(ChangeDoorBase):
    """One of them."""

    @operation(
        id="showListingChange",
        summary="One change of goods on sale, with what each fact was and becomes",
        response=ListingChangeOut,
        response_example=CHANGE_EXAMPLE,
    )
    def get(self, request: Request, change_id: UUID) -> Response:
        return self.shown(change_id)


class WithdrawChangeDoor(ChangeDoorBase):
    """The seller's second thoughts."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": CATALOGUERS}

    @operation(
        id="withdrawListingChange",
        summary="Take a change back before staff have judged it",
        response=ListingChangeOut,
        problems=[IllegalMove, LostRace],
        response_example={**_DECIDED, "status": "withdrawn"},
    )
    def post(self, request: Request, change_id: UUID) -> Response:
        self.body(In)
        deciding.withdraw_change(change=self.waiting(change_id), at=now(), by=self.actor)
        return self.shown(change_id)


class JudgeChangeDoorBase(ChangeDoorBase):
    """A change in the hands of onboarding."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": MODERATORS}


class ApproveChangeDoor(JudgeChangeDoorBase):
    """Yes."""

    @operation(
        id="approveListingChange",
        summary="Let the new facts hold from now on; the listings stay on sale",
        response=ListingChangeOut,
        problems=[
            IllegalMove,
            LostRace,
            ChangeOutdated,
            BadAttributes,
            BadSizes,
            WrongIdentifier,
            CodeTaken,
            ListingIncomplete,
        ],
        response_example={**_DECIDED, "status": "approved"},
    )
    def post(self, request: Request, change_id: UUID) -> Response:
        self.body(In)
        deciding.approve_change(change=self.waiting(change_id), at=now(), by=self.actor)
        return self.shown(change_id)


class DeclineChangeDoor(JudgeChangeDoorBase):
    """No."""

    @operation(
        id="declineListingChange",
        summary="Leave the facts as they are, telling the seller why",
        request=JudgementIn,
        response=ListingChangeOut,
        problems=[IllegalMove, LostRace],
        request_example=REASON_BODY,
        response_example={**_DECIDED, "status": "declined", "status_reason": REASON_BODY["reason"]},
    )
    def post(self, request: Request, change_id: UUID) -> Response:
        reason = self.body(JudgementIn)["reason"]
        deciding.decline_change(change=self.waiting(change_id), reason=reason, at=now(), by=self.actor)
        return self.shown(change_id)
