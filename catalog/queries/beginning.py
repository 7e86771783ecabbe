"""Is there anybody to buy from?"""

from django.db.models import QuerySet

from catalog.models import Seller
from catalog.policy import MARKET_CURRENCY


def verified_sellers() -> QuerySet[Seller]:
    """Sellers who may sell."""
    return Seller.objects.filter(status=Seller.Status.VERIFIED, sandbox=False)


def currencies() -> tuple[str, ...]:
    """In which goods are sold, one for each market."""
    return tuple(MARKET_CURRENCY.values())
