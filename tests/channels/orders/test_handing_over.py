"""Is a seller's 1C told each change of each paid order of theirs, whatever answers get lost?"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from catalog.models import ImportKey, Listing, Seller
from channels import policy
from channels.errors import Failed
from channels.models import Exchange
from channels.operations.exchanging import begin
from kit.actors import SYSTEM, Actor
from kit.clock import now
from kit.transactions import owns_transaction
from news.models import FeedEntry
from orders.models import Order
from orders.operations import accepting, dispatching, lessening
from orders.operations.couponing import create_coupon
from payments.operations import refunding
from payments.operations.refunding import Parts, Wanted
from payments.queries.rates import latest_rate
from tests.channels.orders.conftest import NOW, Buy
from tests.channels.orders.selling import access_of, base_for, let
from tests.exchange_1c import Broken
from tests.orders.market import Market, Shopper
from tests.orders.riding import report
from tests.orders_1c import Orders1C, documents

Hear = Callable[[], None]


def seller_of(order: Order) -> Actor:
    """Whoever packs at its seller's."""
    firm = order.seller.organisation_id
    return Actor(kind="seller", organisation_id=firm, roles=frozenset({"warehouse"}))


def accept(order: Order) -> None:
    owns_transaction(accepting.accept)(order=order, at=now(), by=seller_of(order))


def test_a_base_of_the_old_kind_books_a_paid_order(buy: Buy, books: Orders1C, flour: Listing) -> None:
    order = buy(2)
    assert books.take_orders() == [order.number]
    told = books.orders[order.number]
    assert (told.id, told.currency, told.total) == (str(order.pk), "CNY", "35.00")
    # The price of a bag is 17.50; freight and taxes of import are none of its seller's business.
    assert told.lines == [("FLR-2KG", "FLR-2KG", "17.50", "2", "35.00")]
    assert order.total_minor > 3500
    assert told.requisites["Статус заказа"] == "Оплачен, ждёт подтверждения"
    assert (told.requisites["Заказ оплачен"], told.requisites["Отменен"]) == ("true", "false")
    assert (told.requisites["Рынок"], told.requisites["Склад сдачи"]) == ("CN", "KZ-KOSTANAY-WH")
    assert told.requisites["Номер покупки на площадке"] == order.group.number
    days_left = date.fromisoformat(told.requisites["Сдать на склад не позднее"][:10]) - now().date()
    assert timedelta(0) < days_left < timedelta(days=21)
    assert set(books.statuses) == {200}


def test_a_base_that_speaks_3_1_takes_orders_in_containers_until_none_is_left(
    buy: Buy, books: Orders1C, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "ORDERS_AT_ONCE", 2)
    monkeypatch.setattr("channels.queries.handing_over.ORDERS_AT_ONCE", 2)
    numbers = [buy(1).number for _ in range(3)]
    assert books.take_orders_3() == numbers
    assert books.take_orders_3() == []


def test_who_packs_learns_who_receives_as_over_rest(buy: Buy, books: Orders1C) -> None:
    order = buy()
    books.take_orders()
    told = books.orders[order.number]
    assert (told.buyer, told.phone) == ("王芳", "+8613800000000")
    assert "Haitang North Road" in told.address


def test_a_name_that_windows_1251_lacks_arrives_whole(buy: Buy, miller: Seller) -> None:
    books = base_for(miller, encoding="windows-1251")
    order = buy()
    books.sign_in()
    books.init()
    body = books.fetch("query")
    assert body.startswith(b'<?xml version="1.0" encoding="windows-1251"?>')
    assert "Контрагент".encode("cp1251") in body
    books.load()
    assert books.orders[order.number].buyer == "王芳"


def test_goods_are_called_as_1c_itself_calls_them(
    buy: Buy, books: Orders1C, flour: Listing, miller: Seller
) -> None:
    ImportKey.objects.create(
        seller=miller,
        product_key="4b1d",
        variant_key="4b1d#77",
        product=flour.variant.product,
        variant=flour.variant,
        format="commerceml",
    )
    order = buy()
    books.take_orders()
    assert books.orders[order.number].lines[0][:2] == ("4b1d#77", "FLR-2KG")


def test_what_is_not_paid_is_not_told(wang: Shopper, flour: Listing, books: Orders1C, hear: Hear) -> None:
    wang.buy((flour, 1))
    hear()
    assert books.take_orders() == []


def test_of_other_sellers_nothing_is_told(trading: Market, buy: Buy, books: Orders1C) -> None:
    farm = trading.seller("KZ02", "490440000271")
    other = base_for(farm)
    theirs = buy(1, trading.listing(farm, "BRN-1KG"))
    mine = buy(1)
    assert books.take_orders() == [mine.number]
    assert other.take_orders() == [theirs.number]


# ---- what gets lost ----------------------------------------------------------------------


def test_without_success_the_same_is_told_again(buy: Buy, books: Orders1C) -> None:
    order = buy()
    books.sign_in()
    books.init()
    assert books.load() == [order.number]
    assert books.load() == [order.number]
    # The session breaks; the next one begins where 1C last said that it had everything.
    assert books.take_orders() == [order.number]
    assert books.take_orders() == []


