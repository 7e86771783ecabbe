"""Does a seller look after keys and webhooks in the console by the rules of REST?"""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ApiKey
from accounts.policy import API_KEYS_PER_OWNER
from catalog.models import Seller
from kit.clock import now
from kit.transactions import owns_transaction
from news.models import Delivery, Endpoint
from news.operations.subscribing import create_endpoint
from news.policy import TESTS_BY_CALLER
from tests import desks
from tests.api import Api
from tests.consoles.test_seller_pages import member
from tests.consoles.test_seller_people import asks, owner_of, said, stale
from tests.orders.market import Market

KEY = {"verb": "make", "name": "1C", "scopes": ["orders:read"], "lasts": "90", "whose": "firm"}
HOOK: dict[str, Any] = {"verb": "make", "url": "https://erp.example.com/", "event_types": ["order.paid"]}
_SECRET = re.compile(r"<code>([^<]+)</code>")


@pytest.fixture
def console(shop: Market, mill: Seller) -> Client:
    """The console of its owner, who has just signed in."""
    return member(shop, mill, "owner")


def make_key(console: Client, **given: Any) -> Any:
    return console.post(reverse("seller:keys"), {**KEY, **given}, follow=True)


def hook_of(mill: Seller) -> Endpoint:
    made = owns_transaction(create_endpoint)(reader_id=mill.organisation_id, url=HOOK["url"], at=now())
    return made.row


def post(console: Client, row: Endpoint, verb: str, **given: Any) -> Any:
    filled = {"verb": verb, "seen": str(row.version), **given}
    return console.post(reverse("seller:webhook", args=(row.pk,)), filled, follow=True)


def test_a_key_is_made_and_its_secret_shown_once(console: Client, mill: Seller) -> None:
    made = make_key(console)
    [secret] = _SECRET.findall(made.text)
    assert "no-store" in made.headers["Cache-Control"]
    assert Api(secret).get("/seller/orders").status_code == 200
    key = ApiKey.objects.get(organisation=mill.organisation)
    assert (key.name, key.scopes, key.created_by) == ("1C", ["orders:read"], owner_of(mill))
    for page in (reverse("seller:keys"), reverse("seller:key", args=(key.pk,))):
        shown = console.get(page).text
        assert key.public_id in shown
        assert secret not in shown


def test_a_key_of_ones_own_or_of_the_test_world_is_made(console: Client, mill: Seller) -> None:
    make_key(console, whose="me", world="test", lasts="")
    key = ApiKey.objects.get(user=owner_of(mill))
    assert (key.sandbox, key.expires_at, key.organisation) == (True, None, None)


def test_who_is_no_owner_makes_keys_of_their_own_with_scopes_of_their_role(
    shop: Market, mill: Seller
) -> None:
    keeper = member(shop, mill, "catalogue")
    shown = keeper.get(reverse("seller:keys")).text
    assert 'value="listings:write"' in shown
    assert 'value="payouts:read"' not in shown
    assert said(make_key(keeper, scopes=["payouts:read"])) == ["Give it a name, and tick what it may do."]
    make_key(keeper, scopes=["listings:write"])
    assert ApiKey.objects.get().organisation is None


def test_a_key_near_money_is_made_by_who_has_just_proved_who_they_are(console: Client, mill: Seller) -> None:
    address, given = reverse("seller:keys"), {**KEY, "scopes": ["payouts:read", "orders:read"]}
    asked = stale(console).post(address, given)
    assert asks(asked)
    assert asked.text.count('name="scopes"') == 2
    assert not ApiKey.objects.exists()
    code = desks.next_code(owner_of(mill))
    console.post(address, {**given, "_confirming_then": "", "_confirming_code": code})
    key = ApiKey.objects.get()
    assert key.scopes == ["orders:read", "payouts:read"]
    turned = {"verb": "rotate"}
    assert asks(stale(console).post(reverse("seller:key", args=(key.pk,)), turned))


def test_a_key_near_money_asks_for_the_password_where_there_is_no_second_factor(
    shop: Market, mill: Seller
) -> None:
    keeper, address = member(shop, mill, "catalogue"), reverse("seller:keys")
    made = owns_transaction(_a_key)(mill)
    ApiKey.objects.filter(pk=made).update(organisation=None, user=keeper.session["_auth_user_id"])
    address = reverse("seller:key", args=(made,))
    assert b'type="password"' in keeper.post(address, {"verb": "rotate"}).content
    before = ApiKey.objects.get().digest
    for password, is_turned in (("a guess", False), (desks.PASSWORD, True)):
        given = {"verb": "rotate", "seen": "1", "_confirming_then": "", "_confirming_code": password}
        keeper.post(address, given)
        assert (ApiKey.objects.get().digest != before) == is_turned


