"""Is a bad lot stopped wherever its goods are, and is every buyer of it told once?"""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Membership, User
from catalog.errors import OutOfStock
from catalog.models import Lot
from catalog.operations import quarantining
from catalog.queries import holders_of
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.errors import GoodsRecalled, LotRecalled
from orders.models import Order, Recall, RecalledOrder
from orders.operations import accepting, cancelling, dispatching, recalling
from orders.operations.fulfilling import fulfil_paid
from orders.queries import recalls
from orders.tasks import follow_recalls
from shipping.models import Departure, Shipment
from shipping.operations.holding import hold_shipment, release_shipment
from shipping.operations.rolling import roll_shipment
from shipping.operations.warning import warn
from tests.conftest import Jobs
from tests.letters import LANGUAGES, Letterbox, foreign_words, text_of, written
from tests.orders.claims import NOW, broken
from tests.orders.market import Market, capture
from tests.orders.riding import STAGES, hand_in, report

REASON = "Moisture of 16 %"
KNOWN = ("Wheat flour", "FLR-2KG", REASON, "Kostanay", "Mill", "LLP", "KZ-KOSTANAY-WH", "SC")


@pytest.fixture
def lot(market: Market) -> Lot:
    """Flour of which everybody buys."""
    return market.listing(market.seller()).variant.lots.get()


def bought(market: Market, who: str, jobs: Jobs, units: int = 2) -> Order:
    listing = Lot.objects.get().variant.listings.get()
    return market.buyer(who).buy_and_pay(jobs.drain, (listing, units))


def recall(lot: Lot) -> Recall:
    return owns_transaction(recalling.recall_lot)(lot=lot, reason=REASON, at=NOW, by=SYSTEM)


def reach(order: Order) -> str:
    return RecalledOrder.objects.get(order=order).reach


def _carried(order: Order) -> Shipment:
    [carried] = order.shipments.all()
    return Shipment.objects.get(pk=carried.shipment_id)


def test_nobody_buys_of_it_any_more(market: Market, lot: Lot, jobs: Jobs) -> None:
    bought(market, "wang", jobs)
    recall(lot)
    with pytest.raises(OutOfStock):
        bought(market, "zhao", jobs)


def test_goods_that_have_not_left_are_held(market: Market, lot: Lot, jobs: Jobs) -> None:
    order = bought(market, "wang", jobs, units=3)
    assert _carried(order).status == "assigned"
    recall(lot)
    jobs.drain()
    assert (_carried(order).status, reach(order)) == ("on_hold", "held")
    assert RecalledOrder.objects.get().units == 3
    assert broken() == []


def test_recalled_goods_are_neither_packed_nor_handed_in_until_staff_let_them_go(
    market: Market, lot: Lot, jobs: Jobs
) -> None:
    unpacked, packed = bought(market, "wang", jobs), bought(market, "zhao", jobs)
    ready: Any = {"at": NOW, "by": SYSTEM}
    for order in (unpacked, packed):
        owns_transaction(accepting.accept)(order=order, **ready)
    pack, leave = owns_transaction(dispatching.pack), owns_transaction(dispatching.hand_in)
    pack(order=packed, packages={}, **ready)
    recall(lot)
    for _ in ("before the job has looked", "after"):
        with pytest.raises(GoodsRecalled):
            pack(order=unpacked, packages={}, **ready)
        with pytest.raises(GoodsRecalled):
            leave(order=packed, **ready)
        jobs.drain()
    owns_transaction(release_shipment)(shipment_id=_carried(packed).pk, reason="Dry.", **ready)
    assert leave(order=packed, **ready).handed_in_at == NOW
    with pytest.raises(GoodsRecalled):
        pack(order=unpacked, packages={}, **ready)
    assert broken() == []


def test_those_in_the_railways_hands_are_put_before_a_dispatcher(
    market: Market, lot: Lot, jobs: Jobs
) -> None:
    order = bought(market, "wang", jobs)
    hand_in(order, NOW)
    recall(lot)
    jobs.drain()
    goods = _carried(order)
    assert (goods.status, reach(order)) == ("handed_in", "handed_in")
    assert REASON in goods.attention_reason


