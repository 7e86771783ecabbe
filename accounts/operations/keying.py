"""How does a machine get a key?"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import F, Q

from accounts.errors import (
    KeyRevoked,
    NoStaffInSandbox,
    ScopeMissing,
    ScopeUnknown,
    TestKeyMakesNone,
    TooManyKeys,
)
from accounts.keys import digest, new_key
from accounts.models import ApiKey, Organisation, User
from accounts.operations.holding import held_firm
from accounts.operations.twinning import twin_of_organisation, twin_of_person
from accounts.policy import API_KEYS_PER_OWNER, SCOPES
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction


class NewKey(NamedTuple):
    """A key's row, with the secret that is shown once."""

    row: ApiKey
    secret: str


@inside_transaction
def create_key(
    *,
    name: str,
    scopes: Sequence[str],
    at: datetime,
    by: Actor,
    user: User | None = None,
    organisation: Organisation | None = None,
    expires_at: datetime | None = None,
    simulates: bool = False,
    sandbox: bool = False,
) -> NewKey:
    """
    Make a key for a person or an organisation, exactly one of the two.

    `simulates` (reports dated by the plan) is for staff and commands to set. A key
    of the `sandbox` acts as its owner's twin in the test world, which is made with the first.

    :raises NoStaffInSandbox: if staff want one of those.
    :raises TestKeyMakesNone: if it is made by one of those.
    :raises ScopeUnknown: if a scope isn't one, or isn't the maker's own.
    :raises TooManyKeys: if the owner has as many live keys as policy allows.
    :raises LostRace: if it is a firm's, and whoever makes it was let go of meanwhile.
    """
    if by.sandbox:
        raise TestKeyMakesNone
    _check_scopes(scopes, by)
    if organisation is not None:
        held_firm(organisation.pk, by=by)
    owned = ApiKey.objects.filter(user=user, organisation=organisation, revoked_at__isnull=True)
    if owned.count() >= API_KEYS_PER_OWNER:
        raise TooManyKeys(limit=API_KEYS_PER_OWNER)
    if sandbox:
        _make_twin(user, organisation, at)
    public_id, secret = new_key(sandbox=sandbox)
    row = ApiKey.objects.create(
        name=name,
        public_id=public_id,
        digest=digest(secret),
        user=user,
        organisation=organisation,
        created_by_id=_shown_to(by),
        scopes=sorted(set(scopes)),
        simulates=simulates,
        sandbox=sandbox,
        expires_at=expires_at,
        created_at=at,
    )
    return NewKey(row, secret)


@inside_transaction
def revoke_key(*, key: ApiKey, at: datetime) -> ApiKey:
    """
    End a key for good.

    :raises KeyRevoked: if that was done before.
    """
    live = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    if not live.update(revoked_at=at, version=F("version") + 1):
        raise KeyRevoked
    key.refresh_from_db()
    return key


@inside_transaction
def revoke_keys_since(since: datetime, *, user: User, at: datetime) -> int:
    """End the keys that a person, or somebody in their name, has made since: their own and their firm's."""
    made = ApiKey.objects.filter(Q(user=user) | Q(created_by_id=user.pk), created_at__gte=since)
    return made.filter(revoked_at__isnull=True).update(revoked_at=at, version=F("version") + 1)


@inside_transaction
def revoke_keys_of_firm(*, organisation_id: UUID, known_to: UUID, at: datetime) -> int:
    """End the keys of an organisation whose secrets a person was shown; how many."""
    shown = ApiKey.objects.filter(organisation=organisation_id, created_by_id=known_to)
    return shown.filter(revoked_at__isnull=True).update(revoked_at=at, version=F("version") + 1)


@inside_transaction
def rotate_key(*, key: ApiKey, by: Actor) -> NewKey:
    """
    Give a key a new secret; the old one is worth nothing from now on.

    :raises ScopeMissing: if it may do what the key that asks may not, which would have its secret then.
    :raises KeyRevoked: if the key was revoked.
    :raises LostRace: if it is a firm's, and whoever asks was let go of meanwhile.
    """
    if key.organisation_id is not None:
        held_firm(key.organisation_id, by=by)
    lacking = sorted(set(key.scopes) - by.scopes) if by.scopes is not None else []
    if lacking:
        raise ScopeMissing(scope=lacking[0])
    public_id, secret = new_key(sandbox=key.sandbox)
    live = ApiKey.objects.filter(pk=key.pk, revoked_at__isnull=True)
    # Whoever is shown the secret is who made it: with them it ends.
    maker = _shown_to(by) or F("created_by_id")
    if not live.update(
        public_id=public_id, digest=digest(secret), created_by_id=maker, version=F("version") + 1
    ):
        raise KeyRevoked
    key.refresh_from_db()
    return NewKey(key, secret)


def _shown_to(by: Actor) -> UUID | None:
    """Who reads a secret: the person, or whoever was shown that of the key that asks."""
    if by.user_id is not None or by.key_id is None:
        return by.user_id
    return ApiKey.objects.filter(pk=by.key_id).values_list("created_by_id", flat=True).first()


def _make_twin(user: User | None, organisation: Organisation | None, at: datetime) -> None:
    if (user and user.is_staff) or (organisation and organisation.kind == Organisation.Kind.OPERATOR):
        raise NoStaffInSandbox
    if user is not None:
        twin_of_person(user=user, at=at)
    if organisation is not None:
        twin_of_organisation(organisation=organisation, at=at)


def _check_scopes(scopes: Sequence[str], by: Actor) -> None:
    strange = [
        place
        for place, scope in enumerate(scopes)
        if scope not in SCOPES or (by.scopes is not None and scope not in by.scopes)
    ]
    if strange:
        raise ScopeUnknown(
            fields=[
                FieldProblem(f"/scopes/{place}", "field.scope", "not a scope that you can give")
                for place in strange
            ]
        )
