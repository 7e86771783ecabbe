"""Which letters do those get who waited for goods or for a price?"""

from collections.abc import Mapping, Sequence

from catalog import queries as catalog
from kit.letters import Letter
from kit.money import Money
from news.telling import Clerk, Happened
from storefront.models import Notice, Shelf
from storefront.policy import MARKET_CURRENCY


def of_due(events: Sequence[Happened]) -> list[Letter]:
    """A wish came true; nothing once its goods are off sale again. Three queries."""
    notices = list(Notice.objects.filter(pk__in=[each.aggregate_id for each in events]).order_by("id"))
    shelves = {
        row.listing_id: row for row in Shelf.objects.filter(pk__in=[notice.listing_id for notice in notices])
    }
    articles = catalog.articles(listing_ids=set(shelves))
    letters = []
    for notice in notices:
        shelf, article = shelves.get(notice.listing_id), articles.get(notice.listing_id)
        if shelf is None or article is None:
            continue
        currency = MARKET_CURRENCY[shelf.market]
        facts = {
            "sku": article[0],
            "names": dict(article[1]),
            "price": Money(shelf.price_minor, currency).as_json(),
            "wanted": Money(notice.price_minor, currency).as_json() if notice.price_minor else None,
        }
        letters.append(Letter(f"notice.{notice.kind}", str(notice.pk), facts, user_id=notice.user_id))
    return letters


# By the type of the event.
OF_NOTICES: Mapping[str, Clerk] = {"notice.due": of_due}
