"""Does a member of staff make, see and revoke their own keys, which do no more than their groups may?"""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import ApiKey, User
from accounts.policy import API_KEYS_PER_OWNER
from accounts.queries import actor_of
from accounts.scoping import scopes_within
from kit.clock import now
from tests import desks
from tests.api import Api

KEYS = "/admin/keys/"


def person(email: str, *groups: str, **facts: Any) -> User:
    user = User.objects.create_user(email, is_staff=True, **facts)
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    return user


@pytest.fixture
def finance(db: None) -> User:
    return person("finance@example.com", "finance")


@pytest.fixture
def desk(finance: User) -> Client:
    return desks.sign_in(Client(), finance)


def make(desk: Client, *scopes: str, name: str = "bank robot", lasts: str = "90") -> Any:
    return desk.post(KEYS, {"name": name, "lasts": lasts, "scopes": scopes})


def secret_in(answer: Any) -> str:
    found = re.search(r"sck_\w+", answer.content.decode())
    assert found
    return found[0]


def test_a_key_works_its_secret_is_shown_once(desk: Client, finance: User) -> None:
    made = make(desk, "refunds:read")
    assert "no-store" in made.headers["Cache-Control"]
    secret = secret_in(made)
    api = Api(secret)
    assert api.get("/refunds").status_code == 200
    assert api.get("/shipments").status_code == 403
    shown = desk.get(KEYS).content.decode()
    key = ApiKey.objects.get()
    assert (key.user, key.created_by, key.organisation, key.sandbox) == (finance, finance, None, False)
    assert (key.expires_at - now()).days in (89, 90)  # type: ignore[operator]
    for words in ("bank robot", key.public_id, "refunds:read", f"{key.last_used_at:%Y-%m-%d}"):
        assert words in shown
    assert secret.removeprefix(f"sck_{key.public_id}_") not in shown


def test_the_menu_of_the_account_leads_there(desk: Client) -> None:
    assert f'href="{KEYS}"' in desk.get("/admin/").content.decode()


def test_no_more_is_offered_than_the_groups_may(desk: Client, finance: User) -> None:
    offered = set(scopes_within(actor_of(finance)))
    assert {"refunds:read", "refunds:write", "me:read"} <= offered
    assert offered.isdisjoint({"departures:write", "listings:write", "stock:write"})
    answer = make(desk, "refunds:read", "departures:write")
    assert answer.context["form"].errors["scopes"]
    assert not ApiKey.objects.exists()
    viewer = set(scopes_within(actor_of(person("viewer@example.com", "viewer"))))
    assert "refunds:read" in viewer
    assert "refunds:write" not in viewer


@pytest.mark.parametrize(("name", "scopes", "where"), [(" ", ["me:read"], "name"), ("robot", [], "scopes")])
def test_what_is_missing_stands_at_its_field(desk: Client, name: str, scopes: list[str], where: str) -> None:
    answer = make(desk, *scopes, name=name)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [where])
    assert not ApiKey.objects.exists()


def test_so_many_keys_and_no_more(desk: Client, finance: User) -> None:
    ApiKey.objects.bulk_create(
        ApiKey(name=f"{n}", public_id=f"key{n}", digest="x", user=finance, created_at=now())
        for n in range(API_KEYS_PER_OWNER)
    )
    assert make(desk, "me:read").context["form"].non_field_errors()
    assert ApiKey.objects.count() == API_KEYS_PER_OWNER


def test_a_revoked_key_opens_nothing(desk: Client) -> None:
    secret = secret_in(make(desk, "me:read", lasts=""))
    key = ApiKey.objects.get()
    assert key.expires_at is None
    assert desk.post(KEYS, {"verb": "revoke", "key": key.pk}).status_code == 302
    assert Api(secret).get("/me").status_code == 401
    assert str(key.public_id) not in desk.get(KEYS).content.decode()


@pytest.mark.parametrize("groups", [("finance",), ("support",)])
def test_nobody_revokes_the_key_of_another_there(desk: Client, groups: tuple[str, ...]) -> None:
    make(desk, "me:read")
    other = desks.sign_in(Client(), person("other@example.com", *groups))
    assert "bank robot" not in other.get(KEYS).content.decode()
    for key in (ApiKey.objects.get().pk, "x", ""):
        assert other.post(KEYS, {"verb": "revoke", "key": key}).status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_a_superuser_revokes_the_keys_of_others_in_the_list(desk: Client) -> None:
    make(desk, "me:read")
    boss = desks.sign_in(Client(), person("boss@example.com", is_superuser=True))
    assert "/admin/accounts/apikey/" in boss.get(KEYS).content.decode()
    given = {"action": "revoke", "_selected_action": [ApiKey.objects.get().pk]}
    boss.post("/admin/accounts/apikey/", given)
    assert ApiKey.objects.get().revoked_at is not None
