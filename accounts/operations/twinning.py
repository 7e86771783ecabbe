"""Who stands for a person or an organisation in the test world?"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from accounts.models import Membership, Organisation, User
from accounts.policy import SANDBOX_MAIL
from kit.transactions import inside_transaction


class Settle(Protocol):
    """Gives a twin what its original has in one app, once however often it is asked."""

    def __call__(self, *, twin: Organisation, original: Organisation, at: datetime) -> None: ...


class _Handed:
    """What the apps above handed in: accounts imports none of them."""

    settlers: Sequence[Settle] = ()


def hand_in_settlers(settlers: Iterable[Settle]) -> None:
    """Tell who gives twins of organisations what they need; called once when Django starts."""
    _Handed.settlers = tuple(settlers)


@inside_transaction
def twin_of_person(*, user: User, at: datetime) -> User:
    """
    The person's twin in the test world, made when there is none.

    It acts for the twins of the organisations that its original acts for.
    Nobody signs in as a twin: it has no password, and an address to which no mail goes.
    """
    # Of two first keys at once the second must see the twin of the first.
    original = User.objects.select_for_update().get(pk=user.pk)
    twin = User.objects.filter(twin_of=original).first()
    if twin is None:
        twin = User.objects.create_user(
            f"{original.pk.hex}@{SANDBOX_MAIL}",
            None,
            name=original.name,
            language=original.language,
            sandbox=True,
            twin_of=original,
            created_at=at,
        )
    for membership in original.memberships.select_related("organisation").order_by("organisation_id"):
        firm = twin_of_organisation(organisation=membership.organisation, at=at)
        mirror_membership(user=twin, organisation=firm, role=membership.role, at=at)
    return twin


@inside_transaction
def twin_of_organisation(*, organisation: Organisation, at: datetime) -> Organisation:
    """The organisation's twin in the test world, made when there is none, with what its original has."""
    original = Organisation.objects.select_for_update().get(pk=organisation.pk)
    twin = Organisation.objects.filter(twin_of=original).first()
    if twin is None:
        twin = Organisation.objects.create(
            kind=original.kind, name=original.name, sandbox=True, twin_of=original, created_at=at
        )
    for settle in _Handed.settlers:
        settle(twin=twin, original=original, at=at)
    return twin


@inside_transaction
def mirror_membership(*, user: User, organisation: Organisation, role: str, at: datetime) -> None:
    """Let a twin act for a twin as their originals do."""
    Membership.objects.update_or_create(
        user=user,
        organisation=organisation,
        defaults={"role": role},
        create_defaults={"role": role, "created_at": at},
    )
