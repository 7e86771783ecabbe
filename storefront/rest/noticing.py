"""What does a buyer wait for?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import ListingNotFound
from kit.clock import now
from kit.money import Money
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, MoneyField, found
from storefront.errors import NothingToWaitFor, NoticeThere, TooManyNotices
from storefront.models import Notice
from storefront.operations import noticing
from storefront.policy import MARKET_CURRENCY

_ID = "019e0000-0000-7000-8000-000000000001"
BODY = {"listing_id": _ID, "kind": "price", "price": {"amount": "15.00", "currency": "CNY"}}
EXAMPLE = {
    "id": _ID,
    "version": 1,
    **BODY,
    "status": "waiting",
    "created_at": "2026-12-05T09:00:00Z",
    "ended_at": None,
}


class NoticeIn(In):
    """For which listing, for what of it."""

    listing_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Notice.Kind.choices)
    price = MoneyField(
        currencies=tuple(MARKET_CURRENCY.values()),
        allow_zero=False,
        required=False,
        help_text="The highest price wanted, where kind is price.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A price belongs to one kind of wish."""
        if (attrs["kind"] == Notice.Kind.PRICE) != ("price" in attrs):
            said = "name the price" if attrs["kind"] == Notice.Kind.PRICE else "only where kind is price"
            raise serializers.ValidationError({"price": [said]})
        return attrs


class NoticeOut(serializers.Serializer[Any]):
    """What somebody waits for; `due` once it has come true."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    listing_id = serializers.UUIDField()
    kind = serializers.CharField()
    price = MoneyField(allow_null=True)
    status = serializers.CharField()
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class NoticeQuery(PageQuery):
    """Which of them."""

    status = serializers.ChoiceField(choices=Notice.Status.choices, required=False)


class NoticeDoorBase(Door):
    """Buyers wait for themselves."""

    resource = "me"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"buyer": ANYONE}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"buyer": ANYONE}

    def mine(self) -> QuerySet[Notice]:
        """The caller's own."""
        return Notice.objects.filter(user=self.actor.user_id)


class NoticesDoor(NoticeDoorBase):
    """All of them."""

    @operation(
        id="listNotices",
        summary="What you wait for, the newest first",
        query=NoticeQuery,
        response=page_of(NoticeOut),
        response_example={"items": [EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = self.mine()
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        return self.page(rows, _view, order=("-id",))

    @operation(
        id="createNotice",
        summary="Wait for goods to be there again, or to cost no more than a price",
        request=NoticeIn,
        response=NoticeOut,
        status=201,
        problems=[ListingNotFound, NothingToWaitFor, NoticeThere, TooManyNotices],
        request_example=BODY,
        response_example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(NoticeIn)
        if given["kind"] == Notice.Kind.PRICE:
            notice = noticing.wait_for_price(
                listing_id=given["listing_id"], price=given["price"], at=now(), by=self.actor
            )
        else:
            notice = noticing.wait_for_stock(listing_id=given["listing_id"], at=now(), by=self.actor)
        return self.created(_view(notice), row=notice, location=f"/api/v1/me/notices/{notice.pk}")


class NoticeDoor(NoticeDoorBase):
    """One of them."""

    @operation(
        id="showNotice", summary="One thing that you wait for", response=NoticeOut, response_example=EXAMPLE
    )
    def get(self, request: Request, notice_id: UUID) -> Response:
        notice = found(self.mine(), pk=notice_id)
        return self.answer(_view(notice), row=notice)


class StopWaitingDoor(NoticeDoorBase):
    """The end of a wish."""

    @operation(
        id="cancelNotice",
        summary="Wait for it no more",
        response=NoticeOut,
        problems=[IllegalMove, LostRace],
        response_example={**EXAMPLE, "status": "cancelled", "ended_at": "2026-12-06T09:00:00Z"},
    )
    def post(self, request: Request, notice_id: UUID) -> Response:
        self.body(In)
        notice = found(self.mine().select_for_update(of=("self",)), pk=notice_id)
        noticing.stop_waiting(notice=notice, at=now(), by=self.actor)
        return self.answer(_view(notice), row=notice)


def _view(notice: Notice) -> dict[str, Any]:
    price = None if notice.price_minor is None else Money(notice.price_minor, notice.currency)
    shown: dict[str, Any] = NoticeOut(
        {
            **{name: getattr(notice, name) for name in ("id", "version", "listing_id", "kind", "status")},
            "price": price,
            "created_at": notice.created_at,
            "ended_at": notice.ended_at,
        }
    ).data
    return shown
