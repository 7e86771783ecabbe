"""Does a seller see their own in the console, quickly, and nothing of anybody else's?"""

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from accounts.models import ApiKey, Invitation, Membership, Organisation, User
from accounts.operations.inviting import invite
from accounts.operations.keying import create_key
from accounts.operations.organising import add_member
from accounts.rights import rule_of
from accounts.sites import seller_site
from catalog.models import (
    Certificate,
    ImportJob,
    Listing,
    Lot,
    Repricing,
    Seller,
    StockCount,
    StockLevel,
    StockTransfer,
    Variant,
)
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from news.models import Delivery, Endpoint
from news.operations.delivering import send_test
from news.operations.subscribing import create_endpoint
from orders.models import Order
from payments.models import Payout
from tests import desks
from tests.orders.market import Market
from tests.speech import FOLDERS, english_on

MOST_QUERIES = 20
# What names the rows that a page is about, by its name, as another seller has them.
STRANGE: dict[str, Callable[[Seller], dict[str, object]]] = {
    "order": lambda seller: {"order_id": Order.objects.filter(seller=seller)[0].pk},
    "packing_one": lambda seller: {"order_id": Order.objects.filter(seller=seller)[0].pk},
    "level": lambda seller: {"level_id": StockLevel.objects.filter(lot__variant__seller=seller)[0].pk},
    "repricing": lambda seller: {"repricing_id": Repricing.objects.get(seller=seller).pk},
    "listing": lambda seller: {"listing_id": Listing.objects.filter(variant__seller=seller)[0].pk},
    "key": lambda seller: {"key_id": ApiKey.objects.get(organisation=seller.organisation).pk},
    "webhook": lambda seller: {"endpoint_id": _endpoints_of(seller)[0].pk},
    "count": lambda seller: {"count_id": StockCount.objects.filter(seller=seller)[0].pk},
    "transfer": lambda seller: {"transfer_id": StockTransfer.objects.filter(seller=seller)[0].pk},
    "delivery": lambda seller: {
        "delivery_id": Delivery.objects.filter(endpoint__in=_endpoints_of(seller))[0].pk
    },
    "member": lambda seller: {
        "member_id": Membership.objects.filter(organisation=seller.organisation, role="catalogue")[0].pk
    },
    "invitation": lambda seller: {
        "invitation_id": Invitation.objects.get(organisation=seller.organisation).pk
    },
    "import": lambda seller: {"import_id": ImportJob.objects.filter(seller=seller)[0].pk},
}
# Pages that name no row: what they show is looked through for what is another's.
OF_NO_ROW = {
    *("today", "orders", "packing", "listings", "prices", "lots", "low_stock", "papers", "imports", "money"),
    *("payouts", "counts", "transfers", "members", "keys", "webhooks", "statement"),
}
# What a page of no row is about; the books count days by the clocks of Almaty.
NAMED = {"statement": {"month": f"{now().astimezone(ZoneInfo('Asia/Almaty')):%Y-%m}", "currency": "CNY"}}
# Which words tell the rows of a list apart, of those whose ids are not in the page.
TOLD: dict[str, Callable[[Seller], "QuerySet[Any]"]] = {
    "orders": lambda seller: Order.objects.filter(seller=seller).values_list("number", flat=True),
    "lots": lambda seller: Lot.objects.filter(variant__seller=seller).values_list("code", flat=True),
    "counts": lambda seller: StockCount.objects.filter(seller=seller).values_list("number", flat=True),
    "transfers": lambda seller: StockTransfer.objects.filter(seller=seller).values_list("number", flat=True),
    "low_stock": lambda seller: Variant.objects.filter(seller=seller, sku__startswith="SCARCE").values_list(
        "sku", flat=True
    ),
    "papers": lambda seller: Certificate.objects.filter(seller=seller).values_list("number", flat=True),
    "payouts": lambda seller: Payout.objects.filter(organisation_id=seller.organisation_id).values_list(
        "number", flat=True
    ),
    "statement": lambda seller: Order.objects.filter(seller=seller).values_list("number", flat=True),
    "members": lambda seller: Invitation.objects.filter(organisation=seller.organisation).values_list(
        "email", flat=True
    ),
    "keys": lambda seller: ApiKey.objects.filter(organisation=seller.organisation).values_list(
        "public_id", flat=True
    ),
    "webhooks": lambda seller: _endpoints_of(seller).values_list("url", flat=True),
}
_WRITES = ("INSERT", "UPDATE", "DELETE")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@pytest.fixture
def sellers(full_house: None) -> tuple[Seller, Seller]:
    """Two sellers with orders, goods and files: the one who asks, and the one who isn't to be seen."""
    mine, other, *_rest = (
        Seller.objects.filter(pk__in=Order.objects.values("seller"), imports__isnull=False)
        .order_by("code")
        .distinct()
    )
    for each in (mine, other):
        ApiKey.objects.filter(organisation=each.organisation).delete()
        owns_transaction(create_key)(
            name="1C", scopes=["orders:read"], organisation=each.organisation, at=now(), by=SYSTEM
        )
        _member(each.organisation, "catalogue")
        owns_transaction(invite)(
            organisation_id=each.organisation_id,
            email=f"wanted-{each.code}@example.com".lower(),
            role="finance",
            at=now(),
            by=SYSTEM,
        )
        address = f"https://{each.code}.example.com/"
        made = owns_transaction(create_endpoint)(reader_id=each.organisation_id, url=address, at=now())
        owns_transaction(send_test)(endpoint=made.row, at=now())
        _give_rows(each)
    return mine, other


