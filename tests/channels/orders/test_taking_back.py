"""Does an order do what its seller's 1C clearly reports of it, and nothing else, and is all of it listed?"""

from collections.abc import Callable

import pytest

from catalog.models import Listing, Seller
from channels.intending import OUR_WORDS
from channels.models import OrderReport
from channels.wording import report_said
from orders.models import Order
from tests.channels.orders.selling import access_of, base_for, fresh, let, of, outcomes
from tests.orders.market import Market, Shopper
from tests.orders_1c import Orders1C, report, sent

Hear = Callable[[], None]


def test_a_base_of_the_old_kind_accepts_an_order_by_its_state(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    books.send_back(sent(of(books, order, "К выполнению", Проведен="true")))
    hear()
    assert fresh(order).status == "accepted"
    assert outcomes() == [(order.number, "taken", "")]


def test_a_base_that_speaks_3_1_hears_what_became_of_it(books: Orders1C, order: Order) -> None:
    answer = books.send_back_3(sent(of(books, order, "Подтверждён")))
    assert answer[0] == "success"
    assert "1" in answer[1]
    assert fresh(order).status == "accepted"


@pytest.mark.parametrize(("code", "status"), [("accepted", "accepted"), ("declined", "declined")])
def test_a_state_of_ours_that_1c_s_user_picks_is_done_and_its_echo_is_nothing_new(
    books: Orders1C, order: Order, hear: Hear, code: str, status: str
) -> None:
    for _ in range(2):
        books.send_back(sent(of(books, order, OUR_WORDS[code], **{"Статуса заказа ИД": code})))
        hear()
    assert fresh(order).status == status
    assert outcomes() == [(order.number, "taken", ""), (order.number, "same", "")]


def test_what_has_left_the_warehouse_of_1c_is_accepted_and_packed(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    shipped = {"Номер отгрузки по 1С": "РТ-0001", "Дата отгрузки по 1С": "2026-11-23"}
    books.send_back(sent(report(books.orders[order.number], shipped)))
    hear()
    after = fresh(order)
    assert (after.status, after.packed_at is not None, after.handed_in_at) == ("accepted", True, None)


def test_what_1c_calls_off_is_declined_and_the_money_goes_back(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    books.send_back(sent(of(books, order, Отменен="true")))
    hear()
    assert (fresh(order).status, fresh(order).end_reason) == (
        "declined",
        "The seller has declined the order in its own books.",
    )


def test_a_document_that_1c_does_not_stand_by_declines_nothing(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    unposted = of(books, order, Отменен="true", Проведен="false")
    deleted = of(books, order, "Отменен", ПометкаУдаления="true")
    books.send_back(sent(unposted, deleted))
    hear()
    assert fresh(order).status == "placed"
    assert [each[1:] for each in outcomes()] == [
        ("untaken", "report.not_posted"),
        ("untaken", "report.deleted"),
    ]


def test_an_order_is_called_off_whatever_goods_1c_has_left_of_it(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    told = books.orders[order.number]
    books.send_back(sent(report(told, {"Отменен": "true"}, quantities={"FLR-2KG": "0"})))
    hear()
    assert fresh(order).status == "declined"


def test_the_same_document_twice_changes_nothing(books: Orders1C, order: Order, hear: Hear) -> None:
    for _ in range(2):
        books.send_back(sent(of(books, order, "Собран")))
        hear()
    assert outcomes() == [(order.number, "taken", ""), (order.number, "same", "")]
    assert order.moves.filter(became="accepted").count() == 1


def test_no_status_goes_back(books: Orders1C, order: Order, hear: Hear) -> None:
    for state in ("Собран", "В работе", "Отменён"):
        books.send_back(sent(of(books, order, state)))
        hear()
    after = fresh(order)
    assert (after.status, after.packed_at is not None) == ("accepted", True)
    assert [each[1:] for each in outcomes()] == [
        ("taken", ""),
        ("same", ""),
        ("untaken", "report.accepted_already"),
    ]


def test_an_order_that_has_ended_goes_on_no_more(books: Orders1C, order: Order, hear: Hear) -> None:
    for state in ("Отказ", "Собран", "Отказ"):
        books.send_back(sent(of(books, order, state)))
        hear()
    assert fresh(order).status == "declined"
    assert [each[1:] for each in outcomes()] == [
        ("taken", ""),
        ("untaken", "report.order_ended"),
        ("same", ""),
    ]


def test_what_is_not_clear_changes_nothing_and_is_listed(books: Orders1C, order: Order, hear: Hear) -> None:
    unclear = [
        of(books, order, "К отгрузке"),
        of(books, order, "В работе", Отменен="true"),
        of(books, order, "В работе", Проведен="false"),
        of(books, order, "В работе", ПометкаУдаления="true"),
        report(books.orders[order.number], {"Статус заказа": "Собран"}, operation="Отпуск товара"),
    ]
    books.send_back(sent(*unclear))
    hear()
    assert fresh(order).status == "placed"
    assert [each[1:] for each in outcomes()] == [
        ("untaken", "report.word_unknown"),
        ("untaken", "report.contradicts"),
        ("untaken", "report.not_posted"),
        ("untaken", "report.deleted"),
        ("untaken", "report.other_document"),
    ]


def test_a_seller_says_what_their_words_mean(
    miller: Seller, books: Orders1C, order: Order, hear: Hear
) -> None:
    let(access_of(miller), words={"pack": ["к отгрузке"], "nothing": ["В работе"]})
    books.send_back(sent(of(books, order, "В работе")))
    hear()
    assert fresh(order).status == "placed"
    books.send_back(sent(of(books, order, "К ОТГРУЗКЕ.")))
    hear()
    assert fresh(order).packed_at is not None


def test_a_quantity_that_was_changed_in_1c_changes_no_order(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    told = books.orders[order.number]
    books.send_back(sent(report(told, {"Статус заказа": "Собран"}, quantities={"FLR-2KG": "1"})))
    hear()
    assert fresh(order).status == "placed"
    [listed] = OrderReport.objects.all()
    assert (listed.outcome, listed.why) == ("untaken", "report.goods_differ")
    assert listed.facts == {"sku": "FLR-2KG", "here": "2", "there": "1"}


@pytest.mark.parametrize(
    ("second", "outcome"), [("1", ("taken", "")), ("2", ("untaken", "report.rows_differ"))]
)
def test_a_line_that_1c_has_split_is_told_by_its_sum(
    books: Orders1C, order: Order, hear: Hear, second: str, outcome: tuple[str, str]
) -> None:
    told = report(books.orders[order.number], {"Статус заказа": "Принят"}, quantities={"FLR-2KG": "1"})
    row = told[told.index("<Товар>") : told.index("</Товары>")]
    other = row.replace("<Количество>1<", f"<Количество>{second}<")
    books.send_back(sent(told.replace("</Товары>", f"{other}</Товары>")))
    hear()
    [listed] = OrderReport.objects.all()
    assert (listed.outcome, listed.why) == outcome
    assert "3" in report_said(listed.why, listed.facts) or not listed.why


def test_money_that_1c_reports_pays_nothing(
    wang: Shopper, flour: Listing, books: Orders1C, order: Order, hear: Hear
) -> None:
    unpaid = wang.buy((flour, 2)).orders.get()
    hear()
    told = report(books.orders[order.number], {"Дата оплаты по 1С": "2026-11-23", "Номер оплаты по 1С": "7"})
    told = told.replace(str(order.pk), str(unpaid.pk)).replace(order.number, unpaid.number)
    books.send_back(sent(told))
    hear()
    assert (fresh(unpaid).status, fresh(unpaid).shipments_requested_at) == ("placed", None)
    assert outcomes() == [(unpaid.number, "untaken", "report.unpaid")]


def test_orders_of_others_are_as_unknown_as_none(
    trading: Market, books: Orders1C, order: Order, hear: Hear
) -> None:
    other = base_for(trading.seller("KZ02", "490440000271"))
    mine = of(books, order, "Отказ")
    other.send_back(sent(mine, mine.replace(str(order.pk), "").replace(order.number, "SC-26-99999999-9")))
    hear()
    assert fresh(order).status == "placed"
    assert [each[1:] for each in outcomes()] == [("untaken", "report.order_unknown")] * 2
    assert not OrderReport.objects.filter(order__isnull=False).exists()


def test_an_order_is_known_by_its_number_where_1c_has_its_own_id(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    books.send_back(sent(of(books, order, "Принят").replace(str(order.pk), "КА-000017")))
    hear()
    assert fresh(order).status == "accepted"
