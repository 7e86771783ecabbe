"""How does a seller send goods from one warehouse to another in the console?"""

from collections.abc import Callable, Iterator, Sequence
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
from catalog.operations import transferring
from catalog.operations.transferring import Arrived
from catalog.queries.acting import transfer_actions
from catalog.queries.scanning import lot_scanned
from catalog.queries.selling import own_seller, transfers_of
from catalog.queries.transferring import Load, lines_of, loads, warehouses_in
from consoles.policy import SELLER_MOST_UNITS
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.scanning import CODE, LOT, ONE, UNITS, code_typed, units_typed
from consoles.seller.showing import address, at_home, named, page_of, show_list, show_one, status
from kit.clock import now
from kit.rest import found
from kit.words import Words

VERBS = {
    "scan": "scanIntoStockTransfer",
    "put": "putStockTransferLine",
    "send": "sendStockTransfer",
    "arrive": "arriveStockTransfer",
    "call-back": "callStockTransferBack",
    "cancel": "cancelStockTransfer",
}
_LONGEST_WORDS = 200


def transfers(visit: Visit) -> HttpResponse:
    """All of them, the newest first; a post begins another one."""
    seller = own_seller(visit.actor)
    places = {place.code: place for place in warehouses_in(seller.country)}
    if visit.request.method == "POST":
        origin, destination = (
            places.get(visit.typed(end, longest=_LONGEST_WORDS)) for end in ("origin", "destination")
        )
        note = visit.typed("note", longest=_LONGEST_WORDS)
        if origin is None or destination is None:
            messages.error(visit.request, gettext("Choose a warehouse."))
        else:
            visit.perform(
                lambda: transferring.open_transfer(
                    seller=seller, origin=origin, destination=destination, note=note, at=now(), by=visit.actor
                ),
                done=_("The transfer is open: say how many units of which lots are sent."),
            )
        return visit.go("transfers")
    page = page_of(visit, transfers_of(visit.actor))
    known = loads([row.pk for row in page.rows])
    table = Table(
        (
            _("Transfer"),
            _("Status"),
            _("From warehouse"),
            _("To warehouse"),
            _("Lots"),
            _("Units"),
            _("Sent"),
            _("Ended"),
        ),
        [Line(_row(visit, row, known[row.pk]), address("transfer", row.pk)) for row in page.rows],
        _("Nothing has been sent to another warehouse yet."),
    )
    choices = [(place.code, f"{named(place.names)} · {place.code}") for place in places.values()]
    begin = Verb(
        "open",
        _("Put it together"),
        title=_("Another transfer"),
        help=_("Nothing moves before you send it."),
        fields=(
            Field("origin", _("From warehouse"), kind="select", choices=choices),
            Field("destination", _("To warehouse"), kind="select", choices=choices),
            Field("note", _("Note"), required=False, longest=_LONGEST_WORDS),
        ),
    )
    verbs = [begin] if visit.does("openStockTransfer") else []
    return show_list(visit, table, title=_("Transfers"), page=page, verbs=verbs)


def transfer(visit: Visit, transfer_id: UUID) -> HttpResponse:
    """One of them; a post says what is in it, sends it, or takes it in."""
    row = found(transfers_of(visit.actor), pk=transfer_id)
    lines = list(lines_of(row))
    if visit.request.method == "POST":
        _do(visit, row.pk, lines)
        return visit.go("transfer", row.pk)
    return show_one(
        visit,
        title=_("Transfer %(number)s") % {"number": row.number},
        facts=_facts(visit, row),
        tables=[_lines(lines)],
        verbs=list(_verbs(visit, row, lines)),
        back=(_("Transfers"), "transfers"),
    )


