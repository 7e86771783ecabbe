"""What do staff judge next, by what do they judge, and what did they decide?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.desk import is_trusted, staff_actor, status_badge, when
from accounts.sites import staff_site
from catalog.completeness import completeness, lacking
from catalog.errors import ReviewOutdated
from catalog.gate_wording import Told, told
from catalog.naming import full_names
from catalog.operations.reviewing import VERBS, judge
from catalog.queries import reviewing
from catalog.queries.gating import judged
from catalog.queries.reviewing import CHANGE, Case, Fact, Offered, Waiting
from catalog.wording import Teller, fact_in_words, lacks_of
from consoles.policy import HOME_TIMEZONE, QUEUE_SHOWN
from consoles.showing import for_staff
from kit.clock import now
from kit.errors import Problem
from kit.languages import language_of, name_in
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction

JUDGES = ("onboarding",)
LONGEST_REASON = 200
# From this share of common characters on, two texts are one with a slip in it.
_ALIKE = 0.6
# In which staff and buyers read, by the codes of the catalogue, under their own names.
_LANGUAGES = (("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"), ("zh-Hans", "简体中文"))
# The buttons: words, the key that presses it together with the browser's own, how loud it is.
_BUTTONS = {
    "approve": (_("Approve"), "a", "main"),
    "request_changes": (_("Ask for changes"), "c", ""),
    "decline": (_("Decline"), "d", ""),
    "block": (_("Block the listings"), "b", "danger"),
}
_DONE = {
    "approve": _("%(name)s is approved."),
    "request_changes": _("%(name)s is sent back to its seller."),
    "decline": _("The change of %(name)s is declined."),
    "block": _("%(name)s is off sale; the change waits on."),
}
_WHY = {
    "gone": _("it is there no longer."),
    "decided": _("somebody has decided meanwhile: it is %(status)s now."),
    "changed": _("its seller has changed it meanwhile: look again."),
    "off_sale": _("none of it is on sale any more."),
}
_STATUSES = {
    "submitted": _("Submitted"),
    "approved": _("Approved"),
    "live": _("Live"),
    "paused": _("Paused"),
    "withheld": _("Withheld"),
    "blocked": _("Blocked"),
    "retired": _("Retired"),
    "changes_requested": _("Changes requested"),
    "declined": _("Declined"),
    "withdrawn": _("Withdrawn"),
    "waiting": _("Waiting"),
    "draft": _("Draft"),
}
_LISTING, _OF_VARIANT, _OF_PRODUCT = _("New listing"), _("Change of a variant"), _("Change of a product")

Marked = Sequence[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Line:
    """One fact, ready to be shown: the parts of its values, each with whether it differs."""

    label: str
    was: Marked
    becomes: Marked
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What the goods are called in one language, how complete it is, what nobody has written yet."""

    code: str
    language: str
    name: str
    variant: str
    description: str
    share: int
    lacks: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing in the queue."""

    waiting: Waiting
    kind: str
    name: str
    since: str
    address: str
    is_open: bool
    shares: Sequence["Share"]
    lacks: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many hundredths of the words there are in one language."""

    code: str
    language: str
    percent: int


@for_staff
@require_http_methods(["GET"])
def to_review(request: HttpRequest) -> HttpResponse:
    """The queue, the oldest of it opened."""
    waiting = reviewing.queue(limit=QUEUE_SHOWN)
    found = next(filter(None, (reviewing.case(kind=each.kind, pk=each.id) for each in waiting)), None)
    return _page(request, waiting, found)


@for_staff
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """One thing of the queue; a post decides, and the next one comes up."""
    if kind not in VERBS:
        raise Http404
    if request.method == "POST":
        return _decide(request, kind, pk)
    found = reviewing.case(kind=kind, pk=pk)
    if found is None:
        messages.warning(request, gettext("This waits no longer: here is what does."))
        return HttpResponseRedirect(reverse("admin:to_review"))
    return _page(request, reviewing.queue(limit=QUEUE_SHOWN), found)


def _decide(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    if not is_trusted(request, JUDGES):
        raise PermissionDenied
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "").strip()[:LONGEST_REASON]
    if verb not in VERBS[kind]:
        raise Http404
    if VERBS[kind][verb] and not reason:
        return HttpResponseRedirect(f"{_address(kind, pk)}?verb={verb}#reason")
    name = request.POST.get("name", "")[:200]
    try:
        owns_transaction(judge)(
            kind=kind,
            pk=pk,
            verb=verb,
            reason=reason,
            seen=request.POST.get("seen", ""),
            at=now(),
            by=staff_actor(request),
        )
    except ReviewOutdated as problem:
        status = str(problem.facts.get("status", ""))
        words = _WHY[str(problem.facts["why"])] % {"status": _STATUSES.get(status, status)}
        messages.warning(request, f"{name}: {words}")
        return HttpResponseRedirect(_address(kind, pk))
    except Problem as problem:
        messages.error(request, f"{name}: {in_readers_words(problem)}")
        return HttpResponseRedirect(_address(kind, pk))
    messages.success(request, _DONE[verb] % {"name": name})
    return HttpResponseRedirect(_next_address(request, kind, pk))


def _next_address(request: HttpRequest, kind: str, pk: UUID) -> str:
    """Where the next thing in the queue is, by when this one came into it."""
    since = parse_datetime(request.POST.get("since", ""))
    after = reviewing.following(since=since, pk=pk) if since and since.tzinfo else None
    return _address(*after) if after else reverse("admin:to_review")


