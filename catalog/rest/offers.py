"""Where is what a seller makes on offer, at which price?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import (
    BadOrderQuantities,
    CodeTaken,
    DomesticSale,
    GateClosed,
    ListingIncomplete,
    SellerNotVerified,
)
from catalog.models import Listing, Price
from catalog.operations import listing
from catalog.policy import CATALOGUERS, MARKETS, MAX_MIN_QUANTITY, OVERSEERS
from catalog.queries import selling
from catalog.queries.acting import listing_actions
from kit.actors import Actor
from kit.clock import now
from kit.errors import NotFound
from kit.money import Money
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, MoneyField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
QUANTITIES_BODY = {"min_quantity": 12, "multiple": 6}
LISTING_BODY = {"variant_id": _ID, "market": "CN", **QUANTITIES_BODY}
PRICE_BODY = {
    "price": {"amount": "17.50", "currency": "CNY"},
    "steps": [{"from_quantity": 60, "price": {"amount": "16.20", "currency": "CNY"}}],
}
LISTING_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    "product_id": _ID,
    **LISTING_BODY,
    "sku": "FLR-PRM-2KG",
    "status": "draft",
    "status_reason": "",
    "prices": [PRICE_BODY["price"]],
    "steps": PRICE_BODY["steps"],
    "created_at": "2026-12-05T09:00:00Z",
    "submitted_at": None,
    "approved_at": None,
    "live_at": None,
    "retired_at": None,
    "allowed_actions": ["submit", "retire"],
}


class QuantitiesIn(In):
    """How many units an order may take; the fewest must be a multiple."""

    min_quantity = WholeField(
        min_value=1, max_value=MAX_MIN_QUANTITY, required=False, help_text="The fewest of one order; else 1."
    )
    multiple = WholeField(
        min_value=1,
        max_value=MAX_MIN_QUANTITY,
        required=False,
        help_text="Sold in multiples of this; else 1.",
    )


class ListingIn(QuantitiesIn):
    """Which variant to offer where."""

    variant_id = serializers.UUIDField()
    market = serializers.ChoiceField(choices=MARKETS)


class StepOut(serializers.Serializer[Any]):
    """What each unit costs in an order of so many or more."""

    from_quantity = serializers.IntegerField()
    price = MoneyField()


class ListingOut(serializers.Serializer[Any]):
    """The offer of a variant on a market."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    seller_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    variant_id = serializers.UUIDField()
    sku = serializers.CharField()
    market = serializers.CharField()
    status = serializers.CharField()
    status_reason = serializers.CharField(allow_blank=True, help_text="Why it got this status.")
    min_quantity = serializers.IntegerField(help_text="The fewest units that an order takes.")
    multiple = serializers.IntegerField(help_text="Orders take multiples of this.")
    prices = serializers.ListField(child=MoneyField(), help_text="Of one unit: one for each currency.")
    steps = serializers.ListField(child=StepOut(), help_text="Of each of many, the fewest first.")
    created_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    approved_at = serializers.DateTimeField(allow_null=True)
    live_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class ListingQuery(PageQuery):
    """Which listings."""

    status = serializers.ChoiceField(choices=Listing.Status.choices, required=False)
    market = serializers.ChoiceField(choices=MARKETS, required=False)
    variant_id = serializers.UUIDField(required=False)
    seller_id = serializers.UUIDField(required=False, help_text="For staff; others have one seller.")


class OfferDoorBase(Door):
    """Listings are written by those who keep the catalogue, read by all of the firm and by staff."""

    resource = "listings"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": ANYONE, "staff": OVERSEERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": CATALOGUERS}

    def locked(self, listing_id: UUID) -> Listing:
        """One listing of the caller's, which nobody else changes meanwhile."""
        return found(selling.listings_of(self.actor).select_for_update(of=("self",)), pk=listing_id)

    def view(self, row: Listing) -> dict[str, Any]:
        """A listing as JSON values for this reader."""
        shown: dict[str, Any] = ListingOut(_listing_view(row, self.actor)).data
        return shown

    def shown(self, listing_id: UUID) -> Response:
        """Answer with one listing as it is now."""
        row = found(selling.listings_of(self.actor), pk=listing_id)
        return self.answer(self.view(row), row=row)


