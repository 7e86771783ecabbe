"""Does a file of orders count once, whole, and only of those who may, whatever gets lost or is meant ill?"""

from collections.abc import Callable

import pytest
from django.db import connection

from catalog.models import Seller
from channels.models import ExchangeAccess, ExchangeFile
from channels.operations.clearing import forget_pieces
from channels.operations.keying import revoke_access, rotate_access
from channels.operations.taking_back import due_reports, end_turn, take_turn
from channels.operations.unpacking import unpack_all
from channels.policy import READING_TURN
from channels.tasks import sweep_exchanges
from kit.clock import now
from kit.transactions import owns_transaction
from orders.models import Order
from shipping.models import Shipment
from tests.channels.orders.conftest import Buy
from tests.channels.orders.selling import access_of, base_for, fresh, let, of, outcomes
from tests.exchange_1c import Broken, zipped
from tests.orders_1c import Orders1C, sent

Hear = Callable[[], None]
ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    '<КоммерческаяИнформация ВерсияСхемы="2.05"><Документ><Ид>&a;</Ид></Документ></КоммерческаяИнформация>'
).encode()


def test_a_file_in_pieces_counts_once_it_is_whole(books: Orders1C, order: Order, hear: Hear) -> None:
    data = sent(of(books, order, "Принят"))
    books.sign_in()
    books.init()
    books.must("file", data[:300], filename="o.xml")
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])
    # The answer to the first piece got lost.
    books.must("file", data[:300], filename="o.xml")
    books.must("file", data[300:], filename="o.xml")
    hear()
    books.must("file", data[300:], filename="o.xml")
    assert outcomes() == [(order.number, "taken", "")]
    assert books.import_("o.xml")[0] == "success"


def test_what_a_broken_session_left_is_never_mixed_with_the_next(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    data = sent(of(books, order, "Отказ"))
    books.sign_in()
    books.init()
    books.must("file", data[:400], filename="o.xml")
    hear()
    books.sign_in()
    books.init()
    books.must("file", data[400:], filename="o.xml")
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])
    with pytest.raises(Broken):
        books.import_("o.xml")


def test_a_whole_file_counts_although_the_next_session_has_begun(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    # 1C has been told that it came, and asks for new orders at once.
    books.send_back(sent(of(books, order, "Принят")))
    books.sign_in()
    assert owns_transaction(forget_pieces)(at=now()) == 0
    hear()
    assert fresh(order).status == "accepted"


def test_a_lost_message_is_made_good_by_the_sweep(books: Orders1C, order: Order, hear: Hear) -> None:
    books.send_back(sent(of(books, order, "Принят")))
    connection.run_on_commit.clear()
    hear()
    assert fresh(order).status == "placed"
    sweep_exchanges()
    hear()
    assert fresh(order).status == "accepted"


def test_a_file_is_read_by_one_at_a_time(
    books: Orders1C, order: Order, drain_jobs: Callable[[], list[str]]
) -> None:
    books.sign_in()
    books.init()
    books.must("file", sent(of(books, order, "Принят")), filename="o.xml")
    [file] = ExchangeFile.objects.all()
    for _ in range(3):
        assert books.ask("import", filename="o.xml")[0] == "progress"
    turn = owns_transaction(take_turn)(file_id=file.pk, at=now())
    assert turn is not None
    sweep_exchanges()
    # The message of its piece finds that it is somebody's turn; neither polls nor the sweep sent others.
    assert drain_jobs().count("channels.read_orders") == 1
    assert outcomes() == []
    owns_transaction(end_turn)(file=turn)
    sweep_exchanges()
    drain_jobs()
    assert outcomes() == [(order.number, "taken", "")]


def test_a_turn_that_a_worker_took_with_it_is_another_s_in_time(books: Orders1C, order: Order) -> None:
    books.sign_in()
    books.init()
    books.must("file", sent(of(books, order, "Принят")), filename="o.xml")
    [file] = ExchangeFile.objects.all()
    assert owns_transaction(take_turn)(file_id=file.pk, at=now()) is not None
    assert due_reports(at=now(), most=9) == []
    assert due_reports(at=now() + READING_TURN, most=9) == [file.pk]


def test_a_piece_that_comes_while_somebody_reads_is_read_next(
    books: Orders1C, order: Order, hear: Hear
) -> None:
    data = sent(of(books, order, "Принят"))
    books.sign_in()
    books.init()
    books.must("file", data[:300], filename="o.xml")
    turn = owns_transaction(take_turn)(file_id=ExchangeFile.objects.get().pk, at=now())
    assert turn is not None
    books.must("file", data[300:], filename="o.xml")
    hear()
    assert outcomes() == []
    owns_transaction(end_turn)(file=turn)
    hear()
    assert outcomes() == [(order.number, "taken", "")]


def test_a_file_whose_reader_dies_three_times_is_given_up(
    books: Orders1C, order: Order, hear: Hear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.operations.parsing.sys.executable", "/bin/false")
    books.sign_in()
    books.init()
    books.must("file", sent(of(books, order, "Принят")), filename="o.xml")
    hear()
    for _ in range(3):
        assert ExchangeFile.objects.get().awaits_reading
        sweep_exchanges()
        hear()
    file = ExchangeFile.objects.get()
    assert (file.awaits_reading, file.why, file.facts) == (False, "import.gave_up", {"attempts": 3})
    assert due_reports(at=now() + READING_TURN, most=9) == []
    answer = books.ask("import", filename="o.xml")
    assert answer[0] == "failure"
    assert "3" in answer[1]


def test_what_a_lost_password_sent_counts_for_nothing(
    miller: Seller, books: Orders1C, order: Order, hear: Hear
) -> None:
    books.send_back(sent(of(books, order, "Отказ")))
    owns_transaction(revoke_access)(access=access_of(miller), at=now())
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])


