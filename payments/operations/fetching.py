"""How are central banks asked for their rates, with no transaction open?"""

import logging
import time
from datetime import date, datetime, timedelta
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

import httpx
from django.conf import settings
from django.db.models import F, Q

from kit.actors import SYSTEM
from kit.calendars import is_working_day
from kit.errors import Problem
from kit.transactions import inside_transaction, owns_transaction
from payments import policy
from payments.models import RateFeed
from payments.operations.publishing import read, take_in
from payments.queries.rates import due_publishers
from payments.readers.published import MOST_BYTES

log = logging.getLogger(__name__)

_HEADERS = {
    "Accept": "application/xml, text/xml",
    "Accept-Encoding": "identity",
    "User-Agent": "Steel-Camel/1",
}


class NotFetched(Exception):
    """No document came: the message says why, in a few words for staff."""


def fetch_due(*, at: datetime) -> list[str]:
    """Ask each central bank whose turn it is; one that doesn't answer keeps nobody else from theirs."""
    asked = []
    for publisher in due_publishers(at=at):
        feed = owns_transaction(claim_feed)(publisher=publisher, at=at)
        if feed is None:
            continue
        asked.append(publisher)
        try:
            _ask(feed, at)
        except (NotFetched, Problem) as error:
            log.warning("no exchange rates of %s: %s", publisher, error)
            owns_transaction(end_attempt)(feed, error=str(error), at=at)
        except Exception as error:
            # Whatever else is wrong with one publisher's document, the other one has its turn.
            log.exception("exchange rates of %s", publisher)
            owns_transaction(end_attempt)(feed, error=type(error).__name__, at=at)
    return asked


@inside_transaction
def claim_feed(*, publisher: str, at: datetime) -> RateFeed | None:
    """Take a publisher that is due, counted as an attempt before it is asked; None: it is another's turn."""
    row = RateFeed(publisher=publisher, due_at=at, created_at=at)
    RateFeed.objects.bulk_create([row], ignore_conflicts=True)
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    taken = RateFeed.objects.filter(free, publisher=publisher, due_at__lte=at).update(
        attempts=F("attempts") + 1,
        token=F("token") + 1,
        leased_until=at + policy.FX_LEASE,
        version=F("version") + 1,
    )
    return RateFeed.objects.get(publisher=publisher) if taken else None


@inside_transaction
def end_attempt(feed: RateFeed, *, error: str, at: datetime) -> None:
    """Note what came of an attempt, if it is still the turn of who made it; without an error all is there."""
    said: dict[str, object] = {"error": error[:300], "leased_until": None}
    if error:
        said["due_at"] = at + _pause_after(feed.attempts)
    else:
        said |= {"due_at": next_turn(feed.publisher, after=at), "attempts": 0, "answered_at": at}
    rows = RateFeed.objects.filter(pk=feed.pk, token=feed.token)
    rows.update(**said, version=F("version") + 1)


@inside_transaction
def ask_now(*, feed: RateFeed, at: datetime) -> None:
    """Let a publisher be asked at the next sweep, as somebody doesn't want to wait."""
    RateFeed.objects.filter(pk=feed.pk, leased_until=None).update(due_at=at, version=F("version") + 1)


def day_expected(publisher: str, *, at: datetime) -> date:
    """The newest day whose rates a publisher should have told by an instant."""
    times = policy.FX_FEEDS[publisher]
    local = at.astimezone(ZoneInfo(times.zone))
    day = local.date() if local.time() >= times.asked_from else local.date() - timedelta(days=1)
    while not times.every_day and not is_working_day(day, times.calendar):
        day -= timedelta(days=1)
    return day


def next_turn(publisher: str, *, after: datetime) -> datetime:
    """When the rates of the next day are there."""
    times = policy.FX_FEEDS[publisher]
    zone = ZoneInfo(times.zone)
    day = after.astimezone(zone).date()
    while True:
        turn = datetime.combine(day, times.asked_from, zone)
        if turn > after and (times.every_day or is_working_day(day, times.calendar)):
            return turn
        day += timedelta(days=1)


def _ask(feed: RateFeed, at: datetime) -> None:
    day = day_expected(feed.publisher, at=at)
    url = settings.EXCHANGE_RATE_FEEDS[feed.publisher].replace("{day}", f"{day:%d.%m.%Y}")
    data = fetch(url)
    if read(data, at=at).source != feed.publisher:
        raise NotFetched("the document is of another publisher")
    document = owns_transaction(take_in)(data=data, is_sent_by_hand=False, at=at, by=SYSTEM)
    late = document.last_date < day
    owns_transaction(end_attempt)(feed, error=f"no rates of {day} yet" if late else "", at=at)


def fetch(url: str) -> bytes:
    """
    What an address answers, in `MOST_BYTES` and `FX_FETCH_S` seconds at most; redirects stay on its host.

    :raises NotFetched: saying why, if nothing of use came.
    """
    until = time.monotonic() + policy.FX_FETCH_S
    timeout = httpx.Timeout(policy.READ_TIMEOUT_S, connect=policy.CONNECT_TIMEOUT_S)
    try:
        with httpx.Client(timeout=timeout, headers=_HEADERS, follow_redirects=False) as client:
            for _ in range(policy.FX_MOST_REDIRECTS + 1):
                with client.stream("GET", url) as answer:
                    if not answer.is_redirect:
                        return _whole(answer, until)
                    url = _same_host(url, answer.headers.get("Location", ""))
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise NotFetched(type(error).__name__) from error
    raise NotFetched("too many redirects")


def _whole(answer: httpx.Response, until: float) -> bytes:
    if answer.status_code != httpx.codes.OK:
        raise NotFetched(f"the answer is {answer.status_code}")
    # What is packed may unpack to anything; nobody was asked to pack it.
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise NotFetched("the answer is packed")
    data = b""
    for piece in answer.iter_raw():
        data += piece
        if len(data) > MOST_BYTES:
            raise NotFetched(f"the answer has more than {MOST_BYTES} bytes")
        if time.monotonic() > until:
            raise NotFetched(f"the answer takes longer than {policy.FX_FETCH_S:.0f} seconds")
    return data


def _same_host(url: str, location: str) -> str:
    """Where a redirect leads: to another address of the same host, over the same protocol or a safe one."""
    target = urljoin(url, location)
    was, becomes = urlsplit(url), urlsplit(target)
    if becomes.hostname != was.hostname or becomes.scheme not in ("https", was.scheme):
        raise NotFetched("it redirects to another host")
    return target


def _pause_after(attempts: int) -> timedelta:
    doubled: timedelta = policy.FX_FIRST_PAUSE * 2 ** min(max(attempts, 1) - 1, 20)
    return min(doubled, policy.FX_LAST_PAUSE)