def _a_key(mill: Seller) -> Any:
    return ApiKey.objects.create(
        name="money",
        public_id="0123456789AB",
        digest="x",
        organisation=mill.organisation,
        scopes=["payouts:read"],
        created_at=now(),
    ).pk


def test_a_key_gets_another_secret_and_the_one_before_ends(console: Client) -> None:
    [before] = _SECRET.findall(make_key(console).text)
    address = reverse("seller:key", args=(ApiKey.objects.get().pk,))
    turned = {"verb": "rotate", "seen": "1"}
    [after] = _SECRET.findall(console.post(address, turned).text)
    assert [Api(each).get("/seller/orders").status_code for each in (before, after)] == [401, 200]
    # The page was loaded once more.
    assert not _SECRET.findall(console.post(address, turned, follow=True).text)
    assert Api(after).get("/seller/orders").status_code == 200


def test_a_refusal_of_a_key_is_said(console: Client, mill: Seller) -> None:
    for number in range(API_KEYS_PER_OWNER):
        ApiKey.objects.create(
            name="old",
            public_id=f"{number:012}",
            digest="x",
            organisation=mill.organisation,
            created_at=now(),
        )
    assert said(make_key(console)) == ["Revoke a key before you make another"]


def test_a_webhook_is_added_changed_and_taken_away(console: Client, mill: Seller) -> None:
    added = console.post(reverse("seller:webhooks"), HOOK)
    assert _SECRET.findall(added.text)[0].startswith("whsec_")
    row = Endpoint.objects.get(reader_id=mill.organisation_id)
    assert (row.url, row.event_types) == (HOOK["url"], ["order.paid"])
    given = {"url": "https://other.example.com/", "event_types": ["order.placed"], "description": "ERP"}
    assert said(post(console, row, "change", **given)) == ["It is changed."]
    assert said(post(console, row, "change", **given)) == ["Somebody changed it meanwhile: look again."]
    row.refresh_from_db()
    assert (row.url, row.event_types, row.description) == (given["url"], ["order.placed"], "ERP")
    assert said(post(console, row, "delete")) == ["It is taken away."]
    assert console.get(reverse("seller:webhook", args=(row.pk,))).status_code == 404


def test_why_an_address_is_not_called_is_said(console: Client) -> None:
    told = console.post(reverse("seller:webhooks"), {**HOOK, "url": "http://10.0.0.1/"}, follow=True)
    assert len(said(told)) >= 1
    assert not Endpoint.objects.exists()


def test_a_test_is_sent_and_sent_once_more(console: Client, mill: Seller) -> None:
    row = hook_of(mill)
    assert said(post(console, row, "test")) == ["A test is on its way: what comes of it stands below."]
    delivery = Delivery.objects.get()
    address = reverse("seller:delivery", args=(delivery.pk,))
    assert address in console.get(reverse("seller:webhook", args=(row.pk,))).text
    assert said(console.post(address, {"verb": "replay"}, follow=True)) == ["It is sent once more."]
    assert sorted(Delivery.objects.values_list("kind", flat=True)) == ["replay", "test"]


def test_tests_are_counted_as_over_rest(console: Client, mill: Seller) -> None:
    row, who = hook_of(mill), owner_of(mill)
    desks.use_up(TESTS_BY_CALLER, who.pk)
    assert said(post(console, row, "test")) == ["Too many tries"]
    assert not Delivery.objects.exists()


def test_a_secret_gets_a_successor_and_a_third_is_refused(console: Client, mill: Seller) -> None:
    row = hook_of(mill)
    first = _SECRET.findall(post(console, row, "rotate").text)
    row.refresh_from_db()
    assert len(first) == 1
    assert not _SECRET.findall(post(console, row, "rotate").text)
    assert len(_SECRET.findall(post(console, row, "rotate", end_old="yes").text)) == 1


def test_members_who_are_no_owners_only_look_at_webhooks(shop: Market, mill: Seller) -> None:
    row, keeper = hook_of(mill), member(shop, mill, "warehouse")
    assert keeper.get(reverse("seller:webhook", args=(row.pk,))).status_code == 200
    assert post(keeper, row, "delete").status_code == 403
    assert keeper.post(reverse("seller:webhooks"), HOOK).status_code == 403
