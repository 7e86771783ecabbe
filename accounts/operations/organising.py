"""Who belongs to which organisation, and which staff do what?"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import Group
from django.db.models import F

from accounts.errors import LastOwner, NoMembersInSandbox
from accounts.models import Membership, Organisation, User
from accounts.operations.holding import held_firm
from accounts.operations.keying import revoke_keys_of_firm
from accounts.operations.twinning import mirror_membership
from accounts.policy import STAFF_GROUPS
from accounts.queries import open_invitations
from kit.actors import Actor
from kit.errors import NotFound
from kit.transactions import inside_transaction

OWNER = Membership.Role.OWNER


class _Handed:
    """What the apps above handed in: accounts imports none of them."""

    takes_members: Callable[[UUID], bool] | None = None


def hand_in_standing(takes_members: Callable[[UUID], bool]) -> None:
    """Tell whom to ask whether an organisation may take anybody in; called once when Django starts."""
    _Handed.takes_members = staticmethod(takes_members)


def takes_members(organisation_id: UUID) -> bool:
    """Whether an organisation may take anybody in: not while it is suspended, nor once it is closed."""
    if _Handed.takes_members is None:
        raise RuntimeError("nobody knows how organisations stand: the app that does hands itself in")
    return _Handed.takes_members(organisation_id)


@inside_transaction
def found_organisation(*, kind: str, name: str, at: datetime, sandbox: bool = False) -> Organisation:
    """Enter a legal person of one of `Organisation.Kind`; with `sandbox` one of the test world."""
    return Organisation.objects.create(kind=kind, name=name, sandbox=sandbox, created_at=at)


@inside_transaction
def add_member(*, user: User, organisation: Organisation, role: str, at: datetime) -> Membership:
    """Let a person act for an organisation, in the last role given."""
    membership, _ = Membership.objects.update_or_create(
        user=user,
        organisation=organisation,
        defaults={"role": role},
        create_defaults={"role": role, "created_at": at},
    )
    _mirror(membership, at)
    return membership


@inside_transaction
def change_role(*, membership: Membership, role: str, at: datetime, by: Actor) -> Membership:
    """
    Give a member another of `Membership.Role`.

    Who is an owner no longer takes with them what only owners may do: as `remove_member`.

    :raises LastOwner: if nobody else of the firm is an owner who may sign in.
    :raises NoMembersInSandbox: in the test world, which follows the live one.
    :raises NotFound: if they were removed meanwhile.
    :raises LostRace: if whoever asks was, or is no owner any more.
    """
    row = _fresh(membership, by)
    if row.role == role:
        return row
    if row.role == OWNER:
        _check_other_owner(row)
        _end_what_owners_gave(row, at)
    Membership.objects.filter(pk=row.pk).update(role=role, version=F("version") + 1)
    row.refresh_from_db()
    _mirror(row, at)
    return row


@inside_transaction
def remove_member(*, membership: Membership, at: datetime, by: Actor) -> None:
    """
    Let somebody act for a firm no longer, at once: every request asks who acts for whom.

    The firm's keys whose secrets they were shown end with it, and so do the open invitations that they sent.

    :raises LastOwner: if nobody else of the firm is an owner who may sign in.
    :raises NoMembersInSandbox: in the test world, which follows the live one.
    :raises NotFound: if they were removed meanwhile.
    :raises LostRace: if whoever asks was, or is no owner any more.
    """
    row = _fresh(membership, by)
    if row.role == OWNER:
        _check_other_owner(row)
    _end_what_owners_gave(row, at)
    Membership.objects.filter(user__twin_of=row.user_id, organisation__twin_of=row.organisation_id).delete()
    row.delete()


def _fresh(membership: Membership, by: Actor) -> Membership:
    if by.sandbox:
        raise NoMembersInSandbox
    firm = held_firm(membership.organisation_id, by=by)
    row = Membership.objects.select_related("user").filter(pk=membership.pk).first()
    if row is None:
        raise NotFound
    row.organisation = firm
    return row


def _check_other_owner(row: Membership) -> None:
    owners = Membership.objects.filter(organisation=row.organisation_id, role=OWNER, user__is_active=True)
    if not owners.exclude(pk=row.pk).exists():
        raise LastOwner


def _end_what_owners_gave(row: Membership, at: datetime) -> None:
    revoke_keys_of_firm(organisation_id=row.organisation_id, known_to=row.user_id, at=at)
    sent = open_invitations(row.organisation_id).filter(invited_by=row.user_id)
    sent.update(withdrawn_at=at, version=F("version") + 1)


def _mirror(row: Membership, at: datetime) -> None:
    twins = (
        User.objects.filter(twin_of=row.user_id).first(),
        Organisation.objects.filter(twin_of=row.organisation_id).first(),
    )
    if twins[0] is not None and twins[1] is not None:
        mirror_membership(user=twins[0], organisation=twins[1], role=row.role, at=at)


@inside_transaction
def make_staff_groups() -> None:
    """Make the groups that staff are put into, where they are missing."""
    for name in STAFF_GROUPS:
        Group.objects.get_or_create(name=name)


@inside_transaction
def put_into_group(*, user: User, group: str) -> None:
    """Give a member of staff the rights of a group."""
    user.groups.add(Group.objects.get(name=group))
