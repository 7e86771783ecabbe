"""Who comes into the console of sellers, by which steps, and where may they not go?"""

import secrets
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import LookAsSeller, Membership, Organisation, User
from accounts.operations.organising import add_member, found_organisation
from accounts.policy import LOOK_AS_SELLER_FOR
from kit.clock import now
from kit.transactions import owns_transaction
from tests import desks
from tests.desks import PASSWORD
from tests.orders.market import Market

SIGN_IN, TODAY = "/seller/sign-in/", "/seller/"


@pytest.fixture
def mill(shop_today: Market) -> Organisation:
    """A seller's firm."""
    return shop_today.seller().organisation


@pytest.fixture
def farm(shop_today: Market, mill: Organisation) -> Organisation:
    """Another one's."""
    return shop_today.seller("KZ02", "490440000271").organisation


def person(*firms: Organisation, role: str = "warehouse", confirmed: bool = True) -> User:
    user = User.objects.create_user(f"p-{secrets.token_hex(6)}@example.com", PASSWORD)
    for firm in firms:
        owns_transaction(add_member)(user=user, organisation=firm, role=role, at=now())
    EmailAddress.objects.create(user=user, email=user.email, verified=confirmed, primary=True)
    return user


def browser() -> Client:
    client = Client()
    desks.at_an_address_of_its_own(client)
    return client


def give_password(client: Client, user: User, password: str = PASSWORD, leads_to: str = "") -> str:
    """Where a password leads, or nowhere."""
    query = f"?next={leads_to}" if leads_to else ""
    answer = client.post(f"{SIGN_IN}{query}", {"username": user.email, "password": password})
    return answer.headers.get("Location", "")


def test_who_packs_comes_in_by_their_password(mill: Organisation) -> None:
    client = browser()
    assert give_password(client, person(mill)) == TODAY
    assert client.get(TODAY).status_code == 200


@pytest.mark.parametrize("role", ["owner", "finance"])
def test_who_looks_after_money_gives_a_code_too(mill: Organisation, role: str) -> None:
    user, client = person(mill, role=role), browser()
    desks.enrol(user)
    assert give_password(client, user) == "/seller/second-step/"
    assert client.get(TODAY).headers["Location"].startswith(SIGN_IN)
    assert client.post("/seller/second-step/", {"code": "000000"}).status_code == 400
    assert client.get(TODAY).status_code == 302
    assert client.post("/seller/second-step/", {"code": desks.next_code(user)}).headers["Location"] == TODAY
    assert client.get(TODAY).status_code == 200


def test_half_a_sign_in_here_is_none_at_the_staff_site(mill: Organisation) -> None:
    user, client = person(mill, role="owner"), browser()
    desks.enrol(user)
    give_password(client, user)
    answer = client.post("/admin/second-step/", {"code": desks.next_code(user)})
    assert answer.headers["Location"] == "/admin/login/"
    assert client.get("/admin/").status_code == 302


def test_an_owner_without_a_factor_is_shown_how_to_get_one(mill: Organisation) -> None:
    user, client = person(mill, role="owner"), browser()
    give_password(client, user)
    assert b"QR" in client.get("/seller/second-step/").content
    assert client.get(TODAY).status_code == 302


def test_who_becomes_an_owner_meanwhile_signs_in_anew(mill: Organisation) -> None:
    user, client = person(mill), browser()
    give_password(client, user)
    assert client.get(TODAY).status_code == 200
    Membership.objects.filter(user=user).update(role="owner")
    assert client.get(TODAY).headers["Location"].startswith(SIGN_IN)


def test_who_acts_for_no_seller_is_told_so(mill: Organisation) -> None:
    carrier = owns_transaction(found_organisation)(kind="carrier", name="Rails", at=now())
    for user in (person(), person(carrier)):
        answer = browser().post(SIGN_IN, {"username": user.email, "password": PASSWORD})
        assert (answer.status_code, b"You act for no seller" in answer.content) == (200, True)


def test_nobody_comes_in_with_a_wrong_password_an_open_address_or_as_staff(mill: Organisation) -> None:
    staff = person(mill)
    User.objects.filter(pk=staff.pk).update(is_staff=True)
    assert give_password(browser(), person(mill), "the camel is lost") == ""
    assert give_password(browser(), person(mill, confirmed=False)) == ""
    assert give_password(browser(), staff) == ""


@pytest.mark.parametrize(
    ("leads_to", "went"),
    [("/seller/lots/", "/seller/lots/"), ("/admin/", TODAY), ("https://evil.example/", TODAY)],
)
def test_signing_in_leads_into_the_console_alone(mill: Organisation, leads_to: str, went: str) -> None:
    assert give_password(browser(), person(mill), leads_to=leads_to) == went