def _give_rows(seller: Seller) -> None:
    """A lot of goods of which little is left, with another price soon, a paper that ends soon, a payout."""
    at = now()
    market = "KZ" if seller.country == "CN" else "CN"
    scarce = Market(at=at).listing(seller, f"SCARCE-{seller.code}", units=4, market=market)
    rule = {"market": market, "percent_bp": 1000}
    lines = [[str(scarce.pk), [[1, 1750]], [[1, 1925]]]]
    Repricing.objects.create(seller=seller, rule=rule, lines=lines, previewed_at=at, created_at=at)
    Certificate.objects.create(
        seller=seller,
        kind="halal",
        number=f"SOON-{seller.code}",
        issuer="A muftiate",
        valid_from=at.date() - timedelta(days=300),
        valid_to=at.date() + timedelta(days=3),
        status="verified",
        submitted_at=at,
        verified_at=at,
        created_at=at,
    )
    Payout.objects.create(
        organisation_id=seller.organisation_id,
        number=f"SCP-{seller.code}",
        status="scheduled",
        currency="CNY",
        amount_minor=1_000_00,
        paid_currency="KZT",
        paid_minor=70_000_00,
        rate=Decimal(70),
        rate_date=at.date(),
        scheduled_at=at,
        created_at=at,
    )


@pytest.fixture
def console(sellers: tuple[Seller, Seller]) -> Client:
    """The console of the first one, whose owner has signed in."""
    return desks.enter_console(_member(sellers[0].organisation, "owner"))


def _member(firm: Organisation, role: str) -> User:
    user = User.objects.create_user(f"{role}-{secrets.token_hex(3)}-{firm.pk}@example.com")
    owns_transaction(add_member)(user=user, organisation=firm, role=role, at=now())
    return user


def _pages() -> Iterator[str]:
    return iter(seller_site.pages)


def test_every_page_is_told_apart_by_the_rows_that_it_names() -> None:
    assert set(STRANGE) | OF_NO_ROW == set(seller_site.pages)
    assert not set(STRANGE) & OF_NO_ROW
    for name, page in seller_site.pages.items():
        assert ("uuid:" in page.route) == (name in STRANGE)


def test_all_that_a_page_does_an_operation_of_rest_does() -> None:
    for page in seller_site.pages.values():
        assert rule_of(page.reads).reads, page.name
        for operation in page.verbs.values():
            rule = rule_of(operation)
            assert not rule.reads, operation


@pytest.mark.parametrize("name", sorted(STRANGE))
def test_rows_of_another_seller_are_not_there(
    console: Client, sellers: tuple[Seller, Seller], name: str
) -> None:
    mine, other = sellers
    own, strange = (reverse(f"seller:{name}", kwargs=STRANGE[name](each)) for each in (mine, other))
    assert console.get(own).status_code == 200
    assert console.get(strange).status_code == 404
    for verb in seller_site.pages[name].verbs:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = console.post(strange, {"verb": verb, "reason": "x", "amount": "9.00"})
        assert answer.status_code == 404, verb
        assert _written(asked) == [], verb


@pytest.mark.parametrize("name", sorted(OF_NO_ROW))
def test_no_list_shows_a_row_of_another_seller(
    console: Client, sellers: tuple[Seller, Seller], name: str
) -> None:
    mine, other = sellers
    text = console.get(reverse(f"seller:{name}", kwargs=NAMED.get(name))).content.decode()
    assert not {UUID(found) for found in _UUID.findall(text)} - {mine.organisation_id} & _ids_of(other)
    for told in TOLD.values():
        assert not [words for words in _only_of(other, mine, told) if words in text]
    if name in TOLD:
        assert [words for words in TOLD[name](mine) if words in text], "their own is not there either"


def test_an_order_of_another_seller_is_not_found_by_its_number(
    console: Client, sellers: tuple[Seller, Seller]
) -> None:
    mine, other = (Order.objects.filter(seller=each)[0] for each in sellers)
    assert str(mine.pk) in _text(console, "orders", q=mine.number)
    assert str(other.pk) not in _text(console, "orders", q=other.number)


