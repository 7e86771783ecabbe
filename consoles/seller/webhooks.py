"""Where are a seller's events sent, and how is that looked after?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.visits import Visit
from consoles.policy import SELLER_ROWS_SHOWN
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.showing import address, at_home, page_of, show_list, show_once, show_one, status
from kit.clock import now
from kit.rest import found
from kit.words import Words, in_words
from news.event_types import event_types
from news.operations import subscribing
from news.operations.delivering import replay, send_test
from news.policy import MOST_EVENT_TYPES
from news.queries.webhooks import deliveries_of, endpoints_of, reader_of

WEBHOOKS_VERBS = {"make": "createWebhookEndpoint"}
WEBHOOK_VERBS = {
    "enable": "enableWebhookEndpoint",
    "disable": "disableWebhookEndpoint",
    "test": "testWebhookEndpoint",
    "change": "changeWebhookEndpoint",
    "rotate": "rotateWebhookSecret",
    "delete": "deleteWebhookEndpoint",
}
DELIVERY_VERBS = {"replay": "replayWebhookDelivery"}
_SWITCH: Mapping[str, Words] = {"enable": _("Switch it on"), "disable": _("Switch it off")}
_LONGEST_URL = 2000


def webhooks(visit: Visit) -> HttpResponse:
    """Addresses that are called with the firm's events; a post adds one."""
    if visit.request.method == "POST":
        return _make(visit)
    page = page_of(visit, endpoints_of(visit.actor))
    table = Table(
        (_("Address"), _("Status"), _("Events"), _("What for")),
        [
            Line(
                (row.url, status(row.status), _events(row), row.description or NOTHING),
                address("webhook", row.pk),
            )
            for row in page.rows
        ],
        _("There is no webhook."),
    )
    verbs = [_form("make", _("Add it"), _("A new webhook"))] if visit.does("createWebhookEndpoint") else ()
    return show_list(visit, table, title=_("Webhooks"), page=page, verbs=verbs)


def webhook(visit: Visit, endpoint_id: UUID) -> HttpResponse:
    """One of them with what was sent there lately; a post does one of `WEBHOOK_VERBS`."""
    row = found(endpoints_of(visit.actor), pk=endpoint_id)
    if visit.request.method == "POST":
        return _rotate(visit, row) if visit.verb == "rotate" else _do(visit, row)
    facts = (
        (_("Status"), status(row.status)),
        (_("Why"), row.get_disabled_reason_display() if row.disabled_reason else ""),
        (_("Events"), _events(row)),
        (_("What for"), row.description),
        (_("Failing since"), at_home(visit, row.failing_since)),
        (_("The secret before signs until"), at_home(visit, row.old_secret_until)),
    )
    return show_one(
        visit,
        title=row.url,
        facts=facts,
        tables=[_sent(visit, row)],
        verbs=[verb for verb in _verbs(row) if visit.does(WEBHOOK_VERBS[verb.name])],
        back=(_("Webhooks"), "webhooks"),
    )


def delivery(visit: Visit, delivery_id: UUID) -> HttpResponse:
    """One event on its way to one address, with each call; a post sends it once more."""
    row = found(deliveries_of(visit.actor).select_related("event", "endpoint"), pk=delivery_id)
    if visit.request.method == "POST":
        at = now()
        visit.perform(lambda: replay(delivery=row, at=at), done=_("It is sent once more."))
        return visit.go("webhook", row.endpoint_id)
    facts = (
        (_("Address"), row.endpoint.url),
        (_("Became of it"), row.get_state_display()),
        (_("Since"), at_home(visit, row.created_at)),
        (_("Sent next"), at_home(visit, row.next_attempt_at)),
    )
    calls = Table(
        (_("Called"), _("Answer"), _("What it said")),
        [
            Line((at_home(visit, each.at), _answer(each), each.answer_body[:300] or NOTHING))
            for each in row.log.order_by("-id")[:SELLER_ROWS_SHOWN]
        ],
        _("It was not called yet."),
        title=_("Calls"),
    )
    verbs = [Verb("replay", _("Send it once more"))] if visit.does("replayWebhookDelivery") else ()
    return show_one(
        visit,
        title=in_words(row.event.type),
        facts=facts,
        tables=[calls],
        verbs=verbs,
        back=(_("Webhooks"), "webhooks"),
    )


def _verbs(row: Any) -> Iterator[Verb]:
    offered = "disable" if row.status == "enabled" else "enable"
    yield Verb(offered, _SWITCH[offered])
    if row.status == "enabled":
        yield Verb("test", _("Send a test"))
    yield _form("change", _("Change it"), _("Address and events"), row)
    fields: tuple[Field, ...] = ()
    if row.old_secret_until is not None and row.old_secret_until > now():
        choices = (("", _("No: then nothing changes yet")), ("yes", _("Yes")))
        fields = (Field("end_old", _("End the secret that still signs"), kind="select", choices=choices),)
    yield Verb(
        "rotate",
        _("Make a new secret"),
        title=_("Another secret"),
        help=_("The one before signs beside it for a day, so that nothing is lost."),
        fields=fields,
        seen=row.version,
    )
    yield Verb(
        "delete",
        _("Take it away"),
        title=_("Call this address never again"),
        help=_("What is on its way there is not sent. This can't be undone."),
        seen=row.version,
    )