class ListingsDoor(OfferDoorBase):
    """All listings of a seller."""

    @operation(
        id="listListings",
        summary="Your listings, the newest first",
        query=ListingQuery,
        response=page_of(ListingOut),
        problems=[NotFound],
        response_example={"items": [LISTING_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[Listing] = selling.listings_of(self.actor)
        if "variant_id" in self.query:
            rows = rows.filter(variant=found(selling.variants_of(self.actor), pk=self.query["variant_id"]))
        if "seller_id" in self.query:
            seller = found(selling.sellers_of(self.actor), pk=self.query["seller_id"])
            rows = rows.filter(variant__seller=seller)
        plain = {name: self.query[name] for name in ("status", "market") if name in self.query}
        return self.page(rows.filter(**plain), self.view, order=("-id",))

    @operation(
        id="createListing",
        summary="Draft the offer of a variant on a market",
        request=ListingIn,
        response=ListingOut,
        status=201,
        problems=[CodeTaken, BadOrderQuantities, DomesticSale, NotFound],
        request_example=LISTING_BODY,
        response_example=LISTING_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(ListingIn)
        variant = found(selling.variants_of(self.actor), pk=given.pop("variant_id"))
        made = listing.create_listing(variant=variant, **given, at=now(), by=self.actor)
        row = selling.listings_of(self.actor).get(pk=made.pk)
        return self.created(self.view(row), row=row, location=f"/api/v1/seller/listings/{row.pk}")


class ListingDoor(OfferDoorBase):
    """One of them."""

    @operation(
        id="showListing",
        summary="One of your listings, with what you may do now",
        response=ListingOut,
        response_example=LISTING_EXAMPLE,
    )
    def get(self, request: Request, listing_id: UUID) -> Response:
        return self.shown(listing_id)

    @operation(
        id="changeListing",
        summary="Change how many units an order may take; carts keep what is in them",
        request=QuantitiesIn,
        response=ListingOut,
        problems=[BadOrderQuantities],
        request_example=QUANTITIES_BODY,
        response_example=LISTING_EXAMPLE,
    )
    def patch(self, request: Request, listing_id: UUID) -> Response:
        row = self.matched(self.locked(listing_id))
        given = self.body(QuantitiesIn, partial=True)
        listing.change_quantities(listing=row, **given, at=now(), by=self.actor)
        return self.shown(listing_id)


class SubmitDoor(OfferDoorBase):
    """Asking staff."""

    @operation(
        id="submitListing",
        summary="Hand a draft to staff for review",
        response=ListingOut,
        problems=[IllegalMove, LostRace, SellerNotVerified, DomesticSale, ListingIncomplete],
        response_example={**LISTING_EXAMPLE, "status": "submitted", "allowed_actions": ["retire"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        listing.submit(listing=self.locked(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)


class PublishDoor(OfferDoorBase):
    """Going on sale."""

    @operation(
        id="publishListing",
        summary="Put an approved listing on sale",
        response=ListingOut,
        problems=[IllegalMove, LostRace, SellerNotVerified, GateClosed],
        response_example={**LISTING_EXAMPLE, "status": "live", "allowed_actions": ["pause", "retire"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        listing.publish(listing=self.locked(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)


class PauseDoor(OfferDoorBase):
    """Going off sale for a while."""

    @operation(
        id="pauseListing",
        summary="Take a live listing off sale for a while",
        response=ListingOut,
        problems=[IllegalMove, LostRace],
        response_example={**LISTING_EXAMPLE, "status": "paused", "allowed_actions": ["resume", "retire"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        listing.pause(listing=self.locked(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)


class ResumeDoor(OfferDoorBase):
    """Going on sale again."""

    @operation(
        id="resumeListing",
        summary="Put a paused listing back on sale",
        response=ListingOut,
        problems=[IllegalMove, LostRace, SellerNotVerified, GateClosed],
        response_example={**LISTING_EXAMPLE, "status": "live", "allowed_actions": ["pause", "retire"]},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        listing.resume(listing=self.locked(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)


class RetireDoor(OfferDoorBase):
    """The end of an offer."""

    @operation(
        id="retireListing",
        summary="End a listing for good",
        response=ListingOut,
        problems=[IllegalMove, LostRace],
        response_example={**LISTING_EXAMPLE, "status": "retired", "allowed_actions": []},
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        self.body(In)
        listing.retire(listing=self.locked(listing_id), at=now(), by=self.actor)
        return self.shown(listing_id)


def _listing_view(row: Listing, actor: Actor) -> dict[str, Any]:
    columns = ("id", "version", "variant_id", "market", "status", "status_reason", "created_at")
    quantities = ("min_quantity", "multiple")
    stamps = ("submitted_at", "approved_at", "live_at", "retired_at")
    return {
        **{name: getattr(row, name) for name in (*columns, *quantities, *stamps)},
        "seller_id": row.variant.seller_id,
        "product_id": row.variant.product_id,
        "sku": row.variant.sku,
        "prices": [_money(price) for price in row.prices.all() if price.from_quantity == 1],
        "steps": [
            {"from_quantity": price.from_quantity, "price": _money(price)}
            for price in row.prices.all()
            if price.from_quantity > 1
        ],
        "allowed_actions": listing_actions(row, actor=actor),
    }


def _money(price: Price) -> Money:
    return Money(price.amount_minor, price.currency)