def test_what_was_on_hold_for_something_else_is_marked_as_recalled(
    market: Market, lot: Lot, jobs: Jobs
) -> None:
    order = bought(market, "wang", jobs)
    pk = _carried(order).pk
    owns_transaction(hold_shipment)(shipment_id=pk, reason="The seller asks.", at=NOW, by=SYSTEM)
    owns_transaction(warn)([pk], reason="An embargo.", at=NOW)
    recall(lot)
    jobs.drain()
    assert reach(order) == "held"
    assert REASON in _carried(order).attention_reason


def test_goods_that_staff_let_go_are_counted_where_they_are(market: Market, lot: Lot, jobs: Jobs) -> None:
    order = bought(market, "wang", jobs)
    recall(lot)
    jobs.drain()
    owns_transaction(release_shipment)(shipment_id=_carried(order).pk, reason="No mould.", at=NOW, by=SYSTEM)
    look_again(NOW + timedelta(minutes=59))
    assert reach(order) == "held"
    look_again(NOW + timedelta(minutes=61))
    assert (reach(order), _carried(order).status) == ("released", "assigned")
    hand_in(order, NOW)
    report(order, "departed", NOW)
    look_again(NOW + timedelta(minutes=130))
    assert reach(order) == "under_way"
    assert recalls.to_follow(at=NOW + timedelta(days=9), at_most=9) == []


def test_what_was_taken_off_its_train_is_held_before_another_comes(
    market: Market, lot: Lot, jobs: Jobs
) -> None:
    order = bought(market, "wang", jobs)
    hand_in(order, NOW)
    recall(lot)
    jobs.drain()
    assert reach(order) == "handed_in"
    Departure.objects.update(runs_through=False)
    owns_transaction(roll_shipment)(shipment_id=_carried(order).pk, reason="Taken out.", at=NOW, by=SYSTEM)
    jobs.drain()
    look_again(NOW + timedelta(minutes=61))
    assert (_carried(order).status, reach(order)) == ("on_hold", "held")


def look_again(at: datetime) -> None:
    for pk in recalls.to_follow(at=at, at_most=9):
        owns_transaction(recalling.follow)(recalled_id=pk, at=at, by=SYSTEM)


def test_those_that_left_are_beyond_recall(market: Market, lot: Lot, jobs: Jobs) -> None:
    under_way, there, here = (bought(market, who, jobs) for who in ("wang", "zhao", "liu"))
    for order, stages in ((under_way, STAGES[:2]), (there, STAGES)):
        hand_in(order, NOW)
        for stage in stages:
            report(order, stage, NOW)
    made = recall(lot)
    jobs.drain()
    assert [reach(order) for order in (under_way, there, here)] == ["under_way", "delivered", "held"]
    counted: Any = recalls.counted(Recall.objects.all()).get(pk=made.pk)
    assert (counted.orders_count, counted.held_count, counted.beyond_count, counted.due_count) == (3, 1, 2, 0)


def test_who_pays_later_has_goods_that_are_held_and_hears_of_it_once(
    market: Market, lot: Lot, jobs: Jobs, letterbox: Letterbox
) -> None:
    wang = market.buyer("wang")
    group = wang.buy((lot.variant.listings.get(), 2))
    order = group.orders.get()
    recall(lot)
    jobs.drain()
    assert reach(order) == "not_sent"
    capture(wang.start_payment(group), at=NOW)
    owns_transaction(fulfil_paid)(reference=group.number, at=NOW, by=SYSTEM)
    follow_recalls()
    assert (_carried(order).status, reach(order)) == ("on_hold", "held")
    assert [each.kind for each in letterbox.letters].count("recall.begun") == 1


def test_an_order_that_gave_its_units_back_is_left_alone(market: Market, lot: Lot, jobs: Jobs) -> None:
    order = bought(market, "wang", jobs)
    owns_transaction(cancelling.cancel_order)(order=order, reason="Too late.", at=NOW, by=SYSTEM)
    recall(lot)
    assert not RecalledOrder.objects.exists()


