"""Who acts for a seller, and how does that change?"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.operations.inviting import count_invitation, invite, invite_again, withdraw_invitation
from accounts.operations.organising import change_role, remove_member
from accounts.queries import invitations_of, memberships_of
from accounts.visits import Visit
from consoles.policy import SELLER_ROWS_SHOWN
from consoles.seller.parts import Field, Line, Table, Verb
from consoles.seller.showing import address, at_home, page_of, show_one, show_tables
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.rest import found
from kit.words import Words

MEMBERS_VERBS = {"invite": "inviteMember"}
MEMBER_VERBS = {"role": "changeMember", "remove": "removeMember"}
INVITATION_VERBS = {"again": "inviteAgain", "withdraw": "withdrawInvitation"}
_ROLES: tuple[tuple[str, Words], ...] = (
    ("catalogue", _("Catalogue: goods and prices")),
    ("warehouse", _("Warehouse: accept, pack, hand in")),
    ("finance", _("Finance: money and payouts")),
    ("owner", _("Owner: everything")),
)


def members(visit: Visit) -> HttpResponse:
    """The newest first, each in their role, and who was invited; a post invites somebody."""
    if visit.request.method == "POST":
        _invite(visit)
        return visit.go("members")
    page = page_of(visit, memberships_of(visit.actor))
    table = Table(
        (_("E-mail"), _("Name"), _("Role"), _("Since")),
        [Line(_member(visit, row), address("member", row.pk)) for row in page.rows],
        _("Nobody acts for this seller."),
    )
    tables = [table, *([_invited(visit)] if visit.may("listInvitations") else [])]
    verbs = [_INVITE] if visit.does("inviteMember") else ()
    return show_tables(visit, tables, title=_("Members"), page=page, verbs=verbs)


_INVITE = Verb(
    "invite",
    _("Send the invitation"),
    title=_("Invite somebody"),
    help=_("A mail with a link goes to the address, good for seven days and for that address alone."),
    fields=(
        Field("email", _("E-mail"), kind="email", longest=254),
        Field("role", _("Role"), kind="select", choices=_ROLES),
    ),
)


def member(visit: Visit, member_id: UUID) -> HttpResponse:
    """One of them; a post gives them another role, or lets them act for the firm no longer."""
    row = found(memberships_of(visit.actor), pk=member_id)
    if visit.request.method == "POST":
        return _change_role(visit, row) if visit.verb == "role" else _remove(visit, row)
    facts = (
        (_("Name"), row.user.name),
        (_("Role"), row.get_role_display()),
        (_("Since"), at_home(visit, row.created_at)),
    )
    return show_one(
        visit, title=row.user.email, facts=facts, verbs=_verbs(visit, row), back=(_("Members"), "members")
    )


def invitation(visit: Visit, invitation_id: UUID) -> HttpResponse:
    """One that waits, or has expired; a post sends it again or takes it back."""
    row = found(invitations_of(visit.actor), pk=invitation_id)
    if visit.request.method == "POST":
        return _send_again(visit, row) if visit.verb == "again" else _withdraw(visit, row)
    facts = (
        (_("Role"), row.get_role_display()),
        (_("Invited by"), row.invited_by.get_full_name() if row.invited_by else ""),
        (_("Invited"), at_home(visit, row.created_at)),
        (_("Until"), at_home(visit, row.expires_at)),
    )
    offered = (
        Verb("again", _("Send it again"), help=_("The link of the mail before opens nothing then.")),
        Verb("withdraw", _("Take the invitation back")),
    )
    verbs = [verb for verb in offered if visit.does(INVITATION_VERBS[verb.name])]
    return show_one(visit, title=row.email, facts=facts, verbs=verbs, back=(_("Members"), "members"))


def _member(visit: Visit, row: Any) -> tuple[Words, ...]:
    since = at_home(visit, row.created_at)
    return row.user.email, row.user.name or NOTHING, row.get_role_display(), since


def _invited(visit: Visit) -> Table:
    at, rows = now(), invitations_of(visit.actor).order_by("-id")[:SELLER_ROWS_SHOWN]
    return Table(
        (_("E-mail"), _("Role"), _("Invited"), _("Until")),
        [
            Line(
                (
                    row.email,
                    row.get_role_display(),
                    at_home(visit, row.created_at),
                    at_home(visit, row.expires_at) if row.expires_at > at else _("expired"),
                ),
                address("invitation", row.pk),
            )
            for row in rows
        ],
        _("Nobody is invited now."),
        title=_("Open invitations"),
    )


def _invite(visit: Visit) -> None:
    at, email, role = now(), visit.typed("email", longest=254), visit.typed("role", longest=16)
    try:
        validate_email(email)
    except ValidationError:
        messages.error(visit.request, gettext("“%(text)s” is no e-mail address.") % {"text": email})
        return
    if role not in dict(_ROLES):
        messages.error(visit.request, gettext("There is no such role."))
        return
    firm_id = visit.actor.firm_id
    if _is_counted(visit, email):
        visit.perform(
            lambda: invite(organisation_id=firm_id, email=email, role=role, at=at, by=visit.actor),
            done=_("The invitation is on its way."),
        )


def _send_again(visit: Visit, row: Any) -> HttpResponse:
    at = now()
    if _is_counted(visit, row.email):
        visit.perform(
            lambda: invite_again(invitation=_locked_invitation(visit, row), at=at),
            done=_("It was sent again."),
        )
    return visit.go("members")


def _withdraw(visit: Visit, row: Any) -> HttpResponse:
    at = now()
    visit.perform(
        lambda: withdraw_invitation(invitation=_locked_invitation(visit, row), at=at),
        done=_("The invitation is taken back."),
    )
    return visit.go("members")


def _is_counted(visit: Visit, email: str) -> bool:
    """Whether one more mail may go; counted outside of any transaction, so that refusals count."""
    try:
        count_invitation(organisation_id=visit.actor.firm_id, email=email, at=now())
    except Problem as problem:
        messages.error(visit.request, in_readers_words(problem))
        return False
    return True


def _change_role(visit: Visit, row: Any) -> HttpResponse:
    role, at = visit.typed("role", longest=16), now()
    if role not in dict(_ROLES):
        messages.error(visit.request, gettext("There is no such role."))
        return visit.go("member", row.pk)

    def change() -> object:
        locked = _locked_member(visit, row)
        visit.check_seen(locked)
        return change_role(membership=locked, role=role, at=at, by=visit.actor)

    visit.perform(change, done=_("The role counts from now on."))
    # Whoever lowers themselves may look at members no longer.
    return visit.go("today") if row.user_id == visit.actor.user_id else visit.go("member", row.pk)


def _remove(visit: Visit, row: Any) -> HttpResponse:
    at = now()
    is_done = visit.perform(
        lambda: remove_member(membership=_locked_member(visit, row), at=at, by=visit.actor),
        done=_("They act for the company no longer."),
    )
    if is_done and row.user_id == visit.actor.user_id:
        return visit.go("sign_in")
    return visit.go("members") if is_done else visit.go("member", row.pk)


def _verbs(visit: Visit, row: Any) -> list[Verb]:
    role = Field("role", _("Role"), kind="select", choices=_ROLES, value=row.role)
    offered = (
        Verb("role", _("Give them this role"), title=_("Another role"), fields=(role,), seen=row.version),
        Verb(
            "remove",
            _("Remove"),
            title=_("Let them act for the company no longer"),
            help=_("At once. Keys of the company that they have made end with it."),
        ),
    )
    return [verb for verb in offered if visit.does(MEMBER_VERBS[verb.name])]


def _locked_member(visit: Visit, row: Any) -> Any:
    return found(memberships_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)


def _locked_invitation(visit: Visit, row: Any) -> Any:
    return found(invitations_of(visit.actor).select_for_update(of=("self",)), pk=row.pk)
