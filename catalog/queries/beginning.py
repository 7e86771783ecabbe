"""Is there anybody to buy from?"""

from django.db.models import QuerySet

from catalog.models import Seller


def verified_sellers() -> QuerySet[Seller]:
    """Sellers who may sell."""
    return Seller.objects.filter(status=Seller.Status.VERIFIED)
