"""Does nobody of staff get further than the second step without a code?"""

import re
import secrets
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Factor, RecoveryCode, User
from accounts.operations.proving import prove
from accounts.queries import factors_of
from accounts.totp import code_of, step_of
from kit.clock import now
from kit.transactions import owns_transaction
from tests import desks
from tests.desks import PASSWORD
from tests.letters import Letterbox

CODE_PAGE, SIGN_IN = "/admin/second-step/", "/admin/login/"
_HIDDEN = re.compile(r"<code [^>]*>([A-Z2-7 ]+)</code>")
_RECOVERY = re.compile(r"\b(?:[a-z2-7]{4}-){3}[a-z2-7]{4}\b")


@pytest.fixture
def boss(db: None) -> User:
    """Somebody of staff who knows their password and has no second factor yet."""
    # Under a name that no throttle has counted.
    return User.objects.create_superuser(f"boss-{secrets.token_hex(6)}@example.com", PASSWORD)


@pytest.fixture
def desk() -> Client:
    """A browser that nobody has used yet."""
    client = Client()
    desks.at_an_address_of_its_own(client)
    return client


def give_password(desk: Client, user: User, *, leads_to: str = "") -> Any:
    query = f"?next={leads_to}" if leads_to else ""
    return desk.post(f"{SIGN_IN}{query}", {"username": user.email, "password": PASSWORD})


def give_code(desk: Client, code: str) -> Any:
    return desk.post(CODE_PAGE, {"code": code})


def is_in(desk: Client) -> bool:
    return desk.get("/admin/").status_code == 200


def shown_secret(page: Any) -> str:
    found = _HIDDEN.search(page.content.decode())
    assert found is not None
    return found[1].replace(" ", "")


def enrolled(desk: Client, user: User) -> tuple[str, list[str]]:
    """Sign in for the first time: the secret that was shown, and the recovery codes."""
    give_password(desk, user)
    secret = shown_secret(desk.get(CODE_PAGE))
    page = give_code(desk, code_of(secret, step_of(now())))
    return secret, _RECOVERY.findall(page.content.decode())


# ---- the first time ---------------------------------------------------------------------


def test_the_first_sign_in_sets_up_a_second_factor(desk: Client, boss: User, letterbox: Letterbox) -> None:
    assert give_password(desk, boss, leads_to="/admin/accounts/user/").headers["Location"] == CODE_PAGE
    page = desk.get(CODE_PAGE)
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert not is_in(desk)
    wrong = give_code(desk, "000000")
    assert wrong.status_code == 400
    assert not is_in(desk)
    secret = shown_secret(wrong)
    codes = give_code(desk, code_of(secret, step_of(now())))
    assert "no-store" in codes.headers["Cache-Control"]
    assert len(set(_RECOVERY.findall(codes.content.decode()))) == 10
    assert 'href="/admin/accounts/user/"' in codes.content.decode()
    assert is_in(desk)
    [letter] = [each for each in letterbox.letters if each.kind == "account.factor_changed"]
    assert (letter.user_id, letter.facts["what"]) == (boss.pk, "added")


def test_the_picture_is_what_an_app_reads(desk: Client, boss: User) -> None:
    give_password(desk, boss)
    page = desk.get(CODE_PAGE)
    assert page.context["address"].startswith("otpauth://totp/")
    assert shown_secret(page) in page.context["address"]


def test_a_secret_that_another_browser_was_shown_is_void(boss: User) -> None:
    thief, owner = Client(), Client()
    for each in (thief, owner):
        desks.at_an_address_of_its_own(each)
        give_password(each, boss)
    stolen = shown_secret(thief.get(CODE_PAGE))
    mine = shown_secret(owner.get(CODE_PAGE))
    assert stolen != mine
    give_code(owner, code_of(mine, step_of(now())))
    give_code(thief, code_of(stolen, step_of(now())))
    assert (is_in(owner), is_in(thief)) == (True, False)


def test_the_same_secret_is_shown_again_to_the_same_browser(desk: Client, boss: User) -> None:
    give_password(desk, boss)
    assert shown_secret(desk.get(CODE_PAGE)) == shown_secret(desk.get(CODE_PAGE))


# ---- every other time -------------------------------------------------------------------


