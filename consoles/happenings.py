"""How is what happened to an order told in words?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

import catalog.queries.timeline as stock
import news.queries.timeline as mails
import orders.queries.timeline as orders
import payments.queries.timeline as money
import shipping.queries.timeline as railway
from accounts.desk import status_badge, when
from accounts.queries import OF_ORGANISATION, names_of, organisations_called
from accounts.sites import staff_site
from kit.languages import language_of, name_in
from kit.money import Money
from kit.timeline import Happening, Rows
from kit.words import in_words
from orders.queries.noting import AttachedFile, Subject

# What may be looked at alone, in the order of the choices.
KINDS = {
    "order": pgettext_lazy("purchase", "Order"),
    "money": gettext_lazy("Money"),
    "stock": gettext_lazy("Stock"),
    "train": gettext_lazy("Shipments and trains"),
    "report": gettext_lazy("Reports"),
    "mail": gettext_lazy("Mails"),
    "note": gettext_lazy("Notes"),
    "file": gettext_lazy("Notes with files"),
}
# What happened, and of which kind it is.
_SOURCES = {
    "order_placed": ("order", gettext_lazy("Order placed")),
    "order_moved": ("order", gettext_lazy("Order changed")),
    "order_packed": ("order", gettext_lazy("Order packed")),
    "order_handed_in": ("order", gettext_lazy("Order handed in")),
    "payment_started": ("money", gettext_lazy("Payment started")),
    "payment_reported": ("money", gettext_lazy("Provider reported money")),
    "payment_moved": ("money", gettext_lazy("Payment changed")),
    "refund_requested": ("money", gettext_lazy("Refund asked for")),
    "refund_moved": ("money", gettext_lazy("Refund changed")),
    "stock_reserved": ("stock", gettext_lazy("Units reserved")),
    "reservation_moved": ("stock", gettext_lazy("Reservation changed")),
    "stock_moved": ("stock", gettext_lazy("Stock moved")),
    "shipment_requested": ("train", gettext_lazy("Shipment asked for")),
    "shipment_moved": ("train", gettext_lazy("Shipment changed")),
    "slot_assigned": ("train", gettext_lazy("Place on a train")),
    "assignment_moved": ("train", gettext_lazy("Place changed")),
    "rolled": ("train", gettext_lazy("Taken from its train")),
    "rebooked": ("train", gettext_lazy("Place on another train")),
    "shipment_reported": ("report", gettext_lazy("Reported")),
    "train_reported": ("report", gettext_lazy("Reported of its train")),
    "mail_written": ("mail", pgettext_lazy("to a reader", "Mail")),
    "noted": ("note", gettext_lazy("Note")),
}
_ACTORS = {
    "buyer": gettext_lazy("the buyer"),
    "seller": gettext_lazy("the seller"),
    "staff": gettext_lazy("staff"),
    "partner": gettext_lazy("a partner"),
    "provider": gettext_lazy("the provider"),
    "system": gettext_lazy("by itself"),
}
_ZONES = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One happening, ready to be shown."""

    at: datetime
    when: str
    kind: str
    kind_words: str
    title: str
    address: str
    badges: Sequence[str]
    facts: Sequence[str]
    said: str
    actor: str
    files: Sequence[AttachedFile]


def sources_of(subject: Subject, kind: str) -> list[Rows]:
    """Where to look for what happened to an order, of one kind or of all."""
    found: dict[str, list[Rows]] = {
        "order": orders.happenings(order_id=subject.id),
        "money": money.happenings(reference=subject.group_number, order_reference=subject.number),
        "stock": stock.happenings(reference=subject.number),
        "train": railway.happenings(reference=subject.number),
        "report": railway.reports(reference=subject.number),
        "mail": mails.happenings(numbers=[subject.number, subject.group_number]),
        "note": orders.notes(order_id=subject.id),
    }
    if kind == "file":
        return orders.notes(order_id=subject.id, with_files=True)
    return found[kind] if kind in found else [rows for some in found.values() for rows in some]


