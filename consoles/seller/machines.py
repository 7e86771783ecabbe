"""What does a seller see of machines that act for them or hear from us, and how are they stopped?"""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.operations.keying import revoke_key
from accounts.queries import keys_of
from accounts.visits import Visit
from consoles.policy import SELLER_ROWS_SHOWN
from consoles.seller.parts import Line, Table, Verb
from consoles.seller.showing import address, at_home, page_of, show_list, show_one, status
from kit.clock import now
from kit.rest import found
from kit.words import Words, in_words
from news.operations import subscribing
from news.queries.webhooks import deliveries_of, endpoints_of

KEY_VERBS = {"revoke": "revokeApiKey"}
WEBHOOK_VERBS = {"enable": "enableWebhookEndpoint", "disable": "disableWebhookEndpoint"}
_DO: Mapping[str, tuple[Callable[..., Any], Words]] = {
    "enable": (subscribing.enable_endpoint, _("It is called again; what has waited goes on.")),
    "disable": (subscribing.disable_endpoint, _("It is called no more.")),
}


def keys(visit: Visit) -> HttpResponse:
    """Live keys, the newest first: one's own, and for an owner those of the firm. Never a secret."""
    page = page_of(visit, keys_of(visit.actor).filter(revoked_at__isnull=True))
    table = Table(
        (_("Name"), _("Key"), _("What it may do"), _("Last used"), _("Expires")),
        [
            Line(
                (
                    row.name,
                    row.public_id,
                    ", ".join(row.scopes),
                    at_home(visit, row.last_used_at),
                    at_home(visit, row.expires_at),
                ),
                address("key", row.pk),
            )
            for row in page.rows
        ],
        _("There is no key: they are made over REST."),
    )
    return show_list(visit, table, title=_("Keys"), page=page)


def key(visit: Visit, key_id: UUID) -> HttpResponse:
    """One of them; a post revokes it."""
    row = found(keys_of(visit.actor), pk=key_id)
    if visit.request.method == "POST":
        done = _("It opens nothing any more.")
        visit.perform(lambda: revoke_key(key=_locked_key(visit, row), at=now()), done=done)
        return visit.go("key", row.pk)
    facts = (
        (_("Key"), row.public_id),
        (_("What it may do"), ", ".join(row.scopes)),
        (_("Last used"), at_home(visit, row.last_used_at)),
        (_("Expires"), at_home(visit, row.expires_at)),
        (_("Revoked"), at_home(visit, row.revoked_at)),
    )
    verbs = [_REVOKE] if row.revoked_at is None and visit.does("revokeApiKey") else ()
    return show_one(visit, title=row.name, facts=facts, verbs=verbs, back=(_("Keys"), "keys"))


_REVOKE = Verb(
    "revoke", _("Revoke"), title=_("Let it open nothing any more"), help=_("This can't be undone.")
)


def webhooks(visit: Visit) -> HttpResponse:
    """Addresses that are called with the firm's events."""
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
        _("There is no webhook: they are made over REST."),
    )
    return show_list(visit, table, title=_("Webhooks"), page=page)


def webhook(visit: Visit, endpoint_id: UUID) -> HttpResponse:
    """One of them with what was sent there lately; a post switches it off or on."""
    row = found(endpoints_of(visit.actor), pk=endpoint_id)
    if visit.request.method == "POST":
        verb, done = _DO[visit.verb]
        visit.perform(lambda: verb(endpoint=_locked_webhook(visit, row), at=now(), by=visit.actor), done=done)
        return visit.go("webhook", row.pk)
    facts = (
        (_("Status"), status(row.status)),
        (_("Why"), row.get_disabled_reason_display() if row.disabled_reason else ""),
        (_("Events"), _events(row)),
        (_("What for"), row.description),
        (_("Failing since"), at_home(visit, row.failing_since)),
    )
    offered = "disable" if row.status == "enabled" else "enable"
    verbs = [Verb(offered, _SWITCH[offered])] if visit.does(WEBHOOK_VERBS[offered]) else ()
    return show_one(
        visit,
        title=row.url,
        facts=facts,
        tables=[_sent(visit, row)],
        verbs=verbs,
        back=(_("Webhooks"), "webhooks"),
    )


_SWITCH: Mapping[str, Words] = {"enable": _("Switch it on"), "disable": _("Switch it off")}


def _locked_key(visit: Visit, row: Any) -> Any:
    return found(keys_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)


def _locked_webhook(visit: Visit, row: Any) -> Any:
    return found(endpoints_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)


def _events(row: Any) -> Words:
    return ", ".join(row.event_types) or _("all")


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
                    str(each.answer_status or each.error or NOTHING),
                    at_home(visit, each.created_at),
                )
            )
            for each in sent
        ],
        _("Nothing was sent there in the last thirty days."),
        title=_("Sent lately"),
    )