def test_a_password_alone_opens_nothing_but_the_second_step(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    give_password(desk, boss)
    assert desk.get(CODE_PAGE).status_code == 200
    for model in apps.get_models():
        label = model._meta.label_lower.replace(".", "_")
        try:
            address = reverse(f"admin:{label}_changelist")
        except Exception:  # noqa: BLE001 it has no page
            continue
        assert desk.get(address).status_code == 302, label
    for page in ("index", "second_factors", "add_factor", "password_change", "book_by_hand", "find"):
        answer = desk.get(reverse(f"admin:{page}"))
        assert (answer.status_code, answer.headers["Location"].startswith(SIGN_IN)) == (302, True), page


def test_a_code_goes_on_to_where_somebody_wanted_to_go(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    give_password(desk, boss, leads_to="/admin/accounts/user/")
    answer = give_code(desk, desks.next_code(boss))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/accounts/user/")
    assert is_in(desk)


def test_nobody_is_led_to_another_site(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    give_password(desk, boss, leads_to="https://evil.example/")
    assert give_code(desk, desks.next_code(boss)).headers["Location"] == "/admin/"


def test_a_code_is_good_once(boss: User) -> None:
    desks.enrol(boss)
    code = desks.next_code(boss)
    outcomes = []
    for _ in range(2):
        browser = Client()
        desks.at_an_address_of_its_own(browser)
        give_password(browser, boss)
        give_code(browser, code)
        outcomes.append(is_in(browser))
    assert outcomes == [True, False]


def test_a_code_from_before_the_last_one_is_refused_too(boss: User) -> None:
    desks.enrol(boss)
    factor = factors_of(boss)[0]
    Factor.objects.filter(pk=factor.pk).update(last_step=step_of(now()) + 1)
    browser = Client()
    desks.at_an_address_of_its_own(browser)
    give_password(browser, boss)
    assert give_code(browser, code_of(desks.secret_of(factor), step_of(now()))).status_code == 400
    assert not is_in(browser)


def test_of_two_requests_with_one_code_one_gets_through(at_once: Callable[..., list[Any]]) -> None:
    user = User.objects.create_superuser("boss@example.com", PASSWORD)
    desks.enrol(user)
    code = desks.next_code(user)

    def give() -> bool:
        owns_transaction(prove)(user=User.objects.get(pk=user.pk), code=code, at=now())
        return True

    outcomes = at_once([give] * 4)
    assert outcomes.count(True) == 1, outcomes


def test_the_session_key_changes_at_both_steps(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    desk.get(SIGN_IN)
    session = desk.session
    session["planted"] = "by somebody else"
    session.save()
    name = settings.SESSION_COOKIE_NAME
    desk.cookies[name] = str(session.session_key)
    keys = [desk.cookies[name].value]
    give_password(desk, boss)
    keys.append(desk.cookies[name].value)
    give_code(desk, desks.next_code(boss))
    keys.append(desk.cookies[name].value)
    assert len(set(keys)) == 3
    assert "planted" not in desk.session
    assert is_in(desk)


def test_half_a_sign_in_ends_with_another_password(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    give_password(desk, boss)
    boss.set_password("another pass phrase by rail")
    boss.save()
    assert give_code(desk, desks.next_code(boss)).headers["Location"] == SIGN_IN
    assert not is_in(desk)


def test_half_a_sign_in_ends_after_ten_minutes(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    give_password(desk, boss)
    session = desk.session
    half = session["half_signed_in"]
    session["half_signed_in"] = {**half, "at": "2026-01-01T00:00:00+00:00"}
    session.save()
    assert give_code(desk, desks.next_code(boss)).headers["Location"] == SIGN_IN


def test_a_session_from_before_the_second_step_is_not_enough(boss: User) -> None:
    old = Client()
    old.force_login(boss)
    assert old.get("/admin/").headers["Location"].startswith(SIGN_IN)
    assert old.get(SIGN_IN).status_code == 200
    assert "_auth_user_id" not in old.session


@pytest.mark.parametrize("debug", [True, False])
def test_no_setting_spares_anybody_the_code(boss: User, debug: bool, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = debug
    browser = Client()
    desks.at_an_address_of_its_own(browser)
    give_password(browser, boss)
    assert not is_in(browser)


def test_codes_are_not_guessed(desk: Client, boss: User) -> None:
    desks.enrol(boss)
    give_password(desk, boss)
    for _ in range(10):
        assert "too often" not in give_code(desk, "000000").content.decode()
    for _ in range(2):
        # From another address, too.
        desks.at_an_address_of_its_own(desk)
        assert "too often" in give_code(desk, desks.next_code(boss)).content.decode()
    assert not is_in(desk)


def test_passwords_are_not_guessed(desk: Client, boss: User) -> None:
    for _ in range(10):
        assert desk.post(SIGN_IN, {"username": boss.email, "password": "wrong"}).status_code == 200
    answer = give_password(desk, boss)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


# ---- without the phone ------------------------------------------------------------------


def test_a_recovery_code_signs_in_once_however_it_is_typed(boss: User) -> None:
    desk = Client()
    desks.at_an_address_of_its_own(desk)
    _secret, codes = enrolled(desk, boss)
    outcomes = []
    for typed in (codes[3].upper().replace("-", " "), codes[3]):
        browser = Client()
        desks.at_an_address_of_its_own(browser)
        give_password(browser, boss)
        give_code(browser, typed)
        outcomes.append(is_in(browser))
    assert outcomes == [True, False]


def test_somebody_elses_recovery_code_is_none(boss: User, desk: Client) -> None:
    other = User.objects.create_superuser("other@example.com", PASSWORD)
    desks.forget_tries(other.email)
    browser = Client()
    desks.at_an_address_of_its_own(browser)
    _secret, codes = enrolled(browser, other)
    desks.enrol(boss)
    give_password(desk, boss)
    give_code(desk, codes[0])
    assert not is_in(desk)


# ---- looking after them -----------------------------------------------------------------


def test_new_recovery_codes_take_the_place_of_those_before(boss: User) -> None:
    desk = Client()
    desks.at_an_address_of_its_own(desk)
    _secret, old = enrolled(desk, boss)
    page = desk.post("/admin/second-factors/", {"verb": "codes"})
    new = _RECOVERY.findall(page.content.decode())
    assert len(set(new)) == 10
    assert not set(new) & set(old)
    assert RecoveryCode.objects.filter(user=boss).count() == 10
    assert "no-store" in page.headers["Cache-Control"]


def test_the_last_second_factor_stays_and_a_spare_one_goes(boss: User) -> None:
    desk = desks.sign_in(Client(), boss)
    elsewhere = desks.sign_in(Client(), boss)
    only = factors_of(boss)[0]
    desk.post("/admin/second-factors/", {"verb": "remove", "factor": str(only.pk)})
    assert factors_of(boss).count() == 1
    page = desk.post("/admin/second-factors/add/", {"name": "Spare phone"})
    code = code_of(shown_secret(page), step_of(now()))
    assert desk.post("/admin/second-factors/add/", {"code": code}).status_code == 302
    assert [each.name for each in factors_of(boss)] == ["phone", "Spare phone"]
    desk.post("/admin/second-factors/", {"verb": "remove", "factor": str(only.pk)})
    assert [each.name for each in factors_of(boss)] == ["Spare phone"]
    # Whoever has the phone that was taken away may sit at the other browser.
    assert (is_in(desk), is_in(elsewhere)) == (True, False)


def test_nobody_removes_somebody_elses(boss: User) -> None:
    other = User.objects.create_superuser("other@example.com", PASSWORD)
    desks.enrol(other)
    theirs = factors_of(other)[0]
    desks.sign_in(Client(), boss).post("/admin/second-factors/", {"verb": "remove", "factor": str(theirs.pk)})
    assert factors_of(other).count() == 1


def test_a_lost_phone_is_reset_by_somebody_else(boss: User, letterbox: Letterbox) -> None:
    other = User.objects.create_user("other@example.com", PASSWORD, is_staff=True)
    hers = desks.sign_in(Client(), other)
    letterbox.letters.clear()
    reset = {"action": "reset_factors", "_selected_action": [str(other.pk)]}
    desks.sign_in(Client(), boss).post("/admin/accounts/user/", reset)
    assert not factors_of(other).exists()
    assert not other.recovery_codes.exists()
    assert not is_in(hers)
    [letter] = [each for each in letterbox.letters if each.user_id == other.pk]
    assert (letter.kind, letter.facts["what"]) == ("account.factor_changed", "reset")
    # What was taken away stands in the record, with who did it, and without the secret.
    audit: Any = apps.get_model("accounts", "FactorAudit")
    row = audit.objects.filter(user_id=other.pk, pgh_label="delete").get()
    assert row.pgh_context["user"] == str(boss.pk)
    assert "secret" not in {field.name for field in audit._meta.fields}
    assert "digest" not in {
        field.name for field in apps.get_model("accounts", "RecoveryCodeAudit")._meta.fields
    }


def test_nobody_resets_their_own(boss: User) -> None:
    desk = desks.sign_in(Client(), boss)
    desk.post("/admin/accounts/user/", {"action": "reset_factors", "_selected_action": [str(boss.pk)]})
    assert factors_of(boss).exists()


def test_support_resets_no_administrator(boss: User) -> None:
    desks.enrol(boss)
    helper = User.objects.create_user("helper@example.com", is_staff=True)
    helper.groups.add(Group.objects.get_or_create(name="support")[0])
    desk = desks.sign_in(Client(), helper)
    desk.post("/admin/accounts/user/", {"action": "reset_factors", "_selected_action": [str(boss.pk)]})
    assert factors_of(boss).exists()


def test_the_database_holds_no_secret_that_can_be_read(boss: User) -> None:
    desk = Client()
    desks.at_an_address_of_its_own(desk)
    secret, codes = enrolled(desk, boss)
    with connection.cursor() as cursor:
        for table in ("accounts_factor", "accounts_factoraudit", "accounts_recoverycode", "django_session"):
            cursor.execute(f"SELECT string_agg(each::text, ' ') FROM {table} AS each")
            [told] = cursor.fetchone()
            assert secret not in str(told)
            assert not any(code in str(told) for code in codes)


def test_whoever_holds_the_machine_resets_the_only_administrator(boss: User) -> None:
    desks.enrol(boss)
    call_command("reset_second_factor", boss.email.upper(), stdout=StringIO())
    assert not factors_of(boss).exists()
    for email, why in ((boss.email, "no second factor"), ("none@example.com", "Nobody has")):
        with pytest.raises(CommandError, match=why):
            call_command("reset_second_factor", email)
