"""Does an owner look after who acts for the firm in the console, having proved who they are?"""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Invitation, Membership, User
from accounts.policy import CONFIRMED_FOR
from accounts.rights import rule_of
from accounts.sites import seller_site
from catalog.models import Seller
from kit.clock import now
from tests import desks
from tests.consoles.test_seller_pages import member
from tests.mailbox import deliver, link_in_the_mail
from tests.orders.market import Market

WANTED = {"verb": "invite", "email": "daulet@example.com", "role": "finance"}


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    """The console of its owner, who has just signed in."""
    desks.forget_invitations(mill.organisation_id, WANTED["email"])
    return member(shop, mill, "owner")


def stale(console: Client) -> Client:
    session = console.session
    session["confirmed_at"] = (now() - CONFIRMED_FOR - timedelta(seconds=1)).isoformat()
    session.save()
    return console


def asks(answer: Any) -> bool:
    return answer.status_code == 403 and b'name="_confirming_code"' in answer.content


def said(answer: Any) -> list[str]:
    return [str(each) for each in answer.context["messages"]]


def owner_of(mill: Seller) -> User:
    return User.objects.get(memberships__organisation=mill.organisation, memberships__role="owner")


def a_page(name: str, mill: Seller) -> str:
    """Where a page of the console is, on a row of its own where it is about one."""
    at = now()
    if name == "member":
        return reverse("seller:member", args=(owner_of(mill).memberships.get().pk,))
    if name == "invitation":
        invitation = Invitation.objects.create(
            organisation=mill.organisation,
            email="new@example.com",
            role="owner",
            language="en",
            expires_at=at,
            created_at=at,
        )
        return reverse("seller:invitation", args=(invitation.pk,))
    return reverse(f"seller:{name}")


def confirmed() -> list[tuple[str, str]]:
    return [
        (name, verb)
        for name, page in seller_site.pages.items()
        for verb, operation in page.verbs.items()
        if rule_of(operation).door.needs_confirmation
    ]


def test_some_verbs_ask_again() -> None:
    assert {("members", "invite"), ("member", "remove"), ("member", "role")} <= set(confirmed())


@pytest.mark.parametrize(("name", "verb"), confirmed())
def test_a_verb_that_rest_wants_confirmed_asks_first(
    console: Client, mill: Seller, name: str, verb: str
) -> None:
    page = stale(console).post(a_page(name, mill), {"verb": verb})
    assert asks(page)
    assert "no-store" in page.headers["Cache-Control"]


def test_what_was_posted_goes_on_after_the_code(console: Client, mill: Seller) -> None:
    address = reverse("seller:members")
    asked = stale(console).post(address, WANTED)
    for name, value in WANTED.items():
        assert f'name="{name}" value="{value}"' in asked.text
    wrong = console.post(address, {**WANTED, "_confirming_then": "", "_confirming_code": "000000"})
    assert asks(wrong)
    assert 'role="alert"' in wrong.text
    assert not Invitation.objects.exists()
    code = desks.next_code(owner_of(mill))
    right = console.post(address, {**WANTED, "_confirming_then": "", "_confirming_code": code}, follow=True)
    assert said(right) == ["The invitation is on its way."]
    assert Invitation.objects.get().email == WANTED["email"]


def test_codes_are_not_guessed_there(console: Client, mill: Seller) -> None:
    address = reverse("seller:members")
    stale(console)
    for _ in range(10):
        console.post(address, {**WANTED, "_confirming_then": "", "_confirming_code": "000000"})
    code = desks.next_code(owner_of(mill))
    assert asks(console.post(address, {**WANTED, "_confirming_then": "", "_confirming_code": code}))
    assert not Invitation.objects.exists()


def test_a_new_owner_signs_in_anew_before_anything_is_confirmed(shop: Market, mill: Seller) -> None:
    console = member(shop, mill, "catalogue")
    Membership.objects.filter(organisation=mill.organisation).update(role="owner")
    answer = console.post(reverse("seller:members"), WANTED)
    assert answer.headers["Location"].startswith("/seller/sign-in/")
    assert not Invitation.objects.exists()


