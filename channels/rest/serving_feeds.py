"""Through which door does whoever has a feed's address fetch it?"""

from collections.abc import Iterator
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date, parse_etags, quote_etag
from django.views.decorators.http import require_safe

from accounts.callers import address_of
from accounts.operations.throttling import count_try
from accounts.policy import Limit
from channels.models import GoodsFeed
from channels.operations.fetching import note_fetch
from channels.policy import FEED_FETCHES_AN_HOUR
from channels.queries.feeds import document, feed_at
from channels.writers import WRITERS
from kit.clock import now
from kit.http import Throttled
from kit.transactions import owns_transaction

FETCHES = Limit("feed", FEED_FETCHES_AN_HOUR, 3600)
GUESSES = Limit("feed-guess", 60, 300)
_FILL_S = 60
_LONGEST_EDITION = 18


@require_safe
def serve(request: HttpRequest, feed_id: str, extension: str) -> HttpResponseBase:
    """
    A whole feed, or with `after` an edition only what was rewritten since; 304 if nothing was.

    :raises Http404: if there is no open feed at this address.
    """
    at = now()
    feed = feed_at(UUID(hex=feed_id), request.GET.get("key", ""), extension)
    try:
        if feed is None:
            count_try(GUESSES, who=address_of(request), at=at, fall_back=False)
            raise Http404
        count_try(FETCHES, who=feed.pk.hex, at=at, fall_back=False)
    except Throttled as throttled:
        return _later(429, int(str(throttled.facts["retry_after"])))
    if feed.status == GoodsFeed.Status.FILLING:
        return _later(503, _FILL_S)
    after = request.GET.get("after", "")
    if after and not (after.isascii() and after.isdigit() and len(after) <= _LONGEST_EDITION):
        return _plain("after: an edition is a whole number, as X-Feed-Edition tells it", 400)
    if after and not WRITERS[feed.format].takes_changes:
        return _plain("after: what this format leaves out is taken off sale, so it is only told whole", 400)
    owns_transaction(note_fetch)(feed_id=feed.pk, at=at)
    response = _answer(request, feed, int(after or 0))
    response.headers["ETag"] = _tag(feed)
    # Whoever knows the address may fetch it; nobody in between keeps it for others.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Feed-Edition"] = str(feed.edition)
    response.headers["Last-Modified"] = http_date((feed.changed_at or feed.created_at).timestamp())
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, feed: GoodsFeed, after: int) -> HttpResponseBase:
    # A proxy that compresses makes tags weak.
    known = [tag.removeprefix("W/") for tag in parse_etags(request.headers.get("If-None-Match", ""))]
    if known == ["*"] or _tag(feed) in known:
        return HttpResponseNotModified()
    writer = WRITERS[feed.format]
    kind = f"{writer.media_type}; charset=utf-8"
    if request.method == "HEAD":
        # How long it is nobody knows before it is written.
        return StreamingHttpResponse(iter(()), content_type=kind)
    return StreamingHttpResponse(_encoded(document(feed, after=after)), content_type=kind)


def _encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    return (piece.encode() for piece in pieces)


def _tag(feed: GoodsFeed) -> str:
    return quote_etag(f"{feed.pk.hex}-{feed.edition}")


def _later(status: int, seconds: int) -> HttpResponse:
    said = "the feed is being filled" if status == 503 else "fetched too often"
    response = _plain(f"{said}: ask again in {seconds} s", status)
    response.headers["Retry-After"] = str(seconds)
    return response


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
