"""How does a seller look after the keys of their machines?"""

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.operations.keying import NewKey, create_key, revoke_key, rotate_key
from accounts.policy import MONEY_SCOPES
from accounts.queries import keys_of, organisation_of
from accounts.scoping import scopes_within
from accounts.visits import Visit
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.showing import address, at_home, page_of, show_list, show_once, show_one
from kit.clock import now
from kit.rest import found
from kit.words import Words

KEYS_VERBS = {"make": "createApiKey"}
KEY_VERBS = {"revoke": "revokeApiKey", "rotate": "rotateApiKey"}
_LONGEST_SCOPE = 64
_LIFETIMES: tuple[tuple[str, Words], ...] = (
    ("90", _("90 days")),
    ("365", _("A year")),
    ("", _("Until it is revoked")),
)
_WORLDS: tuple[tuple[str, Words], ...] = (
    ("", _("Live world")),
    ("test", _("Test world, where nothing is real")),
)


def keys(visit: Visit) -> HttpResponse:
    """Live keys, the newest first: one's own, and for an owner those of the firm; a post makes one."""
    if visit.request.method == "POST":
        return _make(visit)
    page = page_of(visit, keys_of(visit.actor).filter(revoked_at__isnull=True))
    table = Table(
        (_("Name"), _("Key"), _("Acts for"), _("What it may do"), _("Last used"), _("Expires")),
        [Line(_cells(visit, row), address("key", row.pk)) for row in page.rows],
        _("There is no key."),
    )
    verbs = [_make_form(visit)] if visit.does("createApiKey") else ()
    return show_list(visit, table, title=_("Keys"), page=page, verbs=verbs)


def key(visit: Visit, key_id: UUID) -> HttpResponse:
    """One of them; a post gives it a new secret, or ends it."""
    row = found(keys_of(visit.actor), pk=key_id)
    if visit.request.method == "POST":
        return _revoke(visit, row) if visit.verb == "revoke" else _rotate(visit, row)
    facts = (
        (_("Key"), row.public_id),
        (_("Acts for"), _owner(visit, row)),
        (_("World"), dict(_WORLDS)["test" if row.sandbox else ""]),
        (_("What it may do"), ", ".join(row.scopes)),
        (_("Last used"), at_home(visit, row.last_used_at)),
        (_("Expires"), at_home(visit, row.expires_at)),
        (_("Revoked"), at_home(visit, row.revoked_at)),
    )
    live = row.revoked_at is None
    # Of a version: a page that is sent once more makes no other secret.
    offered = (replace(verb, seen=row.version) for verb in _VERBS)
    verbs = [verb for verb in offered if live and visit.does(KEY_VERBS[verb.name])]
    return show_one(visit, title=row.name, facts=facts, verbs=verbs, back=(_("Keys"), "keys"))


_VERBS = (
    Verb(
        "rotate",
        _("Make a new secret"),
        title=_("Another secret"),
        help=_("The one before opens nothing from that moment on."),
    ),
    Verb("revoke", _("Revoke"), title=_("Let it open nothing any more"), help=_("This can't be undone.")),
)


def _cells(visit: Visit, row: Any) -> tuple[Words, ...]:
    return (
        row.name,
        row.public_id,
        _owner(visit, row),
        _scopes(row),
        at_home(visit, row.last_used_at),
        at_home(visit, row.expires_at),
    )


def _scopes(row: Any) -> Words:
    """The first of them, and how many more there are: a list is read, its page tells all."""
    more = len(row.scopes) - 3
    shown = ", ".join(row.scopes[:3])
    if more <= 0:
        return shown
    return gettext("%(scopes)s and %(count)d more") % {"scopes": shown, "count": more}


def _owner(visit: Visit, row: Any) -> Words:
    return visit.firm if row.organisation_id else _("you")


def _make_form(visit: Visit) -> Verb:
    scopes = [(each, each) for each in scopes_within(visit.actor)]
    fields = [
        Field("name", _("Name, such as of the machine that uses it"), longest=100),
        Field("scopes", _("What it may do"), kind="boxes", choices=scopes),
        Field("lasts", _("Good for"), kind="select", choices=_LIFETIMES, value="90"),
        Field("world", _("World"), kind="select", choices=_WORLDS),
    ]
    if visit.actor.has_role("owner"):
        whose = (("firm", visit.firm), ("me", _("you, as long as you are a member")))
        fields.append(Field("whose", _("Acts for"), kind="select", choices=whose))
    return Verb(
        "make",
        _("Make a key"),
        title=_("A new key"),
        help=_("It does no more than your role may. Its secret is shown once."),
        fields=fields,
    )


def _make(visit: Visit) -> HttpResponse:
    scopes = [each[:_LONGEST_SCOPE] for each in visit.request.POST.getlist("scopes")]
    strange = sorted(set(scopes) - set(scopes_within(visit.actor)))
    name, is_test = visit.typed("name", longest=100), visit.typed("world", longest=10) == "test"
    if strange or not scopes or not name:
        messages.error(visit.request, gettext("Give it a name, and tick what it may do."))
        return visit.go("keys")
    if MONEY_SCOPES.intersection(scopes) and not is_test and (asked := visit.ask_again()) is not None:
        return asked
    lasts = visit.typed("lasts", longest=3)
    at = now()
    for_firm = visit.actor.has_role("owner") and visit.typed("whose", longest=4) != "me"

    def make() -> NewKey:
        return create_key(
            name=name,
            scopes=scopes,
            user=None if for_firm else cast("User", visit.request.user),
            organisation=organisation_of(visit.actor) if for_firm else None,
            expires_at=at + timedelta(days=int(lasts)) if lasts in ("90", "365") else None,
            sandbox=is_test,
            at=at,
            by=visit.actor,
        )

    made = visit.outcome(make, done=_("The key is made."))
    return visit.go("keys") if made is None else _shown_once(visit, made)


def _rotate(visit: Visit, row: Any) -> HttpResponse:
    if MONEY_SCOPES.intersection(row.scopes) and not row.sandbox and (asked := visit.ask_again()) is not None:
        return asked

    def rotate() -> NewKey:
        locked = _locked(visit, row)
        visit.check_seen(locked)
        return rotate_key(key=locked, by=visit.actor)

    made = visit.outcome(rotate, done=_("The key has a new secret."))
    return visit.go("key", row.pk) if made is None else _shown_once(visit, made)


def _shown_once(visit: Visit, made: NewKey) -> HttpResponse:
    title = gettext("The secret of “%(name)s”") % {"name": made.row.name}
    return show_once(visit, made.secret, title=title, leads_to=address("key", made.row.pk))


def _revoke(visit: Visit, row: Any) -> HttpResponse:
    visit.perform(lambda: revoke_key(key=_locked(visit, row), at=now()), done=_("It opens nothing any more."))
    return visit.go("key", row.pk)


def _locked(visit: Visit, row: Any) -> Any:
    return found(keys_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)
