"""How does somebody come to act for a firm that wants them?"""

from datetime import datetime
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.errors import (
    BadLink,
    CannotJoin,
    FirmTakesNobody,
    InvitationEnded,
    InvitationExpired,
    InvitationOpen,
    InvitationOver,
    InvitationUsed,
    InvitedAnother,
    MemberAlready,
    NoMembersInSandbox,
    PasswordNeeded,
    TooManyInvitations,
)
from accounts.models import Invitation, Membership, Organisation, User
from accounts.operations.holding import held_firm, locked_firm
from accounts.operations.organising import add_member, takes_members
from accounts.operations.registering import check_password_strength, register, release_unconfirmed
from accounts.operations.throttling import count_try
from accounts.policy import INVITATIONS_BY_EMAIL, INVITATIONS_BY_FIRM, INVITED_FOR, OPEN_INVITATIONS
from accounts.queries import open_invitations, owners_of
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.letters import Letter, post
from kit.moves import LostRace
from kit.rest import uuid_or_none
from kit.transactions import inside_transaction

_ACCEPT = "accounts.invitation"


def count_invitation(*, organisation_id: UUID, email: str, at: datetime) -> None:
    """
    Count one mail of an invitation, by firm and by address; outside any transaction, so that refusals count.

    :raises Throttled: when a limit is used up.
    """
    count_try(INVITATIONS_BY_FIRM, who=str(organisation_id), at=at, fall_back=True)
    count_try(INVITATIONS_BY_EMAIL, who=email.strip().lower(), at=at, fall_back=True)


@inside_transaction
def invite(*, organisation_id: UUID, email: str, role: str, at: datetime, by: Actor) -> Invitation:
    """
    Mail an address a link, behind which whoever reads it comes to act for a firm in one of `Membership.Role`.

    The firm learns nothing of whether the address has an account.

    :raises NoMembersInSandbox: in the test world.
    :raises FirmTakesNobody: if the firm is suspended or closed.
    :raises MemberAlready: if somebody with that address acts for it.
    :raises InvitationOpen: if the address has an open invitation.
    :raises TooManyInvitations: if as many wait as policy allows.
    :raises LostRace: if whoever invites was let go of meanwhile.
    """
    if by.sandbox:
        raise NoMembersInSandbox
    firm, email = held_firm(organisation_id, by=by), email.strip().lower()
    _check_firm(firm)
    if Membership.objects.filter(organisation=firm, user__email=email).exists():
        raise MemberAlready
    waiting = open_invitations(firm.pk)
    # What has expired makes room for another try.
    waiting.filter(expires_at__lte=at).update(withdrawn_at=at, version=F("version") + 1)
    if waiting.filter(email=email).exists():
        raise InvitationOpen
    if waiting.count() >= OPEN_INVITATIONS:
        raise TooManyInvitations(limit=OPEN_INVITATIONS)
    invitation = Invitation.objects.create(
        organisation=firm,
        email=email,
        role=role,
        language=_language_for(email, by),
        invited_by_id=by.user_id,
        expires_at=at + INVITED_FOR,
        created_at=at,
    )
    _mail(invitation, at=at)
    return invitation


@inside_transaction
def invite_again(*, invitation: Invitation, at: datetime) -> Invitation:
    """
    Mail a new link for a locked invitation that waits, or has expired; the one before opens nothing more.

    :raises InvitationOver: if it was accepted or taken back.
    :raises FirmTakesNobody: if the firm is suspended or closed.
    """
    _check_firm(invitation.organisation)
    waits = open_invitations(invitation.organisation_id).filter(pk=invitation.pk)
    if not waits.update(turn=F("turn") + 1, expires_at=at + INVITED_FOR, version=F("version") + 1):
        raise InvitationOver
    invitation.refresh_from_db()
    _mail(invitation, at=at)
    return invitation


@inside_transaction
def withdraw_invitation(*, invitation: Invitation, at: datetime) -> Invitation:
    """
    Take an invitation back; its link opens nothing any more.

    :raises InvitationOver: if it was accepted or taken back.
    """
    waits = open_invitations(invitation.organisation_id).filter(pk=invitation.pk)
    if not waits.update(withdrawn_at=at, version=F("version") + 1):
        raise InvitationOver
    invitation.refresh_from_db()
    return invitation


