"""Who takes over what must be shown anew?"""

from uuid import UUID

from catalog.models import ListingTouch
from kit.transactions import inside_transaction


@inside_transaction
def claim_touches(*, limit: int) -> list[UUID]:
    """
    Listings of which something changed that buyers are shown, taken off the list; in id order.

    The caller shows them anew in the same transaction: when it is undone they are
    back on the list. What another transaction commits later is found later.
    """
    oldest = ListingTouch.objects.order_by("pk").select_for_update(skip_locked=True)
    ids = dict(oldest.values_list("pk", "listing_id")[:limit])
    ListingTouch.objects.filter(pk__in=ids).delete()
    return sorted(set(ids.values()))


@inside_transaction
def touch_all_of(*, listing_ids: list[UUID]) -> None:
    """Have some listings shown anew, whatever the reason."""
    ListingTouch.objects.bulk_create(ListingTouch(listing_id=each) for each in listing_ids)
