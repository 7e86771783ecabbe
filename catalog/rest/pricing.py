"""What do goods on offer cost over REST, since when, how is that changed for many at once?"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import BadPrices, ListingNotFound, WrongCurrency
from catalog.models import Listing, PriceChange
from catalog.operations.pricing import PriceList, set_price, set_prices
from catalog.policy import MARKET_CURRENCY, MAX_MIN_QUANTITY, MAX_PRICED_AT_ONCE, MAX_STEPS
from catalog.queries import selling
from catalog.rest.offers import LISTING_EXAMPLE, PRICE_BODY, ListingOut, OfferDoorBase, StepOut
from kit.clock import now
from kit.errors import FieldProblem
from kit.http import Stale
from kit.money import Money
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, MoneyField, WholeField, found

_ID = "019e0000-0000-7000-8000-000000000001"
PRICES_BODY = {"prices": [{"listing_id": _ID, **PRICE_BODY}]}
CHANGE_EXAMPLE = {
    "serial": 17,
    "at": "2026-12-05T09:00:00Z",
    "was": [{"from_quantity": 1, "price": {"amount": "18.00", "currency": "CNY"}}],
    "became": [{"from_quantity": 1, "price": PRICE_BODY["price"]}, *PRICE_BODY["steps"]],
    "by_kind": "seller",
    "by_id": _ID,
}


class StepIn(In):
    """What each unit costs in an order of so many or more."""

    from_quantity = WholeField(min_value=2, max_value=MAX_MIN_QUANTITY)
    price = MoneyField(currencies=tuple(MARKET_CURRENCY.values()), allow_zero=False)


class PriceIn(In):
    """
    What one unit costs, in the market's currency, and each of many.

    Steps rise in quantity from above the fewest units that an order takes, each cheaper
    than the one before. Without `steps` those there are stay; an empty list ends them.
    """

    price = MoneyField(currencies=tuple(MARKET_CURRENCY.values()), allow_zero=False)
    steps = serializers.ListField(child=StepIn(), max_length=MAX_STEPS, required=False)


class ListingPriceIn(PriceIn):
    """The same of one of many listings."""

    listing_id = serializers.UUIDField()


class PricesIn(In):
    """Of each listing once."""

    prices = serializers.ListField(
        child=ListingPriceIn(), min_length=1, max_length=MAX_PRICED_AT_ONCE, help_text="All are set, or none."
    )


class PricesOut(serializers.Serializer[Any]):
    """What has come of it; what cost so much before is left as it is."""

    changed = serializers.ListField(child=serializers.UUIDField(), help_text="Ids of listings.")
    unchanged = serializers.ListField(child=serializers.UUIDField(), help_text="Ids of listings.")


class PriceChangeOut(serializers.Serializer[Any]):
    """The whole price list before and after; it is empty before the first."""

    serial = serializers.IntegerField()
    at = serializers.DateTimeField()
    was = serializers.ListField(child=StepOut())
    became = serializers.ListField(child=StepOut())
    by_kind = serializers.CharField()
    by_id = serializers.UUIDField(allow_null=True, help_text="The key used, else the person.")


class PriceDoor(OfferDoorBase):
    """What a listing costs."""

    @operation(
        id="setPrice",
        summary="Set the price of one unit and of each of many; orders and quotes keep theirs",
        request=PriceIn,
        response=ListingOut,
        problems=[WrongCurrency, BadPrices, Stale],
        request_example=PRICE_BODY,
        response_example=LISTING_EXAMPLE,
    )
    def post(self, request: Request, listing_id: UUID) -> Response:
        prices = _price_list(self.body(PriceIn))
        listing = self.locked(listing_id)
        if "If-Match" in request.headers:
            # Prices are rows of their own, so the version of the listing alone would say too little.
            self.matched(listing, self.shown(listing_id))
        set_price(listing=listing, prices=prices, at=now(), by=self.actor)
        return self.shown(listing_id)


class PricesDoor(OfferDoorBase):
    """What many listings cost."""

    @operation(
        id="setPrices",
        summary="Set the prices of up to 1,000 listings: of all, or of none",
        request=PricesIn,
        response=PricesOut,
        problems=[BadPrices, ListingNotFound],
        request_example=PRICES_BODY,
        response_example={"changed": [_ID], "unchanged": []},
    )
    def post(self, request: Request) -> Response:
        given = self.body(PricesIn)["prices"]
        listings = self._locked([each["listing_id"] for each in given])
        wanted = [(listings[each["listing_id"]], _price_list(each)) for each in given]
        changed = set_prices(wanted=wanted, at=now(), by=self.actor)
        return self.answer(
            PricesOut(
                {
                    "changed": [pk for pk in listings if pk in changed],
                    "unchanged": [pk for pk in listings if pk not in changed],
                }
            )
        )

    def _locked(self, ids: list[UUID]) -> dict[UUID, Listing]:
        """The listings in the order of the request; locked in that of their ids, as everybody does."""
        mine = selling.listings_of(self.actor).filter(pk__in=ids).prefetch_related(None)
        rows = {row.pk: row for row in mine.order_by("pk").select_for_update(of=("self",))}
        if strange := [place for place, pk in enumerate(ids) if pk not in rows]:
            raise ListingNotFound(fields=_at(strange, "field.unknown_reference", "no listing of yours"))
        if doubled := [place for place, pk in enumerate(ids) if pk in ids[:place]]:
            raise BadPrices(fields=_at(doubled, "field.doubled", "is there more than once"))
        return {pk: rows[pk] for pk in ids}


class PriceChangesQuery(PageQuery):
    """Which page."""


class PriceChangesDoor(OfferDoorBase):
    """What a listing cost before."""

    @operation(
        id="listPriceChanges",
        summary="Every change of a listing's price, the newest first",
        query=PriceChangesQuery,
        response=page_of(PriceChangeOut),
        response_example={"items": [CHANGE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request, listing_id: UUID) -> Response:
        listing = found(selling.listings_of(self.actor), pk=listing_id)
        rows: QuerySet[PriceChange] = PriceChange.objects.filter(listing=listing)
        return self.page(rows, lambda row: PriceChangeOut(_change_view(row)).data, order=("-id",))


def _at(places: list[int], code: str, why: str) -> list[FieldProblem]:
    return [FieldProblem(f"/prices/{place}/listing_id", code, why) for place in places]


def _price_list(given: dict[str, Any]) -> PriceList:
    steps = given.get("steps")
    pairs = None if steps is None else tuple((step["from_quantity"], step["price"]) for step in steps)
    return PriceList(given["price"], pairs)


def _change_view(row: PriceChange) -> dict[str, Any]:
    return {
        "serial": row.pk,
        **{name: getattr(row, name) for name in ("at", "by_kind", "by_id")},
        "was": [_step_view(step, row.currency) for step in row.was],
        "became": [_step_view(step, row.currency) for step in row.became],
    }


def _step_view(step: list[int], currency: str) -> dict[str, Any]:
    quantity, minor = step
    return {"from_quantity": quantity, "price": Money(minor, currency)}
