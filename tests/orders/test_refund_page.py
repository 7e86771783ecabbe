"""Do finance ask by a page that parts of an order go back, see the sum first, leave approval to another?"""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from kit.actors import Actor
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import Order, OrderLine
from orders.operations import accepting, lessening
from payments.models import Refund, SaleLine
from payments.operations import refunding
from payments.operations.refunding import Wanted
from tests.conftest import Jobs
from tests.orders.claims import broken, delivered, opened
from tests.orders.market import STAFF, Market, Shopper
from tests.orders.test_admin import desk_of


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    """Ten bags at 17.50 and four at 30.00, paid and split by line."""
    mill = market.seller()
    other = market.listing(mill, "FLR-5KG", price_minor=30_00)
    return wang.buy_and_pay(jobs.drain, (market.listing(mill), 10), (other, 4))


@pytest.fixture
def desk(order: Order) -> Client:
    return desk_of("finance")


def page_of(order: Order) -> str:
    return f"/admin/orders/{order.pk}/refund/"


def field(order: Order, part: str, sku: str = "FLR-2KG") -> str:
    return f"{part}-{order.lines.get(sku=sku).pk}"


def ask(desk: Client, order: Order, **said: Any) -> Any:
    """What the page answers to some words."""
    given = {"what": "parts", "borne_by": "shares", "reason": "bags torn", **said}
    return desk.post(page_of(order), given)


