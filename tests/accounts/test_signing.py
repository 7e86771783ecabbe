"""Do people get in by their own password alone, and out again?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from accounts.models import AccessToken, ApiKey, ThrottleCount, User
from accounts.operations.throttling import count_try, forget_redis
from accounts.policy import SIGN_IN_BY_EMAIL, Limit
from kit.clock import now
from kit.http import Throttled
from tests.api import Api
from tests.mailbox import deliver, link_in_the_mail

pytestmark = pytest.mark.usefixtures("uncounted")
EMAIL = "wang@example.com"
PASSWORD = "corn-flour-by-rail-7"
NEW_PASSWORD = "oat-bran-by-rail-8"


def key_in_the_mail() -> str:
    """The key of the link in the newest mail."""
    return link_in_the_mail()[1]


def sign_up(api: Api, email: str = EMAIL) -> Any:
    """An account opened, its mail sent."""
    answer = api.post("/auth/sign-up", {"email": email, "password": PASSWORD})
    deliver()
    return answer


def sign_in(api: Api, password: str = PASSWORD, email: str = EMAIL) -> Any:
    """A password for a token."""
    return api.post("/auth/sign-in", {"email": email, "password": password})


@pytest.fixture
def wang(api: Api) -> User:
    """A person who signed up and confirmed."""
    sign_up(api)
    assert api.post("/auth/confirm-email", {"key": key_in_the_mail()}).status_code == 200
    return User.objects.get(email=EMAIL)


def test_a_confirmed_person_signs_in(api: Api, wang: User) -> None:
    answer = sign_in(api)
    assert answer.status_code == 201
    me = api.with_credential(answer.json()["token"]).get("/me")
    assert me.json()["email"] == EMAIL


def test_an_address_that_nobody_confirmed_lets_nobody_in(api: Api) -> None:
    sign_up(api)
    answer = sign_in(api)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.email_unconfirmed")
    assert not AccessToken.objects.exists()


def test_a_wrong_password_does_not_tell_whether_the_address_is_known(api: Api, wang: User) -> None:
    known, unknown = sign_in(api, "wrong"), sign_in(api, "wrong", "nobody@example.com")
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()


def test_signing_up_again_tells_only_the_owner_of_the_address(api: Api, wang: User) -> None:
    fresh, again = sign_up(api, "li@example.com"), sign_up(api)
    assert fresh.status_code == again.status_code == 202
    assert fresh.json() == again.json()
    assert User.objects.filter(email=EMAIL).count() == 1
    assert mail.outbox[-1].to == [EMAIL]


def test_a_password_that_everyone_guesses_is_refused_by_name(api: Api) -> None:
    answer = api.post("/auth/sign-up", {"email": EMAIL, "password": "password"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/password"
    assert not User.objects.exists()


def test_a_forged_confirmation_confirms_nothing(api: Api) -> None:
    sign_up(api)
    answer = api.post("/auth/confirm-email", {"key": "MTI:1vKqAA:forged-by-somebody-else"})
    assert answer.json()["code"] == "auth.bad_link"
    assert sign_in(api).status_code == 403


def test_a_new_password_ends_every_sign_in_and_its_link_works_once(api: Api, wang: User) -> None:
    token = sign_in(api).json()["token"]
    api.post("/auth/password-reset", {"email": EMAIL})
    deliver()
    given = {"key": key_in_the_mail(), "password": NEW_PASSWORD}
    assert api.post("/auth/password-reset/confirm", given).status_code == 200
    assert api.with_credential(token).get("/me").status_code == 401
    assert sign_in(api).status_code == 401
    assert sign_in(api, NEW_PASSWORD).status_code == 201
    assert api.post("/auth/password-reset/confirm", given).json()["code"] == "auth.bad_link"


def test_asking_for_a_new_password_says_the_same_to_everyone(api: Api, wang: User) -> None:
    mail.outbox.clear()
    known = api.post("/auth/password-reset", {"email": EMAIL})
    unknown = api.post("/auth/password-reset", {"email": "nobody@example.com"})
    deliver()
    assert known.status_code == unknown.status_code == 202
    assert known.json() == unknown.json()
    assert [each.to for each in mail.outbox] == [[EMAIL]]


def test_a_reset_key_confirms_no_address(api: Api, wang: User) -> None:
    sign_up(api, "li@example.com")
    api.post("/auth/password-reset", {"email": EMAIL})
    deliver()
    answer = api.post("/auth/confirm-email", {"key": key_in_the_mail()})
    assert answer.json()["code"] == "auth.bad_link"


def test_signing_out_ends_this_sign_in_alone(api: Api, wang: User) -> None:
    here, there = (api.with_credential(sign_in(api).json()["token"]) for _ in range(2))
    assert here.post("/auth/sign-out").status_code == 204
    assert here.get("/me").status_code == 401
    assert there.get("/me").status_code == 200


def test_an_expired_token_opens_nothing(api: Api, wang: User) -> None:
    token = sign_in(api).json()["token"]
    AccessToken.objects.update(expires_at=now() - timedelta(seconds=1))
    assert api.with_credential(token).get("/me").status_code == 401


def test_a_token_is_kept_as_a_digest_only(api: Api, wang: User) -> None:
    token = sign_in(api).json()["token"]
    row = AccessToken.objects.values().get()
    assert token.startswith("sct_")
    assert not any(token[4:] in str(value) for value in row.values())


def test_another_persons_sign_in_is_not_there_to_be_ended(
    api: Api, wang: User, make_user: Callable[..., User], signed_in: Callable[[User], Api]
) -> None:
    sign_in(api)
    stranger = signed_in(make_user("li@example.com"))
    token_id = AccessToken.objects.get(user=wang).pk
    assert stranger.post(f"/auth/tokens/{token_id}/revoke").status_code == 404
    assert AccessToken.objects.get(user=wang).revoked_at is None


def test_a_key_opens_only_what_its_scopes_name(api: Api, wang: User) -> None:
    person = api.with_credential(sign_in(api).json()["token"])
    made = person.post("/api-keys", {"name": "reader", "scopes": ["orders:read"]}).json()
    machine = api.with_credential(made["secret"])
    assert machine.get("/orders").status_code == 200
    assert machine.post("/carts", {"market": "CN"}).json()["code"] == "access.scope_missing"
    assert ApiKey.objects.get().digest not in made["secret"]


def test_a_revoked_key_opens_nothing(api: Api, wang: User) -> None:
    person = api.with_credential(sign_in(api).json()["token"])
    made = person.post("/api-keys", {"name": "reader", "scopes": ["orders:read"]}).json()
    person.post(f"/api-keys/{made['id']}/revoke")
    assert api.with_credential(made["secret"]).get("/orders").status_code == 401


def test_guessing_a_password_comes_to_an_end(api: Api, wang: User) -> None:
    answers = [sign_in(api, f"guess-{number}").status_code for number in range(12)]
    assert answers == [401] * SIGN_IN_BY_EMAIL.tries + [429] * 2
    assert int(sign_in(api).headers["Retry-After"]) > 0


def test_without_redis_guesses_are_counted_in_postgresql(api: Api, wang: User, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    forget_redis()
    answers = [sign_in(api, f"guess-{number}").status_code for number in range(12)]
    assert answers == [401] * SIGN_IN_BY_EMAIL.tries + [429] * 2
    assert ThrottleCount.objects.exists()


def test_a_parallel_guesser_gets_no_more_tries(transactional_db: None) -> None:
    limit = Limit("test-parallel", 5, 60)

    def guess(_: int) -> bool:
        try:
            count_try(limit, who="somebody", at=now(), fall_back=True)
        except Throttled:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(guess, range(40))) == 5


def test_a_parallel_guesser_without_redis_gets_no_more_tries_either(
    transactional_db: None, settings: Any
) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    forget_redis()
    limit = Limit("test-parallel", 5, 60)
    count = partial(count_try, limit, who="somebody", fall_back=True)

    def guess(_: int) -> bool:
        try:
            count(at=now())
        except Throttled:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(24))) == 5


def test_whoever_lost_the_link_gets_it_again_by_signing_up_once_more(api: Api) -> None:
    sign_up(api)
    sign_up(api)
    assert [each.subject for each in mail.outbox] == ["Please confirm your e-mail address"] * 2
    assert api.post("/auth/confirm-email", {"key": key_in_the_mail()}).status_code == 200
    sign_up(api)
    assert mail.outbox[-1].subject == "You already have an account"


def test_a_new_account_has_the_language_of_its_request_unless_it_names_one(api: Api) -> None:
    for number, named in enumerate(({}, {"language": "kk"})):
        body = {"email": f"wang{number}@example.com", "password": PASSWORD, **named}
        api.post("/auth/sign-up", body, accept_language="zh-CN, ru;q=0.5")
    assert list(User.objects.order_by("email").values_list("language", flat=True)) == ["zh-Hans", "kk"]
