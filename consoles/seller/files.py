"""How does a seller send a file of goods from a page, follow it, and see what is wrong with it?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.operations.throttling import count_try
from accounts.policy import Limit
from accounts.visits import Visit
from catalog.import_wording import fault_said, why_said
from catalog.operations import importing
from catalog.operations.handing_in import HandedIn, hand_in_new
from catalog.queries import importing as asking
from catalog.queries.selling import own_seller
from consoles.policy import SELLER_FAULTS_SHOWN
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.showing import address, at_home, filters_by, page_of, show_list, show_one, status, word
from consoles.seller.today import FAILED
from kit.clock import now
from kit.http import Throttled
from kit.rest import found
from kit.uploads import FORM_BYTES
from kit.words import Words, in_words

LARGEST_FORM = importing.MOST_BYTES + FORM_BYTES
# Counted with the files that come over REST: one limit for both.
_UPLOADS = Limit("imports", importing.MOST_AN_HOUR, 3600)
_STATUSES = ("validated", "running", "completed", "completed_with_errors", "cancelled")
VERBS = {
    "start": "startImport",
    "cancel": "cancelImport",
    "retry_failed": "retryFailedRows",
    "undo": "undoImport",
    "submit_listings": "submitImportedListings",
}
_DO: Mapping[str, tuple[Callable[..., Any], Words, Words]] = {
    "start": (importing.start, _("Start it"), _("It takes effect, row by row.")),
    "retry_failed": (importing.retry_failed, _("Try the faulty rows again"), _("They are tried once more.")),
    "undo": (importing.undo, _("Take it back"), _("It is being taken back.")),
    "cancel": (importing.cancel, _("Stop it"), _("It goes no further.")),
}


def imports(visit: Visit) -> HttpResponse:
    """Files, the newest first; a post sends one."""
    if visit.request.method == "POST":
        return _upload(visit)
    chosen = word(visit.request, "status")
    rows = asking.imports_of(visit.actor)
    if chosen == "failed":
        rows = rows.filter(status__in=FAILED)
    elif chosen in _STATUSES:
        rows = rows.filter(status=chosen)
    page = page_of(visit, rows)
    table = Table(
        (_("File"), _("Sent"), _("Status"), _("Rows done"), _("Faulty rows")),
        [_line(visit, job) for job in page.rows],
        _("No file is like that.") if chosen else _("You have sent no file yet."),
    )
    choices: list[tuple[str, Words]] = [
        ("failed", _("Failed")),
        *((each, in_words(each)) for each in _STATUSES),
    ]
    return show_list(
        visit,
        table,
        title=_("Files of goods"),
        page=page,
        filters=filters_by("imports", "status", choices, chosen=chosen),
        verbs=[_SEND] if visit.does("uploadImport") else (),
    )


_SEND = Verb(
    "upload",
    _("Send"),
    title=_("Send a file"),
    help=_("CommerceML of 1C, YML, Kaspi, Shopify, or a table. Nothing of it holds before you start it."),
    fields=(Field("file", _("File of at most 50 MB"), kind="file"),),
)


def import_one(visit: Visit, import_id: UUID) -> HttpResponse:
    """How far one of them is and what is wrong with it; a post starts, stops or takes it back."""
    job = found(asking.imports_of(visit.actor), pk=import_id)
    if visit.request.method == "POST":
        if visit.verb == "submit_listings":
            return _hand_in(visit, job)
        verb, _words, done = _DO[visit.verb]
        visit.perform(lambda: verb(job=_locked(visit, job), at=now(), by=visit.actor), done=done)
        return visit.go("import", job.pk)
    offered = asking.import_actions(job, at=now())
    verbs = [
        Verb(name, words)
        for name, (_verb, words, _done) in _DO.items()
        if name in offered and visit.does(VERBS[name])
    ]
    if "submit_listings" in offered and visit.does(VERBS["submit_listings"]):
        verbs.insert(0, _hand_in_verb(_after(visit.request.GET)))
    return show_one(
        visit,
        title=job.file_name,
        facts=_facts(visit, job),
        tables=[_faults(job)],
        verbs=verbs,
        notes=[why_said(job.why)] if job.why else (),
        back=(_("Files of goods"), "imports"),
    )


def _hand_in_verb(after: int) -> Verb:
    """It begins behind the rows that were looked at before: else drafts that were refused hid all others."""
    return Verb(
        "submit_listings",
        gettext("Hand in those after row %(row)d") % {"row": after} if after else _("Hand new listings in"),
        help=_("Those that are complete go to staff for review, at most 1,000 at once; others stay drafts."),
        fields=(Field("after", "", kind="hidden", value=str(after)),),
    )


def _after(said: Mapping[str, str]) -> int:
    """Behind which row of the file to go on; from the first one, if that isn't said."""
    text = said.get("after", "")
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