def entries(
    happened: Sequence[Happening],
    *,
    request: HttpRequest,
    subject: Subject,
    files: Mapping[str, Sequence[AttachedFile]],
) -> list[Entry]:
    """Happenings in the reader's words. Two queries, for the names of those who did and who reported them."""
    names = names_of(each.by_id for each in happened if each.by_id is not None and each.by_kind != "buyer")
    firms = organisations_called(filter(None, map(_firm, happened)))
    open_models = {
        model for model in {each.model for each in happened} if staff_site.may_look(request, model)
    }
    return [
        Entry(
            at=each.at,
            when=when(each.at, _zone(each, subject)),
            kind=_SOURCES[each.source][0],
            kind_words=str(KINDS[_SOURCES[each.source][0]]),
            title=str(_SOURCES[each.source][1]),
            address=_address(each) if each.model in open_models else "",
            badges=list(_badges(each)),
            facts=list(filter(None, _facts(each.facts, _named(firms, each)))),
            said=each.facts.get("reason") or "",
            actor=_actor(each, names),
            files=files.get(each.row, ()) if each.source == "noted" else (),
        )
        for each in happened
    ]


def _address(each: Happening) -> str:
    return reverse(f"admin:{each.model.replace('.', '_')}_change", args=(each.row,))


def _zone(each: Happening, subject: Subject) -> str:
    """Whose clocks count: those of the place, else of the seller's stock, else of the buyer's market."""
    of_kind = subject.country if _SOURCES[each.source][0] == "stock" else subject.market
    return str(each.facts.get("zone") or _ZONES.get(of_kind, ""))


def _badges(each: Happening) -> Iterator[str]:
    """From which status to which, or what came of a notice."""
    words = money.OUTCOMES if each.source == "payment_reported" else {}
    for name in ("was", "became"):
        if status := each.facts.get(name):
            yield status_badge(status, words.get(status, ""))


def _firm(each: Happening) -> UUID | None:
    """The organisation that reported it."""
    kind, _colon, key = str(each.facts.get("source") or "").partition(":")
    return UUID(key) if f"{kind}:" == OF_ORGANISATION else None


def _named(firms: Mapping[UUID, str], each: Happening) -> str | None:
    firm = _firm(each)
    return firms.get(firm) if firm else None


def _facts(facts: Mapping[str, Any], firm: str | None) -> Iterable[str]:
    if facts.get("name"):
        yield facts["name"]
    if "minor" in facts:
        yield str(Money(facts["minor"], facts["currency"]))
    if facts.get("letter"):
        yield in_words(facts["letter"])
    if facts.get("provider"):
        yield facts["provider"]
    if "quantity" in facts:
        yield f"{facts['quantity']} × {facts['sku']}"
        yield _("lot %(lot)s in %(warehouse)s") % facts
    if "from" in facts:
        yield f"{facts['from']} → {facts['to']}"
    yield _train(facts)
    if facts.get("names"):
        yield name_in(facts["names"], language_of(get_language() or ""))
    # Staff and our own jobs are named as those who did it.
    if facts.get("source") and facts["source"] not in _ACTORS:
        yield firm or facts["source"]
    if facts.get("simulated"):
        yield _("simulated")


def _train(facts: Mapping[str, Any]) -> str:
    """On which train, in which of its slots, and on which one instead."""
    if not facts.get("train"):
        return ""
    zone = str(facts.get("zone") or "")
    trains = [
        f"{facts[code]} {when(datetime.fromisoformat(facts[at]), zone)}"
        for code, at in (("train", "departs_at"), ("to_train", "to_departs_at"))
        if facts.get(code)
    ]
    slot = _("slot %(number)s") % {"number": facts["slot"]} if facts.get("slot") else ""
    return ", ".join(filter(None, (" → ".join(trains), slot)))


def _actor(each: Happening, names: Mapping[UUID, str]) -> str:
    """Who did it; a buyer is named on their own page, for those who may know."""
    kind = str(_ACTORS.get(each.by_kind, each.by_kind))
    name = names.get(each.by_id, "") if each.by_id and each.by_kind != "buyer" else ""
    return " ".join(filter(None, (kind, name)))
