"""Who belongs to which organisation, and which staff do what?"""

from datetime import datetime

from django.contrib.auth.models import Group

from accounts.models import Membership, Organisation, User
from accounts.operations.twinning import mirror_membership
from accounts.policy import STAFF_GROUPS
from kit.transactions import inside_transaction


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
    twins = (
        User.objects.filter(twin_of=user).first(),
        Organisation.objects.filter(twin_of=organisation).first(),
    )
    if twins[0] is not None and twins[1] is not None:
        mirror_membership(user=twins[0], organisation=twins[1], role=role, at=at)
    return membership


@inside_transaction
def make_staff_groups() -> None:
    """Make the groups that staff are put into, where they are missing."""
    for name in STAFF_GROUPS:
        Group.objects.get_or_create(name=name)


@inside_transaction
def put_into_group(*, user: User, group: str) -> None:
    """Give a member of staff the rights of a group."""
    user.groups.add(Group.objects.get(name=group))