def test_a_success_whose_answer_gets_lost_may_be_said_again(buy: Buy, books: Orders1C) -> None:
    buy()
    books.take_orders()
    books.must("success")
    assert books.take_orders() == []


def test_what_changes_between_query_and_success_is_told_again(buy: Buy, books: Orders1C, hear: Hear) -> None:
    order = buy()
    books.sign_in()
    books.init()
    books.load()
    accept(order)
    hear()
    books.must("success")
    assert books.load() == [order.number]
    assert books.orders[order.number].requisites["Статус заказа"] == "Подтверждён продавцом"


def test_success_confirms_what_its_own_session_was_told(buy: Buy, books: Orders1C) -> None:
    order = buy()
    books.sign_in()
    books.init()
    books.load()
    # Another session, which has loaded nothing.
    books.sign_in()
    books.must("success")
    assert books.load() == [order.number]


def test_how_far_another_seller_s_1c_is_loses_nothing(
    trading: Market, buy: Buy, books: Orders1C, hear: Hear
) -> None:
    farm = trading.seller("KZ02", "490440000271")
    other, barley = base_for(farm), trading.listing(farm, "BRN-1KG")
    first = buy()
    assert books.take_orders() == [first.number]
    second = buy()
    # What the farm's 1C confirms happened after all that the mill's has yet to hear of.
    theirs = buy(1, barley)
    assert other.take_orders() == [theirs.number]
    accept(first)
    hear()
    assert other.take_orders() == []
    assert books.take_orders() == [second.number, first.number]


def test_each_order_is_told_once_in_a_document_as_it_is_now(buy: Buy, books: Orders1C, hear: Hear) -> None:
    order = buy()
    accept(order)
    hear()
    assert books.take_orders() == [order.number]
    assert books.orders[order.number].requisites["Статуса заказа ИД"] == "accepted"


