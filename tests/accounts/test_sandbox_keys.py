"""As whom does a test key act, and who looks after it?"""

from typing import Any

import pytest

from accounts.errors import NoStaffInSandbox
from accounts.models import ApiKey, Membership, Organisation, User
from accounts.operations.keying import create_key
from accounts.operations.organising import add_member, found_organisation
from accounts.operations.resetting import ask_for_reset
from accounts.queries import signed_in_by
from kit.actors import SYSTEM
from kit.clock import now
from kit.letters import Letter, post
from kit.transactions import owns_transaction
from news.models import Mail
from tests.api import Api

SCOPES = ["me:read", "me:write", "api-keys:read", "api-keys:write", "orders:read"]


def make(api: Api, **more: object) -> dict[str, Any]:
    """The answer to asking for a test key."""
    answer = api.post("/api-keys", {"name": "tester", "scopes": SCOPES, "sandbox": True, **more})
    assert answer.status_code == 201, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def test_a_test_key_is_known_by_its_beginning_and_acts_as_its_owners_twin(
    make_user: Any, signed_in: Any, api: Api
) -> None:
    owner = make_user()
    made = make(signed_in(owner))
    assert made["secret"].startswith("sck_test_")
    assert made["sandbox"] is True
    me = api.with_credential(made["secret"]).get("/me").json()
    twin = User.objects.get(twin_of=owner)
    assert (me["id"], me["email"]) == (str(twin.pk), f"{owner.pk.hex}@sandbox.invalid")
    assert not twin.has_usable_password()


def test_all_test_keys_of_a_person_act_as_one_twin(make_user: Any, signed_in: Any) -> None:
    client = signed_in(make_user())
    make(client)
    make(client)
    assert User.objects.filter(sandbox=True).count() == 1


def test_the_owner_sees_rotates_and_ends_test_keys_beside_the_others(
    make_user: Any, signed_in: Any, api: Api
) -> None:
    client = signed_in(make_user())
    made = make(client)
    live = client.post("/api-keys", {"name": "robot", "scopes": SCOPES}).json()
    assert [each["sandbox"] for each in client.get("/api-keys").json()["items"]] == [False, True]
    rotated = client.post(f"/api-keys/{made['id']}/rotate").json()
    assert rotated["secret"].startswith("sck_test_")
    tester = api.with_credential(rotated["secret"])
    # By a live credential alone: with it itself there is no key to be found.
    assert tester.get("/api-keys").json()["items"] == []
    for key in (made, live):
        for verb in ("rotate", "revoke"):
            assert tester.post(f"/api-keys/{key['id']}/{verb}").status_code == 404
    assert client.post(f"/api-keys/{made['id']}/revoke").status_code == 200
    assert tester.get("/me").status_code == 401


def test_a_test_key_makes_no_keys(make_user: Any, signed_in: Any, api: Api) -> None:
    tester = api.with_credential(make(signed_in(make_user()))["secret"])
    for sandbox in (True, False):
        answer = tester.post("/api-keys", {"name": "x", "scopes": SCOPES, "sandbox": sandbox})
        assert (answer.status_code, answer.json()["code"]) == (422, "sandbox.test_key")
    assert ApiKey.objects.count() == 1


def test_the_twin_acts_for_the_twins_of_its_originals_organisations(make_user: Any, db: None) -> None:
    owner, at = make_user(), now()
    firm = owns_transaction(found_organisation)(kind="carrier", name="KTZ", at=at)
    owns_transaction(add_member)(user=owner, organisation=firm, role="owner", at=at)
    owns_transaction(create_key)(name="t", scopes=SCOPES, user=owner, sandbox=True, at=at, by=SYSTEM)
    twin = Organisation.objects.get(twin_of=firm)
    member = Membership.objects.get(user__twin_of=owner)
    assert (member.organisation, member.role, twin.sandbox) == (twin, "owner", True)
    owns_transaction(add_member)(user=owner, organisation=firm, role="finance", at=at)
    member.refresh_from_db()
    assert member.role == "finance"


def test_staff_have_no_test_keys_nor_keep_those_they_had(make_user: Any, api: Api) -> None:
    user, at = make_user(), now()
    made = owns_transaction(create_key)(name="t", scopes=SCOPES, user=user, sandbox=True, at=at, by=SYSTEM)
    User.objects.filter(pk=user.pk).update(is_staff=True)
    assert api.with_credential(made.secret).get("/me").status_code == 401
    user.refresh_from_db()
    with pytest.raises(NoStaffInSandbox):
        owns_transaction(create_key)(name="t", scopes=SCOPES, user=user, sandbox=True, at=at, by=SYSTEM)


def test_a_switched_off_person_has_no_twin_that_acts(make_user: Any, signed_in: Any, api: Api) -> None:
    owner = make_user()
    secret = make(signed_in(owner))["secret"]
    User.objects.filter(pk=owner.pk).update(is_active=False)
    assert api.with_credential(secret).get("/me").status_code == 401


def test_no_mail_goes_to_a_twin(make_user: Any, signed_in: Any) -> None:
    owner = make_user()
    make(signed_in(owner))
    twin = User.objects.get(twin_of=owner)
    letter = Letter("account.reset_password", "once", {"user": str(twin.pk)}, user_id=twin.pk)
    assert owns_transaction(post)([letter], at=now()) == 0
    owns_transaction(ask_for_reset)(email=twin.email, at=now())
    assert not Mail.objects.exists()


def test_authenticating_a_test_key_takes_one_query(
    make_user: Any, signed_in: Any, api: Api, django_assert_num_queries: Any
) -> None:
    secret = make(signed_in(make_user()))["secret"]
    with django_assert_num_queries(1):
        found = signed_in_by(secret, at=now())
    assert found is not None
    assert found.actor.sandbox
