"""How are the prices of many listings looked at, set and taken back at once over REST?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import NothingToPrice, NotRepriced, PreviewTooOld, TooLateToUndo, TooManyToPrice
from catalog.models import Listing, Repricing
from catalog.operations import repricing
from catalog.policy import MARKET_CURRENCY, MAX_REPRICED
from catalog.queries import selling
from catalog.queries.repricing import Choice, large_moves, moved, repricings_of, staying, undo_until
from catalog.repriced import PriceRule
from catalog.rest.offers import OfferDoorBase
from kit.clock import now
from kit.money import Money
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, MoneyField, TextField, WholeField, found

_MOST_LINES = 500
_ID = "019e0000-0000-7000-8000-000000000001"
_BODY = {
    "market": "CN",
    "category": "flour",
    "percent": "-5.00",
    "round_to": {"amount": "0.10", "currency": "CNY"},
}
_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "rule": {"market": "CN", "category": "flour", "percent_bp": -500, "round_to_minor": 10},
    "changing": 1,
    "staying": 0,
    "large_moves": 0,
    "previewed_at": "2026-12-05T09:00:00Z",
    "applied_at": None,
    "undone_at": None,
    "undo_until": None,
}
_DETAIL_EXAMPLE = {
    **_EXAMPLE,
    "lines": [
        {
            "listing_id": _ID,
            "sku": "FLR-PRM-2KG",
            "was": {"amount": "18.00", "currency": "CNY"},
            "becomes": {"amount": "17.10", "currency": "CNY"},
            "percent": -5,
            "is_large": False,
        }
    ],
    "refused": [],
}


class RepricingIn(In):
    """Which listings of a market, and one way in which their prices change."""

    market = serializers.ChoiceField(choices=Listing.Market.choices)
    category = TextField(max_length=64, required=False, help_text="Code of a category; what is below it too.")
    skus = serializers.ListField(
        child=TextField(max_length=64), required=False, min_length=1, max_length=MAX_REPRICED
    )
    percent = serializers.DecimalField(
        max_digits=5,
        decimal_places=2,
        min_value=-99,
        max_value=900,
        required=False,
        help_text="Of all prices, those of many units too; -5.00 makes them cheaper.",
    )
    amount = MoneyField(
        required=False,
        allow_negative=True,
        allow_zero=False,
        help_text="Added to all prices; may be less than 0.",
    )
    price = MoneyField(required=False, allow_zero=False, help_text="Of one unit; those of many units stay.")
    round_to = MoneyField(
        required=False, allow_zero=False, help_text="What comes of it is a multiple of this, a half goes up."
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        """One way, in the currency of the market."""
        ways = [name for name in ("percent", "amount", "price") if name in given]
        if len(ways) != 1:
            raise serializers.ValidationError({"percent": "send one of percent, amount, price"})
        if "price" in given and "round_to" in given:
            raise serializers.ValidationError({"round_to": "a fixed price isn't rounded"})
        currency = MARKET_CURRENCY[given["market"]]
        for name in ("amount", "price", "round_to"):
            if name in given and given[name].currency != currency:
                raise serializers.ValidationError({name: f"send this in {currency}"})
        return given


class RepricingOut(serializers.Serializer[Any]):
    """How many prices change, how many stay; `large_moves` change by more than 30 percent."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    rule = serializers.DictField(help_text="As it was asked; amounts in minor units, percent in hundredths.")
    changing = serializers.IntegerField()
    staying = serializers.IntegerField()
    large_moves = serializers.IntegerField()
    previewed_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True, help_text="Null while there is nothing to undo.")


class RepricedOut(serializers.Serializer[Any]):
    """The price of one unit before and after."""

    listing_id = serializers.UUIDField()
    sku = serializers.CharField()
    was = MoneyField()
    becomes = MoneyField()
    percent = serializers.IntegerField(help_text="Whole percent, towards zero.")
    is_large = serializers.BooleanField()


class NotRepricedOut(serializers.Serializer[Any]):
    """A price that stays, and why."""

    listing_id = serializers.UUIDField()
    sku = serializers.CharField()
    why = serializers.CharField()


class RepricingDetailOut(RepricingOut):
    """The same with a part of its listings, in the order of their ids."""

    lines = RepricedOut(many=True)
    refused = NotRepricedOut(many=True)


class RepricingQuery(In):
    """Which part of the listings."""

    lines_after = WholeField(min_value=0, max_value=MAX_REPRICED, required=False, default=0)
    lines_most = WholeField(min_value=1, max_value=_MOST_LINES, required=False, default=100)


class RepricingsQuery(PageQuery):
    """Which page."""