def test_another_lot_of_the_same_goods_is_left_alone(market: Market, lot: Lot, jobs: Jobs) -> None:
    other = market.stock(lot.variant, 50, age_days=90)
    order = market.buyer("wang").buy_and_pay(jobs.drain, (lot.variant.listings.get(), 2))
    recall(lot)
    jobs.drain()
    # What ends first goes first.
    assert holders_of(lot_id=other.pk) == {order.number: 2}
    assert _carried(order).status == "assigned"
    assert not RecalledOrder.objects.exists()


def test_each_buyer_is_told_once_in_their_words(
    market: Market, lot: Lot, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = bought(market, "wang", jobs)
    recall(lot)
    jobs.drain()
    follow_recalls()
    [letter] = [each for each in letterbox.letters if each.kind == "recall.begun"]
    assert letter.user_id == order.group.buyer.user_id
    assert REASON in text_of(written(letter))
    assert "stopped" in text_of(written(letter))
    for language in LANGUAGES:
        assert language == "en" or foreign_words(written(letter, language), KNOWN) == [], language


def test_who_may_have_them_is_told_not_to_use_them(
    market: Market, lot: Lot, jobs: Jobs, letterbox: Letterbox
) -> None:
    order = bought(market, "wang", jobs)
    hand_in(order, NOW)
    report(order, "departed", NOW)
    recall(lot)
    jobs.drain()
    assert "Please don't use these goods" in text_of(written(letterbox.last("recall.begun")))


def test_a_lot_is_called_back_once_for_each_quarantine(lot: Lot) -> None:
    owns_transaction(quarantining.quarantine)(lot=lot, reason="mould?", at=NOW, by=SYSTEM)
    recall(lot)
    with pytest.raises(LotRecalled):
        recall(Lot.objects.get())
    later = NOW + timedelta(days=1)
    owns_transaction(quarantining.release)(lot=lot, at=later, by=SYSTEM)
    owns_transaction(recalling.recall_lot)(lot=lot, reason=REASON, at=later, by=SYSTEM)
    assert Recall.objects.count() == 2


def test_a_seller_calls_back_over_rest_and_reads_whom_it_concerns(
    market: Market, lot: Lot, jobs: Jobs, signed_in: Any
) -> None:
    order = bought(market, "wang", jobs)
    api = signed_in(member(market, order, "warehouse"))
    made = api.post("/seller/recalls", {"lot_id": str(lot.pk), "reason": REASON}).json()
    assert (made["orders"], made["orders_due"], made["lot_code"]) == (1, 1, lot.code)
    jobs.drain()
    shown = api.get(f"/seller/recalls/{made['id']}").json()
    assert (shown["orders_due"], shown["orders_held"], shown["orders_beyond"]) == (0, 1, 0)
    path = f"/seller/recalls/{made['id']}/orders"
    assert [each["order_number"] for each in api.get(path).json()["items"]] == [order.number]
    assert api.get(f"{path}?reach=delivered").json()["items"] == []
    again = api.post("/seller/recalls", {"lot_id": str(lot.pk), "reason": REASON})
    assert again.json()["code"] == "orders.lot_recalled"


def member(market: Market, order: Order, role: str) -> User:
    user = market.user("mill")
    Membership.objects.create(
        user=user, organisation=order.seller.organisation, role=role, created_at=market.at
    )
    return user


def test_nobody_calls_back_anothers_lot_nor_reads_of_it(
    market: Market, lot: Lot, jobs: Jobs, signed_in: Any
) -> None:
    made = recall(lot)
    stranger = market.user("farm")
    Membership.objects.create(
        user=stranger,
        organisation=market.seller("KZ02", "490440000271").organisation,
        role="owner",
        created_at=market.at,
    )
    api = signed_in(stranger)
    assert api.post("/seller/recalls", {"lot_id": str(lot.pk), "reason": REASON}).status_code == 404
    assert api.get(f"/seller/recalls/{made.pk}").status_code == 404
    assert api.get(f"/seller/recalls/{made.pk}/orders").status_code == 404
    assert api.get("/seller/recalls").json()["items"] == []