def test_orders_that_are_switched_off_are_not_reported_any_more(
    miller: Seller, books: Orders1C, order: Order, hear: Hear
) -> None:
    books.send_back(sent(of(books, order, "Отказ")))
    let(access_of(miller), takes=False)
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])


def revoke(access: ExchangeAccess) -> None:
    owns_transaction(revoke_access)(access=access, at=now())


def rotate(access: ExchangeAccess) -> None:
    owns_transaction(rotate_access)(access=access, encoding=None, at=now())


def switch_off(access: ExchangeAccess) -> None:
    let(access, takes=False)


@pytest.mark.parametrize("lock_out", [revoke, rotate, switch_off])
def test_an_archive_that_is_unpacked_while_1c_is_locked_out_counts_for_nothing(
    miller: Seller,
    books: Orders1C,
    order: Order,
    hear: Hear,
    lock_out: Callable[[ExchangeAccess], None],
) -> None:
    books.send_back(sent(of(books, order, "Отказ")))
    [archive] = ExchangeFile.objects.filter(awaits_reading=True)
    lock_out(access_of(miller))
    # Somebody had begun to unpack it before.
    unpack_all(exchange=archive.exchange, name=archive.name)
    sweep_exchanges()
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])
    assert not ExchangeFile.objects.filter(awaits_reading=True).exists()


@pytest.mark.parametrize(
    ("lock_out", "why"), [(revoke, "exchange.locked_out"), (switch_off, "exchange.no_orders")]
)
def test_what_still_waits_behind_a_locked_door_is_not_done(
    miller: Seller,
    books: Orders1C,
    order: Order,
    hear: Hear,
    *,
    lock_out: Callable[[ExchangeAccess], None],
    why: str,
) -> None:
    books.send_back(sent(of(books, order, "Отказ")))
    lock_out(access_of(miller))
    ExchangeFile.objects.update(awaits_reading=True, read_at=None, why="")
    sweep_exchanges()
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])
    assert ExchangeFile.objects.get(name="orders-1.xml").why == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (ENTITY, "file.entity"),
        ("<Каталог/>".encode(), "file.other_document"),
        (b"PK no xml", "file.no_xml"),
        (sent(*["<Документ/>"] * 2_001), "orders.too_many"),
    ],
)
def test_a_file_that_means_ill_is_refused_in_words(
    books: Orders1C, order: Order, data: bytes, why: str
) -> None:
    with pytest.raises(Broken):
        books.send_back_3(data)
    [file] = ExchangeFile.objects.filter(name="documents___1.xml")
    assert (file.why, file.awaits_reading) == (why, False)
    assert outcomes() == []


def test_an_archive_that_leads_elsewhere_is_refused_whole(books: Orders1C, order: Order, hear: Hear) -> None:
    books.sign_in()
    books.init()
    good = sent(of(books, order, "Принят"))
    books.send("v8_1.zip", zipped({"../orders.xml": good, "orders.xml": good}))
    hear()
    assert (fresh(order).status, outcomes()) == ("placed", [])
    assert ExchangeFile.objects.get().why == "exchange.bad_name"


def test_an_archive_in_pieces_is_unpacked_when_it_is_whole(books: Orders1C, order: Order, hear: Hear) -> None:
    data = zipped({"orders.xml": sent(of(books, order, "Принят"))})
    books.sign_in()
    books.init()
    books.must("file", data[:200], filename="v8_1.zip")
    hear()
    assert outcomes() == []
    books.must("file", data[200:], filename="v8_1.zip")
    hear()
    assert outcomes() == [(order.number, "taken", "")]


def test_a_file_in_windows_1251_is_read(buy: Buy, miller: Seller, hear: Hear) -> None:
    books = base_for(miller, encoding="windows-1251", wait=hear)
    order = buy()
    books.take_orders()
    books.send_back(sent(of(books, order, "Принят"), encoding="windows-1251"))
    hear()
    assert fresh(order).status == "accepted"


def test_one_document_that_fails_is_undone_and_stops_no_other(buy: Buy, books: Orders1C, hear: Hear) -> None:
    first, second, third = buy(1), buy(1), buy(1)
    books.take_orders()
    # Its shipment is gone: what is asked for is an accept, which goes, and packing, which doesn't.
    Shipment.objects.filter(pk=first.shipments.get().shipment_id).update(status="cancelled")
    unknown = of(books, second, "Принят").replace("<Номер>", "<Номер>x").replace(str(second.pk), "?")
    books.send_back(sent(of(books, first, "Собран"), unknown, of(books, third, "Принят")))
    hear()
    assert [fresh(each).status for each in (first, second, third)] == ["placed", "placed", "accepted"]
    assert (fresh(first).packed_at, first.moves.filter(became="accepted").exists()) == (None, False)
    assert [each[1:] for each in outcomes()] == [
        ("untaken", "report.refused"),
        ("untaken", "report.order_unknown"),
        ("taken", ""),
    ]
