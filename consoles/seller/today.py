"""What has a seller to do today?"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.visits import Visit
from catalog.queries.certifying import ending
from catalog.queries.importing import imports_of
from catalog.queries.running_low import low_of, noted_low
from catalog.queries.selling import listings_of
from consoles.dashboard import Card
from consoles.policy import SELLER_COUNTED, SELLER_FILES_DAYS
from consoles.seller.showing import address, at_home, show
from kit.clock import now
from kit.words import Words
from orders.queries.queues import count_waiting

_CALM, _ALARM = "text-important", "text-red-700 dark:text-red-400"
# Of files: refused at once, or broken off.
FAILED = ("rejected", "failed")
# Of each number one more is looked for than is told, so that it can say that there are more.
_MOST = SELLER_COUNTED + 1


def today(visit: Visit) -> HttpResponse:
    """Counts with the rows behind them, each by one question that ends at a hundred."""
    return show(visit, "today", {"cards": list(_cards(visit, now()))}, title=_("Today"))


def failed_files(visit: Visit, at: datetime) -> "QuerySet[Any]":
    """Files that were refused, or whose import failed, in the last days."""
    since = at - timedelta(days=SELLER_FILES_DAYS)
    return imports_of(visit.actor).filter(status__in=FAILED, created_at__gte=since)


def _cards(visit: Visit, at: datetime) -> Iterator[Card]:
    yield from _order_cards(visit)
    if visit.may("listImports"):
        files = imports_of(visit.actor)
        yield _card(
            _("Files to start"),
            _count(files.filter(status="validated")),
            _("read and checked: nothing of them holds yet"),
            address("imports", status="validated"),
        )
        yield _card(
            _("Failed files"),
            _count(failed_files(visit, at)),
            _("refused or broken off in the last seven days"),
            address("imports", status="failed"),
            alarm=True,
        )
    if visit.may("listCertificates"):
        yield _card(
            _("Papers that end soon"),
            _count(ending(visit.actor, on=at.date())),
            _("within thirty days, or ended in the last seven"),
            address("papers"),
            alarm=True,
        )
    if visit.may("listListings"):
        yield _card(
            _("Listings kept off sale"),
            _count(listings_of(visit.actor).filter(status="withheld")),
            _("a paper, a code or a name is lacking"),
            address("listings", status="withheld"),
            alarm=True,
        )
    if visit.may("listStock"):
        yield _card(
            _("Low stock"),
            _low(visit, at),
            _("goods on sale of which little is left"),
            address("low_stock"),
            alarm=True,
        )


def _low(visit: Visit, at: datetime) -> int:
    """As it was last looked at; the test world, where nobody looks, has few goods."""
    if visit.actor.sandbox:
        return len(low_of(organisation_id=visit.actor.firm_id, most=_MOST, at=at))
    return _count(noted_low(organisation_id=visit.actor.firm_id))


def _order_cards(visit: Visit) -> Iterator[Card]:
    accept = count_waiting(visit.actor, "accept", most=_MOST)
    until = at_home(visit, accept.first_by)
    words = gettext("the first by %(at)s") % {"at": until} if accept.first_by else gettext("none waits")
    yield _card(_("Orders to accept"), accept.count, words, address("orders", queue="accept"), alarm=True)
    for queue, title, words in (
        ("pack", _("Orders to pack"), gettext("accepted, not packed yet")),
        ("hand-in", _("Orders to hand in"), gettext("packed, still with you")),
    ):
        count = count_waiting(visit.actor, queue, most=_MOST).count
        yield _card(title, count, words, address("orders", queue=queue))


def _count(rows: "QuerySet[Any]") -> int:
    """How many rows there are, as far as anybody counts. One query."""
    return len(rows.order_by().values_list("pk", flat=True)[:_MOST])


def _card(title: Words, count: int, words: Words, there: str, *, alarm: bool = False) -> Card:
    value = f"{SELLER_COUNTED}+" if count > SELLER_COUNTED else str(count)
    return Card(title, value, words, there, _ALARM if alarm and count else _CALM)
