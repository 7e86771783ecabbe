"""Which examples do identities, allowances and coupons show in the API document?"""

from collections.abc import Mapping

OF_CHECKOUTS: Mapping[str, object] = {
    "borne_by": "seller",
    "coupon_code": "NAURYZ-10",
    "most_uses": 500,
    "most_uses_each": 1,
    # The sample that GB 11643-1999 prints.
    "number_end": "002X",
    "year": 2026,
    "Coupon.categories": ["wheat-flour"],
    "Coupon.code": "NAURYZ-10",
    "Coupon.listing_ids": ["019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"],
    "Coupon.percent": "10.00",
    "Coupon.used": 12,
    "CouponRequest.categories": ["wheat-flour"],
    "CouponRequest.code": "NAURYZ-10",
    "CouponRequest.listing_ids": ["019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"],
    "CouponRequest.percent": "10.00",
    "Identity.name": "王芳",
    "IdentityRequest.name": "王芳",
    "IdentityRequest.number": "11010519491231002X",
    "IdentityShown.name": "王芳",
    "QuoteCoupon.code": "NAURYZ-10",
}
