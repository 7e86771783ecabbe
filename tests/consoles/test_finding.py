import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.operations.organising import make_staff_groups, put_into_group
from accounts.sites import staff_site
from consoles.policy import HITS_SHOWN
from consoles.recognising import Clue
from consoles.searching import _PARTS, find, parts_of
from kit.actors import Actor
from kit.clock import now
from kit.hits import looked_up
from kit.ids import human_number
from kit.transactions import owns_transaction
from orders.models import ContactSearch, Order
from payments.models import Payment
from shipping.models import Container, Package, Shipment
from shipping.operations import grouping
from tests import desks
from tests.conftest import Jobs
from tests.orders.conftest import NOW
from tests.orders.market import Market, Shopper

FIND = "/admin/find/"
# What may be looked for by its beginning.
STARTS = ("container", "sscc", "tracking")
STAFF = Actor(kind="staff", user_id=UUID(int=7), roles=frozenset({"support"}))


@pytest.fixture
def order(market: Market, jobs: Jobs) -> Order:
    """A paid order that stands on a train."""
    return market.buyer("wang").buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))


@pytest.fixture
def shipment(order: Order) -> Shipment:
    found: Shipment = order.shipments.get().shipment
    return found


@pytest.fixture
def desk_of(db: None) -> Callable[..., Client]:
    """A browser in which a member of staff with some groups is signed in."""

    def come(*groups: str) -> Client:
        owns_transaction(make_staff_groups)()
        user = User.objects.create_user(f"{'-'.join(groups) or 'nobody'}@example.com", is_staff=True)
        for group in groups:
            owns_transaction(put_into_group)(user=user, group=group)
        client = Client()
        desks.sign_in(client, user)
        return client

    return come


@pytest.fixture
def desk(desk_of: Callable[..., Client]) -> Client:
    return desk_of("support")


def led_to(desk: Client, typed: str) -> str:
    """Where the search box leads, or nothing when it shows a page."""
    return str(desk.post(FIND, {"q": typed}).headers.get("Location", ""))


def shown(desk: Client, typed: str) -> str:
    response = desk.post(FIND, {"q": typed})
    assert response.status_code == 200
    return response.content.decode()


def page(row: Any) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def test_a_number_leads_straight_to_its_row(desk: Client, order: Order, shipment: Shipment) -> None:
    assert led_to(desk, order.number.lower()) == page(order)
    assert led_to(desk, order.group.number) == page(order.group)
    assert led_to(desk, shipment.number.replace("-", " ")) == page(shipment)
    code = shipment.tracking_code
    assert led_to(desk, f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()) == page(shipment)
    assert led_to(desk, code[:8]) == page(shipment)


def test_a_payment_leads_there_by_what_the_statement_says(desk: Client, order: Order) -> None:
    payment = Payment.objects.get(reference=order.group.number)
    assert led_to(desk, f" {payment.provider_ref.lower()} ") == page(payment)


def test_a_label_leads_to_its_package_or_its_carton(desk: Client, shipment: Shipment) -> None:
    package = Package.objects.create(
        shipment=shipment,
        sscc="348700000000000017",
        gross_g=1,
        volume_cm3=1,
        packed_at=NOW,
        created_at=NOW,
    )
    assert led_to(desk, "(00) 3487 0000 0000 0000 17") == page(package)
    carton = owns_transaction(grouping.group)(kind="carton", sscc=[package.sscc], tare_g=1, at=NOW, by=STAFF)
    assert led_to(desk, carton.sscc) == page(carton)


def test_a_container_leads_there_with_and_without_spaces(desk: Client, shipment: Shipment) -> None:
    box = Container.objects.get(slot__assignments__shipment=shipment)
    Container.objects.filter(pk=box.pk).update(number="SCLU0000013")
    for typed in ("sclu 000001 3", "SCLU000001", "СCLU0000013".replace("СCLU", "SСLU")):
        assert led_to(desk, typed) == page(box)


def test_a_seller_and_a_sku_lead_to_their_rows(desk: Client, order: Order) -> None:
    assert led_to(desk, "kz01") == page(order.seller)
    assert led_to(desk, "flr-2kg") == page(order.lines.get().listing)


def test_a_serial_alone_shows_all_that_have_it(desk: Client, order: Order, shipment: Shipment) -> None:
    serial = int(order.number.split("-")[2])
    Shipment.objects.filter(pk=shipment.pk).update(number=human_number("SCS", 26, serial))
    text = shown(desk, str(serial))
    for row in (order, shipment):
        assert f'href="{page(row)}"' in text
    assert "KZ01" in text
    assert "KZ-KOSTANAY → " in text or " → CN-" in text


def test_what_is_called_nothing_is_said_to_be_nothing(desk: Client, order: Order) -> None:
    text = shown(desk, "ҰШТЫ-404")
    assert "Nothing is called “ҰШТЫ-404”." in text
    assert "SKU" in text
    wrong = f"{order.number[:-1]}{(int(order.number[-1]) + 1) % 10}"
    assert "its check digit is wrong" in shown(desk, wrong)
    assert "It looks like no number or code of ours" in shown(desk, "wang@")
    assert "&lt;script&gt;" in shown(desk, "<script>")


def test_an_empty_box_says_what_can_be_found(desk: Client) -> None:
    assert "the number of an order" in desk.get(FIND).content.decode()
    assert "the number of an order" in shown(desk, "  ")


def test_words_never_stand_in_an_address(desk: Client, order: Order) -> None:
    assert "Nothing is called" not in desk.get(FIND, {"q": "wang@example.com"}).content.decode()
    assert ContactSearch.objects.count() == 0


