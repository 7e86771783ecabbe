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
from channels.models import Feed
from channels.operations import feeding
from channels.policy import FEED_OWNERS, FEED_READERS
from channels.queries.feeds import feeds_of
from channels.rest.feed_shapes import CLOSED_EXAMPLE, FEED_BODY, FEED_EXAMPLE, FeedIn, FeedOut
from kit.clock import now
from kit.jobs import enqueue
from kit.moves import IllegalMove
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, found


class FeedDoorBase(Door):
    """Feeds tell strangers of all goods, prices and stock: the owner says who may know."""

    resource = "feeds"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": FEED_READERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": FEED_OWNERS}
    answers_secret = True

    def locked(self, feed_id: UUID) -> Feed:
        """One feed of the caller's seller."""
        return found(feeds_of(self.actor).select_for_update(of=("self",)), pk=feed_id)

    def shown(self, feed_id: UUID) -> Response:
        """One feed as it is now."""
        feed = found(feeds_of(self.actor), pk=feed_id)
        return self.answer(FeedOut(feed), row=feed)


class FeedsDoor(FeedDoorBase):
    """All of them."""

    @operation(
        id="listFeeds",
        summary="Feeds of your goods for other places, the newest first",
        query=PageQuery,
        response=page_of(FeedOut),
        response_example={"items": [FEED_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        return self.page(feeds_of(self.actor), FeedOut, order=("-id",))

    @operation(
        id="openFeed",
        summary="Let your goods on one market be fetched in a format and language, at a secret address",
        request=FeedIn,
        response=FeedOut,
        status=201,
        problems=[BadFeed, TooManyFeeds, SellerNotFound],
        request_example=FEED_BODY,
        response_example={**FEED_EXAMPLE, "status": "filling", "edition": 0},
    )
    def post(self, request: Request) -> Response:
        given = self.body(FeedIn)
        made = feeding.open_feed(seller_id=own_seller(self.actor).pk, asked=given, at=now())
        enqueue("channels.look_at_feed", feed_id=made.pk)
        feed = feeds_of(self.actor).get(pk=made.pk)
        return self.created(FeedOut(feed), row=feed, location=f"/api/v1/seller/feeds/{feed.pk}")


class FeedDoor(FeedDoorBase):
    """One of them."""

    @operation(id="showFeed", summary="One feed", response=FeedOut, response_example=FEED_EXAMPLE)
    def get(self, request: Request, feed_id: UUID) -> Response:
        return self.shown(feed_id)


class FeedAddressDoor(FeedDoorBase):
    """Another address."""

    @operation(
        id="changeFeedAddress",
        summary="Give a feed another secret address; the old one ends at once",
        response=FeedOut,
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
        response=FeedOut,
        problems=[IllegalMove],
        response_example=CLOSED_EXAMPLE,
    )
    def post(self, request: Request, feed_id: UUID) -> Response:
        self.body(In)
        feeding.close_feed(feed=self.locked(feed_id), at=now(), by=self.actor)
        return self.shown(feed_id)
