"""How does a seller count a warehouse in the console?"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from catalog.naming import full_names
from catalog.operations import counting
from catalog.queries.acting import count_actions
from catalog.queries.counting import Counted, counted, differing, lines_of, uncounted_levels
from catalog.queries.scanning import lot_scanned
from catalog.queries.selling import counts_of, own_seller
from catalog.queries.transferring import warehouses_in
from consoles.policy import SELLER_ROWS_SHOWN
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.scanning import CODE, LOT, ONE, UNITS, code_typed, units_typed
from consoles.seller.showing import (
    address,
    at_home,
    filters_by,
    named,
    page_of,
    show_list,
    show_one,
    status,
    word,
)
from kit.clock import now
from kit.paging import Page
from kit.rest import found
from kit.words import Words

VERBS = {
    "scan": "scanCounted",
    "count": "countLot",
    "leave-out": "leaveOutOfCount",
    "close": "closeStockCount",
    "cancel": "cancelStockCount",
}
_LONGEST_WORDS = 200
_DIFFERING = "differing"


def counts(visit: Visit) -> HttpResponse:
    """All of them, the newest first; a post begins another one."""
    seller = own_seller(visit.actor)
    places = {place.code: place for place in warehouses_in(seller.country)}
    if visit.request.method == "POST":
        place = places.get(visit.typed("warehouse", longest=_LONGEST_WORDS))
        note = visit.typed("note", longest=_LONGEST_WORDS)
        if place is None:
            messages.error(visit.request, gettext("Choose a warehouse."))
        else:
            visit.perform(
                lambda: counting.open_count(
                    seller=seller, warehouse=place, note=note, at=now(), by=visit.actor
                ),
                done=_("The count is open: say how many units there are of each lot."),
            )
        return visit.go("counts")
    page = page_of(visit, counts_of(visit.actor))
    table = Table(
        (_("Count"), _("Status"), _("Warehouse"), _("Begun"), _("Ended"), _("Note")),
        [Line(_row(visit, row), address("count", row.pk)) for row in page.rows],
        _("Nothing has been counted yet."),
    )
    choices = [(place.code, f"{named(place.names)} · {place.code}") for place in places.values()]
    begin = Verb(
        "open",
        _("Begin to count"),
        title=_("Another count"),
        help=_("Selling goes on: what is sold meanwhile is not undone."),
        fields=(
            Field("warehouse", _("Warehouse"), kind="select", choices=choices),
            Field("note", _("Note"), required=False, longest=_LONGEST_WORDS),
        ),
    )
    verbs = [begin] if visit.does("openStockCount") else []
    return show_list(visit, table, title=_("Counts"), page=page, verbs=verbs)


def count(visit: Visit, count_id: UUID) -> HttpResponse:
    """One of them; a post notes what was counted, closes it, or ends it."""
    row = found(counts_of(visit.actor), pk=count_id)
    if visit.request.method == "POST":
        _do(visit, row.pk)
        return visit.go("count", row.pk)
    chosen = word(visit.request, "lines")
    lines = lines_of(row)
    page = page_of(visit, differing(lines) if chosen == _DIFFERING else lines, order=("-counted_at", "-id"))
    return show_one(
        visit,
        title=_("Count %(number)s") % {"number": row.number},
        facts=_facts(visit, row, counted(row)),
        tables=[_lines(visit, page), *_uncounted(row)],
        verbs=list(_verbs(visit, row)),
        back=(_("Counts"), "counts"),
        page=page,
        filters=filters_by(
            "count", "lines", [(_DIFFERING, _("those that differ"))], chosen=chosen, args=(row.pk,)
        ),
    )


def _do(visit: Visit, count_id: UUID) -> None:
    at, by, done = now(), visit.actor, _("It is counted.")

    def locked() -> Any:
        row = found(counts_of(by).select_for_update(of=("self",)), pk=count_id)
        visit.check_seen(row)
        return row

    def lot_of(row: Any) -> Any:
        place, code = row.warehouse_id, code_typed(visit)
        return lot_scanned(seller_id=row.seller_id, warehouse_id=place, code=code)

    def noting(verb: Callable[..., object], **said: int) -> Callable[[], object]:
        def note() -> object:
            row = locked()
            return verb(count=row, lot=lot_of(row), **said, at=at, by=by)

        return note

    if visit.verb in {"scan", "count"}:
        units = units_typed(visit)
        verb = counting.add_counted if visit.verb == "scan" else counting.note_counted
        if units is not None:
            visit.perform(noting(verb, units=units), done=done)
    elif visit.verb == "leave-out":
        visit.perform(noting(counting.leave_out), done=_("What was counted of it is forgotten."))
    elif visit.verb == "close":
        reason = visit.typed("reason", longest=_LONGEST_WORDS)
        visit.perform(
            lambda: counting.close_count(count=locked(), reason=reason, at=at, by=by),
            done=_("The differences are booked."),
        )
    else:
        visit.perform(
            lambda: counting.cancel_count(count=locked(), at=at, by=by),
            done=_("The count has ended, nothing was booked."),
        )


def _row(visit: Visit, row: Any) -> tuple[Words, ...]:
    ended = at_home(visit, row.ended_at)
    return (
        row.number,
        status(row.status),
        row.warehouse.code,
        at_home(visit, row.created_at),
        ended,
        row.note or NOTHING,
    )


def _facts(visit: Visit, row: Any, sums: Counted) -> Iterator[tuple[Words, Words]]:
    yield _("Status"), status(row.status)
    yield _("Warehouse"), row.warehouse.code
    yield _("Begun"), at_home(visit, row.created_at)
    yield _("Ended"), at_home(visit, row.ended_at)
    yield _("Note"), row.note
    yield _("Lots counted"), str(sums.lots)
    yield _("Lots that differ"), str(sums.differing)
    yield _("Units too many"), str(sums.surplus)
    yield _("Units too few"), str(sums.shortage)
    if row.status == "open":
        yield _("Lots that nobody has counted"), str(sums.uncounted)


def _lines(visit: Visit, page: Page[Any]) -> Table:
    return Table(
        (
            *(_("Lot"), _("Goods"), _("SKU"), _("Counted"), _("In the books then"), _("Difference")),
            _("At"),
        ),
        [
            Line(
                (
                    *_goods(line.level.lot),
                    str(line.counted),
                    str(line.on_hand),
                    f"{line.difference:+d}" if line.difference else NOTHING,
                    at_home(visit, line.counted_at),
                )
            )
            for line in page.rows
        ],
        _("Nothing of it has been counted yet."),
        title=_("What was counted"),
    )


def _uncounted(row: Any) -> Iterator[Table]:
    """While it can still be counted, as much as a page shows: it gets shorter line by line."""
    if row.status != "open":
        return
    levels = uncounted_levels(row).order_by("lot__code", "id")[:SELLER_ROWS_SHOWN]
    yield Table(
        (_("Lot"), _("Goods"), _("SKU")),
        [Line(_goods(level.lot)) for level in levels],
        _("All lots of the warehouse are counted."),
        title=_("Not counted yet: closing leaves them as they are"),
    )


def _goods(lot: Any) -> tuple[Words, ...]:
    return (lot.code, named(full_names(lot.variant.product.names, lot.variant.names)), lot.variant.sku)


def _verbs(visit: Visit, row: Any) -> Iterator[Verb]:
    """What its state and the reader's role allow, as REST says it."""
    reason = Field("reason", _("Why it differs"), required=False, longest=_LONGEST_WORDS)
    known = (
        Verb(
            "scan",
            _("Add"),
            help=_("Scan the lot or the goods: the units join those counted before."),
            fields=(CODE, ONE),
        ),
        Verb("count", _("Set the units"), title=_("Say how many there are"), fields=(LOT, UNITS)),
        Verb("leave-out", _("Forget"), title=_("Counted by mistake?"), fields=(LOT,)),
        Verb("close", _("Close the count"), title=_("All is counted?"), fields=(reason,)),
        Verb("cancel", _("End it without booking"), title=_("Not to be booked?")),
    )
    offered = count_actions(row, actor=visit.actor)
    for verb in known:
        if verb.name in offered and visit.does(VERBS[verb.name]):
            yield replace(verb, seen=row.version)