def _hand_in(visit: Visit, job: Any) -> HttpResponse:
    """Say how many were handed in, and why others weren't."""
    done: list[HandedIn] = []
    after, beyond = _after(visit.request.POST), ""
    visit.perform(
        lambda: done.append(hand_in_new(job=job, after=after, at=now(), by=visit.actor)),
        done=_("The new listings were looked at."),
    )
    # Once more, if somebody else was quicker: the last turn counts.
    for outcome in done[-1:]:
        text = gettext("Handed in: %(count)s") % {"count": outcome.count}
        messages.info(visit.request, text)
        beyond = f"?after={outcome.next}" if outcome.next else ""
        for each in outcome.refused[:SELLER_FAULTS_SHOWN]:
            facts = {"count": each.listings, "why": each.problem.message, "sku": each.first_sku}
            messages.warning(
                visit.request, gettext("Not handed in: %(count)s, such as %(sku)s. %(why)s") % facts
            )
    return HttpResponseRedirect(f"{address('import', job.pk)}{beyond}")


def _locked(visit: Visit, job: Any) -> Any:
    return found(asking.imports_of(visit.actor).select_for_update(of=("self",)), pk=job.pk)


def _upload(visit: Visit) -> HttpResponse:
    sent: Any = visit.request.FILES.get("file")
    if sent is None or not sent.size:
        messages.error(visit.request, gettext("Choose a file that isn't empty."))
        return visit.go("imports")
    if sent.size > importing.MOST_BYTES:
        messages.error(visit.request, gettext("The file is too large: at most 50 MB."))
        return visit.go("imports")
    at = now()
    try:
        count_try(_UPLOADS, who=str(visit.actor.firm_id), at=at, fall_back=True)
    except Throttled:
        messages.error(visit.request, gettext("That was too often: try again later."))
        return visit.go("imports")
    data, name = sent.read(), str(sent.name).replace("\0", "").strip()
    key = importing.keep_file(data)
    seller = own_seller(visit.actor)
    visit.perform(
        lambda: importing.open_job(
            seller=seller, file_name=name, file_key=key, data=data, at=at, by=visit.actor
        ),
        done=_("It is being read."),
    )
    return visit.go("imports")


def _line(visit: Visit, job: Any) -> Line:
    faulty = job.counts.get("faulty", 0)
    cells: tuple[Words, ...] = (
        job.file_name,
        at_home(visit, job.created_at),
        status(job.status),
        _progress(job),
        str(faulty),
    )
    return Line(cells, address("import", job.pk))


def _progress(job: Any) -> str:
    return gettext("%(part)s of %(whole)s") % {"part": job.position, "whole": job.rows_total}


def _facts(visit: Visit, job: Any) -> Iterator[tuple[Words, Words]]:
    yield _("Status"), status(job.status)
    yield _("Sent"), at_home(visit, job.created_at)
    yield _("Rows done"), _progress(job)
    if (ends := asking.ends_about(job, at=now())) is not None:
        yield _("Ready about"), at_home(visit, ends)
    if (until := asking.undo_until(job)) is not None:
        yield _("Can be taken back until"), at_home(visit, until)
    for name, words in _COUNTS.items():
        if name in job.counts:
            yield words, str(job.counts[name])


_COUNTS: Mapping[str, Words] = {
    "new": _("New"),
    "changed": pgettext_lazy("rows of a file", "Changed"),
    "unchanged": _("Unchanged"),
    "withdrawn": _("Taken off sale"),
    "faulty": _("Faulty rows"),
    "prices_moved": _("Prices that move far"),
}


def _faults(job: Any) -> Table:
    counted = asking.faults_counted(job.pk, most=SELLER_FAULTS_SHOWN)
    return Table(
        (_("What is wrong"), _("Column"), _("Rows"), _("First in row")),
        [
            Line((fault_said(each.fault), each.fault.field, str(each.rows), str(each.first_row)))
            for each in counted
        ],
        _("No row has a fault."),
        title=_("Faults"),
    )
