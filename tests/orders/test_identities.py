"""Does the number on a card stay where it belongs?"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from kit.actors import Actor
from kit.clock import now
from kit.transactions import owns_transaction
from orders.errors import IdentityNameDiffers, IdentityRequired
from orders.models import Allowance, IdentityReading, ImportIdentity, OrderGroup
from orders.operations import addressing, cancelling, identifying
from shop.made_up import identity_number
from tests import desks
from tests.api import Api
from tests.orders.market import ADDRESS, IDENTITY, Market, Shopper
from tests.orders.test_admin import desk_of

SignIn = Callable[[User], Api]
NUMBER = IDENTITY["number"]


@pytest.fixture
def buyer(shop_today: Market, signed_in: SignIn) -> Api:
    return signed_in(shop_today.user("wang"))


def owned(verb: Callable[..., Any], **facts: Any) -> Any:
    return owns_transaction(verb)(**facts)


def named(shopper: Shopper, name: str, which: int) -> ImportIdentity:
    identity: ImportIdentity = owned(
        identifying.add_identity,
        name=name,
        number=identity_number(which),
        at=shopper.market.at,
        by=shopper.actor,
    )
    return identity


def everything_kept() -> str:
    """All rows of all tables, as text."""
    texts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT coalesce(string_agg(kept::text, ' '), '') FROM {name} AS kept")
            texts.append(cursor.fetchone()[0])
    return " ".join(texts)


# ---- over REST -------------------------------------------------------------------------


def test_a_buyer_adds_lists_and_removes_whom_they_order_for(buyer: Api) -> None:
    added = buyer.post("/me/identities", {"name": " 王 芳", "number": "110105 19491231 002x"})
    assert added.status_code == 201
    shown = added.json()
    assert (shown["name"], shown["number_end"]) == ("王芳", "002X")
    path = f"/me/identities/{shown['id']}"
    assert added.headers["Location"] == f"/api/v1{path}"
    assert buyer.get(path).json() == shown
    assert buyer.get("/me/identities").json()["items"] == [shown]
    assert buyer.delete(path, if_match=added.headers["ETag"]).status_code == 204
    assert buyer.get(path).status_code == 404
    assert buyer.get("/me/identities").json()["items"] == []


@pytest.mark.parametrize(
    ("given", "pointer"),
    [
        ({"number": "110105194912310021"}, "/number"),
        ({"number": "11010519491331002X"}, "/number"),
        ({"name": "Wang Fang"}, "/name"),
        ({"name": ""}, "/name"),
        ({"number": 110105194912310}, "/number"),
        ({"buyer_id": "x"}, "/buyer_id"),
    ],
)
def test_what_stands_on_no_card_is_refused_by_its_field(
    buyer: Api, given: dict[str, Any], pointer: str
) -> None:
    answer = buyer.post("/me/identities", {**IDENTITY, **given})
    assert 400 <= answer.status_code < 500
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    assert not ImportIdentity.objects.exists()


def test_the_same_person_is_kept_once_and_ten_are_the_most(buyer: Api) -> None:
    assert buyer.post("/me/identities", IDENTITY).status_code == 201
    assert buyer.post("/me/identities", IDENTITY).json()["code"] == "identity.kept_already"
    for which in range(9):
        given = {"name": "王芳", "number": identity_number(which)}
        assert buyer.post("/me/identities", given).status_code == 201
    given = {"name": "王芳", "number": identity_number(9)}
    assert buyer.post("/me/identities", given).json()["code"] == "identity.too_many"


def test_a_strangers_identity_is_nobodys_to_see_name_or_remove(
    shop_today: Market, buyer: Api, signed_in: SignIn
) -> None:
    mine = buyer.post("/me/identities", IDENTITY).json()["id"]
    other = signed_in(shop_today.user("li"))
    assert other.get(f"/me/identities/{mine}").status_code == 404
    assert other.delete(f"/me/identities/{mine}", if_match="*").status_code == 404
    address = other.post("/me/addresses", ADDRESS).json()["id"]
    cart = other.post("/carts", {"market": "CN"}).json()["id"]
    asked = other.post(f"/carts/{cart}/quote", {"address_id": address, "identity_id": mine})
    assert (asked.status_code, asked.json()["code"]) == (404, "identity.not_found")


def test_a_quote_without_a_name_shows_a_price_and_no_checkout_follows(shop_today: Market, buyer: Api) -> None:
    listing = shop_today.listing(shop_today.seller())
    address = buyer.post("/me/addresses", ADDRESS).json()["id"]
    cart = buyer.post("/carts", {"market": "CN"}).json()["id"]
    buyer.post(f"/carts/{cart}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    quote = buyer.post(f"/carts/{cart}/quote", {"address_id": address}).json()
    assert quote["identity"] is None
    assert quote["orders"][0]["allowance"] is None
    refused = buyer.post(f"/carts/{cart}/checkout", {"quote_id": quote["id"]}, key="nobody-0001")
    assert (refused.status_code, refused.json()["code"]) == (422, "identity.required")
    someone = buyer.post("/me/identities", IDENTITY).json()
    # Named by nobody, it is the only one.
    quote = buyer.post(f"/carts/{cart}/quote", {"address_id": address}).json()
    assert quote["identity"] == {"id": someone["id"], "name": "王芳", "number_end": "002X"}
    done = buyer.post(f"/carts/{cart}/checkout", {"quote_id": quote["id"]}, key="somebody-0001")
    assert done.status_code == 201


def test_of_two_names_one_has_to_be_said(shop_today: Market, buyer: Api) -> None:
    listing = shop_today.listing(shop_today.seller())
    address = buyer.post("/me/addresses", ADDRESS).json()["id"]
    ids = [
        buyer.post("/me/identities", {"name": "王芳", "number": identity_number(which)}).json()["id"]
        for which in range(2)
    ]
    cart = buyer.post("/carts", {"market": "CN"}).json()["id"]
    buyer.post(f"/carts/{cart}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    path = f"/carts/{cart}/quote"
    assert buyer.post(path, {"address_id": address}).json()["identity"] is None
    quote = buyer.post(path, {"address_id": address, "identity_id": ids[0]}).json()
    assert quote["identity"]["id"] == ids[0]


# ---- whose name ------------------------------------------------------------------------


def test_the_name_is_the_receivers_or_the_buyers_own(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    wang.identity = named(wang, "李伟", 700)
    with pytest.raises(IdentityNameDiffers):
        wang.quote(cart)
    User.objects.filter(pk=wang.address.buyer.user_id).update(name="李伟")
    wang.address.buyer.refresh_from_db()
    wang.address.refresh_from_db()
    assert wang.quote(cart).identity == wang.identity


def test_an_address_that_became_anothers_is_no_way_round(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    quote = wang.quote(cart)
    owned(addressing.change_address, address=wang.address, given={"real_name": "李伟"})
    with pytest.raises(IdentityNameDiffers):
        wang.place(cart, quote)


def test_an_identity_removed_since_its_quote_brings_nothing_in(market: Market, wang: Shopper) -> None:
    cart = wang.fill((market.listing(market.seller()), 1))
    quote = wang.quote(cart)
    assert wang.identity is not None
    owned(identifying.remove_identity, identity=wang.identity, at=market.at)
    with pytest.raises(IdentityRequired):
        wang.place(cart, quote)
    assert not OrderGroup.objects.exists()


def test_the_name_on_a_card_is_kept_encrypted(market: Market) -> None:
    someone = market.buyer("zhao", {**ADDRESS, "recipient": "赵钱孙", "real_name": "赵钱孙"})
    assert someone.identity is not None
    kept = ImportIdentity.objects.get(pk=someone.identity.pk)
    assert kept.name == "赵钱孙"
    with connection.cursor() as cursor:
        cursor.execute("SELECT kept::text FROM orders_importidentity AS kept WHERE id = %s", [kept.pk])
        [(row,)] = cursor.fetchall()
    assert kept.name not in row


# ---- what is forgotten -----------------------------------------------------------------


def test_what_was_removed_is_deleted_at_once_if_nothing_stands_in_its_name(wang: Shopper) -> None:
    assert wang.identity is not None
    person = wang.identity.person
    owned(identifying.remove_identity, identity=wang.identity, at=wang.market.at)
    kept = ImportIdentity.objects.get()
    assert (kept.name_sealed, kept.number_sealed, kept.number_end, kept.person) == ("", "", "", person)
    assert kept.forgotten_at == wang.market.at


def test_as_long_as_an_order_stands_customs_may_ask(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    assert wang.identity is not None
    owned(identifying.remove_identity, identity=wang.identity, at=market.at)
    assert owned(identifying.forget_removed, at=market.at) == 0
    assert ImportIdentity.objects.get().number_sealed
    owned(cancelling.cancel_order, order=group.orders.get(), reason="", at=market.at, by=wang.actor)
    assert owned(identifying.forget_removed, at=market.at) == 1
    assert not ImportIdentity.objects.get().number_sealed
    assert Allowance.objects.get().person == wang.identity.person


def test_whoever_comes_back_is_the_same_person(wang: Shopper) -> None:
    assert wang.identity is not None
    owned(identifying.remove_identity, identity=wang.identity, at=wang.market.at)
    assert named(wang, "王芳", 0).person == wang.identity.person
    assert named(wang, "王芳", 1).person != wang.identity.person


# ---- where the number is ---------------------------------------------------------------


def test_the_whole_number_stands_nowhere(
    shop_today: Market, buyer: Api, drain_jobs: Callable[[], object], caplog: pytest.LogCaptureFixture
) -> None:
    listing = shop_today.listing(shop_today.seller())
    address = buyer.post("/me/addresses", ADDRESS).json()["id"]
    answers = [buyer.post("/me/identities", IDENTITY, key="a-card-of-mine")]
    answers.append(buyer.post("/me/identities", {**IDENTITY, "number": NUMBER[:-1] + "0"}))
    cart = buyer.post("/carts", {"market": "CN"}).json()["id"]
    buyer.post(f"/carts/{cart}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    answers.append(buyer.post(f"/carts/{cart}/quote", {"address_id": address}))
    quote = answers[-1].json()["id"]
    answers.append(buyer.post(f"/carts/{cart}/checkout", {"quote_id": quote}, key="a-card-of-mine-2"))
    answers.append(buyer.get("/me/identities"))
    drain_jobs()
    # All digits but the last: a masked number would have fewer.
    told = [each.content.decode() for each in answers]
    assert answers[3].status_code == 201
    assert all(NUMBER[:-1] not in text for text in (*told, everything_kept(), caplog.text))


def test_pages_and_files_of_staff_show_how_it_ends(market: Market, wang: Shopper) -> None:
    group = wang.buy((market.listing(market.seller()), 1))
    desk = desks.sign_in(Client(), User.objects.create_superuser("boss@example.com"))
    identity, allowance = ImportIdentity.objects.get(), Allowance.objects.get()
    number = identity_number(0)
    pages = [
        reverse("admin:orders_importidentity_changelist"),
        reverse("admin:orders_importidentity_change", args=(identity.pk,)),
        reverse("admin:orders_allowance_changelist"),
        reverse("admin:orders_allowance_change", args=(allowance.pk,)),
        reverse("admin:orders_ordergroup_change", args=(group.pk,)),
    ]
    for page in pages:
        shown = desk.get(page).content.decode()
        assert f"…{number[-4:]}" in shown or number[-4:] in shown, page
        assert number not in shown, page


def test_a_reading_says_who_read_it_and_why(market: Market, wang: Shopper) -> None:
    identity, number = ImportIdentity.objects.get(), identity_number(0)
    page = reverse("admin:identity_number", args=(identity.pk,))
    clerk = desk_of("customs")
    assert number not in clerk.get(page).content.decode()
    without = clerk.post(page, {"reason": "  "})
    assert number not in without.content.decode()
    assert not IdentityReading.objects.exists()
    for reason in ("Customs ask for the card.", "Again."):
        shown = clerk.post(page, {"reason": reason})
        assert number in shown.content.decode()
        assert "no-store" in shown.headers["Cache-Control"]
    readings = IdentityReading.objects.order_by("id")
    assert [each.reason for each in readings] == ["Customs ask for the card.", "Again."]
    assert {each.by_id for each in readings} == {User.objects.get(email="staff@example.com").pk}
    assert number not in everything_kept()


@pytest.mark.parametrize("group", ["support", "dispatch", "finance", "onboarding", "viewer"])
def test_others_read_no_number(market: Market, wang: Shopper, group: str) -> None:
    page = reverse("admin:identity_number", args=(ImportIdentity.objects.get().pk,))
    assert desk_of(group).post(page, {"reason": "I wonder."}).status_code == 403
    assert not IdentityReading.objects.exists()


def test_a_number_that_is_gone_is_read_by_nobody(market: Market, wang: Shopper) -> None:
    assert wang.identity is not None
    owned(identifying.remove_identity, identity=wang.identity, at=now())
    page = reverse("admin:identity_number", args=(wang.identity.pk,))
    assert "deleted" in desk_of("customs").post(page, {"reason": "Customs ask."}).content.decode()
    assert not IdentityReading.objects.exists()


def test_what_no_key_reads_is_said_to_be_so_and_nothing_comes_in_by_it(
    shop_today: Market, buyer: Api
) -> None:
    buyer.post("/me/identities", IDENTITY)
    ImportIdentity.objects.update(name_sealed="by a key that is lost", number_sealed="by a key that is lost")
    kept = ImportIdentity.objects.get()
    listing = shop_today.listing(shop_today.seller())
    address = buyer.post("/me/addresses", ADDRESS).json()["id"]
    cart = buyer.post("/carts", {"market": "CN"}).json()["id"]
    buyer.post(f"/carts/{cart}/lines", {"listing_id": str(listing.pk), "quantity": 1})
    refused = buyer.post(f"/carts/{cart}/quote", {"address_id": address, "identity_id": str(kept.pk)})
    assert (refused.status_code, refused.json()["code"]) == (409, "identity.unreadable")
    assert refused.json()["errors"][0]["pointer"] == "/identity_id"
    [told] = buyer.get("/me/identities").json()["items"]
    assert (told["name"], told["number_end"]) == ("", "002X")
    clerk = desk_of("customs")
    for page in ("changelist", "change"):
        args = (kept.pk,) if page == "change" else ()
        shown = clerk.get(reverse(f"admin:orders_importidentity_{page}", args=args))
        assert "no key of ours reads it" in shown.content.decode()
    asked = clerk.post(reverse("admin:identity_number", args=(kept.pk,)), {"reason": "Customs ask."})
    assert "No key of ours reads what is kept of the card" in asked.content.decode()
    assert not IdentityReading.objects.exists()


def test_two_worlds_know_the_same_card_apart(market: Market, wang: Shopper) -> None:
    by = Actor(kind="buyer", user_id=market.user("tester").pk, sandbox=True)
    twin = owned(identifying.add_identity, name="王芳", number=identity_number(0), at=market.at, by=by)
    assert wang.identity is not None
    assert (twin.person, twin.sandbox) == (wang.identity.person, True)
