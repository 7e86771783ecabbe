"""Who makes goods cheaper by a code, and ends that?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F

from catalog.queries.asking_price import currency_of
from catalog.queries.selling import own_listing_ids
from catalog.queries.taxonomy import known_categories
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from orders.coupon_codes import compact_code, problem_of_code
from orders.discounting import MOST_PERCENT
from orders.errors import BadCoupon, CouponCodeTaken
from orders.models import Coupon


@inside_transaction
def create_coupon(
    *,
    seller_id: UUID | None,
    sandbox: bool,
    code: str,
    market: str,
    percent: Decimal | None = None,
    amount_minor: int | None = None,
    least_goods_minor: int = 0,
    most_uses: int | None = None,
    most_uses_each: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    listing_ids: Sequence[UUID] = (),
    categories: Sequence[str] = (),
    at: datetime,
) -> Coupon:
    """
    Let goods on a market cost less by a code, at its seller's cost, or at the shop's without one.

    :raises BadCoupon: naming each field that makes no sense.
    :raises CouponCodeTaken: if the seller, or the shop, has a coupon of this code there that isn't stopped.
    """
    written, code, starts_at = code.strip(), compact_code(code), starts_at or at
    said = {"written": written, "code": code, "percent": percent, "amount": amount_minor, "ends_at": ends_at}
    wrong = [
        *_wrong_terms(said, starts_at=starts_at, at=at),
        *_wrong_goods(seller_id, market, listing_ids, categories),
    ]
    if wrong:
        raise BadCoupon(f"{wrong[0].pointer[1:]}: {wrong[0].message}", fields=wrong)
    coupon = Coupon(
        seller_id=seller_id,
        sandbox=sandbox,
        code=code,
        market=market,
        currency=currency_of(market),
        percent=percent,
        amount_minor=amount_minor,
        least_goods_minor=least_goods_minor,
        most_uses=most_uses,
        most_uses_each=most_uses_each,
        starts_at=starts_at,
        ends_at=ends_at,
        listing_ids=sorted(set(listing_ids)),
        categories=sorted(set(categories)),
        created_at=at,
    )
    return _kept(coupon)


@inside_transaction
def stop_coupon(*, coupon: Coupon, at: datetime) -> Coupon:
    """
    Let nobody use a coupon any more; quotes that are held keep their price.

    Stopping it again changes nothing.
    """
    Coupon.objects.filter(pk=coupon.pk, stopped_at=None).update(stopped_at=at, version=F("version") + 1)
    coupon.refresh_from_db()
    return coupon


# Buyers may type blanks, which count for nothing: what two coupons are called differs by more.
_NO_BLANKS = "may not hold blanks"


def _kept(coupon: Coupon) -> Coupon:
    Coupon.objects.bulk_create([coupon], ignore_conflicts=True)
    if not Coupon.objects.filter(pk=coupon.pk).exists():
        raise CouponCodeTaken(code_given=coupon.code)
    return coupon


def _wrong_terms(said: Mapping[str, Any], *, starts_at: datetime, at: datetime) -> list[FieldProblem]:
    percent, amount_minor, ends_at = said["percent"], said["amount"], said["ends_at"]
    told = [("/code", _NO_BLANKS if len(said["written"].split()) > 1 else problem_of_code(said["code"]))]
    if (percent is None) == (amount_minor is None):
        told.append(("/percent", "say either percent or amount"))
    if percent is not None and not 0 < percent <= MOST_PERCENT:
        told.append(("/percent", f"must be more than 0 and at most {MOST_PERCENT}"))
    if amount_minor is not None and amount_minor <= 0:
        told.append(("/amount", "must be more than nothing"))
    if ends_at is not None and ends_at <= max(starts_at, at):
        told.append(("/ends_at", "must be ahead, and after starts_at"))
    return [FieldProblem(pointer, "coupon.invalid", why) for pointer, why in told if why]


def _wrong_goods(
    seller_id: UUID | None, market: str, listing_ids: Sequence[UUID], categories: Sequence[str]
) -> list[FieldProblem]:
    told = []
    if listing_ids and seller_id is None:
        told.append(("/listing_ids", "only a seller's coupon is for listings of theirs"))
    elif seller_id is not None and listing_ids:
        ours = own_listing_ids(seller_id=seller_id, market=market, among=listing_ids)
        told += [
            (f"/listing_ids/{place}", "is no listing of yours on this market")
            for place, pk in enumerate(listing_ids)
            if pk not in ours
        ]
    known = known_categories(categories) if categories else frozenset()
    told += [
        (f"/categories/{place}", "there is no such category")
        for place, code in enumerate(categories)
        if code not in known
    ]
    return [FieldProblem(pointer, "coupon.invalid", why) for pointer, why in told]
