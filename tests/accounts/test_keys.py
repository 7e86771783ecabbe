"""Does a key open what its maker may give, as long as it lives?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.fernet import InvalidToken
from django.db import IntegrityError, transaction

from accounts.errors import ScopeUnknown, TooManyKeys
from accounts.keys import new_key, new_token, public_id_of, seal, unseal
from accounts.models import ApiKey, IdempotencyRecord, Organisation, User
from accounts.operations.keying import create_key
from accounts.policy import API_KEYS_PER_OWNER
from kit.actors import SYSTEM, Actor
from kit.clock import now
from tests.api import Api

SignedIn = Callable[[User], Api]
BODY = {"name": "robot", "scopes": ["me:read", "api-keys:read", "api-keys:write"]}


@pytest.fixture
def owner(make_member: Callable[..., User], signed_in: SignedIn) -> Api:
    """An owner of a seller."""
    return signed_in(make_member("owner"))


def test_a_keys_secret_is_shown_once_and_not_kept(owner: Api) -> None:
    made = owner.post("/api-keys", BODY)
    assert made.status_code == 201
    secret = made.json()["secret"]
    assert secret.startswith(f"sck_{made.json()['public_id']}_")
    listed = owner.get("/api-keys")
    assert [row["id"] for row in listed.json()["items"]] == [made.json()["id"]]
    assert secret.rpartition("_")[2].encode() not in listed.content
    key = ApiKey.objects.get()
    assert secret not in (key.digest, key.public_id)


def test_a_repeated_making_shows_the_same_secret_yet_keeps_it_sealed(owner: Api) -> None:
    first = owner.post("/api-keys", BODY, key="k1")
    again = owner.post("/api-keys", BODY, key="k1")
    assert again.json() == first.json()
    assert ApiKey.objects.count() == 1
    record = IdempotencyRecord.objects.get()
    assert first.json()["secret"].encode() not in bytes(record.body)
    assert record.sealed


def test_a_key_acts_for_its_person(owner: Api) -> None:
    robot = owner.with_credential(owner.post("/api-keys", BODY).json()["secret"])
    assert robot.get("/me").json()["kind"] == "seller"
    assert robot.patch("/me", {"name": "x"}, if_match="*").json()["code"] == "access.scope_missing"


def test_an_organisations_key_acts_for_the_organisation(owner: Api) -> None:
    made = owner.post("/api-keys", {**BODY, "for_organisation": True})
    assert made.json()["organisation_id"]
    robot = owner.with_credential(made.json()["secret"])
    assert robot.get("/me").status_code == 404
    assert robot.get("/api-keys").json()["items"][0]["id"] == made.json()["id"]


def test_only_an_owner_makes_keys_for_the_organisation(
    make_member: Callable[..., User], signed_in: SignedIn
) -> None:
    answer = signed_in(make_member("finance")).post("/api-keys", {**BODY, "for_organisation": True})
    assert answer.status_code == 403
    assert not ApiKey.objects.exists()


def test_a_key_cannot_make_a_stronger_key(owner: Api) -> None:
    robot = owner.with_credential(owner.post("/api-keys", BODY).json()["secret"])
    answer = robot.post("/api-keys", {"name": "more", "scopes": ["me:read", "orders:write"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "access.scope_unknown")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/scopes/1"]


def test_an_unknown_scope_is_named(owner: Api) -> None:
    answer = owner.post("/api-keys", {"name": "x", "scopes": ["everything:write"]})
    assert answer.json()["errors"][0]["pointer"] == "/scopes/0"


def test_simulation_is_not_to_be_had_over_rest(owner: Api) -> None:
    answer = owner.post("/api-keys", {**BODY, "simulates": True})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/simulates")


def test_a_rotated_key_answers_to_its_new_secret_alone(owner: Api) -> None:
    old = owner.post("/api-keys", BODY).json()
    new = owner.post(f"/api-keys/{old['id']}/rotate").json()
    assert new["id"] == old["id"]
    assert owner.with_credential(old["secret"]).get("/me").status_code == 401
    assert owner.with_credential(new["secret"]).get("/me").status_code == 200


def test_a_revoked_key_stays_revoked(owner: Api) -> None:
    made = owner.post("/api-keys", BODY).json()
    assert owner.post(f"/api-keys/{made['id']}/revoke").json()["revoked_at"]
    for verb in ("revoke", "rotate"):
        answer = owner.post(f"/api-keys/{made['id']}/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (409, "access.key_revoked")
    assert owner.with_credential(made["secret"]).get("/me").json()["code"] == "auth.bad_credential"


def test_a_key_ends_at_its_hour(make_user: Callable[..., User], api: Api) -> None:
    at, user = now(), make_user()
    made = create_key(
        name="x", scopes=["me:read"], user=user, at=at, by=SYSTEM, expires_at=at + timedelta(hours=1)
    )
    assert api.with_credential(made.secret).get("/me").status_code == 200
    ApiKey.objects.update(expires_at=at - timedelta(seconds=1))
    assert api.with_credential(made.secret).get("/me").status_code == 401


def test_a_key_of_somebody_switched_off_opens_nothing(make_user: Callable[..., User], api: Api) -> None:
    user = make_user()
    made = create_key(name="x", scopes=["me:read"], user=user, at=now(), by=SYSTEM)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert api.with_credential(made.secret).get("/me").status_code == 401


def test_the_public_half_of_a_key_opens_nothing(make_user: Callable[..., User], api: Api) -> None:
    made = create_key(name="x", scopes=["me:read"], user=make_user(), at=now(), by=SYSTEM)
    wrong = made.secret[:-1] + ("A" if made.secret[-1] != "A" else "B")
    assert api.with_credential(wrong).get("/me").status_code == 401


def test_nobody_hoards_keys(make_user: Callable[..., User]) -> None:
    user, by = make_user(), Actor(kind="staff")
    rows = [
        ApiKey(user=user, name="x", public_id=f"{n:012}", digest="x", created_at=now())
        for n in range(API_KEYS_PER_OWNER)
    ]
    ApiKey.objects.bulk_create(rows)
    with pytest.raises(TooManyKeys):
        create_key(name="x", scopes=[], user=user, at=now(), by=by)
    ApiKey.objects.filter(pk=rows[0].pk).update(revoked_at=now())
    assert create_key(name="x", scopes=[], user=user, at=now(), by=by).row.user == user


def test_a_makers_scopes_bound_the_keys(make_user: Callable[..., User]) -> None:
    by = Actor(kind="seller", scopes=frozenset({"me:read"}))
    with pytest.raises(ScopeUnknown):
        create_key(name="x", scopes=["me:write"], user=make_user(), at=now(), by=by)


def test_another_sellers_keys_are_not_there(
    owner: Api, make_member: Callable[..., User], signed_in: SignedIn
) -> None:
    made = owner.post("/api-keys", {**BODY, "for_organisation": True}).json()
    other = signed_in(make_member("owner"))
    assert other.get("/api-keys").json()["items"] == []
    assert other.post(f"/api-keys/{made['id']}/revoke").status_code == 404
    assert ApiKey.objects.get().revoked_at is None


def test_a_colleague_who_is_no_owner_sees_only_their_own_keys(
    make_member: Callable[..., User],
    make_organisation: Callable[..., Organisation],
    signed_in: SignedIn,
) -> None:
    seller = make_organisation("seller")
    signed_in(make_member("owner", seller)).post("/api-keys", {**BODY, "for_organisation": True})
    assert signed_in(make_member("catalogue", seller)).get("/api-keys").json()["items"] == []


def test_a_key_belongs_to_exactly_one(
    make_user: Callable[..., User], make_organisation: Callable[..., Organisation]
) -> None:
    owners = [{}, {"user": make_user(), "organisation": make_organisation("seller")}]
    for owner in owners:
        with pytest.raises(IntegrityError, match="person_or_an_organisation"), transaction.atomic():
            create_key(name="x", scopes=[], at=now(), by=SYSTEM, **owner)  # type: ignore[arg-type]


def test_credentials_are_random_and_shaped() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert {len(token) for token in tokens} == {47}
    public_id, key = new_key()
    assert public_id_of(key) == public_id


@pytest.mark.parametrize("text", ["", "sck_", "sck_short_x", "sct_000000000000_x", "sck_000000000000_x_y"])
def test_what_is_no_key_has_no_public_id(text: str) -> None:
    assert public_id_of(text) is None


def test_a_sealed_answer_opens_with_its_own_key_alone() -> None:
    sealed = seal(b"secret", key="k1")
    assert b"secret" not in sealed
    assert unseal(sealed, key="k1") == b"secret"
    with pytest.raises(InvalidToken):
        unseal(sealed, key="k2")