def seen_in(answer: Any) -> str:
    """The button by which exactly what is shown is asked for."""
    found = re.search(r'name="seen" value="(\w+)"', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def ask_for_it(desk: Client, order: Order, **said: Any) -> Refund:
    """Look first, then ask."""
    answer = ask(desk, order, **said, seen=seen_in(ask(desk, order, **said)))
    assert answer.status_code == 302
    refund = Refund.objects.latest("id")
    assert answer.headers["Location"] == f"/admin/payments/refund/{refund.pk}/change/"
    return refund


def test_the_page_of_an_order_leads_finance_there_and_nobody_else(desk: Client, order: Order) -> None:
    address = f"/admin/orders/order/{order.pk}/change/"
    assert page_of(order) in desk.get(address).content.decode()
    User.objects.filter(email="staff@example.com").update(email="paying@example.com")
    support = desk_of("support")
    assert page_of(order) not in support.get(address).content.decode()
    assert support.get(page_of(order)).status_code == 403


def test_what_is_left_of_each_part_stands_beside_it(desk: Client, order: Order) -> None:
    shown = desk.get(page_of(order)).content.decode()
    assert "Units of 10" in shown
    assert "goods, of 175.00 CNY" in shown
    assert "goods, of 120.00 CNY" in shown
    ask_for_it(desk, order, **{field(order, "units"): "3"})
    shown = desk.get(page_of(order)).content.decode()
    assert "Units of 7" in shown
    assert "goods, of 122.50 CNY" in shown


def test_units_are_looked_at_first_and_asked_for_then(desk: Client, order: Order) -> None:
    said = {field(order, "units"): "3", "borne_by": "seller"}
    looked = ask(desk, order, **said)
    assert "3 × FLR-2KG" in looked.content.decode()
    assert "goods 52.50 CNY" in looked.content.decode()
    assert not Refund.objects.exists()
    refund = ask_for_it(desk, order, **said)
    item = refund.items.get()
    assert (item.units, item.goods_minor, refund.borne_by) == (3, 52_50, "seller")
    assert (refund.status, refund.reason) == ("requested", "bags torn")
    assert f"Ask for {refund.amount}" in looked.content.decode()
    assert broken() == []


def test_who_asked_for_it_does_not_approve_it(desk: Client, order: Order) -> None:
    refund = ask_for_it(desk, order, **{field(order, "units"): "1"})
    assert refund.requested_by_id == User.objects.get(email="staff@example.com").pk
    desk.post("/admin/payments/refund/", {"action": "approve", "_selected_action": [refund.pk]})
    refund.refresh_from_db()
    assert refund.status == "requested"


def test_whoever_approves_it_reads_goods_units_and_sums_on_its_page(desk: Client, order: Order) -> None:
    refund = ask_for_it(desk, order, **{field(order, "units"): "3"})
    shown = desk.get(f"/admin/payments/refund/{refund.pk}/change/").content.decode()
    assert "3 × FLR-2KG Wheat flour FLR-2KG: goods 52.50 CNY, freight" in shown
    assert f'href="/admin/orders/order/{order.pk}/change/">{order.number}</a>' in shown
    line = order.lines.get(sku="FLR-2KG")
    assert str(line.pk) not in shown


def test_the_list_of_refunds_says_who_asked_and_for_which_claim(
    market: Market, wang: Shopper, jobs: Jobs
) -> None:
    order = delivered(market, wang, jobs)
    User.objects.filter(pk=order.group.buyer.user_id).update(name="Wang Fang")
    claim = opened(order)
    owned: Any = {"at": now(), "by": Actor(kind="staff", user_id=order.group.buyer.user_id)}
    owns_transaction(refunding.refund_parts)(
        order_reference=order.number, wanted=[Wanted(order.lines.get().pk, 1)], reason=claim.number, **owned
    )
    shown = desk_of("finance").get("/admin/payments/refund/").content.decode()
    assert "Wang Fang" in shown
    assert f"Return {claim.number}: " in shown
    assert f"/admin/orders/claim/{claim.pk}/change/" in shown


def test_sums_of_parts_go_back_on_top_of_units(desk: Client, order: Order) -> None:
    said = {
        field(order, "units"): "1",
        field(order, "goods"): "2.25",
        field(order, "freight", "FLR-5KG"): "0.10",
    }
    refund = ask_for_it(desk, order, **said)
    first, second = refund.items.order_by("id")
    assert (first.units, first.goods_minor) == (1, 17_50 + 2_25)
    assert (second.units, second.parts.total, second.freight_minor) == (0, 10, 10)


def test_the_whole_rest_is_all_that_has_not_gone_back(desk: Client, order: Order) -> None:
    some = ask_for_it(desk, order, **{field(order, "units"): "3", field(order, "goods", "FLR-5KG"): "1"})
    rest = ask_for_it(desk, order, what="whole")
    assert some.amount_minor + rest.amount_minor == order.total_minor
    assert "Nothing of its lines is left" in desk.get(page_of(order)).content.decode()
    assert broken() == []


def test_where_no_units_are_left_the_whole_rest_is_what_stayed_on_the_lines(
    desk: Client, order: Order
) -> None:
    goods = [Wanted(line.pk, line.quantity, ("goods",)) for line in order.lines.all()]
    owns_transaction(refunding.refund_parts)(
        order_reference=order.number, wanted=goods, reason="bags torn", at=now(), by=STAFF
    )
    # Ten at 17.50, four at 30.00.
    assert ask_for_it(desk, order, what="whole").amount_minor == order.total_minor - 295_00
    assert broken() == []


@pytest.mark.parametrize(
    ("part", "typed", "why"),
    [
        ("goods", "175.01", "At most 175.00 CNY of it is left to refund."),
        ("goods", "1,234", "Write a plain amount such as 12.30, in CNY."),
        ("goods", "-1", "It must be more than nothing."),
        ("goods", "1.005", "Write a plain amount such as 12.30, in CNY."),
        ("units", "11", "Ensure this value is less than or equal to 10."),
        ("units", "0", "Ensure this value is greater than or equal to 1."),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    desk: Client, order: Order, part: str, typed: str, why: str
) -> None:
    answer = ask(desk, order, **{field(order, part): typed})
    assert answer.status_code == 400
    assert [str(each) for each in answer.context["form"].errors[field(order, part)]] == [why]
    assert not Refund.objects.exists()


@pytest.mark.parametrize("typed", ["12.50", "12,50", "12,5"])
def test_a_sum_may_be_written_with_a_comma(desk: Client, order: Order, typed: str) -> None:
    assert ask_for_it(desk, order, **{field(order, "goods"): typed}).amount_minor == 12_50


def test_goods_are_called_in_the_language_of_whoever_looks(desk: Client, order: Order) -> None:
    line = order.lines.order_by("id")[0]
    OrderLine.objects.filter(pk=line.pk).update(names={"en": "Flour", "ru": "Мука"})
    page = desk.get(page_of(order), headers={"Accept-Language": "ru"}).content.decode()
    assert ("Мука" in page, "Flour" in page) == (True, False)


def test_units_and_a_sum_together_are_no_more_than_is_left(desk: Client, order: Order) -> None:
    answer = ask(desk, order, **{field(order, "units"): "10", field(order, "goods"): "0.01"})
    assert answer.context["form"].errors[field(order, "goods")]
    assert not Refund.objects.exists()


def test_why_and_something_must_be_said(desk: Client, order: Order) -> None:
    assert ask(desk, order, reason="", what="whole").context["form"].errors["reason"]
    assert ask(desk, order).context["form"].non_field_errors()


def test_what_changed_since_it_was_looked_at_is_looked_at_again(desk: Client, order: Order) -> None:
    said = {field(order, "goods"): "1.00"}
    seen = seen_in(ask(desk, order, **said))
    # As a second click on the same button does.
    assert ask(desk, order, **said, seen=seen).status_code == 302
    again = ask(desk, order, **said, seen=seen)
    assert again.context["form"].non_field_errors()
    assert Refund.objects.count() == 1
    assert ask(desk, order, **said, seen=seen_in(again)).status_code == 302


def test_another_bearer_than_was_looked_at_is_looked_at_again(desk: Client, order: Order) -> None:
    said = {field(order, "goods"): "1.00"}
    seen = seen_in(ask(desk, order, **said))
    assert ask(desk, order, **said, borne_by="platform", seen=seen).status_code == 400
    assert not Refund.objects.exists()


def test_declined_units_whose_refund_died_go_back_by_its_next_try_alone(desk: Client, order: Order) -> None:
    line, other = order.lines.get(sku="FLR-2KG"), order.lines.get(sku="FLR-5KG")
    owned: Any = {"at": now(), "by": STAFF}
    owns_transaction(lessening.decline_lines)(
        order=order, units={line.pk: 4}, is_missing=True, reason="torn", **owned
    )
    died = Refund.objects.get()
    assert "Units of 6" in desk.get(page_of(order)).content.decode()
    owns_transaction(refunding.decline_refund)(refund_id=died.pk, reason="wait", **owned)
    shown = desk.get(page_of(order)).content.decode()
    # Six of ten are sent: 105.00 of 175.00.
    assert "Units of 6" in shown
    assert "goods, of 105.00 CNY" in shown
    assert f"/admin/payments/refund/{died.pk}/change/" in shown
    assert ask(desk, order, **{field(order, "units"): "7"}).status_code == 400
    whole = ask_for_it(desk, order, what="whole")
    assert {item.line.line_id: item.units for item in whole.items.all()} == {line.pk: 6, other.pk: 4}
    owns_transaction(refunding.refund_again)(refund_id=died.pk, **owned)
    assert SaleLine.objects.get(line_id=line.pk).back_units == 10
    assert "goods, of" not in desk.get(page_of(order)).content.decode()
    assert broken() == []


def test_an_order_that_has_ended_has_nothing_to_ask_for(desk: Client, order: Order) -> None:
    owns_transaction(accepting.decline)(order=order, reason="sold out", at=now(), by=STAFF)
    assert "Nothing of its lines is left" in desk.get(page_of(order)).content.decode()
    assert Refund.objects.count() == 1
    ask(desk, order, what="whole", seen="x")
    assert Refund.objects.count() == 1
