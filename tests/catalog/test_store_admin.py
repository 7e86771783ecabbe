"""What do staff see of counts and transfers, and what may they do about them?"""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Listing, Lot, StockCount, StockLevel, StockTransfer
from tests.catalog.test_admin import desk, use
from tests.catalog.test_counting import begin as begin_count
from tests.catalog.test_counting import note
from tests.catalog.test_transferring import begin as begin_transfer
from tests.catalog.test_transferring import put, send
from tests.orders.market import Market

__all__ = ["desk"]


@pytest.fixture
def flour(shop: Market) -> Listing:
    """A hundred bags of one lot in Kostanay."""
    return shop.listing(shop.seller())


@pytest.fixture
def count(flour: Listing) -> StockCount:
    """97 of them are counted."""
    count = begin_count(flour.variant.seller)
    note(count, flour.variant.lots.get(), 97)
    return count


@pytest.fixture
def transfer(flour: Listing) -> StockTransfer:
    """Forty are to be sent."""
    transfer = begin_transfer(flour.variant.seller)
    put(transfer, flour.variant.lots.get(), 40)
    return transfer


def page(client: Client, row: StockCount | StockTransfer) -> str:
    answer = client.get(f"/admin/catalog/{row._meta.model_name}/{row.pk}/change/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_page_tells_what_was_counted_and_what_is_sent(
    desk: Callable[..., Client], count: StockCount, transfer: StockTransfer
) -> None:
    client, lot = desk("viewer"), Lot.objects.get()
    for row, told in ((count, "-3"), (transfer, "40")):
        shown = page(client, row)
        assert f"FLR-2KG {lot.code}" in shown
        assert told in shown


def test_support_ends_what_was_left_open_and_moves_no_goods(
    desk: Callable[..., Client], count: StockCount, transfer: StockTransfer
) -> None:
    client = desk("support")
    for row in (count, transfer):
        assert use(client, row, "cancel") == "1 cancelled."
        assert row.status == "cancelled"
        assert row.moves.get().by_id == User.objects.get(is_staff=True).pk
    assert StockLevel.objects.get().on_hand == 100


def test_what_is_on_its_way_is_not_ended_by_staff(
    desk: Callable[..., Client], transfer: StockTransfer
) -> None:
    send(transfer)
    use(desk("support"), transfer, "cancel")
    assert transfer.status == "sent"


@pytest.mark.parametrize("group", ["onboarding", "viewer", "dispatch"])
def test_other_staff_look_and_end_nothing(desk: Callable[..., Client], count: StockCount, group: str) -> None:
    client = desk(group)
    assert count.number in page(client, count)
    use(client, count, "cancel")
    assert count.status == "open"
