"""What does a packer see at the table: which orders wait, which lot is whose, what is printed?"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.visits import Visit
from consoles.seller.parts import Filter
from consoles.seller.showing import address, at_home, below, named, page_of, show, word
from kit.barcodes import scanned
from kit.clock import now
from kit.errors import Problem
from kit.languages import language_of
from kit.reading import day_told
from kit.refusing import in_readers_words
from kit.rest import found
from kit.words import Words
from orders.operations import dispatching
from orders.queries.packing import Pick, ToPack, order_scanned, orders_to_pack, packing_of
from orders.queries.printing import LABELS, MAX_ORDERS_PRINTED, PARTS, PICK_LIST, SLIPS, packing_papers
from orders.queries.queues import waiting_orders
from orders.queries.showing import orders_of_seller

VERBS = {"pack": "packOrder"}
_QUEUES: Mapping[str, Words] = {"pack": _("To pack"), "hand-in": _("To hand in")}
_PARTS: Mapping[str, Words] = {PICK_LIST: _("Pick list"), SLIPS: _("Packing slips"), LABELS: _("Labels")}
_LONGEST_SCAN = 100


def packing(visit: Visit) -> HttpResponse:
    """Orders to pack or to hand in, to be scanned or ticked; with `print` in the address their papers."""
    if "scan" in visit.request.GET:
        pk = order_scanned(visit.actor, _scan(visit))
        if pk is not None:
            return visit.go("packing_one", pk)
        messages.error(visit.request, gettext("No order of yours has this number or parcel."))
        return visit.go("packing")
    if "print" in visit.request.GET:
        return _printed(visit) or visit.go("packing")
    queue = word(visit.request, "queue")
    queue = queue if queue in _QUEUES else "pack"
    page = page_of(visit, waiting_orders(visit.actor, queue))
    context = {
        "rows": [_row(visit, each) for each in packing_of(page.rows)],
        "parts": _PARTS.items(),
        "filters": [
            Filter(words, address("packing", queue=code), code == queue) for code, words in _QUEUES.items()
        ],
        "older": below(page.next),
        "newer": below(page.previous),
    }
    return show(visit, "packing", context, title=_("Packing table"))


def packing_one(visit: Visit, order_id: UUID) -> HttpResponse:
    """One order, lot by lot: a scan ticks a line, or names another order; a post packs it."""
    row = found(orders_of_seller(visit.actor), pk=order_id)
    [packed] = packing_of([row])
    ticked = _ticked(visit.request.POST or visit.request.GET, packed)
    if visit.request.method == "POST":
        if len(ticked) < len(packed.picks):
            messages.error(visit.request, gettext("Scan every lot first."))
            return visit.go("packing_one", row.pk)
        visit.perform(
            lambda: dispatching.pack(order=row, packages={}, at=now(), by=visit.actor),
            done=_("It is packed."),
        )
        return visit.go("packing_one", row.pk)
    if "scan" in visit.request.GET:
        there = _tick(visit, packed, ticked)
        if there is not None:
            return there
    waits = row.status == "accepted" and row.packed_at is None
    context = {
        "picks": [(pick, _told(packed, pick), place in ticked) for place, pick in enumerate(packed.picks)],
        "ticked": sorted(ticked),
        "is_whole": len(ticked) == len(packed.picks),
        "waits": waits and visit.does("packOrder"),
        "can_print": row.status == "accepted",
        "parts": _PARTS.items(),
        "row": row,
        "packed_at": at_home(visit, row.packed_at),
        "parcels": packed.parcels,
    }
    return show(visit, "packing_one", context, title=_("Order %(number)s") % {"number": row.number})


def _tick(visit: Visit, packed: ToPack, ticked: set[int]) -> HttpResponse | None:
    """Tick the first line that waits for the scanned lot; whoever scans another order is led to it."""
    code = _scan(visit)
    of_lot = [place for place, pick in enumerate(packed.picks) if pick.lot_code.casefold() == code.casefold()]
    waiting = [place for place in of_lot if place not in ticked]
    if waiting:
        ticked.add(waiting[0])
        return None
    if of_lot:
        messages.warning(visit.request, gettext("Lot %(lot)s is ticked already.") % {"lot": code})
        return None
    other = order_scanned(visit.actor, code)
    if other is not None and other != packed.order.pk:
        return visit.go("packing_one", other)
    wanted = ", ".join(
        dict.fromkeys(each.lot_code for at, each in enumerate(packed.picks) if at not in ticked)
    )
    told = gettext("%(code)s is no lot of this order. Still to scan: %(lots)s.")
    messages.error(visit.request, told % {"code": code or "?", "lots": wanted or "—"})
    return None


def _ticked(given: QueryDict, packed: ToPack) -> set[int]:
    """Which lines were scanned before, by their places; the address keeps them, no session does."""
    known = {str(place) for place in range(len(packed.picks))}
    return {int(place) for place in given.getlist("ticked")[: len(known)] if place in known}


def _scan(visit: Visit) -> str:
    return scanned(visit.request.GET.get("scan", "")[:_LONGEST_SCAN].replace("\0", ""))


def _printed(visit: Visit) -> HttpResponse | None:
    """The PDF, or nothing and a message that says why."""
    asked = visit.request.GET
    numbers = asked.getlist("shown" if asked["print"] == "all" else "number")[:MAX_ORDERS_PRINTED]
    parts = [each for each in PARTS if each in asked.getlist("part")]
    if not numbers or not parts:
        messages.error(visit.request, gettext("Choose orders, and what to print of them."))
        return None
    try:
        packed = orders_to_pack(visit.actor, numbers)
        language = language_of(get_language() or "en")
        drawn = packing_papers(packed, parts=parts, language=language, at=now())
    except Problem as problem:
        messages.error(visit.request, in_readers_words(problem))
        return None
    headers = {"Content-Disposition": 'inline; filename="packing.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _row(visit: Visit, packed: ToPack) -> Mapping[str, object]:
    order = packed.order
    return {
        "number": order.number,
        "address": address("packing_one", order.pk),
        "accepted": at_home(visit, order.accepted_at),
        "units": sum(pick.quantity for pick in packed.picks),
        "lots": len(packed.picks),
        "parcels": len(packed.parcels),
    }


def _told(packed: ToPack, pick: Pick) -> Sequence[str]:
    ends = day_told(pick.best_before_date) if pick.best_before_date else "—"
    return named(packed.names_of(pick)), ends