def _form(name: str, words: Words, title: Words, row: Any = None) -> Verb:
    types = [(each.type, each.type) for each in event_types().values() if "seller" in each.readers]
    chosen = frozenset(row.event_types) if row is not None else frozenset()
    return Verb(
        name,
        words,
        title=title,
        fields=(
            Field("url", _("Address, https"), value=row.url if row else "", longest=_LONGEST_URL),
            Field(
                "description",
                _("What for"),
                value=row.description if row else "",
                longest=200,
                required=False,
            ),
            Field(
                "event_types", _("Events; none ticked are all"), kind="boxes", choices=types, chosen=chosen
            ),
        ),
        seen=row.version if row else 0,
    )


def _typed(visit: Visit) -> dict[str, Any]:
    types = visit.request.POST.getlist("event_types")[: MOST_EVENT_TYPES + 1]
    return {
        "url": visit.typed("url", longest=_LONGEST_URL),
        "description": visit.typed("description", longest=200),
        "event_types": [each[:64] for each in types],
    }


def _make(visit: Visit) -> HttpResponse:
    given, at, reader, kind = _typed(visit), now(), reader_of(visit.actor), visit.actor.kind
    made = visit.outcome(
        lambda: subscribing.create_endpoint(**given, reader_id=reader, at=at, kind=kind),
        done=_("It is called from now on."),
    )
    return visit.go("webhooks") if made is None else _shown_once(visit, made)


def _rotate(visit: Visit, row: Any) -> HttpResponse:
    at, end_old = now(), visit.typed("end_old", longest=3) == "yes"

    def rotate() -> subscribing.NewSecret:
        endpoint = _locked(visit, row)
        visit.check_seen(endpoint)
        return subscribing.rotate_secret(endpoint=endpoint, at=at, end_old=end_old)

    made = visit.outcome(rotate, done=_("It has a new secret."))
    return visit.go("webhook", row.pk) if made is None else _shown_once(visit, made)


def _shown_once(visit: Visit, made: subscribing.NewSecret) -> HttpResponse:
    title = gettext("The secret of “%(name)s”") % {"name": made.row.url}
    return show_once(visit, made.secret, title=title, leads_to=address("webhook", made.row.pk))


def _do(visit: Visit, row: Any) -> HttpResponse:
    verb, done = _DO[visit.verb]
    given = _typed(visit) if visit.verb == "change" else {}

    def work() -> object:
        endpoint = _locked(visit, row)
        if visit.verb in ("change", "delete"):
            visit.check_seen(endpoint)
        return verb(visit, endpoint, given)

    is_gone = visit.perform(work, done=done) and visit.verb == "delete"
    return visit.go("webhooks") if is_gone else visit.go("webhook", row.pk)


def _change(visit: Visit, endpoint: Any, given: Mapping[str, Any]) -> object:
    return subscribing.change_endpoint(endpoint=endpoint, changes=given, kind=visit.actor.kind)


_DO: Mapping[str, tuple[Callable[[Visit, Any, Mapping[str, Any]], object], Words]] = {
    "enable": (
        lambda visit, row, _: subscribing.enable_endpoint(endpoint=row, at=now(), by=visit.actor),
        _("It is called again; what has waited goes on."),
    ),
    "disable": (
        lambda visit, row, _: subscribing.disable_endpoint(endpoint=row, at=now(), by=visit.actor),
        _("It is called no more."),
    ),
    "test": (
        lambda visit, row, _: send_test(endpoint=row, at=now()),
        _("A test is on its way: what comes of it stands below."),
    ),
    "change": (_change, _("It is changed.")),
    "delete": (
        lambda visit, row, _: subscribing.delete_endpoint(endpoint=row, at=now(), by=visit.actor),
        _("It is taken away."),
    ),
}


def _locked(visit: Visit, row: Any) -> Any:
    return found(endpoints_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)


def _events(row: Any) -> Words:
    return ", ".join(row.event_types) or _("all")


def _answer(row: Any) -> Words:
    return str(row.answer_status or row.error or NOTHING)


def _sent(visit: Visit, row: Any) -> Table:
    sent = deliveries_of(visit.actor).filter(endpoint=row).order_by("-id")[:SELLER_ROWS_SHOWN]
    return Table(
        (_("Event"), _("Became of it"), _("Tries"), _("Answer"), _("Since")),
        [
            Line(
                (
                    in_words(each.event.type),
                    each.get_state_display(),
                    str(each.attempts),
                    _answer(each),
                    at_home(visit, each.created_at),
                ),
                address("delivery", each.pk),
            )
            for each in sent
        ],
        _("Nothing was sent there in the last thirty days."),
        title=_("Sent lately"),
    )
