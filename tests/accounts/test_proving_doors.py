"""Over REST, does nobody come near a seller's money by a password alone?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import AccessToken, Organisation, User
from accounts.operations.keying import create_key
from accounts.queries import factors_of
from accounts.totp import code_of, step_of
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests import desks
from tests.accounts.conftest import PASSWORD
from tests.api import Api

pytestmark = pytest.mark.usefixtures("uncounted")
BANK_DATA = {"account_number": "KZ86125KZT5004100100", "bic": "HSBKKZKX", "bank": "Halyk", "kbe": "17"}


@pytest.fixture
def owner(make_member: Callable[..., User]) -> User:
    """Who looks after a seller's money, with a password."""
    user = make_member("owner")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_in(user: User) -> dict[str, Any]:
    answer = Api().post("/auth/sign-in", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 201, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# ---- signing in -------------------------------------------------------------------------


def test_who_needs_no_second_factor_signs_in_as_ever(wang: User) -> None:
    given = sign_in(wang)
    assert given["step"] == ""
    assert Api(given["token"]).get("/me").status_code == 200


@pytest.mark.parametrize(("role", "step"), [("owner", "enrol"), ("finance", "enrol"), ("warehouse", "")])
def test_who_looks_after_money_has_to_enrol(make_member: Callable[..., User], role: str, step: str) -> None:
    user = make_member(role)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    assert sign_in(user)["step"] == step


def test_enrolling_finishes_the_first_sign_in(owner: User) -> None:
    half = Api(sign_in(owner)["token"])
    assert code(half.get("/me")) == (403, "auth.second_step")
    assert half.get("/me").json()["step"] == "enrol"
    begun = half.post("/auth/factors", {"name": "Phone"}).json()
    wrong = half.post(f"/auth/factors/{begun['id']}/confirm", {"code": "000000"})
    assert code(wrong) == (422, "auth.wrong_code")
    right = {"code": code_of(begun["secret"], step_of(now()))}
    done = half.post(f"/auth/factors/{begun['id']}/confirm", right).json()
    assert len(set(done["recovery_codes"])) == 10
    whole = Api(done["sign_in"]["token"])
    assert whole.get("/me").json()["email"] == owner.email
    assert whole.get("/seller/balance").status_code == 200
    assert half.get("/auth/factors").status_code == 401


def test_a_password_alone_is_half_a_sign_in(owner: User) -> None:
    desks.enrol(owner)
    given = sign_in(owner)
    half = Api(given["token"])
    assert given["step"] == "code"
    for path in ("/me", "/seller/balance", "/seller/products", "/auth/tokens", "/auth/factors", "/products"):
        assert code(half.get(path)) == (403, "auth.second_step"), path
    assert code(half.post("/auth/factors", {})) == (403, "auth.second_step")
    row = AccessToken.objects.get(pk=given["id"])
    assert row.expires_at <= now() + timedelta(minutes=10)
    whole = half.post("/auth/second-step", {"code": desks.next_code(owner)})
    assert whole.status_code == 201
    assert Api(whole.json()["token"]).get("/seller/balance").status_code == 200
    assert half.get("/me").status_code == 401


def test_a_code_is_good_once_over_rest_too(owner: User) -> None:
    desks.enrol(owner)
    given = {"code": desks.next_code(owner)}
    first, second = (Api(sign_in(owner)["token"]) for _ in range(2))
    assert first.post("/auth/second-step", given).status_code == 201
    assert code(second.post("/auth/second-step", given)) == (422, "auth.wrong_code")
    # The refused one may still be finished by a good code.
    assert second.post("/auth/second-step", {"code": desks.next_code(owner)}).status_code == 201


def test_codes_are_not_guessed_over_rest(owner: User) -> None:
    desks.enrol(owner)
    half = Api(sign_in(owner)["token"])
    tried = [half.post("/auth/second-step", {"code": "000000"}).status_code for _ in range(10)]
    assert tried == [422] * 10
    answer = half.post("/auth/second-step", {"code": desks.next_code(owner)})
    assert code(answer) == (429, "request.throttled")


def test_a_new_password_spares_nobody_the_code(owner: User) -> None:
    token = desks.token_of(owner)
    owner.set_password("oat-bran-by-rail-8")
    owner.save(update_fields=["password"])
    answer = Api().post("/auth/sign-in", {"email": owner.email, "password": "oat-bran-by-rail-8"})
    assert answer.json()["step"] == "code"
    assert token != answer.json()["token"]


# ---- money ------------------------------------------------------------------------------


def test_a_sign_in_from_before_sees_no_money(owner: User, signed_in: Callable[[User], Api]) -> None:
    old = signed_in(owner)
    assert old.get("/me").status_code == 200
    for path in ("/seller/balance", "/seller/payouts", "/seller/statements", "/seller/payout-account"):
        assert code(old.get(path)) == (403, "auth.factor_needed"), path
    assert code(old.post("/seller/payout-account", BANK_DATA, key="bank-data-1")) == (
        403,
        "auth.factor_needed",
    )


def test_bank_data_want_a_proof_of_the_last_ten_minutes(
    owner: User, proved_in: Callable[[User], Api]
) -> None:
    api = proved_in(owner)
    AccessToken.objects.filter(user=owner).update(confirmed_at=now() - timedelta(minutes=11))
    refused = api.post("/seller/payout-account", BANK_DATA, key="bank-data-2")
    assert code(refused) == (403, "auth.confirm_again")
    assert refused.json()["within_s"] == 600
    assert code(api.post("/auth/confirm", {"password": PASSWORD})) == (422, "auth.wrong_code")
    confirmed = api.post("/auth/confirm", {"code": desks.next_code(owner)})
    assert confirmed.status_code == 200, confirmed.content
    # It lets this person on; this one has no seller to whom bank data would belong.
    assert code(api.post("/seller/payout-account", BANK_DATA, key="bank-data-2")) == (
        404,
        "catalog.seller_not_found",
    )


def test_a_proof_is_bound_to_its_own_token(owner: User) -> None:
    proved, other = desks.token_of(owner), desks.token_of(owner)
    AccessToken.objects.filter(user=owner).update(confirmed_at=None)
    owner.factors.update(last_step=0)
    assert Api(proved).post("/auth/confirm", {"code": desks.next_code(owner)}).status_code == 200
    answer = Api(other).post("/seller/payout-account", BANK_DATA, key="bank-data-3")
    assert code(answer) == (403, "auth.confirm_again")


def test_a_key_reads_by_its_scope_and_changes_no_bank_data(owner: User) -> None:
    firm = Organisation.objects.get(memberships__user=owner)
    made = owns_transaction(create_key)(
        name="books", scopes=["payouts:read", "payouts:write"], organisation=firm, at=now(), by=SYSTEM
    )
    machine = Api(made.secret)
    assert machine.get("/seller/balance").status_code == 200
    answer = machine.post("/seller/payout-account", BANK_DATA, key="bank-data-4")
    assert code(answer) == (403, "auth.person_needed")


def test_a_key_near_money_is_made_by_who_has_just_given_a_code(
    owner: User, proved_in: Callable[[User], Api]
) -> None:
    wanted = {"name": "books", "scopes": ["payouts:read"], "for_organisation": True}
    api = proved_in(owner)
    made = api.post("/api-keys", wanted)
    assert made.status_code == 201
    AccessToken.objects.filter(user=owner).update(confirmed_at=now() - timedelta(minutes=11))
    assert code(api.post("/api-keys", wanted)) == (403, "auth.confirm_again")
    assert code(api.post(f"/api-keys/{made.json()['id']}/rotate")) == (403, "auth.confirm_again")
    assert api.post("/api-keys", {**wanted, "scopes": ["stock:read"]}).status_code == 201


def test_a_key_gives_no_other_key_a_new_secret_that_may_do_more(
    owner: User, proved_in: Callable[[User], Api]
) -> None:
    api = proved_in(owner)
    wanted = {"name": "books", "scopes": ["payouts:read"], "for_organisation": True}
    books = api.post("/api-keys", wanted).json()
    keeper = api.post("/api-keys", {**wanted, "scopes": ["api-keys:write"]}).json()
    stolen = api.with_credential(keeper["secret"])
    answer = stolen.post(f"/api-keys/{books['id']}/rotate")
    assert code(answer) == (403, "access.scope_missing")
    assert stolen.post(f"/api-keys/{keeper['id']}/rotate").status_code == 200


# ---- looking after them -----------------------------------------------------------------


def test_second_factors_change_after_a_proof_alone(owner: User, proved_in: Callable[[User], Api]) -> None:
    api = proved_in(owner)
    only = factors_of(owner)[0]
    assert code(api.post(f"/auth/factors/{only.pk}/remove")) == (422, "auth.last_factor")
    AccessToken.objects.filter(user=owner).update(confirmed_at=None)
    for path in ("/auth/factors", f"/auth/factors/{only.pk}/remove", "/auth/recovery-codes"):
        assert code(api.post(path)) == (403, "auth.confirm_again"), path
    assert [each.pk for each in factors_of(owner)] == [only.pk]


def test_who_needs_none_may_have_one_and_let_it_go(wang: User) -> None:
    api = Api(sign_in(wang)["token"])
    assert code(api.post("/auth/factors", {})) == (403, "auth.confirm_again")
    assert code(api.post("/auth/confirm", {"password": "wrong"})) == (401, "auth.bad_password")
    assert api.post("/auth/confirm", {"password": PASSWORD}).status_code == 200
    begun = api.post("/auth/factors", {}).json()
    done = api.post(
        f"/auth/factors/{begun['id']}/confirm", {"code": code_of(begun["secret"], step_of(now()))}
    )
    assert (done.json()["sign_in"], len(done.json()["recovery_codes"])) == (None, 10)
    assert sign_in(wang)["step"] == "code"
    assert api.get("/auth/factors").json()["recovery_codes_left"] == 10
    assert api.post(f"/auth/factors/{begun['id']}/remove").status_code == 204
    assert sign_in(wang)["step"] == ""
    assert api.get("/auth/factors").json() == {"items": [], "recovery_codes_left": 0, "is_required": False}


def test_enrolling_ends_what_was_signed_in_without(wang: User) -> None:
    stolen, mine = Api(sign_in(wang)["token"]), Api(sign_in(wang)["token"])
    mine.post("/auth/confirm", {"password": PASSWORD})
    begun = mine.post("/auth/factors", {}).json()
    mine.post(f"/auth/factors/{begun['id']}/confirm", {"code": code_of(begun["secret"], step_of(now()))})
    assert (mine.get("/me").status_code, stolen.get("/me").status_code) == (200, 401)


def test_a_key_has_no_second_factor(owner: User) -> None:
    made = owns_transaction(create_key)(name="k", scopes=["me:read"], user=owner, at=now(), by=SYSTEM)
    assert Api(made.secret).get("/auth/factors").status_code == 403


def test_secrets_are_kept_in_no_cache(owner: User) -> None:
    half = Api(sign_in(owner)["token"])
    assert half.post("/auth/factors", {}).headers["Cache-Control"] == "private, no-store"
