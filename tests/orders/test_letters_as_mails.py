"""Does what happens to an order become mails, once each, in their turn and in the reader's language?"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from catalog.models import Product
from kit.transactions import owns_transaction
from news.admin.numbered import events_of
from news.models import Delivery, Event, FeedEntry, Mail, Preference
from news.operations.dispatching import dispatch
from news.operations.mailing import send_batch
from news.rendering_mail import rendered_in
from news.writing import writer_of
from orders.models import Order
from orders.operations import cancelling
from tests import desks
from tests.conftest import Jobs
from tests.letters import GOODS
from tests.news.hooks import an_endpoint
from tests.news.postbox import Outlet
from tests.orders.market import Market, Shopper
from tests.orders.riding import STAGES, hand_in, report

HOUR = timedelta(hours=1)


def hand_on(market: Market, hours: int = 0) -> None:
    with transaction.atomic():
        while dispatch(at=market.at + hours * HOUR):
            pass


def mails_to(user_id: UUID) -> list[str]:
    return list(Mail.objects.filter(user=user_id).order_by("id").values_list("kind", flat=True))


def about(number: str) -> set[str]:
    """The kinds of mails about something with a public number."""
    return set(Mail.objects.filter(about__contains=[number]).values_list("kind", flat=True))


def reader(wang: Shopper) -> UUID:
    assert wang.actor.user_id is not None
    return wang.actor.user_id


@pytest.fixture
def order(market: Market, wang: Shopper, jobs: Jobs) -> Order:
    """A paid order, not told of yet."""
    seller = market.seller()
    boss = market.user("boss")
    Membership.objects.create(user=boss, organisation=seller.organisation, role="owner", created_at=market.at)
    listing = market.listing(seller)
    Product.objects.update(names=GOODS)
    return wang.buy_and_pay(jobs.drain, (listing, 2))


def go_all_the_way(order: Order, market: Market) -> None:
    hand_on(market)
    hand_in(order, market.at)
    hand_on(market)
    for hours, stage in enumerate(STAGES, start=1):
        report(order, stage, market.at + hours * HOUR)
        hand_on(market, hours)


def test_events_and_calls_are_found_by_the_number_of_an_order_or_a_shipment(
    order: Order, market: Market, client: Client, django_assert_max_num_queries: Any
) -> None:
    an_endpoint("https://erp.example.com/", reader=order.group.buyer.user_id)
    go_all_the_way(order, market)
    desks.sign_in(client, User.objects.create_superuser("chief@example.com"))
    shipment = order.shipments.get().shipment
    for number, aggregate_id in ((order.number, order.pk), (shipment.tracking_code, shipment.pk)):
        about = set(Event.objects.filter(aggregate_id=aggregate_id))
        calls = set(Delivery.objects.filter(event__in=about))
        for name, wanted in (("event", about), ("delivery", calls)):
            answer = client.get(reverse(f"admin:news_{name}_changelist"), {"q": f" {number.lower()}"})
            assert set(answer.context["cl"].result_list) == wanted != set()
    with django_assert_max_num_queries(6):
        assert events_of("SC-26-99999999-9") is None


def test_mails_are_found_by_the_numbers_of_what_they_are_about(order: Order, market: Market) -> None:
    go_all_the_way(order, market)
    shipment = order.shipments.get().shipment
    travelled = {"shipment.departed", "shipment.at_border", "shipment.arrived", "shipment.delivered"}
    assert about(shipment.number) == about(shipment.tracking_code) == travelled
    to_buyer = travelled | {"order.placed", "payment.received"}
    assert to_buyer <= about(order.group.number)
    assert about(order.number) == about(order.group.number) | {"sale.new"}


def test_a_buyer_reads_of_an_order_from_checkout_to_delivered(
    market: Market, wang: Shopper, order: Order
) -> None:
    go_all_the_way(order, market)
    assert mails_to(reader(wang)) == [
        "order.placed",
        "payment.received",
        "order.accepted",
        "shipment.departed",
        "shipment.at_border",
        "shipment.arrived",
        "shipment.delivered",
    ]
    assert mails_to(User.objects.get(email="boss@example.com").pk) == ["sale.new"]


def test_events_that_are_handed_on_again_leave_no_mail_twice(
    market: Market, wang: Shopper, order: Order
) -> None:
    hand_on(market)
    before = Mail.objects.count()
    FeedEntry.objects.all().delete()
    Event.objects.update(dispatched_at=None)
    hand_on(market)
    assert Mail.objects.count() == before


def test_mails_are_sent_in_the_readers_language_in_text_and_html(
    market: Market, wang: Shopper, order: Order
) -> None:
    go_all_the_way(order, market)
    User.objects.filter(pk=reader(wang)).update(language="zh-Hans")
    outlet = Outlet()
    while send_batch(outlet=outlet, at=market.at + 9 * HOUR).more:
        pass
    ours = [message for message in outlet.taken if message.to == ["wang@example.com"]]
    assert len(ours) == 7
    for message in ours:
        assert GOODS["zh-Hans"] in str(message.body)
        assert GOODS["zh-Hans"] in str(message.alternatives[0][0])  # type: ignore[attr-defined]
    assert ours[0].subject.startswith("订单")


def test_whoever_wants_no_news_of_journeys_still_hears_of_their_money(
    market: Market, wang: Shopper, order: Order
) -> None:
    for topic in ("orders", "shipping"):
        Preference.objects.create(user_id=reader(wang), topic=topic, mode="off", changed_at=market.at)
    go_all_the_way(order, market)
    waiting = Mail.objects.filter(user=reader(wang), state="waiting").order_by("id")
    assert list(waiting.values_list("kind", flat=True)) == ["order.placed", "payment.received"]


def test_a_mail_can_be_written_from_what_is_kept_of_it_long_after(
    market: Market, wang: Shopper, order: Order
) -> None:
    owns_transaction(cancelling.cancel_order)(order=order, reason="", at=market.at, by=wang.actor)
    hand_on(market)
    for mail in Mail.objects.all():
        shown = rendered_in("en", writer=writer_of(mail.kind), facts=mail.facts, user_id=None, topic="")
        assert order.number in f"{shown.subject} {shown.text}"
