"""When do listings leave the sale because of their papers or the law, and come back?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.queries import members_of
from catalog.errors import GateClosed
from catalog.gate_wording import as_problems, in_english
from catalog.gating import Reason, Verdict
from catalog.models import GateNote, GateTurn, Listing, Seller
from catalog.naming import full_names
from catalog.policy import CATALOGUERS, GATE_BATCH, GATE_SHOWN, MARKET_TIMEZONE
from catalog.queries.gating import day_in, judged, verdict_on
from kit.actors import SYSTEM
from kit.letters import Letter, post
from kit.moves import move, move_many, telling_at_once
from kit.transactions import inside_transaction
from kit.words import all_told

Status = Listing.Status
_ASKED = (Status.LIVE, Status.WITHHELD)
_ONE_DAY = timedelta(days=1)
WITHHELD, RESTORED = "listing.withheld", "listing.restored"

# Whoever buys shares a lock of the listing for a moment, whoever moves it holds it: we come back for those.
_TAKE = """
    SELECT listing.id FROM catalog_listing AS listing
    WHERE listing.id = ANY(%s::uuid[]) AND listing.status IN ('live', 'withheld')
    ORDER BY listing.id
    FOR NO KEY UPDATE SKIP LOCKED
"""


class Looked(NamedTuple):
    """
    How many listings one look judged, and how many it took off sale or put back.

    `settled` notes and turns are done with, also those of listings that are not asked about any more.
    """

    judged: int
    withheld: int
    restored: int
    settled: int = 0


def require_open(listing: Listing, *, at: datetime) -> None:
    """
    Refuse to put a listing on sale that may not be sold.

    :raises GateClosed: with everything that is in the way.
    """
    verdict = verdict_on(listing_id=listing.pk, at=at)
    if not verdict.is_open:
        fields = as_problems(verdict.reasons)
        raise GateClosed(all_told(*(field.message for field in fields)), fields=fields)


@inside_transaction
def look_at_due(*, at: datetime, limit: int = GATE_BATCH) -> Looked:
    """
    Judge listings on sale of which something changed, or whose day has come: at most `limit` of either.

    Those that may not be sold are withheld, withheld ones that may are put back; their sellers hear of it.
    What is locked by somebody keeps its place in the queue.
    """
    notes = list(GateNote.objects.select_for_update(skip_locked=True).order_by("pk")[:limit])
    wanted = {note.listing_id for note in notes} | set(_turned(at, limit))
    taken = _take(wanted)
    left = wanted - taken
    busy = set(Listing.objects.filter(pk__in=left, status__in=_ASKED).values_list("pk", flat=True))
    done = [note.pk for note in notes if note.listing_id not in busy]
    settled, _ = GateNote.objects.filter(pk__in=done).delete()
    ended, _ = GateTurn.objects.filter(pk__in=wanted - busy).delete()
    found = judged(listing_ids=taken, at=at)
    _keep_turns({pk: day_in(each.market, at) for pk, each in found.items()})
    looked = _move({pk: each.verdict for pk, each in found.items()}, at=at)
    return looked._replace(settled=settled + ended)


@inside_transaction
def put_behind(*, at: datetime) -> set[UUID]:
    """Put the listings that are next in turn behind all others, which they must not hold up; their ids."""
    notes = GateNote.objects.select_for_update(skip_locked=True).order_by("pk")[:1]
    moved = {*_turned(at, 1), *(note.listing_id for note in notes)}
    GateNote.objects.filter(listing_id__in=moved).delete()
    GateTurn.objects.filter(pk__in=moved).delete()
    GateNote.objects.bulk_create(GateNote(listing_id=pk) for pk in sorted(moved))
    return moved


def _turned(at: datetime, limit: int) -> list[UUID]:
    """Listings whose day has come where their market is, the longest waiting first."""
    come = Q(pk__in=())
    for market in MARKET_TIMEZONE:
        come |= Q(listing__market=market, on__lte=day_in(market, at))
    return list(GateTurn.objects.filter(come).order_by("on", "pk").values_list("pk", flat=True)[:limit])


def _take(wanted: Collection[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [sorted(wanted)])
        return {row[0] for row in cursor.fetchall()}


def _keep_turns(days: Mapping[UUID, date]) -> None:
    """Whatever was judged is judged again next day: a note of a long transaction may have been missed."""
    GateTurn.objects.bulk_create(
        (GateTurn(listing_id=pk, on=day + _ONE_DAY) for pk, day in days.items()),
        update_conflicts=True,
        unique_fields=("listing",),
        update_fields=("on",),
    )


def _move(verdicts: Mapping[UUID, Verdict], *, at: datetime) -> Looked:
    rows = Listing.objects.filter(pk__in=verdicts).select_related("variant__product", "variant__seller")
    listings = list(rows.order_by("pk"))
    shut = [each for each in listings if each.status == Status.LIVE and not verdicts[each.pk].is_open]
    opened = [each for each in listings if each.status == Status.WITHHELD and verdicts[each.pk].is_open]
    with telling_at_once():
        for listing in shut:
            why = in_english(verdicts[listing.pk].reasons)
            move(listing, to=Status.WITHHELD, at=at, by=SYSTEM, reason=why)
        ids = [each.pk for each in opened]
        move_many(ids, model=Listing, was=Status.WITHHELD, to=Status.LIVE, at=at, by=SYSTEM)
    post(_letters(WITHHELD, shut, {pk: each.reasons for pk, each in verdicts.items()}, at), at=at)
    # Goods of a suspended firm stay out of sight.
    seen = [each for each in opened if each.variant.seller.status == Seller.Status.VERIFIED]
    post(_letters(RESTORED, seen, {}, at), at=at)
    return Looked(len(listings), len(shut), len(opened))


def _letters(
    kind: str, listings: Iterable[Listing], reasons: Mapping[UUID, Sequence[Reason]], at: datetime
) -> list[Letter]:
    """What one firm is told of at once is one letter."""
    by_firm = sorted(listings, key=lambda each: (each.variant.seller.organisation_id, each.pk))
    firms = {
        firm: list(own) for firm, own in groupby(by_firm, lambda each: each.variant.seller.organisation_id)
    }
    members = members_of(list(firms), *CATALOGUERS)
    return [
        Letter(kind, f"{own[0].pk}:{at.isoformat()}", _facts(own, reasons), user_id=user_id)
        for firm, own in firms.items()
        for user_id in members.get(firm, ())
    ]


def _facts(listings: Sequence[Listing], reasons: Mapping[UUID, Sequence[Reason]]) -> dict[str, object]:
    shown = [
        {
            "sku": each.variant.sku,
            "names": full_names(each.variant.product.names, each.variant.names),
            "market": each.market,
            "reasons": [list(reason) for reason in reasons.get(each.pk, ())],
        }
        for each in listings[:GATE_SHOWN]
    ]
    return {"goods": shown, "more": len(listings) - len(shown)}