@inside_transaction
def accept_invitation(
    *, key: str, at: datetime, password: str = "", name: str = "", signed_in_as: UUID | None = None
) -> Membership:
    """
    Let whoever reads the invited address act for the firm: with their account, else with a new one.

    Whoever has an account needs no `password` here: what is given is given to that account alone, which
    opens to those who know its own. A new account's address counts as confirmed.

    :raises BadLink: if the link is no link of ours.
    :raises InvitationUsed: if it was accepted.
    :raises InvitationEnded: if it was taken back, a newer mail was sent, or who invited is no owner any more.
    :raises InvitationExpired: after its seven days.
    :raises FirmTakesNobody: if the firm is suspended or closed.
    :raises InvitedAnother: if somebody with another address is signed in.
    :raises CannotJoin: if the account is one of staff, or was switched off.
    :raises MemberAlready: if they act for the firm already, in whichever role.
    :raises PasswordNeeded: if there is no account yet, and no password.
    :raises WeakPassword: if it is too easy to guess.
    :raises LostRace: if the address got an account at this moment: then the same works again.
    """
    pk, turn = _read(key)
    firm_id = Invitation.objects.filter(pk=pk).values_list("organisation_id", flat=True).first()
    if firm_id is None:
        raise BadLink
    locked_firm(firm_id)
    invitation = Invitation.objects.select_related("organisation").get(pk=pk)
    _check_link(invitation, turn, at)
    user = _holder_of(invitation, signed_in_as)
    if user is None:
        user = _newcomer(invitation, password=password, name=name, at=at)
    elif Membership.objects.filter(user=user, organisation=firm_id).exists():
        raise MemberAlready
    # Whoever takes it back, or sends it again, at this moment is first or comes too late.
    waits = open_invitations(firm_id).filter(pk=pk, turn=turn)
    if not waits.update(accepted_at=at, version=F("version") + 1):
        raise InvitationEnded
    return add_member(user=user, organisation=invitation.organisation, role=invitation.role, at=at)


def invitation_behind(
    key: str, *, at: datetime, signed_in_as: UUID | None = None
) -> tuple[Invitation, User | None]:
    """
    What a mailed link invites to, and whose account it would join: None if that is still to be made.

    :raises BadLink: as `accept_invitation`, and so do the other refusals of a link.
    """
    pk, turn = _read(key)
    invitation = Invitation.objects.select_related("organisation").filter(pk=pk).first()
    if invitation is None:
        raise BadLink
    _check_link(invitation, turn, at)
    return invitation, _holder_of(invitation, signed_in_as)


def accepting_key_of(invitation: Invitation) -> str:
    """The key in the mail to the invited address, signed anew for each of its mails."""
    return signing.dumps([invitation.pk.hex, invitation.turn], salt=_ACCEPT)


def _read(key: str) -> tuple[UUID, int]:
    try:
        hexed, turn = signing.loads(key, salt=_ACCEPT)
    except (signing.BadSignature, TypeError, ValueError):
        raise BadLink from None
    pk = uuid_or_none(hexed)
    if pk is None:
        raise BadLink
    return pk, int(turn)


def _check_firm(firm: Organisation) -> None:
    if firm.sandbox:
        raise NoMembersInSandbox
    if not takes_members(firm.pk):
        raise FirmTakesNobody


def _check_link(invitation: Invitation, turn: int, at: datetime) -> None:
    if invitation.accepted_at is not None:
        raise InvitationUsed
    if invitation.withdrawn_at is not None or invitation.turn != turn or not _stands(invitation):
        raise InvitationEnded
    if invitation.expires_at <= at:
        raise InvitationExpired
    _check_firm(invitation.organisation)


def _stands(invitation: Invitation) -> bool:
    """Whether who invited may still do so: it ends with them, also where they were switched off."""
    if invitation.invited_by_id is None:
        return True
    owners = Membership.objects.filter(organisation=invitation.organisation_id, role=Membership.Role.OWNER)
    return owners.filter(user=invitation.invited_by_id, user__is_active=True).exists()


def _holder_of(invitation: Invitation, signed_in_as: UUID | None) -> User | None:
    user = owners_of(invitation.email).first()
    if signed_in_as is not None and (user is None or user.pk != signed_in_as):
        raise InvitedAnother
    if user is not None and (user.is_staff or user.sandbox or not user.is_active):
        raise CannotJoin
    return user


def _newcomer(invitation: Invitation, *, password: str, name: str, at: datetime) -> User:
    if not password:
        raise PasswordNeeded(fields=[FieldProblem("/password", "field.required", PasswordNeeded.title)])
    check_password_strength(password, email=invitation.email)
    try:
        with transaction.atomic():
            release_unconfirmed(invitation.email)
            return register(
                email=invitation.email,
                password=password,
                name=name,
                language=invitation.language,
                confirmed=True,
                at=at,
            )
    except IntegrityError:
        raise LostRace(resource="account") from None


def _language_for(email: str, by: Actor) -> str:
    """That of whoever has the address, else that of who invites: nobody is shown which."""
    languages = User.objects.values_list("language", flat=True)
    known: str | None = languages.filter(email=email, sandbox=False).first()
    if known is None and by.user_id is not None:
        known = languages.filter(pk=by.user_id).first()
    return known or "en"


def _mail(invitation: Invitation, *, at: datetime) -> None:
    facts = {"invitation": str(invitation.pk), "turn": invitation.turn, "language": invitation.language}
    key = f"{invitation.pk.hex}-{invitation.turn}"
    post([Letter("account.invited", key, facts, to=invitation.email)], at=at)
