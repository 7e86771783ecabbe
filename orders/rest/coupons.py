"""How does a seller make goods cheaper by a code?"""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from catalog.errors import SellerNotFound
from catalog.queries.asking_price import currency_of
from catalog.queries.selling import own_seller
from kit.clock import now
from kit.errors import FieldProblem
from kit.money import Money
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, MoneyField, TextField, WholeField, found
from orders.errors import BadCoupon, CouponCodeTaken, CouponNotFound
from orders.models import Coupon
from orders.operations import couponing
from orders.policy import MARKET_TIMEZONE

_WRITERS = {"owner", "catalogue", "finance"}
_MOST_USES = 1_000_000
EXAMPLE = {
    "code": "NAURYZ-10",
    "market": "CN",
    "percent": "10.00",
    "least_goods": {"amount": "100.00", "currency": "CNY"},
    "most_uses": 500,
    "most_uses_each": 1,
    "ends_at": "2027-03-25T00:00:00Z",
}


class CouponIn(In):
    """A percentage or a fixed sum off the goods, at your cost; it never changes, and can be stopped."""

    code = TextField(max_length=40, help_text="Letters, digits, - and _; capitals don't count.")
    market = serializers.ChoiceField(choices=sorted(MARKET_TIMEZONE))
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True)
    amount = MoneyField(required=False, allow_null=True, help_text="A fixed sum, in the market's currency.")
    least_goods = MoneyField(
        required=False, allow_null=True, help_text="Only if the goods that it is for cost so much."
    )
    most_uses = WholeField(min_value=1, max_value=_MOST_USES, required=False, allow_null=True)
    most_uses_each = WholeField(
        min_value=1,
        max_value=_MOST_USES,
        required=False,
        allow_null=True,
        help_text="Of each buyer, and of each person in whose name goods come in.",
    )
    starts_at = serializers.DateTimeField(required=False, help_text="Now, unless said otherwise.")
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    listing_ids = serializers.ListField(
        child=serializers.UUIDField(), max_length=200, required=False, help_text="For these alone."
    )
    categories = serializers.ListField(
        child=TextField(max_length=40),
        max_length=50,
        required=False,
        help_text="For these kinds of goods, and those below them, beside the listings.",
    )


class CouponOut(serializers.Serializer[Any]):
    """A coupon of yours; `used` counts the checkouts that stand with it."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    code = serializers.CharField()
    market = serializers.CharField()
    percent = serializers.DecimalField(max_digits=5, decimal_places=2, allow_null=True)
    amount = MoneyField(allow_null=True)
    least_goods = MoneyField()
    most_uses = serializers.IntegerField(allow_null=True)
    most_uses_each = serializers.IntegerField(allow_null=True)
    used = serializers.IntegerField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    listing_ids = serializers.ListField(child=serializers.UUIDField())
    categories = serializers.ListField(child=serializers.CharField())


def coupon_view(coupon: Coupon) -> dict[str, Any]:
    """What `CouponOut` shows of a coupon."""
    columns = ("id", "version", "code", "market", "percent", "most_uses", "most_uses_each", "used")
    days = ("starts_at", "ends_at", "stopped_at", "listing_ids", "categories")
    fixed = coupon.amount_minor
    return {
        **{name: getattr(coupon, name) for name in (*columns, *days)},
        "amount": None if fixed is None else Money(fixed, coupon.currency),
        "least_goods": Money(coupon.least_goods_minor, coupon.currency),
    }


class CouponDoorBase(Door):
    """What the doors of a seller's coupons share."""

    resource = "listings"
    readers = {"seller": _WRITERS}
    writers = {"seller": _WRITERS}

    def coupons(self) -> QuerySet[Coupon]:
        """The seller's own."""
        return Coupon.objects.filter(seller__organisation_id=self.actor.firm_id)


class CouponsDoor(CouponDoorBase):
    """The coupons of the seller who calls."""

    @operation(
        id="listCoupons", summary="Your coupons, newest first", query=PageQuery, response=page_of(CouponOut)
    )
    def get(self, request: Request) -> Response:
        return self.page(self.coupons(), lambda row: CouponOut(coupon_view(row)).data, order=("-id",))

    @operation(
        id="createCoupon",
        summary="Let goods of yours cost less by a code",
        description=(
            "What comes off is yours to bear: commission is taken of what is left. Buyers name the code when"
            " they ask for a quote; a use is taken at checkout, and given back when all orders with it have"
            " ended."
        ),
        request=CouponIn,
        response=CouponOut,
        status=201,
        problems=[BadCoupon, CouponCodeTaken, SellerNotFound],
        request_example=EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(CouponIn)
        seller = own_seller(self.actor)
        sums = {name: _minor(given, name, given["market"]) for name in ("amount", "least_goods")}
        terms = {name: value for name, value in given.items() if name not in sums and value is not None}
        coupon = couponing.create_coupon(
            seller_id=seller.pk,
            sandbox=seller.sandbox,
            amount_minor=sums["amount"],
            least_goods_minor=sums["least_goods"] or 0,
            at=now(),
            **terms,
        )
        shown = CouponOut(coupon_view(coupon))
        return self.created(shown, row=coupon, location=f"/api/v1/seller/coupons/{coupon.pk}")


class CouponDoor(CouponDoorBase):
    """One coupon of the seller who calls."""

    @operation(id="showCoupon", summary="One coupon", response=CouponOut, problems=[CouponNotFound])
    def get(self, request: Request, coupon_id: UUID) -> Response:
        coupon = found(self.coupons(), pk=coupon_id)
        return self.answer(CouponOut(coupon_view(coupon)), row=coupon)


class StopCouponDoor(CouponDoorBase):
    """Ending a coupon before its time."""

    @operation(
        id="stopCoupon",
        summary="Let nobody use a coupon any more; held quotes keep their price",
        response=CouponOut,
        problems=[CouponNotFound],
    )
    def post(self, request: Request, coupon_id: UUID) -> Response:
        self.body(In)
        coupon = found(self.coupons().select_for_update(of=("self",), no_key=True), pk=coupon_id)
        coupon = couponing.stop_coupon(coupon=coupon, at=now())
        return self.answer(CouponOut(coupon_view(coupon)), row=coupon)


def _minor(given: dict[str, Any], name: str, market: str) -> int | None:
    money: Money | None = given.get(name)
    if money is None:
        return None
    if money.currency != currency_of(market):
        why = f"send this in {currency_of(market)}"
        raise BadCoupon(fields=[FieldProblem(f"/{name}/currency", "coupon.invalid", why)])
    return money.minor