def test_who_acts_for_several_chooses_and_sees_one(mill: Organisation, farm: Organisation) -> None:
    user, client = person(mill, farm), browser()
    give_password(client, user)
    assert client.get(TODAY).headers["Location"] == "/seller/choose/"
    for firm in (farm, mill):
        client.post("/seller/choose/", {"firm": str(firm.pk)})
        visit = client.get(TODAY).context["visit"]
        assert (visit.firm, visit.actor.organisation_id) == (firm.name, firm.pk)
    Membership.objects.filter(user=user, organisation=mill).delete()
    assert client.get(TODAY).context["visit"].actor.organisation_id == farm.pk


def test_a_seller_never_enters_the_staff_site_and_stays_signed_in(mill: Organisation) -> None:
    client = desks.enter_console(person(mill, role="owner"))
    assert client.get("/admin/").status_code == 302
    assert client.get("/admin/login/").status_code == 200
    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 302
    assert client.get(TODAY).status_code == 200


def test_signing_out_ends_it(mill: Organisation) -> None:
    client = desks.enter_console(person(mill))
    assert client.get("/seller/sign-out/").status_code == 405
    client.post("/seller/sign-out/")
    assert client.get(TODAY).status_code == 302


def test_signing_out_everywhere_ends_it_in_every_browser(mill: Organisation) -> None:
    user, here, there, somebody = person(mill), browser(), browser(), browser()
    for client, who in ((here, user), (there, user), (somebody, person(mill))):
        assert give_password(client, who) == TODAY
    assert here.get("/seller/sign-out-everywhere/").status_code == 405
    here.post("/seller/sign-out-everywhere/")
    answers = [client.get(TODAY).status_code for client in (here, there, somebody)]
    assert answers == [302, 302, 200]


# ---- staff who look ----------------------------------------------------------------------


def of_group(name: str) -> Client:
    user = User.objects.create_user(f"{name}-{secrets.token_hex(4)}@example.com", PASSWORD, is_staff=True)
    user.groups.set([Group.objects.get_or_create(name=name)[0]])
    return desks.sign_in(Client(), user)


def look_at(client: Client, firm: Organisation) -> int:
    return client.post(reverse("admin:see_as_seller", args=(firm.pk,))).status_code


def test_staff_see_a_seller_as_it_sees_itself_on_record_and_change_nothing(mill: Organisation) -> None:
    desk = of_group("support")
    assert desk.get(TODAY).status_code == 403
    assert look_at(desk, mill) == 302
    look = LookAsSeller.objects.get()
    assert (look.organisation_id, look.until_at - look.at) == (mill.pk, LOOK_AS_SELLER_FOR)
    assert look.user.email.startswith("support-")
    for name in ("today", "orders", "listings", "money", "keys"):
        answer = desk.get(reverse(f"seller:{name}"))
        assert answer.status_code == 200
        assert b"seller-look" in answer.content
        assert desk.post(reverse(f"seller:{name}"), {"verb": "upload"}).status_code == 403
    assert b'name="verb"' not in desk.get(reverse("seller:imports")).content


@pytest.mark.parametrize("group", ["dispatch", "finance", "customs", "viewer"])
def test_other_groups_do_not_look(mill: Organisation, group: str) -> None:
    desk = of_group(group)
    assert look_at(desk, mill) == 403
    assert not LookAsSeller.objects.exists()
    assert desk.get(TODAY).status_code == 403


def test_a_look_ends_by_itself_by_hand_and_with_the_group(mill: Organisation, farm: Organisation) -> None:
    desk = of_group("onboarding")
    look_at(desk, mill)
    session = desk.session
    session["looks_as_seller"] = LookAsSeller.objects.create(
        at=now() - timedelta(hours=1),
        until_at=now() - timedelta(seconds=1),
        user=LookAsSeller.objects.get().user,
        organisation=mill,
    ).pk
    session.save()
    assert desk.get(TODAY).status_code == 403
    look_at(desk, farm)
    assert desk.get(TODAY).context["visit"].firm == farm.name
    assert desk.post("/seller/sign-out/").headers["Location"] == "/admin/"
    assert desk.get(TODAY).status_code == 403
    assert desk.get("/admin/").status_code == 200
    look_at(desk, farm)
    User.objects.get(groups__name="onboarding").groups.clear()
    assert desk.get(TODAY).status_code == 403


def test_the_look_of_another_shows_nothing(mill: Organisation) -> None:
    look_at(of_group("support"), mill)
    desk = of_group("onboarding")
    session = desk.session
    session["looks_as_seller"] = LookAsSeller.objects.get().pk
    session.save()
    assert desk.get(TODAY).status_code == 403


def test_only_sellers_have_a_console_to_look_at(mill: Organisation) -> None:
    carrier = Organisation.objects.create(kind="carrier", name="Rails", created_at=now())
    assert look_at(of_group("support"), carrier) == 404
    assert not LookAsSeller.objects.exists()