def test_nobody_chooses_a_seller_for_whom_they_do_not_act(
    console: Client, sellers: tuple[Seller, Seller]
) -> None:
    mine, other = sellers
    answer = console.post(reverse("seller:choose"), {"firm": str(other.organisation_id)})
    assert answer.status_code == 404
    assert escape(mine.organisation.name) in _text(console, "today")


@pytest.mark.parametrize("name", list(_pages()))
def test_a_full_page_needs_few_queries(console: Client, sellers: tuple[Seller, Seller], name: str) -> None:
    kwargs: Any = STRANGE[name](sellers[0]) if name in STRANGE else NAMED.get(name)
    with CaptureQueriesContext(connection) as asked:
        answer = console.get(reverse(f"seller:{name}", kwargs=kwargs))
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, "\n".join(each["sql"][:200] for each in asked)


@pytest.mark.parametrize("name", list(_pages()))
def test_a_page_speaks_the_language_of_its_reader(
    console: Client, sellers: tuple[Seller, Seller], name: str
) -> None:
    kwargs: Any = STRANGE[name](sellers[0]) if name in STRANGE else NAMED.get(name)
    address = reverse(f"seller:{name}", kwargs=kwargs)
    left = [
        f"{language}: {said}"
        for language in FOLDERS
        for said in english_on(
            console.get(address, headers={"Accept-Language": language}).content.decode(), language
        )
    ]
    assert left == []


@pytest.mark.parametrize("language", sorted(FOLDERS))
def test_the_ways_in_speak_it_too(sellers: tuple[Seller, Seller], language: str) -> None:
    keeper = _member(sellers[0].organisation, "catalogue")
    owns_transaction(add_member)(
        user=keeper, organisation=sellers[1].organisation, role="catalogue", at=now()
    )
    console = desks.enter_console(keeper)
    asked = {"Accept-Language": language}
    for client, address in ((Client(), "/seller/sign-in/"), (console, "/seller/choose/")):
        page = client.get(address, headers=asked)
        assert page.status_code == 200
        names = {each.organisation.name for each in sellers}
        assert english_on(page.content.decode(), language) - names == set()


@pytest.mark.parametrize("role", ["owner", "catalogue", "warehouse", "finance"])
def test_a_page_opens_to_whom_rest_lets_in(sellers: tuple[Seller, Seller], role: str) -> None:
    console = desks.enter_console(_member(sellers[0].organisation, role))
    for name, page in seller_site.pages.items():
        kwargs: Any = STRANGE[name](sellers[0]) if name in STRANGE else NAMED.get(name)
        named = rule_of(page.reads).door.readers["seller"]
        may = "*" in named or role in named
        # The firm's keys are its owners'; the page is there for keys of one's own.
        shown = 404 if name == "key" and role != "owner" else 200
        answer = console.get(reverse(f"seller:{name}", kwargs=kwargs))
        assert answer.status_code == (shown if may else 403), name


def test_who_is_not_signed_in_is_sent_to_sign_in_from_every_page(sellers: tuple[Seller, Seller]) -> None:
    for name in seller_site.pages:
        kwargs: Any = STRANGE[name](sellers[0]) if name in STRANGE else NAMED.get(name)
        answer = Client().get(reverse(f"seller:{name}", kwargs=kwargs))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/seller/sign-in/")


def _text(console: Client, name: str, **words: str) -> str:
    return console.get(reverse(f"seller:{name}"), words).content.decode()


def _written(asked: CaptureQueriesContext) -> list[str]:
    said = (each["sql"] for each in asked)
    return [sql for sql in said if sql.startswith(_WRITES) and "django_session" not in sql]


def _ids_of(seller: Seller) -> set[UUID]:
    rows = (
        Order.objects.filter(seller=seller),
        Listing.objects.filter(variant__seller=seller),
        StockLevel.objects.filter(lot__variant__seller=seller),
        Repricing.objects.filter(seller=seller),
        ImportJob.objects.filter(seller=seller),
        StockCount.objects.filter(seller=seller),
        StockTransfer.objects.filter(seller=seller),
        ApiKey.objects.filter(organisation=seller.organisation),
        Membership.objects.filter(organisation=seller.organisation),
        Invitation.objects.filter(organisation=seller.organisation),
        _endpoints_of(seller),
        Delivery.objects.filter(endpoint__in=_endpoints_of(seller)),
    )
    return {pk for each in rows for pk in each.values_list("pk", flat=True)}


def _only_of(other: Seller, mine: Seller, told: Callable[[Seller], "QuerySet[Any]"]) -> set[str]:
    """What tells the rows of one seller apart, and none of the other's."""
    return set(told(other)) - set(told(mine))


def _endpoints_of(seller: Seller) -> "QuerySet[Endpoint]":
    return Endpoint.objects.filter(reader_id=seller.organisation_id)
