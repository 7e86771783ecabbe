"""How does one box lead to whatever a member of staff has the number of?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.desk import is_trusted, staff_actor, status_badge, when
from accounts.policy import CONTACT_GROUPS
from accounts.sites import staff_site
from consoles.policy import HITS_SHOWN
from consoles.recognising import LONGEST
from consoles.searching import Found, find
from consoles.showing import for_staff
from kit.clock import now
from kit.hits import Hit
from kit.languages import language_of, name_in
from kit.money import Money
from kit.transactions import owns_transaction

# In the order in which they are shown.
KINDS = {
    "order": gettext_lazy("Orders"),
    "group": gettext_lazy("Checkouts"),
    "shipment": gettext_lazy("Shipments"),
    "package": gettext_lazy("Packages"),
    "load_unit": gettext_lazy("Cartons and pallets"),
    "container": gettext_lazy("Containers"),
    "payment": gettext_lazy("Payments"),
    "seller": gettext_lazy("Sellers"),
    "listing": gettext_lazy("Listings"),
    "buyer": gettext_lazy("Buyers"),
    "address": gettext_lazy("Addresses"),
}
# What a word was taken for, in a sentence of its own.
CLUES = {
    "order": gettext_lazy("order number"),
    "group": gettext_lazy("checkout number"),
    "shipment": gettext_lazy("shipment number"),
    "payment": gettext_lazy("payment reference"),
    "tracking": gettext_lazy("tracking code"),
    "container": gettext_lazy("container number"),
    "sscc": gettext_lazy("SSCC"),
    "seller": gettext_lazy("seller code"),
    "sku": gettext_lazy("SKU"),
    "email": gettext_lazy("e-mail address"),
    "phone": gettext_lazy("telephone number"),
}
_ZONES = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}


@dataclass(frozen=True, slots=True)
class Line:
    """One hit, ready to be shown."""

    address: str
    name: str
    words: str
    badge: str


@dataclass(frozen=True, slots=True)
class Section:
    """The hits of one kind; `more`: there are others, of which nothing is shown."""

    title: str
    lines: list[Line]
    more: bool


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def find_anything(request: HttpRequest) -> HttpResponse:
    """
    The page of the search box, or the very row that was meant.

    Words come by POST alone: an address is kept in logs and histories, where no
    buyer's e-mail or telephone number has a place.
    """
    typed = request.POST.get("q", "")[:LONGEST].strip()
    if not typed:
        return _page(request, {})
    sees_contacts = is_trusted(request, CONTACT_GROUPS)
    found = owns_transaction(find)(typed, sees_contacts=sees_contacts, at=now(), by=staff_actor(request))
    hits = [hit for hit in found.hits if staff_site.may_look(request, hit.model)]
    if len(hits) == 1:
        return HttpResponseRedirect(_address(hits[0]))
    return _page(request, {"typed": typed, "sections": list(_sections(hits)), **_said(found)})


def _page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    known = {**staff_site.each_context(request), **context, "title": _("Find anything"), "longest": LONGEST}
    return TemplateResponse(request, "consoles/find/page.html", known)


def _said(found: Found) -> dict[str, Any]:
    """What is told of a search besides its hits."""
    taken_for = [str(CLUES[clue.kind]) for clue in found.recognised.clues]
    return {
        "taken_for": ", ".join(taken_for),
        "doubts": [str(CLUES[kind]) for kind in found.recognised.doubts],
        "withheld": found.withheld,
    }


def _address(hit: Hit) -> str:
    return reverse(f"admin:{hit.model.replace('.', '_')}_change", args=(hit.pk,))


def _sections(hits: Iterable[Hit]) -> Iterator[Section]:
    order = list(KINDS)
    by_kind = groupby(sorted(hits, key=lambda hit: order.index(hit.kind)), key=lambda hit: hit.kind)
    for kind, found in by_kind:
        lines = [_line(hit) for hit in found]
        yield Section(str(KINDS[kind]), lines[:HITS_SHOWN], len(lines) > HITS_SHOWN)


def _line(hit: Hit) -> Line:
    facts = hit.facts
    return Line(
        address=_address(hit),
        name=hit.name,
        words=" · ".join(filter(None, _words(facts))),
        badge=status_badge(facts["status"]) if "status" in facts else "",
    )


def _words(facts: dict[str, Any]) -> Iterator[str]:
    """What tells a hit from the others of its kind."""
    if "names" in facts:
        yield name_in(facts["names"], language_of(get_language() or ""))
    yield from (facts.get(name) or "" for name in ("person", "firm", "seller", "street", "city", "country"))
    if "minor" in facts:
        yield str(Money(facts["minor"], facts["currency"]))
    yield from (facts.get(name) or "" for name in ("provider", "unit", "reference", "shipment", "train"))
    if "to" in facts:
        yield f"{facts['from']} → {facts['to']}"
    if "gross_g" in facts:
        yield f"{facts['gross_g'] / 1000:,.1f} kg"
    if facts.get("slot"):
        yield _("slot %(number)s") % {"number": facts["slot"]}
    if facts.get("at"):
        yield when(
            datetime.fromisoformat(facts["at"]), facts.get("zone") or _ZONES.get(facts.get("market", ""), "")
        )