def _do(visit: Visit, transfer_id: UUID, lines: Sequence[Any]) -> None:
    at, by, reason = now(), visit.actor, visit.typed("reason", longest=_LONGEST_WORDS)

    def locked() -> Any:
        row = found(transfers_of(by).select_for_update(of=("self",)), pk=transfer_id)
        visit.check_seen(row)
        return row

    def of_it(verb: Callable[..., object], **said: object) -> Callable[[], object]:
        return lambda: verb(transfer=locked(), **said, at=at, by=by)

    if visit.verb in {"scan", "put"}:
        _load(visit, locked)
    elif visit.verb == "send":
        visit.perform(of_it(transferring.send), done=_("The goods are on their way."))
    elif visit.verb == "arrive":
        units = {line.lot_id: units_typed(visit, f"arrived-{line.pk}") for line in lines}
        told = {lot_id: Arrived(many, reason) for lot_id, many in units.items() if many is not None}
        if len(told) == len(lines):
            visit.perform(of_it(transferring.arrive, arrived=told), done=_("The goods have arrived."))
    elif visit.verb == "cancel":
        visit.perform(of_it(transferring.cancel_transfer), done=_("The transfer is cancelled."))
    elif not reason:
        messages.error(visit.request, gettext("Give a reason."))
    else:
        done = _("The goods are back where they were.")
        visit.perform(of_it(transferring.call_back, reason=reason), done=done)


def _load(visit: Visit, locked: Callable[[], Any]) -> None:
    units, code = units_typed(visit), code_typed(visit)
    verb = transferring.add_units if visit.verb == "scan" else transferring.put_units
    if units is None:
        return

    def load() -> None:
        row = locked()
        lot = lot_scanned(seller_id=row.seller_id, warehouse_id=row.origin_id, code=code)
        verb(transfer=row, lot=lot, units=units, at=now(), by=visit.actor)

    visit.perform(load, done=_("It is noted."))


def _row(visit: Visit, row: Any, load: Load) -> tuple[Words, ...]:
    return (
        row.number,
        status(row.status),
        row.origin.code,
        row.destination.code,
        str(load.lots),
        str(load.units),
        at_home(visit, row.sent_at),
        at_home(visit, row.ended_at),
    )


def _facts(visit: Visit, row: Any) -> Iterator[tuple[Words, Words]]:
    yield _("Status"), status(row.status)
    yield _("From warehouse"), row.origin.code
    yield _("To warehouse"), row.destination.code
    yield _("Note"), row.note
    yield _("Begun"), at_home(visit, row.created_at)
    yield _("Sent"), at_home(visit, row.sent_at)
    yield _("Ended"), at_home(visit, row.ended_at)


def _lines(lines: Sequence[Any]) -> Table:
    return Table(
        (_("Lot"), _("Goods"), _("SKU"), _("Units"), _("Arrived"), _("Why it differs")),
        [
            Line(
                (
                    line.lot.code,
                    _goods(line.lot),
                    line.lot.variant.sku,
                    str(line.quantity),
                    NOTHING if line.arrived is None else str(line.arrived),
                    line.reason or NOTHING,
                )
            )
            for line in lines
        ],
        _("There is nothing in it yet."),
        title=_("What is sent"),
    )


def _goods(lot: Any) -> str:
    return named(full_names(lot.variant.product.names, lot.variant.names))


def _verbs(visit: Visit, row: Any, lines: Sequence[Any]) -> Iterator[Verb]:
    """What its state and the reader's role allow, as REST says it."""
    differs = Field("reason", _("Why it differs"), required=False, longest=_LONGEST_WORDS)
    why = Field("reason", _("Why"), longest=_LONGEST_WORDS)
    known = (
        Verb("scan", _("Add"), help=_("Scan the lot or the goods as they are loaded."), fields=(CODE, ONE)),
        Verb(
            "put",
            _("Set the units"),
            title=_("Say how many are sent"),
            help=_("None leaves the lot out."),
            fields=(LOT, UNITS),
        ),
        Verb("send", _("Send it"), title=_("All is loaded?"), help=_("Until it arrives nobody can buy it.")),
        Verb("arrive", _("Take it in"), title=_("Has it arrived?"), fields=(*_arrived(lines), differs)),
        Verb("call-back", _("Call it back"), title=_("Does it turn round?"), fields=(why,)),
        Verb("cancel", _("Cancel it"), title=_("Not to be sent?")),
    )
    offered = transfer_actions(row, actor=visit.actor)
    for verb in known:
        if verb.name in offered and visit.does(VERBS[verb.name]):
            yield replace(verb, seen=row.version)


def _arrived(lines: Sequence[Any]) -> list[Field]:
    return [
        Field(
            f"arrived-{line.pk}",
            gettext("%(goods)s, lot %(lot)s: units of %(sent)d")
            % {"goods": _goods(line.lot), "lot": line.lot.code, "sent": line.quantity},
            kind="number",
            value=str(line.quantity),
            most=SELLER_MOST_UNITS,
        )
        for line in lines
    ]
