"""How does a seller let other places fetch goods?"""

from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import Door
from catalog.errors import SellerNotFound
from catalog.queries.selling import own_seller
from channels.errors import BadFeed, FeedClosed, TooManyFeeds
from channels.models import GoodsFeed
from channels.operations import feeding
from channels.policy import KEEPERS, OWNERS
from channels.queries.feeds import feeds_of
from channels.rest.feed_shapes import CLOSED_EXAMPLE, FEED_BODY, FEED_EXAMPLE, GoodsFeedIn, GoodsFeedOut
from kit.clock import now
from kit.jobs import enqueue
from kit.moves import IllegalMove
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, found


class FeedDoorBase(Door):
    """Feeds tell strangers of all goods, prices and stock: the owner says who may know."""

    resource = "feeds"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": KEEPERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": OWNERS}
    answers_secret = True

    def locked(self, feed_id: UUID) -> GoodsFeed:
        """One feed of the caller's seller."""
        return found(feeds_of(self.actor).select_for_update(of=("self",)), pk=feed_id)

    def shown(self, feed_id: UUID) -> Response:
        """One feed as it is now."""
        feed = found(feeds_of(self.actor), pk=feed_id)
        return self.answer(GoodsFeedOut(feed), row=feed)


class FeedsDoor(FeedDoorBase):
    """All of them."""

    @operation(
        id="listFeeds",
        summary="Feeds of your goods for other places, the newest first",
        query=PageQuery,
        response=page_of(GoodsFeedOut),
        response_example={"items": [FEED_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        return self.page(feeds_of(self.actor), GoodsFeedOut, order=("-id",))

    @operation(
        id="openFeed",
        summary="Let your goods on one market be fetched in a format and language, at a secret address",
        request=GoodsFeedIn,
        response=GoodsFeedOut,
        status=201,
        problems=[BadFeed, TooManyFeeds, SellerNotFound],
        request_example=FEED_BODY,
        response_example={**FEED_EXAMPLE, "status": "filling", "edition": 0},
    )
    def post(self, request: Request) -> Response:
        given = self.body(GoodsFeedIn)
        made = feeding.open_feed(seller_id=own_seller(self.actor).pk, asked=given, at=now())
        enqueue("channels.look_at_feed", feed_id=made.pk)
        feed = feeds_of(self.actor).get(pk=made.pk)
        return self.created(GoodsFeedOut(feed), row=feed, location=f"/api/v1/seller/feeds/{feed.pk}")


class FeedDoor(FeedDoorBase):
    """One of them."""

    @operation(id="showFeed", summary="One feed", response=GoodsFeedOut, response_example=FEED_EXAMPLE)
    def get(self, request: Request, feed_id: UUID) -> Response:
        return self.shown(feed_id)


class FeedAddressDoor(FeedDoorBase):
    """Another address."""

    @operation(
        id="changeFeedAddress",
        summary="Give a feed another secret address; the old one ends at once",
        response=GoodsFeedOut,
        problems=[FeedClosed],
        response_example={**FEED_EXAMPLE, "version": 3},
    )
    def post(self, request: Request, feed_id: UUID) -> Response:
        self.body(In)
        feeding.change_address(feed=self.locked(feed_id))
        return self.shown(feed_id)


class CloseFeedDoor(FeedDoorBase):
    """No longer."""

    @operation(
        id="closeFeed",
        summary="Close a feed: nobody can fetch it any more",
        response=GoodsFeedOut,
        problems=[IllegalMove],
        response_example=CLOSED_EXAMPLE,
    )
    def post(self, request: Request, feed_id: UUID) -> Response:
        self.body(In)
        feeding.close_feed(feed=self.locked(feed_id), at=now(), by=self.actor)
        return self.shown(feed_id)
