"""Do buyers hear of their orders and their money once, in their words?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from catalog.models import Product, Seller
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.letters import Letter
from kit.transactions import owns_transaction
from news.models import Event, FeedEntry
from news.telling import Happened
from orders.models import Order, OrderGroup
from orders.operations import accepting, cancelling, expiring
from orders.queries.writing_to_buyers import TO_BUYERS
from payments.models import Payment, Refund
from payments.operations import refunding
from tests.conftest import Jobs
from tests.letters import GOODS, LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.market import STAFF, Market, Shopper, capture

QUERIES = 5
MILL, FARM = "Костанайская мельница", "Ферма Алтын"


@pytest.fixture
def mill(market: Market) -> Seller:
    """A seller whose goods have a name in each language."""
    return _named(market.seller(), MILL)


def _named(seller: Seller, name: str) -> Seller:
    Seller.objects.filter(pk=seller.pk).update(legal_name=name)
    return seller


def flour(market: Market, seller: Seller, sku: str = "FLR-2KG") -> Any:
    listing = market.listing(seller, sku)
    Product.objects.filter(code=sku).update(names=GOODS)
    return listing


def two_orders(market: Market, shopper: Shopper, mill: Seller) -> OrderGroup:
    farm = _named(market.seller("KZ02", "490440000271"), FARM)
    return shopper.buy((flour(market, mill), 2), (flour(market, farm, "FLR-5KG"), 1))


def test_one_checkout_is_one_letter_however_many_its_orders(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    group = two_orders(market, wang, mill)
    assert letterbox.hand_on(market.at) == ["order.placed"]
    [letter] = letterbox.letters
    assert (letter.user_id, letter.key) == (wang.actor.user_id, group.number)
    content = written(letter)
    assert content.goods == ["2 × Wheat flour", "1 × Wheat flour"]
    assert dict(content.facts)["Orders"] == ", ".join(
        group.orders.order_by("id").values_list("number", flat=True)
    )


def test_what_it_costs_adds_up_in_the_readers_way_of_writing(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    group = wang.buy((flour(market, mill), 2))
    letterbox.hand_on(market.at)
    facts = dict(written(letterbox.letters[0]).facts)
    amounts = [facts[name] for name in ("Goods", "Delivery and insurance", "Duty and taxes")]
    cents = [int(amount.removeprefix("¥").replace(".", "").replace(",", "")) for amount in amounts]
    assert sum(cents) == group.total_minor
    russian = dict(written(letterbox.letters[0], "ru").facts)
    assert russian["Итого"] == f"{group.total_minor // 100},{group.total_minor % 100:02}\N{NO-BREAK SPACE}¥"


def test_hours_are_told_by_the_clock_of_the_market(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    wang.buy((flour(market, mill), 1))
    letterbox.hand_on(market.at)
    # 9:30 in London.
    assert "23 November 2026, 17:30 (Beijing time)" in text_of(written(letterbox.letters[0]))
    assert "2026年11月23日 17:30（北京时间）" in text_of(written(letterbox.letters[0], "zh-Hans"))


def test_whoever_pays_by_transfer_is_told_whom_how_much_and_until_when(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    group = wang.buy((flour(market, mill), 1))
    payment = wang.start_payment(group)
    assert letterbox.hand_on(market.at) == ["order.placed", "payment.started"]
    letter = letterbox.last("payment.started")
    for language in LANGUAGES:
        content = written(letter, language)
        values = [value for _, value in content.facts]
        for name in ("payee", "bank", "account", "invoice_reference"):
            assert payment.next_action[name] in values
        assert any("2026" in paragraph for paragraph in content.paragraphs)


def test_whoever_pays_online_is_led_to_the_page(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox, settings: Any
) -> None:
    settings.DEMO = True
    payment = wang.start_payment(wang.buy((flour(market, mill), 1)), provider="demo")
    letterbox.hand_on(market.at)
    link = written(letterbox.last("payment.started")).link
    assert link is not None
    assert link.url == payment.next_action["url"]


def test_nobody_is_told_how_to_pay_what_is_paid(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    wang.pay(wang.buy((flour(market, mill), 1)))
    assert letterbox.hand_on(market.at) == ["order.placed", "payment.received"]
    assert letterbox.last("order.placed").facts["until_at"] is not None


def test_a_checkout_expires_in_one_letter(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    group = two_orders(market, wang, mill)
    letterbox.hand_on(market.at)
    later = market.at + timedelta(days=30)
    owns_transaction(expiring.expire_group)(group=group, at=later, by=SYSTEM)
    assert letterbox.hand_on(later) == ["order.expired"]


def test_the_sellers_reason_is_quoted_and_the_money_comes_back(
    market: Market, wang: Shopper, mill: Seller, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = wang.buy_and_pay(jobs.drain, (flour(market, mill), 1))
    owns_transaction(accepting.decline)(order=order, reason="мыши съели", at=market.at, by=SYSTEM)
    letterbox.hand_on(market.at)
    letter = letterbox.last("order.declined")
    assert "“мыши съели”" in text_of(written(letter, "zh-Hans"))
    assert f"{order.total_minor // 100}." in text_of(written(letter))


def test_an_order_declined_by_itself_says_so_in_the_readers_language(
    market: Market, wang: Shopper, mill: Seller, jobs: Jobs, letterbox: Letterbox
) -> None:
    wang.buy_and_pay(jobs.drain, (flour(market, mill), 1))
    later = market.at + timedelta(days=10)
    assert owns_transaction(accepting.decline_overdue)(at=later, by=SYSTEM) == 1
    letterbox.hand_on(later)
    content = written(letterbox.last("order.declined"), "ru")
    assert "не ответил вовремя" in text_of(content)
    assert foreign_words(content) == []


def test_a_cancelled_order_tells_of_money_only_whoever_paid(
    market: Market, wang: Shopper, mill: Seller, jobs: Jobs, letterbox: Letterbox
) -> None:
    listing = flour(market, mill)
    for order, is_paid in (
        (wang.buy((listing, 1)).orders.get(), False),
        (wang.buy_and_pay(jobs.drain, (listing, 1)), True),
    ):
        owns_transaction(cancelling.cancel_order)(
            order=order, reason="передумал", at=market.at, by=wang.actor
        )
        letterbox.hand_on(market.at)
        letter = letterbox.last("order.cancelled")
        assert (letter.key, letter.facts["is_paid"]) == (str(order.pk), is_paid)


def test_a_refund_is_told_when_the_money_has_left(
    market: Market, wang: Shopper, mill: Seller, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = wang.buy_and_pay(jobs.drain, (flour(market, mill), 1))
    owns_transaction(cancelling.cancel_order)(order=order, reason="", at=market.at, by=wang.actor)
    letterbox.hand_on(market.at)
    refund = Refund.objects.get()
    boss = Actor(kind="staff", user_id=uuid7(), roles=frozenset({"finance"}))
    for step in (refunding.approve_refund, refunding.send_refund):
        owns_transaction(step)(refund_id=refund.pk, at=market.at, by=boss)
        assert letterbox.hand_on(market.at) == []
    owns_transaction(refunding.finish_refund)(refund_id=refund.pk, at=market.at, by=boss)
    assert letterbox.hand_on(market.at) == ["refund.done"]
    content = written(letterbox.last("refund.done"), "ru")
    assert "до 5 рабочих дней" in content.paragraphs[0]


def test_an_event_that_comes_twice_tells_nothing_twice(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    wang.pay(two_orders(market, wang, mill))
    letterbox.hand_on(market.at)
    before = len(letterbox.letters)
    FeedEntry.objects.all().delete()
    Event.objects.update(dispatched_at=None)
    letterbox.hand_on(market.at)
    assert len(letterbox.letters) == before


def test_nobody_gets_the_letters_of_another(
    market: Market, wang: Shopper, mill: Seller, letterbox: Letterbox
) -> None:
    li, listing = market.buyer("li"), flour(market, mill)
    ours, theirs = wang.buy((listing, 1)), li.buy((listing, 2))
    letterbox.hand_on(market.at)
    told = {letter.user_id: letter.key for letter in letterbox.letters}
    assert told == {wang.actor.user_id: ours.number, li.actor.user_id: theirs.number}


def test_every_letter_is_told_in_every_language(
    market: Market, wang: Shopper, mill: Seller, jobs: Jobs, letterbox: Letterbox
) -> None:
    listing = flour(market, mill)
    for end in (_decline, _cancel):
        end(wang.buy_and_pay(jobs.drain, (listing, 1)), market)
    order = wang.buy_and_pay(jobs.drain, (listing, 3))
    owns_transaction(accepting.accept)(order=order, at=market.at, by=SYSTEM)
    unpaid = wang.buy((listing, 1))
    wang.start_payment(unpaid)
    letterbox.hand_on(market.at)
    later = market.at + timedelta(days=30)
    owns_transaction(expiring.expire_group)(group=unpaid, at=later, by=SYSTEM)
    letterbox.hand_on(later)
    kinds = {letter.kind for letter in letterbox.letters}
    assert kinds >= {"order.placed", "order.accepted", "order.declined", "order.cancelled", "order.expired"}
    payment = Payment.objects.latest("id")
    known = [payment.next_action["payee"], payment.next_action["bank"]]
    for letter in letterbox.letters:
        for language in ("ru", "kk", "zh-Hans"):
            content = written(letter, language)
            assert foreign_words(content, known) == [], (letter.kind, language)
            assert GOODS[language] in "".join(content.goods)


@pytest.mark.parametrize("kind", sorted(TO_BUYERS))
def test_a_batch_is_answered_in_the_same_number_of_queries_however_large(
    market: Market, wang: Shopper, mill: Seller, kind: str, django_assert_max_num_queries: Any
) -> None:
    listing = flour(market, mill)
    # One more than the queries that are allowed: a query for each would be noticed.
    groups = [wang.buy((listing, 1)) for _ in range(QUERIES + 1)]
    ids: Callable[[OrderGroup], Any] = {
        "order": lambda group: group.orders.get().pk,
        "payment": lambda group: wang.start_payment(group).pk,
        "refund": lambda group: _refund(wang, group).pk,
    }[kind.partition(".")[0]]
    events = [
        Happened(uuid7(), kind.partition(".")[0], ids(group), 1, kind, {}, market.at) for group in groups
    ]
    if kind == "order.expired":
        Order.objects.update(status="expired", ended_at=market.at)
    letters: list[Letter] = []
    for batch in (events[:1], events):
        with django_assert_max_num_queries(QUERIES):
            letters = [*TO_BUYERS[kind](batch)]
        assert len(letters) == len(batch)


def _refund(shopper: Shopper, group: OrderGroup) -> Refund:
    order = group.orders.get()
    capture(shopper.start_payment(group), at=shopper.market.at)
    with transaction.atomic():
        return refunding.request_refund(
            reference=group.number,
            order_reference=order.number,
            amount_minor=100,
            reason="",
            at=shopper.market.at,
            by=STAFF,
        )


def _decline(order: Order, market: Market) -> None:
    owns_transaction(accepting.decline)(order=order, reason="нет муки", at=market.at, by=SYSTEM)


def _cancel(order: Order, market: Market) -> None:
    owns_transaction(cancelling.cancel_order)(order=order, reason="передумал", at=market.at, by=SYSTEM)
