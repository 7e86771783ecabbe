"""Which sellers and listings does a word name?"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from catalog.models import Listing, Seller
from kit.hits import as_hits


def sellers_coded(codes: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Sellers by their codes."""
    return as_hits(
        Seller.objects.filter(code__in=codes, sandbox=False),
        kind="seller",
        name="code",
        most=most,
        facts={"status": "status", "firm": "legal_name", "city": "city", "country": "country"},
    )


def listings_with_sku(skus: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Listings by what their sellers call the goods."""
    return as_hits(
        Listing.objects.filter(variant__sku__in=skus, variant__seller__sandbox=False),
        kind="listing",
        name="variant__sku",
        most=most,
        facts={
            "status": "status",
            "seller": "variant__seller__code",
            "market": "market",
            "names": "variant__product__names",
        },
    )


def sellers_of_test_world() -> "QuerySet[Any, Any]":
    """The codes of its sellers, to narrow down what names sellers by their codes alone."""
    return Seller.objects.filter(sandbox=True).values("code")
