"""What does a seller see of their orders, and do with them?"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from consoles.seller.parts import Field, Filter, Line, Search, Table, Verb
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
from kit.money import Money
from kit.rest import found
from kit.words import Words, in_words
from orders.operations import accepting, dispatching, lessening
from orders.queries.queues import QUEUES, waiting_orders
from orders.queries.showing import OrderFacts, facts_of, orders_of_seller
from payments.queries.statements import lines_of
from shipping.queries import Progress

_QUEUES = {"accept": _("To accept"), "pack": _("To pack"), "hand-in": _("To hand in")}
_STATUSES = ("placed", "accepted", "completed", "declined", "expired", "cancelled")
_LONGEST_REASON = 200
# An order's lines on a seller's account are few: so many are added up.
_MOST_ENTRIES = 500
# By the verb of the page the operation of REST that does the same, and the name that its facts have for it.
VERBS = {
    "accept": "acceptOrder",
    "decline": "declineOrder",
    "decline-lines": "declineOrderLines",
    "pack": "packOrder",
    "hand-in": "handInOrder",
}


def orders(visit: Visit) -> HttpResponse:
    """The newest first, those of one status, those that wait for something, or the one of a number."""
    chosen, queue = word(visit.request, "status"), word(visit.request, "queue")
    number = word(visit.request, "q")
    rows = waiting_orders(visit.actor, queue) if queue in QUEUES else orders_of_seller(visit.actor)
    if chosen in _STATUSES:
        rows = rows.filter(status=chosen)
    if number:
        rows = rows.filter(number=number.upper())
    page = page_of(visit, rows)
    facts = facts_of(page.rows)
    table = Table(
        (
            pgettext_lazy("purchase", "Order"),
            _("Status"),
            _("On its way"),
            _("Placed"),
            _("Answer by"),
            _("Goods"),
        ),
        [_line(visit, facts[order.pk]) for order in page.rows],
        _("No order is like that.") if (chosen or queue or number) else _("Nobody has ordered yet."),
    )
    return show_list(
        visit,
        table,
        title=_("Orders"),
        page=page,
        filters=_filters(chosen, queue),
        search=Search(_("Number of an order"), number),
    )


def order(visit: Visit, order_id: UUID) -> HttpResponse:
    """One of them; a post does what its seller does with it."""
    row = found(orders_of_seller(visit.actor), pk=order_id)
    if visit.request.method == "POST":
        _do(visit, row)
        return visit.go("order", row.pk)
    facts = facts_of([row])[row.pk]
    return show_one(
        visit,
        title=_("Order %(number)s") % {"number": row.number},
        facts=_facts(visit, facts),
        tables=[_lines(facts), _shipments(visit, facts)],
        verbs=list(_verbs(visit, facts)),
        back=(_("Orders"), "orders"),
    )


def _do(visit: Visit, row: Any) -> None:
    at, by, reason = now(), visit.actor, visit.typed("reason", longest=_LONGEST_REASON)
    if visit.verb == "accept":
        visit.perform(lambda: accepting.accept(order=row, at=at, by=by), done=_("It is accepted."))
    elif visit.verb == "pack":
        visit.perform(lambda: dispatching.pack(order=row, packages={}, at=at, by=by), done=_("It is packed."))
    elif visit.verb == "hand-in":
        visit.perform(lambda: dispatching.hand_in(order=row, at=at, by=by), done=_("It is handed in."))
    elif not reason:
        messages.error(visit.request, gettext("Give a reason."))
    elif visit.verb == "decline":
        done = _("It is declined, its money goes back.")
        visit.perform(lambda: accepting.decline(order=row, reason=reason, at=at, by=by), done=done)
    else:
        _decline_lines(visit, row, reason)


def _decline_lines(visit: Visit, row: Any, reason: str) -> None:
    given = {line.pk: visit.request.POST.get(f"line-{line.pk}", "").strip() for line in row.lines.all()}
    if wrong := [text for text in given.values() if text and not (text.isascii() and text.isdigit())]:
        messages.error(visit.request, gettext("“%(text)s” is no number of units.") % {"text": wrong[0][:20]})
        return
    units = {pk: int(text[:9]) for pk, text in given.items() if text and int(text[:9])}
    is_missing = visit.request.POST.get("stock") != "keep"

    def decline() -> None:
        locked = found(orders_of_seller(visit.actor).select_for_update(of=("self",)), pk=row.pk)
        visit.check_seen(locked)
        lessening.decline_lines(
            order=locked, units=units, is_missing=is_missing, reason=reason, at=now(), by=visit.actor
        )

    visit.perform(decline, done=_("These units are declined, their money goes back."))


def _line(visit: Visit, facts: OrderFacts) -> Line:
    row = facts.order
    waits = "accept" in facts.seller_actions
    cells: tuple[Words, ...] = (
        row.number,
        status(row.status),
        status(facts.fulfilment.status),
        at_home(visit, row.placed_at),
        at_home(visit, row.accept_by_at) if waits else NOTHING,
        str(facts.money("goods")),
    )
    return Line(cells, address("order", row.pk))


def _filters(chosen: str, queue: str) -> list[Filter]:
    everything, *states = filters_by(
        "orders", "status", ((each, in_words(each)) for each in _STATUSES), chosen=chosen
    )
    _all, *queues = filters_by("orders", "queue", _QUEUES.items(), chosen=queue)
    return [Filter(everything.words, everything.address, not (chosen or queue)), *queues, *states]


def _facts(visit: Visit, facts: OrderFacts) -> Iterator[tuple[Words, Words]]:
    row = facts.order
    yield _("Status"), status(row.status)
    yield _("Payment"), status(facts.payment_status)
    yield _("On its way"), status(facts.fulfilment.status)
    yield _("Placed"), at_home(visit, row.placed_at)
    if "accept" in facts.seller_actions:
        yield _("Answer by"), at_home(visit, row.accept_by_at)
    yield _("Accepted"), at_home(visit, row.accepted_at)
    yield _("Packed"), at_home(visit, row.packed_at)
    yield _("Handed in"), at_home(visit, row.handed_in_at)
    if row.end_reason:
        yield _("Why it ended"), in_words(row.end_reason)
    yield _("Goods"), str(facts.money("goods"))
    if visit.may("showSellerStatement"):
        yield _("Yours of it, after commission"), str(_owed(visit, row))


def _owed(visit: Visit, row: Any) -> Money:
    """What the books owe the seller for an order; commission is taken off, refunds too."""
    firm, sandbox = visit.actor.firm_id, visit.actor.sandbox
    entries = lines_of(organisation_id=firm, sandbox=sandbox, currency=row.currency)
    sums = [entry.owed for entry in entries.filter(reference=row.number).order_by("id")[:_MOST_ENTRIES]]
    return sum(sums, Money.zero(row.currency))


def _lines(facts: OrderFacts) -> Table:
    currency = facts.order.currency
    return Table(
        (_("Goods"), _("SKU"), _("Units"), _("Declined"), _("Unit price")),
        [
            Line(
                (
                    named(line.names),
                    line.sku,
                    str(line.quantity),
                    str(line.declined_quantity or NOTHING),
                    str(Money(line.unit_price_minor, currency)),
                )
            )
            for line in facts.order.lines.all()
        ],
        "",
        title=_("What was ordered"),
    )


def _shipments(visit: Visit, facts: OrderFacts) -> Table:
    return Table(
        (_("Shipment"), _("Status"), _("Train"), _("Hand in by"), _("Expected")),
        [Line(_shipment(visit, each)) for each in facts.fulfilment.by_id.values()],
        _("They come once it is paid."),
        title=_("Shipments"),
    )


def _shipment(visit: Visit, carried: Progress) -> tuple[Words, ...]:
    train = carried.departure
    told = f"{train.service_code} · {at_home(visit, train.departs_at)}" if train else NOTHING
    return (
        carried.number,
        status(carried.status),
        told,
        at_home(visit, carried.hand_in_by_at),
        at_home(visit, carried.eta_at),
    )


def _verbs(visit: Visit, facts: OrderFacts) -> Iterator[Verb]:
    """What its state and the reader's role allow, and nothing else."""
    offered = [name for name in facts.seller_actions if visit.does(VERBS[name])]
    reason = Field("reason", _("Why"), longest=_LONGEST_REASON)
    if "accept" in offered:
        yield Verb("accept", _("Accept"), help=_("You promise to pack and hand in all of it."))
    if "pack" in offered:
        yield Verb("pack", _("Pack"), help=_("Each shipment becomes one package of its own size."))
    if "hand-in" in offered:
        yield Verb("hand-in", _("Hand in"), help=_("The goods leave your stock."))
    if "decline-lines" in offered:
        yield Verb(
            "decline-lines",
            _("Decline these units"),
            title=_("You don't have all of it?"),
            help=_("The rest is accepted; the money of these units goes back."),
            fields=(*_units(facts), _STOCK, reason),
            seen=facts.order.version,
        )
    if "decline" in offered:
        yield Verb("decline", _("Decline it all"), title=_("You can't send any of it?"), fields=(reason,))


_STOCK = Field(
    "stock",
    _("And these units"),
    kind="select",
    choices=(
        ("missing", _("aren't there: the stock has fewer")),
        ("keep", _("are there: they are on sale again")),
    ),
)


def _units(facts: OrderFacts) -> list[Field]:
    return [
        Field(
            f"line-{line.pk}",
            gettext("%(goods)s: units of %(most)d")
            % {"goods": named(line.names), "most": line.sent_quantity},
            kind="number",
            most=line.sent_quantity,
        )
        for line in facts.order.lines.all()
        if line.sent_quantity
    ]