def test_somebody_is_invited_again_and_not_after_all(console: Client) -> None:
    console.post(reverse("seller:members"), WANTED)
    row = Invitation.objects.get()
    assert WANTED["email"] in console.get(reverse("seller:members")).text
    address = reverse("seller:invitation", args=(row.pk,))
    assert said(console.post(address, {"verb": "again"}, follow=True)) == ["It was sent again."]
    deliver()
    assert [each.to for each in mail.outbox] == [[WANTED["email"]]]
    assert said(console.post(address, {"verb": "withdraw"}, follow=True)) == ["The invitation is taken back."]
    assert console.get(address).status_code == 404


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"email": "not an address"}, "“not an address” is no e-mail address."),
        ({"role": "king"}, "There is no such role."),
    ],
)
def test_what_is_no_invitation_is_said(console: Client, given: dict[str, str], told: str) -> None:
    answer = console.post(reverse("seller:members"), {**WANTED, **given}, follow=True)
    assert said(answer) == [told]
    assert not Invitation.objects.exists()


def test_a_member_gets_another_role_and_goes(console: Client, shop: Market, mill: Seller) -> None:
    keeper = member(shop, mill, "catalogue")
    row = Membership.objects.get(organisation=mill.organisation, role="catalogue")
    address = reverse("seller:member", args=(row.pk,))
    given = {"verb": "role", "role": "warehouse", "seen": str(row.version)}
    assert said(console.post(address, given, follow=True)) == ["The role counts from now on."]
    assert said(console.post(address, given, follow=True)) == ["Somebody changed it meanwhile: look again."]
    assert keeper.get(reverse("seller:today")).status_code == 200
    told = console.post(address, {"verb": "remove"}, follow=True)
    assert said(told) == ["They act for the company no longer."]
    assert keeper.get(reverse("seller:today")).status_code == 403


def test_the_last_owner_stays_one(console: Client, mill: Seller) -> None:
    row = owner_of(mill).memberships.get()
    address = reverse("seller:member", args=(row.pk,))
    for given in ({"verb": "remove"}, {"verb": "role", "role": "finance", "seen": str(row.version)}):
        told = console.post(address, given, follow=True)
        assert said(told) == ["A company keeps an owner: make somebody else one first"]
    row.refresh_from_db()
    assert row.role == "owner"


# ---- the page behind the mailed link ----------------------------------------------------


def mailed(console: Client) -> str:
    console.post(reverse("seller:members"), WANTED)
    deliver()
    path, key = link_in_the_mail()
    assert path == "/account/join"
    return key


def test_an_account_is_opened_on_the_page_of_the_link(console: Client, mill: Seller, client: Client) -> None:
    key = mailed(console)
    shown = client.get("/account/join", {"key": key})
    assert mill.organisation.name in shown.text
    assert not User.objects.filter(email=WANTED["email"]).exists()
    weak = client.post("/account/join", {"key": key, "password": "password"})
    assert (weak.status_code, "too common" in weak.text) == (400, True)
    done = client.post("/account/join", {"key": key, "password": "oat-bran-by-rail-8", "name": "Daulet"})
    assert done.status_code == 200
    made = Membership.objects.get(organisation=mill.organisation, role="finance").user
    assert (made.name, made.check_password("oat-bran-by-rail-8")) == ("Daulet", True)
    again = client.get("/account/join", {"key": key})
    assert (again.status_code, "accepted already" in again.text) == (422, True)


def test_whoever_is_signed_in_as_another_is_told_so_and_may_sign_out(console: Client, mill: Seller) -> None:
    key, email = mailed(console), owner_of(mill).email
    for answer in (
        console.get("/account/join", {"key": key}),
        console.post("/account/join", {"key": key, "password": "oat-bran-by-rail-8"}),
    ):
        assert (answer.status_code, email in answer.text) == (422, True)
    assert not Membership.objects.filter(role="finance").exists()
    left = console.post("/account/join", {"key": key, "verb": "sign-out"}, follow=True)
    assert (left.status_code, b'type="password"' in left.content) == (200, True)
    assert console.get(reverse("seller:today")).status_code == 302


def test_a_link_that_leads_nowhere_says_so(db: None, client: Client) -> None:
    answer = client.get("/account/join", {"key": "x"})
    assert (answer.status_code, b"<button" in answer.content) == (422, False)