def test_a_buyer_is_found_by_e_mail_with_their_checkouts(desk: Client, order: Order) -> None:
    text = shown(desk, "WANG@example.com")
    for row in (order.group, order.group.buyer):
        assert f'href="{page(row)}"' in text


@pytest.mark.parametrize("typed", ["+86 138 0000 0000", "13800000000", "008613800000000", "138-0000-0000"])
def test_a_buyer_is_found_by_telephone_in_any_notation(desk: Client, order: Order, typed: str) -> None:
    text = shown(desk, typed)
    assert f'href="{page(order.group)}"' in text
    assert f'href="{page(order.group.buyer.addresses.get())}"' in text


def test_who_looked_for_which_buyer_is_on_record_without_what_they_typed(desk: Client, order: Order) -> None:
    shown(desk, "wang@example.com")
    shown(desk, "nobody@example.com")
    shown(desk, "+8613800000000")
    phone, nobody, email = ContactSearch.objects.order_by("-id")
    buyer, user = order.group.buyer_id, User.objects.get(email="support@example.com")
    assert [(row.asked_by, row.buyers) for row in (email, nobody, phone)] == [
        ("email", [buyer]),
        ("email", []),
        ("phone", [buyer]),
    ]
    assert {(row.by_kind, row.by_id) for row in (email, nobody, phone)} == {("staff", user.pk)}


def test_a_search_for_a_number_is_not_on_record(desk: Client, order: Order) -> None:
    led_to(desk, order.number)
    assert ContactSearch.objects.count() == 0


@pytest.mark.parametrize("group", ["viewer", "finance", "onboarding"])
def test_only_those_who_deal_with_buyers_find_them(
    desk_of: Callable[..., Client], order: Order, group: str
) -> None:
    for typed in ("wang@example.com", "+86 138 0000 0000"):
        text = shown(desk_of(group) if typed.startswith("w") else _again(group), typed)
        assert order.group.number not in text
        assert "by those alone who deal with them" in text
    assert ContactSearch.objects.count() == 0
    assert led_to(_again(group), order.number) == page(order)


def _again(group: str) -> Client:
    client = Client()
    desks.sign_in(client, User.objects.get(email=f"{group}@example.com"))
    return client


def test_staff_of_no_group_and_strangers_find_nothing(desk_of: Callable[..., Client], order: Order) -> None:
    assert desk_of().post(FIND, {"q": order.number}).status_code == 403
    assert "/login/" in led_to(Client(), order.number)


def test_a_row_whose_page_is_closed_to_the_reader_is_not_shown(
    desk: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        staff_site.get_model_admin(Order), "has_view_permission", lambda request, obj=None: False
    )
    assert "Nothing is called" in shown(desk, order.number)


def test_the_record_is_for_those_above_all_groups(desk: Client, order: Order) -> None:
    shown(desk, "wang@example.com")
    assert desk.get("/admin/orders/contactsearch/").status_code == 403


def test_every_word_takes_at_most_two_queries(order: Order, shipment: Shipment) -> None:
    for typed, most in (
        (order.number, 1),
        ("123", 1),
        ("KZ01", 1),
        ("348700000000000017", 1),
        ("wang@example.com", 2),
        ("+8613800000000", 2),
        ("wang@", 0),
    ):
        with CaptureQueriesContext(connection) as queries:
            owns_transaction(find)(typed, sees_contacts=True, at=NOW, by=STAFF)
        asked = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
        assert len(asked) <= most, asked


@pytest.mark.parametrize("kind", sorted(_PARTS))
def test_no_table_is_read_from_end_to_end(db: None, kind: str) -> None:
    """Whatever is asked has an index, so that a million orders take no longer than ten."""
    clues = [Clue(kind, ("SCLU0000",))]
    if kind in STARTS:
        clues.append(Clue(kind, ("SCLU0000",), is_start=True))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for part in parts_of(clues):
        plan = part.explain()
        assert "Seq Scan" not in plan
        assert plan.count("Index Cond:") > 0
        # Each table is entered by what is asked, or by the key that another one leads by.
        assert plan.count("Index Cond:") >= plan.count(" using "), plan


def test_no_more_are_shown_than_a_screen_holds(market: Market, order: Order, desk: Client) -> None:
    listing, buyer = order.lines.get().listing, order.group.buyer
    shopper = Shopper(
        market, Actor(kind="buyer", user_id=buyer.user_id), buyer.addresses.get(), order.group.identity
    )
    for _ in range(HITS_SHOWN):
        shopper.buy((listing, 1))
    text = shown(desk, "wang@example.com")
    assert "There are more" in text
    assert len(set(re.findall("/admin/orders/ordergroup/[0-9a-f-]{36}/", text))) == HITS_SHOWN


def test_each_hit_comes_once_though_two_clues_lead_there(order: Order) -> None:
    parts = parts_of([Clue("order", (order.number,)), Clue("order", (order.number,))])
    assert len(looked_up(parts)) == 2
    found = owns_transaction(find)(order.number, sees_contacts=False, at=now(), by=STAFF)
    assert [hit.pk for hit in found.hits] == [order.pk]


def test_the_box_stands_on_every_page_and_not_before_the_door(desk: Client, order: Order) -> None:
    for address in ("/admin/", page(order), "/admin/orders/order/", "/admin/departures-board/", FIND):
        assert 'id="find-box"' in desk.get(address).content.decode(), address
    assert 'id="find-box"' not in Client().get("/admin/login/").content.decode()
