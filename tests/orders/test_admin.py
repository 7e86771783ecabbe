import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.desk import NOTHING, when
from accounts.models import User
from accounts.operations.organising import make_staff_groups, put_into_group
from kit.clock import now
from kit.money import Money
from kit.transactions import owns_transaction
from orders.models import Order
from tests import desks
from tests.conftest import Jobs
from tests.orders.market import Market, Shopper

ORDERS = "/admin/orders/order/"


def desk_of(*groups: str) -> Client:
    """A browser in which a member of staff with these groups is signed in."""
    owns_transaction(make_staff_groups)()
    user = User.objects.create_user("staff@example.com", is_staff=True)
    for group in groups:
        owns_transaction(put_into_group)(user=user, group=group)
    client = Client()
    desks.sign_in(client, user)
    return client


def use(desk: Client, verb: str, order: Order, **fields: Any) -> list[str]:
    """Run an action on one order; what staff are then told."""
    given = {"action": verb, "_selected_action": [order.pk], "index": 0, **fields}
    response = desk.post(ORDERS, given, follow=True)
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    """A paid order, waiting for its seller."""
    return wang.buy_and_pay(jobs.drain, (market.listing(market.seller()), 2))


@pytest.fixture
def unpaid(market: Market, wang: Shopper) -> Order:
    """An order for which no money has come."""
    return wang.buy((market.listing(market.seller()), 2)).orders.get()


def test_a_list_shows_the_three_axes_of_an_order(order: Order) -> None:
    page = desk_of("support").get(ORDERS).content.decode()
    row = page[page.index(order.number) :]
    total = str(Money(order.total_minor, order.currency))
    for words in (total, ">Placed<", ">paid<", ">none<", ">KZ01<", ">wang@example.com<"):
        assert words in row


def test_an_orders_page_leads_to_its_neighbours(order: Order) -> None:
    page = desk_of("viewer").get(f"{ORDERS}{order.pk}/change/").content.decode()
    shipment = order.shipments.get().shipment
    for address in (
        reverse("admin:shipping_shipment_change", args=(shipment.pk,)),
        reverse("admin:catalog_seller_change", args=(order.seller_id,)),
        reverse("admin:orders_ordergroup_change", args=(order.group_id,)),
        f"{reverse('admin:payments_payment_changelist')}?reference={order.group.number}",
    ):
        assert f'href="{address}"' in page


def test_times_are_shown_in_utc_and_by_the_clocks_of_the_place(order: Order) -> None:
    page = desk_of("viewer").get(f"{ORDERS}{order.pk}/change/").content.decode()
    assert "2026-11-23 09:00 UTC (17:00 Shanghai)" in page
    assert when(order.accept_by_at, "Asia/Almaty") in page
    assert when(order.accept_by_at, "Asia/Almaty").endswith("13:00 UTC (18:00 Almaty)")


def test_a_clock_that_shows_another_day_says_which() -> None:
    evening = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
    assert when(evening, "Asia/Shanghai") == "2026-11-23 18:30 UTC (24 Nov 02:30 Shanghai)"
    assert when(None, "Asia/Shanghai") == NOTHING


def test_staff_cancel_with_a_reason(order: Order) -> None:
    told = use(desk_of("support"), "cancel", order, reason="The buyer rang.")
    order.refresh_from_db()
    assert (order.status, order.end_reason) == ("cancelled", "The buyer rang.")
    assert told == ["1 cancelled."]
    assert order.moves.get(became="cancelled").by_kind == "staff"


def test_nothing_is_cancelled_without_a_reason(order: Order) -> None:
    told = use(desk_of("support"), "cancel", order, reason="  ")
    order.refresh_from_db()
    assert order.status == "placed"
    assert told == ["Give a reason."]


def test_a_refusal_of_an_operation_is_told(unpaid: Order) -> None:
    told = use(desk_of("support"), "accept", unpaid)
    unpaid.refresh_from_db()
    assert unpaid.status == "placed"
    assert told == [f"{unpaid.number}: The order is not paid."]