def _page(request: HttpRequest, waiting: Sequence[Waiting], found: Case | None) -> HttpResponse:
    language = language_of(str(getattr(request, "LANGUAGE_CODE", "")))
    listings, changes = reviewing.counts()
    total = listings + changes
    context = {
        **staff_site.each_context(request),
        "title": gettext("To review"),
        "total": total,
        "total_words": ngettext("%(n)s waits", "%(n)s wait", total) % {"n": total},
        "more": max(total - len(waiting), 0),
        "rows": [_row(each, found, language) for each in waiting],
        "case": _case_view(request, found, language) if found else None,
        "may_judge": is_trusted(request, JUDGES),
    }
    return TemplateResponse(request, "consoles/review/page.html", context)


def _row(waiting: Waiting, found: Case | None, language: str) -> Row:
    return Row(
        waiting=waiting,
        kind=_kind(waiting),
        name=name_in(full_names(waiting.names, waiting.variant_names or {}), language) or waiting.name,
        since=when(waiting.since, HOME_TIMEZONE),
        address=_address(waiting.kind, waiting.id),
        is_open=found is not None and found.waiting.id == waiting.id,
        shares=[Share(code, language, waiting.complete.get(code, 0)) for code, language in _LANGUAGES],
        lacks=", ".join(map(fact_in_words, waiting.lacks)),
    )


def _kind(waiting: Waiting) -> str:
    if waiting.kind == reviewing.LISTING:
        return str(_LISTING)
    return str(_OF_PRODUCT if waiting.variant_names is None else _OF_VARIANT)


def _case_view(request: HttpRequest, found: Case, language: str) -> dict[str, Any]:
    waiting = found.waiting
    asked, teller = request.GET.get("verb", ""), Teller(found.called)
    after = reviewing.following(since=waiting.since, pk=waiting.id)
    return {
        "found": found,
        "kind": _kind(waiting),
        "is_change": waiting.kind == CHANGE,
        "name": name_in(found.names, language) or waiting.name,
        "since": when(waiting.since, HOME_TIMEZONE),
        "since_sent": waiting.since.isoformat(),
        "address": _address(waiting.kind, waiting.id),
        "later": _address(*after) if after else "",
        "lacks": ", ".join(map(fact_in_words, waiting.lacks)),
        "product_page": reverse("admin:catalog_product_change", args=[found.product_id]),
        "seller_page": reverse("admin:catalog_seller_change", args=[found.seller_id]),
        "words": list(_words(found, teller)),
        "changed": [_line(fact, teller) for fact in found.facts if fact.is_changed],
        "facts": [_line(fact, teller) for fact in found.facts if not fact.is_changed],
        "pictures": [(each.address, name_in(each.alt, language) or waiting.name) for each in found.pictures],
        "offers": [_offer_view(each) for each in found.offers],
        "gate": _gate(found),
        "past": [
            (when(each.at, HOME_TIMEZONE), _STATUSES.get(each.was), _STATUSES.get(each.became), each)
            for each in found.past
        ],
        "buttons": [
            (verb, *_BUTTONS[verb], needs_reason) for verb, needs_reason in VERBS[waiting.kind].items()
        ],
        "lacks_reason": VERBS[waiting.kind].get(asked, False),
    }


def _gate(found: Case) -> list[tuple[str, Told]]:
    """What keeps the goods off which market today: the same as their seller is told at publishing."""
    verdicts = judged(listing_ids=[each.id for each in found.offers], at=now())
    return [(each.market, told(reason)) for each in verdicts.values() for reason in each.verdict.reasons]


def _offer_view(offered: Offered) -> dict[str, Any]:
    return {
        "market": offered.market,
        "page": reverse("admin:catalog_listing_change", args=[offered.id]),
        "status": status_badge(offered.status, str(_STATUSES.get(offered.status, offered.status))),
        "min_quantity": offered.min_quantity,
        "multiple": offered.multiple,
        "prices": [(quantity, str(money)) for quantity, money in offered.prices],
    }


def _words(found: Case, teller: Teller) -> Iterator[Words]:
    shares = completeness(found.texts, [code for code, _language in _LANGUAGES])
    for code, language in _LANGUAGES:
        yield Words(
            code=code,
            language=language,
            name=found.names.get(code, ""),
            variant=found.variant_names.get(code, ""),
            description=found.descriptions.get(code, ""),
            share=shares[code],
            lacks=", ".join(lacks_of(lacking(found.texts, [code]), teller)),
        )


def _line(fact: Fact, teller: Teller) -> Line:
    was, becomes = (teller.value(fact.name, value) for value in (fact.was, fact.becomes))
    marked = compared(was, becomes) if fact.is_changed else ([(was, False)], [(becomes, False)])
    return Line(teller.label(fact.name), *marked, fact.is_changed)


def compared(was: str, becomes: str) -> tuple[Marked, Marked]:
    """Two texts in parts, each with whether the other lacks it; numbers, unlike words as a whole."""
    likeness = SequenceMatcher(None, was, becomes, False)
    if was.isdigit() or becomes.isdigit() or likeness.ratio() < _ALIKE:
        return [(was, True)], [(becomes, True)]
    before, after = [], []
    for tag, start, end, other_start, other_end in likeness.get_opcodes():
        if end > start:
            before.append((was[start:end], tag != "equal"))
        if other_end > other_start:
            after.append((becomes[other_start:other_end], tag != "equal"))
    return before, after


def _address(kind: str, pk: UUID) -> str:
    return reverse("admin:to_review_one", args=[kind, pk])
