"""Does a role count at once, and does a firm keep an owner?"""

from collections.abc import Callable
from threading import Lock
from typing import Any

import pytest
from django.db import connection

from accounts.errors import LastOwner
from accounts.models import ApiKey, Invitation, Membership, Organisation, User
from accounts.operations import organising
from accounts.operations.inviting import invite
from accounts.operations.keying import create_key, revoke_key, rotate_key
from accounts.operations.organising import add_member, change_role, found_organisation, remove_member
from accounts.queries import actor_of
from kit.actors import Actor
from kit.clock import now
from kit.moves import LostRace
from kit.transactions import owns_transaction
from tests import desks
from tests.accounts.firms import stand
from tests.api import Api

pytestmark = pytest.mark.usefixtures("uncounted")
_KEY = {"name": "robot", "scopes": ["sellers:read"], "for_organisation": True}


@pytest.fixture
def firm(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation()


@pytest.fixture
def boss(make_member: Callable[..., User], firm: Organisation) -> User:
    return make_member("owner", firm)


@pytest.fixture
def owner(boss: User) -> Api:
    return Api(desks.token_of(boss))


def membership(user: User) -> Membership:
    return Membership.objects.get(user=user, organisation__sandbox=False)


def change(owner: Api, user: User, role: str) -> Any:
    return owner.send("PATCH", f"/seller/members/{membership(user).pk}", {"role": role}, if_match="*")


def remove(owner: Api, user: User) -> Any:
    return owner.post(f"/seller/members/{membership(user).pk}/remove")


def test_another_role_counts_from_the_next_request_on(
    owner: Api, firm: Organisation, make_member: Callable[..., User]
) -> None:
    keeper = make_member("catalogue", firm)
    theirs = Api(desks.token_of(keeper))
    assert theirs.get("/seller/members").status_code == 403
    answer = change(owner, keeper, "owner")
    assert (answer.status_code, answer.json()["role"], answer.json()["version"]) == (200, "owner", 2)
    assert theirs.get("/seller/members").status_code == 200


def test_who_is_removed_acts_for_the_firm_no_longer(
    owner: Api, firm: Organisation, make_member: Callable[..., User]
) -> None:
    stand(firm, "verified")
    other = make_member("owner", firm)
    theirs = Api(desks.token_of(other))
    console = desks.enter_console(other)
    own_key = theirs.post("/api-keys", {"name": "mine", "scopes": ["sellers:read"]}).json()["secret"]
    assert Api(own_key).get("/seller/members").status_code == 200
    assert console.get("/seller/members/").status_code == 200
    assert remove(owner, other).status_code == 204
    assert Api(own_key).get("/seller/members").status_code == 403
    assert theirs.get("/seller/members").status_code == 403
    assert theirs.with_headers(x_organisation=str(firm.pk)).get("/seller/members").status_code == 401
    assert console.get("/seller/members/").status_code == 403


def test_with_an_owner_go_the_keys_that_they_were_shown_and_what_they_sent(
    owner: Api, firm: Organisation, make_member: Callable[..., User]
) -> None:
    other = make_member("owner", firm)
    theirs = Api(desks.token_of(other))
    made, turned, kept = (
        api.post("/api-keys", {**_KEY, "name": name}).json()
        for api, name in ((theirs, "made"), (owner, "turned"), (owner, "kept"))
    )
    turned = theirs.post(f"/api-keys/{turned['id']}/rotate").json()
    theirs.post("/seller/invitations", {"email": "friend@example.com", "role": "owner"})
    assert change(owner, other, "catalogue").status_code == 200
    live = ApiKey.objects.filter(organisation=firm, revoked_at__isnull=True)
    assert [key.name for key in live] == ["kept"]
    for key, status in ((made, 401), (turned, 401), (kept, 200)):
        assert Api(key["secret"]).get("/seller/members").status_code == status
    assert Invitation.objects.get().withdrawn_at is not None


def test_with_an_owner_go_the_keys_that_a_key_of_theirs_was_shown(
    owner: Api, firm: Organisation, make_member: Callable[..., User]
) -> None:
    other = make_member("owner", firm)
    whole = {"scopes": ["api-keys:write", "sellers:read"], "for_organisation": True}
    first = Api(desks.token_of(other)).post("/api-keys", {"name": "first", **whole}).json()["secret"]
    kept, turned = (owner.post("/api-keys", {**_KEY, "name": name}).json() for name in ("kept", "turned"))
    second = Api(first).post("/api-keys", {"name": "second", **whole}).json()["secret"]
    Api(second).post("/api-keys", {"name": "third", **whole})
    assert Api(second).post(f"/api-keys/{turned['id']}/rotate").status_code == 200
    assert remove(owner, other).status_code == 204
    live = ApiKey.objects.filter(organisation=firm, revoked_at__isnull=True)
    assert [key.name for key in live] == ["kept"]
    assert Api(kept["secret"]).get("/seller/members").status_code == 200


def test_who_was_let_go_of_while_they_waited_gives_nothing_more_away(
    owner: Api, firm: Organisation, boss: User, make_member: Callable[..., User]
) -> None:
    stand(firm, "verified")
    other = make_member("owner", firm)
    made = owner.post("/api-keys", _KEY).json()
    key, row = ApiKey.objects.get(pk=made["id"]), membership(boss)
    # As its request was let in before the other one was carried out.
    late = Actor(
        kind="seller", user_id=other.pk, organisation_id=firm.pk, roles=frozenset({Membership.Role.OWNER})
    )
    assert change(owner, other, "catalogue").status_code == 200
    at = now()
    verbs: list[Callable[[], object]] = [
        lambda: create_key(name="x", scopes=["sellers:read"], organisation=firm, at=at, by=late),
        lambda: rotate_key(key=key, by=late),
        lambda: invite(organisation_id=firm.pk, email="friend@example.com", role="owner", at=at, by=late),
        lambda: change_role(membership=row, role="catalogue", at=at, by=late),
        lambda: remove_member(membership=row, at=at, by=late),
    ]
    for verb in verbs:
        with pytest.raises(LostRace):
            owns_transaction(verb)()
    assert Api(made["secret"]).get("/seller/members").status_code == 200
    assert not Invitation.objects.exists()
    by_key = Actor(kind="seller", key_id=key.pk, organisation_id=firm.pk, roles=frozenset({"owner"}))
    owns_transaction(revoke_key)(key=key, at=at)
    with pytest.raises(LostRace):
        owns_transaction(create_key)(name="x", scopes=["sellers:read"], organisation=firm, at=at, by=by_key)


def test_a_twin_follows_its_original(
    owner: Api, firm: Organisation, make_member: Callable[..., User]
) -> None:
    keeper = make_member("catalogue", firm)
    for api, more in ((Api(desks.token_of(keeper)), {}), (owner, {"for_organisation": True})):
        api.post("/api-keys", {"name": "test", "scopes": ["me:read"], "sandbox": True, **more})
    twins = Membership.objects.filter(user__twin_of=keeper)
    assert [each.role for each in twins] == ["catalogue"]
    change(owner, keeper, "warehouse")
    assert [each.role for each in twins.all()] == ["warehouse"]
    answer = remove(owner, keeper)
    assert answer.status_code == 204
    assert not twins.all().exists()


def test_the_last_owner_neither_leaves_nor_is_lowered(
    owner: Api, boss: User, firm: Organisation, make_member: Callable[..., User]
) -> None:
    # An owner who can't sign in is none.
    User.objects.filter(pk=make_member("owner", firm).pk).update(is_active=False)
    for answer in (change(owner, boss, "finance"), remove(owner, boss)):
        assert (answer.status_code, answer.json()["code"]) == (422, "members.last_owner")
    assert membership(boss).role == "owner"


def test_of_two_owners_who_leave_at_once_one_stays(
    at_once: Callable[[list[Callable[[], Any]]], list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = owns_transaction(found_organisation)(kind="seller", name="Mill", at=now())
    owners = [User.objects.create_user(f"owner-{number}@example.com") for number in (1, 2)]
    for user in owners:
        owns_transaction(add_member)(user=user, organisation=firm, role="owner", at=now())
    go_on, lock, checked = organising._end_what_owners_gave, Lock(), []

    def both_have_looked(row: Membership, at: Any) -> None:
        """Go on once the other one has found another owner, too, or waits for this one's lock."""
        with lock:
            checked.append(row)
        while len(checked) < 2 and not somebody_waits():
            pass
        go_on(row, at)

    monkeypatch.setattr(organising, "_end_what_owners_gave", both_have_looked)

    def leave(user: User) -> object:
        row = Membership.objects.get(user=user)
        return owns_transaction(remove_member)(membership=row, at=now(), by=actor_of(user))

    answers = at_once([lambda: leave(owners[0]), lambda: leave(owners[1])])
    assert [type(each) for each in answers if each is not None] == [LastOwner]
    assert Membership.objects.filter(organisation=firm, role="owner").count() == 1


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def test_owners_of_another_firm_and_machines_change_nobody(
    owner: Api, boss: User, firm: Organisation, make_member: Callable[..., User]
) -> None:
    keeper = make_member("catalogue", firm)
    stranger = Api(desks.token_of(make_member("owner")))
    key = owner.post("/api-keys", {**_KEY, "scopes": ["sellers:write"]}).json()["secret"]
    for api, status in ((stranger, 404), (Api(key), 403), (Api(desks.token_of(keeper)), 403)):
        assert change(api, keeper, "owner").status_code == status
        assert remove(api, boss).status_code == status
    assert membership(keeper).role == "catalogue"


def test_the_test_world_changes_no_members(owner: Api, boss: User, firm: Organisation) -> None:
    made = owner.post("/api-keys", {**_KEY, "scopes": ["sellers:read", "sellers:write"], "sandbox": True})
    owner.post("/api-keys", {"name": "mine", "scopes": ["me:read"], "sandbox": True})
    twin = Api(made.json()["secret"])
    [member] = twin.get("/seller/members").json()["items"]
    answer = twin.post(f"/seller/members/{member['id']}/remove")
    assert (answer.status_code, answer.json()["code"]) == (422, "sandbox.no_members")
