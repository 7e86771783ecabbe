"""What of sellers waits for staff to judge, and since when?"""

from catalog.models import Certificate, Listing, ListingChange, Seller
from kit.piles import Pile, pile


def waiting_for_staff() -> dict[str, Pile]:
    """Applications, listings, changes of goods on sale, papers. Four queries."""
    applied = (Seller.Status.APPLIED, Seller.Status.IN_REVIEW)
    return {
        "sellers": pile(Seller.objects.filter(status__in=applied, sandbox=False), "applied_at"),
        "listings": pile(
            Listing.objects.filter(status=Listing.Status.SUBMITTED, variant__seller__sandbox=False),
            "submitted_at",
        ),
        "changes": pile(
            ListingChange.objects.filter(status=ListingChange.Status.WAITING, product__seller__sandbox=False),
            "asked_at",
        ),
        "papers": pile(
            Certificate.objects.filter(status=Certificate.Status.SUBMITTED, seller__sandbox=False),
            "submitted_at",
        ),
    }