def test_one_refused_order_keeps_no_other_from_its_turn(order: Order, market: Market, wang: Shopper) -> None:
    unpaid = wang.buy((order.lines.get().listing, 1)).orders.get()
    desk_of("support").post(
        ORDERS, {"action": "accept", "_selected_action": [unpaid.pk, order.pk], "index": 0}
    )
    order.refresh_from_db()
    assert order.status == "accepted"


def test_staff_walk_an_order_to_its_hand_in(order: Order) -> None:
    desk = desk_of("support", "dispatch")
    assert use(desk, "accept", order) == ["1 accepted."]
    assert use(desk, "pack", order) == ["1 packed."]
    assert use(desk, "hand_in", order) == ["1 handed in."]
    order.refresh_from_db()
    assert order.handed_in_at is not None
    assert order.shipments.get().shipment.status == "handed_in"


def test_after_acceptance_only_dispatch_cancels(order: Order) -> None:
    support = desk_of("support")
    use(support, "accept", order)
    told = use(support, "cancel", order)
    order.refresh_from_db()
    assert order.status == "accepted"
    assert told == [f"{order.number}: the seller has answered, so dispatch must cancel it."]
    User.objects.all().get(email="staff@example.com").groups.clear()
    owns_transaction(put_into_group)(user=User.objects.get(email="staff@example.com"), group="dispatch")
    assert use(support, "cancel", order, reason="The mill burns.") == ["1 cancelled."]


def test_who_only_looks_is_offered_no_verb(order: Order) -> None:
    desk = desk_of("viewer")
    use(desk, "accept", order)
    order.refresh_from_db()
    assert order.status == "placed"
    assert 'name="action"' not in desk.get(f"{ORDERS}{order.pk}/change/").content.decode()


def test_staff_of_no_group_see_nothing(order: Order) -> None:
    desk = desk_of()
    assert desk.get(ORDERS).status_code == 403
    assert desk.get(f"{ORDERS}{order.pk}/change/").status_code == 403


def test_a_verb_used_on_an_orders_page_leads_back_to_it(order: Order) -> None:
    desk = desk_of("support")
    page = f"{ORDERS}{order.pk}/change/"
    assert 'value="accept"' in desk.get(page).content.decode()
    fields = {"action": "accept", "_selected_action": [order.pk], "_from_page": order.pk, "index": 0}
    response = desk.post(ORDERS, fields)
    assert (response.status_code, response.headers["Location"]) == (302, page)
    order.refresh_from_db()
    assert order.status == "accepted"


@pytest.mark.parametrize("page", ["add/", "{pk}/delete/"])
def test_orders_are_neither_typed_in_nor_deleted(order: Order, page: str) -> None:
    assert desk_of("support", "dispatch").get(f"{ORDERS}{page.format(pk=order.pk)}").status_code == 403


def test_facts_cannot_be_overwritten(order: Order) -> None:
    desk = desk_of("support", "dispatch")
    response = desk.post(f"{ORDERS}{order.pk}/change/", {"number": "SC-1", "end_reason": "x"})
    assert response.status_code == 403
    order.refresh_from_db()
    assert order.end_reason == ""


def test_a_quote_shows_its_parts_as_the_buyer_saw_them(order: Order) -> None:
    quote = order.group.quote
    page = desk_of("viewer").get(f"/admin/orders/quote/{quote.pk}/change/").content.decode()
    part = quote.document["orders"][0]
    assert f"{part['freight_minor'] // 100}.{part['freight_minor'] % 100:02} CNY" in page
    assert "DEMO ASSUMPTION, NOT LAW" in page


def test_an_order_offers_what_its_state_and_its_goods_allow(order: Order) -> None:
    desk, at = desk_of("dispatch", "support"), now()
    address = reverse("admin:orders_order_change", args=[order.pk])

    def offered(**facts: Any) -> set[str]:
        Order.objects.filter(pk=order.pk).update(**facts)
        return set(re.findall(r'name="action" value="(\w+)"', desk.get(address).content.decode()))

    assert offered() == {"accept", "decline", "cancel"}
    assert offered(status="accepted", accepted_at=at) == {"pack", "complete", "cancel"}
    assert offered(packed_at=at) == {"hand_in", "complete", "cancel"}
    assert offered(handed_in_at=at) == {"complete"}