def test_the_oldest_change_is_told_first_and_no_more_than_so_many(
    buy: Buy, books: Orders1C, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.queries.handing_over.ORDERS_AT_ONCE", 2)
    numbers = [buy(1).number for _ in range(3)]
    assert books.take_orders() == numbers[:2]
    assert books.take_orders() == numbers[2:]


def test_events_that_concern_no_paid_order_are_passed_over(
    wang: Shopper, flour: Listing, buy: Buy, books: Orders1C, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.queries.handing_over.EVENTS_AT_ONCE", 1)
    order = buy()
    accept(order)
    later = buy()
    assert order.number in books.take_orders_3()
    assert later.number in books.orders


def test_what_the_feed_has_forgotten_stops_nothing(buy: Buy, books: Orders1C, miller: Seller) -> None:
    first = buy()
    books.take_orders()
    second, third = buy(), buy()
    mine = FeedEntry.objects.filter(reader_id=miller.organisation_id)
    mine.filter(event__aggregate_id__in=[first.pk, second.pk]).delete()
    mine.filter(event__aggregate="shipment").delete()
    assert books.take_orders() == [third.number]


# ---- what orders are worth -----------------------------------------------------------------


def rate_told(books: Orders1C) -> str | None:
    """What a document says that one unit of its currency is worth."""
    books.sign_in()
    books.init()
    [found] = documents(books.fetch("query"))
    return found.findtext("Курс")


def test_what_its_currency_was_worth_on_the_day_of_the_payment_is_told(buy: Buy, books: Orders1C) -> None:
    buy()
    worth = latest_rate(base="CNY", quote="KZT", on=NOW.date()).rate
    assert worth > 1
    assert Decimal(rate_told(books) or 0) == worth


def test_of_a_rate_that_nobody_knows_nothing_is_told(
    buy: Buy, books: Orders1C, monkeypatch: pytest.MonkeyPatch
) -> None:
    buy()
    monkeypatch.setattr("payments.policy.FX_RATE_COUNTS_FOR", timedelta(days=-1))
    assert rate_told(books) is None


def test_a_declined_line_is_told_with_what_is_left(buy: Buy, books: Orders1C, hear: Hear) -> None:
    order = buy(3)
    [line] = order.lines.all()
    owns_transaction(lessening.decline_lines)(
        order=order,
        units={line.pk: 1},
        is_missing=True,
        reason="torn",
        at=now(),
        by=seller_of(order),
    )
    hear()
    books.take_orders()
    told = books.orders[order.number]
    assert told.lines == [("FLR-2KG", "FLR-2KG", "17.50", "2", "35.00")]
    assert told.total == "35.00"


def test_what_staff_gave_back_before_is_no_discount_of_what_is_left(
    buy: Buy, books: Orders1C, hear: Hear
) -> None:
    order = buy(2)
    [line] = order.lines.all()
    owns_transaction(refunding.refund_parts)(
        order_reference=order.number,
        wanted=[Wanted(line.pk, sums=Parts(goods=20_00))],
        reason="stale",
        at=now(),
        by=SYSTEM,
    )
    owns_transaction(lessening.decline_lines)(
        order=order, units={line.pk: 1}, is_missing=True, reason="torn", at=now(), by=seller_of(order)
    )
    hear()
    # What the refund had taken of the declined bag is noted with it, and takes nothing off the other.
    assert line.declines.get().discount_minor == 2_50
    books.take_orders()
    assert books.orders[order.number].lines == [("FLR-2KG", "FLR-2KG", "17.50", "1", "17.50")]


@pytest.mark.parametrize(("is_ours", "total"), [(True, "35.00"), (False, "31.50")])
def test_a_coupon_takes_from_its_seller_only_where_it_is_theirs(
    wang: Shopper, flour: Listing, hear: Hear, is_ours: bool, total: str
) -> None:
    owns_transaction(create_coupon)(
        seller_id=None if is_ours else flour.variant.seller_id,
        code="TEN",
        market="CN",
        sandbox=False,
        percent=Decimal(10),
        at=NOW,
    )
    cart = wang.fill((flour, 2))
    group = wang.place(cart, wang.quote(cart, "TEN"))
    wang.pay(group)
    hear()
    order = group.orders.get()
    assert order.discount_minor == 350
    books = base_for(flour.variant.seller)
    books.take_orders()
    assert books.orders[order.number].total == total


def test_an_order_that_was_called_off_is_told_so(buy: Buy, books: Orders1C, hear: Hear) -> None:
    order = buy()
    books.take_orders()
    owns_transaction(accepting.decline)(order=order, reason="damp flour", at=now(), by=seller_of(order))
    hear()
    assert books.take_orders() == [order.number]
    told = books.orders[order.number]
    assert (told.requisites["Отменен"], told.requisites["Финальный статус"]) == ("true", "true")
    assert "damp flour" in told.comment


def test_what_the_terminal_has_taken_is_told_before_the_order_hears_of_it(
    buy: Buy, books: Orders1C, hear: Hear
) -> None:
    order = buy()
    accept(order)
    order.refresh_from_db()
    owns_transaction(dispatching.pack)(order=order, packages={}, at=now(), by=seller_of(order))
    hear()
    books.take_orders()
    report(order, "handed_in", now())
    hear()
    order.refresh_from_db()
    assert order.handed_in_at is None
    assert books.take_orders() == [order.number]
    assert books.orders[order.number].requisites["Статуса заказа ИД"] == "handed_in"


# ---- who is let have them ------------------------------------------------------------------


def test_before_the_owner_says_so_nobody_gets_orders(buy: Buy, books: Orders1C, miller: Seller) -> None:
    buy()
    books.sign_in()
    let(access_of(miller), takes=False)
    assert books.ask("query")[0] == "failure"
    with pytest.raises(Broken, match="владел"):
        books.sign_in()
    # Also between the look at the door and the beginning.
    with pytest.raises(Failed, match="no_orders"):
        owns_transaction(begin)(access=access_of(miller), at=now(), kind=Exchange.Kind.SALE)


def test_what_ended_before_they_were_switched_on_is_not_told(buy: Buy, miller: Seller, hear: Hear) -> None:
    over, standing = buy(), buy()
    owns_transaction(accepting.decline)(order=over, reason="none", at=now(), by=seller_of(over))
    hear()
    assert base_for(miller).take_orders() == [standing.number]


def test_what_was_called_off_while_they_were_switched_off_is_told(
    buy: Buy, books: Orders1C, miller: Seller, hear: Hear
) -> None:
    order = buy()
    books.take_orders()
    let(access_of(miller), takes=False)
    owns_transaction(accepting.decline)(order=order, reason="none", at=now(), by=seller_of(order))
    hear()
    let(access_of(miller))
    assert books.take_orders() == [order.number]
    assert books.orders[order.number].requisites["Отменен"] == "true"


def test_an_exchange_of_goods_and_one_of_orders_go_on_beside_each_other(buy: Buy, books: Orders1C) -> None:
    order = buy()
    books.type = "catalog"
    books.sign_in()
    goods = books.cookie
    books.type = "sale"
    assert books.take_orders() == [order.number]
    assert list(Exchange.objects.order_by("id").values_list("kind", "end")) == [("catalog", ""), ("sale", "")]
    # The cookie of the one opens nothing of the other.
    books.cookie = goods
    assert books.ask("query")[0] == "failure"
    books.type = "catalog"
    assert books.ask("init")[0] == "zip=yes"


def test_a_base_without_cookies_is_told_orders_as_well(buy: Buy, books: Orders1C) -> None:
    books.sends_cookie = False
    order = buy()
    assert books.take_orders() == [order.number]
    assert books.take_orders() == []


def test_the_dictionaries_name_states_ways_to_pay_and_of_delivery(books: Orders1C) -> None:
    books.sign_in()
    books.init(version="3.1")
    body = books.fetch("info").decode()
    for word in ("Оплачен, ждёт подтверждения", "Оплата на площадке", "Поезд"):
        assert f"<Название>{word}</Название>" in body
