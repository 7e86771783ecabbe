"""With which request does each operation on feeds of goods succeed, on behalf of one side?"""

from typing import Any

from channels.operations.feeding import open_feed
from kit.clock import now
from kit.transactions import owns_transaction
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side

_CSV = {"format": "csv", "market": "CN", "language": "ru", "currency": "CNY"}


def on_feeds(body: Any = None) -> Recipe:
    """An operation on all feeds of a seller, who has one."""

    def sample(side: Side) -> Sample:
        owns_transaction(open_feed)(seller_id=side.seller_row.pk, asked=_CSV, at=now())
        return Sample(side.seller, "/seller/feeds", body)

    return sample


def on_feed(rest: str = "", body: Any = None) -> Recipe:
    """An operation on one of them."""

    def sample(side: Side) -> Sample:
        feed = owns_transaction(open_feed)(seller_id=side.seller_row.pk, asked=_CSV, at=now())
        return Sample(side.seller, f"/seller/feeds/{feed.pk}{rest}", body)

    return sample


FEEDING: dict[str, Any] = {
    "listFeeds": on_feeds(),
    "openFeed": on_feeds(_CSV),
    "showFeed": on_feed(),
    "changeFeedAddress": on_feed("/change-address"),
    "closeFeed": on_feed("/close"),
}