class RepricingDoorBase(OfferDoorBase):
    """Changes of many prices are a seller's own."""

    def own(self, repricing_id: UUID, *, locked: bool = False) -> Repricing:
        """One of the seller's, which nobody else changes meanwhile if it is to be changed."""
        rows = repricings_of(self.actor)
        return found(rows.select_for_update() if locked else rows, pk=repricing_id)

    def detail(self, row: Repricing, *, lines_after: int = 0, lines_most: int = 100) -> dict[str, Any]:
        """What `RepricingDetailOut` shows."""
        part = {"after": lines_after, "most": lines_most}
        lines, refused = moved(row, **part), staying(row, **part)
        return RepricingDetailOut({**_view(row), "lines": lines, "refused": refused}).data


class RepricingsDoor(RepricingDoorBase):
    """All of them."""

    # What works it out asks the seller alone.
    readers = {"seller": OfferDoorBase.readers["seller"]}

    @operation(
        id="listRepricings",
        summary="Your changes of many prices, the newest first",
        query=RepricingsQuery,
        response=page_of(RepricingOut),
        response_example={"items": [_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        return self.page(repricings_of(self.actor), lambda row: RepricingOut(_view(row)).data, order=("-id",))

    @operation(
        id="previewPrices",
        summary="Look at what up to 10,000 listings would cost by one rule; no price changes",
        request=RepricingIn,
        response=RepricingDetailOut,
        status=201,
        problems=[NothingToPrice, TooManyToPrice],
        request_example=_BODY,
        response_example=_DETAIL_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(RepricingIn)
        row = repricing.preview(
            seller=selling.own_seller(self.actor),
            choice=Choice(given["market"], given.get("category", ""), given.get("skus", ())),
            rule=_rule(given),
            at=now(),
            by=self.actor,
        )
        return self.created(self.detail(row), row=row, location=f"/api/v1/seller/repricings/{row.pk}")


class RepricingDoor(RepricingDoorBase):
    """One of them."""

    readers = {"seller": OfferDoorBase.readers["seller"]}

    @operation(
        id="showRepricing",
        summary="One change of many prices, with a part of its listings",
        query=RepricingQuery,
        response=RepricingDetailOut,
        response_example=_DETAIL_EXAMPLE,
    )
    def get(self, request: Request, repricing_id: UUID) -> Response:
        row = self.own(repricing_id)
        return self.answer(self.detail(row, **self.query), row=row)


class ApplyRepricingDoor(RepricingDoorBase):
    """The prices as they were shown."""

    @operation(
        id="applyRepricing",
        summary="Set the prices that were shown; what somebody changed since stays, and is named",
        response=RepricingDetailOut,
        problems=[PreviewTooOld],
        response_example={
            **_DETAIL_EXAMPLE,
            "version": 2,
            "applied_at": "2026-12-05T09:01:00Z",
            "undo_until": "2026-12-05T09:11:00Z",
        },
    )
    def post(self, request: Request, repricing_id: UUID) -> Response:
        self.body(In)
        row = repricing.apply(repricing=self.own(repricing_id, locked=True), at=now(), by=self.actor)
        return self.answer(self.detail(row), row=row)


class UndoRepricingDoor(RepricingDoorBase):
    """The prices as they were."""

    @operation(
        id="undoRepricing",
        summary="Within ten minutes, set the prices back; what somebody changed since stays, and is named",
        response=RepricingDetailOut,
        problems=[NotRepriced, TooLateToUndo],
        response_example={
            **_DETAIL_EXAMPLE,
            "version": 3,
            "applied_at": "2026-12-05T09:01:00Z",
            "undone_at": "2026-12-05T09:03:00Z",
        },
    )
    def post(self, request: Request, repricing_id: UUID) -> Response:
        self.body(In)
        row = repricing.undo(repricing=self.own(repricing_id, locked=True), at=now(), by=self.actor)
        return self.answer(self.detail(row), row=row)


def _rule(given: dict[str, Any]) -> PriceRule:
    percent = given.get("percent")
    return PriceRule(
        percent_bp=None if percent is None else int(percent * 100),
        amount_minor=_minor(given.get("amount")),
        price_minor=_minor(given.get("price")),
        round_to_minor=_minor(given.get("round_to")) or 1,
    )


def _minor(money: Money | None) -> int | None:
    return None if money is None else money.minor


def _view(row: Repricing) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("id", "version", "rule")},
        **{name: getattr(row, name) for name in ("previewed_at", "applied_at", "undone_at")},
        "changing": len(row.lines),
        "staying": len(row.refused),
        "large_moves": large_moves(row),
        "undo_until": undo_until(row),
    }
