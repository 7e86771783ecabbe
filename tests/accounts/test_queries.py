"""Does a credential tell who acts, for whom, at the cost of one query?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import AccessToken, ApiKey, Organisation, User
from accounts.operations.keying import create_key
from accounts.operations.organising import add_member, make_staff_groups, put_into_group
from accounts.operations.signing_in import issue_token
from accounts.operations.touching import touch
from accounts.policy import LAST_USE_GRAIN
from accounts.queries import actor_of, names_of, people, signed_in_by
from kit.actors import SYSTEM, Actor
from kit.clock import now
from kit.ids import uuid7
from tests.api import Api

MakeUser = Callable[..., User]
MakeOrganisation = Callable[[str], Organisation]


def token_of(user: User) -> str:
    return issue_token(user=user, user_agent="pytest", at=now()).token


def actor_by(credential: str, **asked: Any) -> Actor | None:
    found = signed_in_by(credential, at=now(), **asked)
    return found.actor if found else None


def test_a_person_without_an_organisation_is_a_buyer(make_user: MakeUser) -> None:
    user = make_user()
    actor = actor_by(token_of(user))
    assert actor == Actor(kind="buyer", user_id=user.pk)
    assert actor == actor_of(user)
    assert actor.has_scope("orders", "write")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("seller", "seller"), ("carrier", "partner"), ("terminal", "partner"), ("declarant", "partner")],
)
def test_a_member_acts_for_their_organisation(
    make_user: MakeUser, make_organisation: MakeOrganisation, kind: str, expected: str
) -> None:
    user, organisation = make_user(), make_organisation(kind)
    add_member(user=user, organisation=organisation, role="warehouse", at=now())
    actor = actor_by(token_of(user))
    assert actor == actor_of(user)
    assert (actor.kind, actor.organisation_id) == (expected, organisation.pk)
    assert actor.has_role("owner", "warehouse")
    assert not actor.has_role("owner")


def test_of_several_organisations_the_oldest_membership_counts_unless_one_is_asked_for(
    make_user: MakeUser, make_organisation: MakeOrganisation
) -> None:
    user, first, second = make_user(), make_organisation("seller"), make_organisation("carrier")
    add_member(user=user, organisation=first, role="finance", at=now())
    add_member(user=user, organisation=second, role="owner", at=now())
    token = token_of(user)
    oldest, asked = actor_by(token), actor_by(token, organisation=second.pk)
    assert oldest
    assert asked
    assert (oldest.organisation_id, oldest.roles) == (first.pk, frozenset({"finance"}))
    assert (asked.organisation_id, asked.kind, asked.roles) == (second.pk, "partner", frozenset({"owner"}))


def test_nobody_acts_for_an_organisation_that_is_not_theirs(
    make_user: MakeUser, make_organisation: MakeOrganisation, api: Api
) -> None:
    token = token_of(make_user())
    assert actor_by(token, organisation=make_organisation("seller").pk) is None
    stranger = api.with_credential(token)
    assert stranger.get("/me", x_organisation=str(uuid7())).status_code == 401
    assert stranger.get("/me", x_organisation="mine").status_code == 400


def test_staff_have_the_roles_of_their_groups(make_user: MakeUser) -> None:
    user = make_user(staff=True)
    make_staff_groups()
    make_staff_groups()
    put_into_group(user=user, group="dispatch")
    actor = actor_by(token_of(user))
    assert actor == actor_of(user) == Actor(kind="staff", user_id=user.pk, roles=frozenset({"dispatch"}))


def test_an_organisations_key_carries_its_scopes_and_marks(make_organisation: MakeOrganisation) -> None:
    carrier = make_organisation("carrier")
    made = create_key(
        name="x",
        scopes=["transport-events:write"],
        organisation=carrier,
        simulates=True,
        at=now(),
        by=SYSTEM,
    )
    actor = actor_by(made.secret)
    assert actor
    assert (actor.kind, actor.organisation_id, actor.key_id) == ("partner", carrier.pk, made.row.pk)
    assert actor.simulates
    assert actor.id == made.row.pk
    assert actor.has_scope("transport-events", "write")
    assert not actor.has_scope("transport-events", "read")


def test_who_they_are_costs_one_query_and_none_for_a_person_of_a_session(
    make_user: MakeUser,
    make_organisation: MakeOrganisation,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    user = make_user()
    for kind in ("seller", "carrier"):
        add_member(user=user, organisation=make_organisation(kind), role="owner", at=now())
    with django_assert_num_queries(1):
        actor = actor_of(user)
    person = people().get(pk=user.pk)
    with django_assert_num_queries(0):
        assert actor_of(person) == actor
    assert actor == actor_by(token_of(user))


def test_people_and_keys_are_called_by_name_in_one_query(
    make_user: MakeUser, django_assert_num_queries: Callable[[int], Any]
) -> None:
    anna, nobody = make_user("anna@example.com"), make_user("nobody@example.com")
    User.objects.filter(pk=anna.pk).update(name="Anna Kim")
    key = create_key(name="scales", scopes=["me:read"], user=anna, at=now(), by=SYSTEM).row
    with django_assert_num_queries(1):
        found = names_of([anna.pk, nobody.pk, key.pk, uuid7()])
    assert found == {anna.pk: "Anna Kim", nobody.pk: "nobody@example.com", key.pk: "scales"}
    with django_assert_num_queries(0):
        assert names_of([]) == {}


def test_a_credential_costs_one_query(
    make_user: MakeUser,
    make_organisation: MakeOrganisation,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    user = make_user()
    for kind in ("seller", "carrier"):
        add_member(user=user, organisation=make_organisation(kind), role="owner", at=now())
    key = create_key(name="x", scopes=["me:read"], user=user, at=now(), by=SYSTEM).secret
    for credential in (token_of(user), key):
        with django_assert_num_queries(1):
            assert actor_by(credential)


@pytest.mark.parametrize(
    "credential", ["", "sct_", "sck_", "x", "sct_" + "0" * 43, "sck_000000000000_0", "sck_\x00_x"]
)
def test_what_is_no_credential_is_nobody(db: None, credential: str) -> None:
    assert actor_by(credential) is None


def test_a_token_ends_with_its_time_and_its_person(make_user: MakeUser) -> None:
    user = make_user()
    token = token_of(user)
    assert signed_in_by(token, at=now() + timedelta(days=31)) is None
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert actor_by(token) is None


def test_a_lost_role_is_lost_at_once(make_member: MakeUser) -> None:
    user = make_member("owner")
    token = token_of(user)
    with transaction.atomic():
        user.memberships.all().delete()
    actor = actor_by(token)
    assert actor
    assert (actor.kind, actor.organisation_id) == ("buyer", None)


def test_the_last_use_is_remembered_at_most_once_in_a_while(make_user: MakeUser) -> None:
    row, at = issue_token(user=make_user(), user_agent="", at=now()).row, now()
    touch(row, at=at)
    assert AccessToken.objects.get().last_used_at == at
    row.refresh_from_db()
    touch(row, at=at + LAST_USE_GRAIN / 2)
    assert AccessToken.objects.get().last_used_at == at
    touch(row, at=at + LAST_USE_GRAIN)
    assert AccessToken.objects.get().last_used_at == at + LAST_USE_GRAIN


def test_of_two_who_touch_at_once_the_later_does_not_write(make_user: MakeUser) -> None:
    made = create_key(name="x", scopes=[], user=make_user(), at=now(), by=SYSTEM)
    at = now()
    touch(made.row, at=at)
    touch(made.row, at=at + timedelta(seconds=1))
    assert ApiKey.objects.get().last_used_at == at
