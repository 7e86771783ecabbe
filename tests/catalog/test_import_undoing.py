"""Does taking a file of goods back leave alone what somebody else has done since, and nothing twice?"""

from datetime import timedelta
from typing import Any

import pytest

from catalog import policy
from catalog.errors import ImportNotReady, UndoTooLate
from catalog.models import (
    Attribute,
    Category,
    Certificate,
    Listing,
    ListingChange,
    Price,
    Product,
    Seller,
    StockLevel,
    StockMove,
    Variant,
)
from catalog.neutral import AttributeSaid
from catalog.operations import counting, importing
from catalog.operations.booking import book
from catalog.operations.claiming import claim
from catalog.operations.describing import change_product
from catalog.operations.matching import Lawbook
from catalog.operations.pricing import PriceList, set_price
from catalog.operations.working import OURS, go_on, work
from catalog.queries.importing import import_actions, imports_of, undo_until
from kit.actors import SYSTEM, Actor
from kit.money import Money
from kit.transactions import owns_transaction
from tests.catalog import files
from tests.catalog.conftest import AT
from tests.catalog.files import BY, applied, bare, fresh, judged, notes, row, undone, verdicts
from tests.catalog.importing import AFTER_LEASE, correct, retried, worn_out
from tests.orders.market import Market


@pytest.fixture
def mill(shop: Market) -> Seller:
    """A seller who has said what holds of new goods."""
    seller = shop.seller()
    files.mapped(seller)
    return seller


@pytest.fixture
def by_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is a chunk."""
    monkeypatch.setattr("catalog.policy.IMPORT_CHUNK", 1)


def test_an_import_is_taken_back_as_a_whole(shop: Market, mill: Seller) -> None:
    for sku in ("OLD", "GONE"):
        shop.listing(mill, sku)
    applied(mill, [bare("OLD"), bare("GONE")], is_changes_only=False)
    said = bare("OLD", price="18", stock=60, names={"ru": "Мука"})
    job = applied(mill, [said, row("NEW", price="5")], is_changes_only=False)
    job = undone(job)
    assert (job.status, job.undone_at) == ("cancelled", AT)
    assert Price.objects.get(listing__variant__sku="OLD").amount_minor == 1750
    assert StockLevel.objects.get(lot__variant__sku="OLD").on_hand == 100
    assert Product.objects.get(code="OLD").names == {"en": "Wheat flour OLD", "zh-Hans": "小麦粉 OLD"}
    statuses = dict(Listing.objects.values_list("variant__sku", "status"))
    assert statuses == {"OLD": "live", "GONE": "live", "NEW": "retired"}
    assert notes(job) == [[], [], []]


def test_goods_whose_papers_have_ended_meanwhile_stay_off_sale(shop: Market, mill: Seller) -> None:
    for sku in ("OLD", "GONE"):
        shop.listing(mill, sku)
    applied(mill, [bare("OLD"), bare("GONE")], is_changes_only=False)
    job = applied(mill, [bare("OLD")], is_changes_only=False)
    assert Listing.objects.get(variant__sku="GONE").status == "paused"
    Certificate.objects.update(valid_to=AT.date() - timedelta(days=1))
    job = undone(job)
    assert Listing.objects.get(variant__sku="GONE").status == "paused"
    assert [("listing", "import.refused")] in notes(job)


def test_what_somebody_else_has_changed_since_stays_and_is_named(shop: Market, mill: Seller) -> None:
    listing = shop.listing(mill, "OLD")
    job = applied(mill, [bare("OLD", price="18", names={"ru": "Мука"}, descriptions={"ru": "Белая"})])
    owns_transaction(set_price)(listing=listing, prices=PriceList(Money(1900, "CNY")), at=AT, by=SYSTEM)
    names = {"en": "Flour", "ru": "Мука"}
    product = Product.objects.get()
    owns_transaction(change_product)(product=product, facts={"names": names}, at=AT, by=SYSTEM)
    job = undone(job)
    assert Price.objects.get().amount_minor == 1900
    assert (Product.objects.get().names, Product.objects.get().descriptions) == (names, {})
    assert notes(job) == [[("names", "import.changed_since"), ("price", "import.changed_since")]]


def test_legal_facts_that_still_wait_are_withdrawn_by_the_undo(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    job = undone(applied(mill, [bare("OLD", gross_g=2100)]))
    assert ListingChange.objects.get().status == "withdrawn"
    assert (Variant.objects.get().gross_g, notes(job)) == (2044, [[]])


def test_typed_numbers_go_back_with_however_many_places_the_file_wrote_them(
    shop: Market, mill: Seller
) -> None:
    shop.listing(mill, "OLD")
    Attribute.objects.filter(code="ash").update(is_legal=False)
    wheat = Category.objects.get(code="wheat-flour")
    Product.objects.update(category=wheat, attributes={"ash": "0.55"})
    job = applied(mill, [bare("OLD", attributes=(AttributeSaid("Ash", "0,7", code="ash"),))])
    # Ash has two decimals.
    assert Product.objects.get().attributes == {"ash": "0.70"}
    assert notes(undone(job)) == [[]]
    assert Product.objects.get().attributes == {"ash": "0.55"}


def test_prices_of_one_listing_go_back_to_the_first(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    job = applied(mill, [bare("OLD", price="18"), bare("OLD", price="19")])
    assert Price.objects.get().amount_minor == 1900
    undone(job)
    assert Price.objects.get().amount_minor == 1750


def test_units_that_orders_hold_by_now_are_not_taken_back(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD", units=100)
    job = applied(mill, [bare("OLD", stock=160)])
    StockLevel.objects.update(reserved=150)
    assert notes(undone(job)) == [[("stock", "import.changed_since")]]
    assert StockLevel.objects.get().on_hand == 160


@pytest.mark.parametrize("by", ["file", "hand", "count"])
def test_stock_that_was_put_right_since_is_not_taken_back_on_top(shop: Market, mill: Seller, by: str) -> None:
    shop.listing(mill, "OLD", units=500)
    wrong = applied(mill, [bare("OLD", stock=0)])
    if by == "file":
        applied(mill, [bare("OLD", stock=500)])
    elif by == "hand":
        correct(500)
    else:
        who: Any = {"at": AT, "by": SYSTEM}
        level = StockLevel.objects.get()
        count = owns_transaction(counting.open_count)(seller=mill, warehouse=level.warehouse, **who)
        owns_transaction(counting.note_counted)(count=count, lot=level.lot, units=500, **who)
        owns_transaction(counting.close_count)(count=count, **who)
    assert notes(undone(wrong)) == [[("stock", "import.changed_since")]]
    assert StockLevel.objects.get().on_hand == 500


def test_sales_receipts_and_corrections_before_it_leave_stock_to_be_taken_back(
    shop: Market, mill: Seller
) -> None:
    shop.listing(mill, "OLD", units=500)
    correct(-100)
    job = applied(mill, [bare("OLD", stock=100)])
    level = StockLevel.objects.get()
    for kind, units in ((StockMove.Kind.SHIPPED, -30), (StockMove.Kind.RECEIVED, 20)):
        owns_transaction(book)(level=level, kind=kind, quantity=units, reason="", at=AT, by=SYSTEM)
    assert notes(undone(job)) == [[]]
    # 500 - 100 = 400 before the file; 30 were sold and 20 came since.
    assert StockLevel.objects.get().on_hand == 390


def test_files_that_put_right_each_other_are_taken_back_the_last_first(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD", units=500)
    wrong = applied(mill, [bare("OLD", stock=0)])
    undone(applied(mill, [bare("OLD", stock=480)]))
    assert notes(undone(wrong)) == [[]]
    assert StockLevel.objects.get().on_hand == 500


def test_after_ten_minutes_nothing_is_taken_back(mill: Seller) -> None:
    job = applied(mill, [row("A")])
    with pytest.raises(UndoTooLate):
        undone(job, at=AT + timedelta(minutes=10, seconds=1))
    undone(job, at=AT + timedelta(minutes=10))


def test_an_import_is_taken_back_once(mill: Seller) -> None:
    job = undone(applied(mill, [row("A")]))
    with pytest.raises(ImportNotReady):
        undone(job)


def test_after_a_retry_only_what_that_did_is_taken_back(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    files.mapped(mill, package_kind=None)
    job = applied(mill, [bare("OLD", price="18"), row("NEW", price="5")])
    files.mapped(mill)
    weeks_later = AT + timedelta(days=20)
    undone(retried(job, at=weeks_later), at=weeks_later)
    assert Price.objects.get(listing__variant__sku="OLD").amount_minor == 1800
    assert Listing.objects.get(variant__sku="NEW").status == "retired"


def test_a_retry_that_does_nothing_opens_no_way_back(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    seen = imports_of(Actor(kind="seller", organisation_id=mill.organisation_id))
    job = applied(mill, [bare("OLD", price="18"), row("BAD", gross_g=1)])
    assert undo_until(seen.get()) == AT + policy.IMPORT_UNDO_FOR
    job = retried(job, at=AT + timedelta(days=20))
    assert undo_until(seen.get()) is None
    with pytest.raises(ImportNotReady):
        undone(job, at=AT + timedelta(days=20))


def test_rows_of_a_worker_whose_clock_is_behind_are_taken_back(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    job = judged(mill, [bare("OLD", price="18")])
    owns_transaction(importing.start)(job=job, at=AT, by=BY)
    work(job_id=job.pk, clock=lambda: AT - timedelta(seconds=1))
    undone(fresh(job))
    assert Price.objects.get().amount_minor == 1750


def test_an_undo_that_broke_off_goes_on_and_nothing_comes_again(mill: Seller, by_ones: None) -> None:
    job = applied(mill, [row("A", price="5"), row("B", price="5"), row("BAD", gross_g=1)])
    owns_transaction(importing.undo)(job=job, at=AT, by=BY)
    turn = owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=AT)
    assert turn is not None
    owns_transaction(go_on)(job=turn, book=Lawbook(turn), at=AT)
    job = worn_out(job, at=AFTER_LEASE)
    assert job.ended_at is not None
    with pytest.raises(ImportNotReady):
        retried(job, at=job.ended_at)
    seen = imports_of(Actor(kind="seller", organisation_id=mill.organisation_id)).get()
    assert import_actions(seen, at=job.ended_at) == ["undo"]
    job = undone(job, at=job.ended_at)
    assert (job.status, job.is_undoing) == ("cancelled", False)
    assert set(Listing.objects.values_list("status", flat=True)) == {"retired"}


def test_after_an_undo_the_same_file_comes_again(mill: Seller) -> None:
    rows = [row("A", price="5")]
    undone(applied(mill, rows))
    assert verdicts(applied(mill, rows)) == ["changed"]
    assert Listing.objects.get(status="draft").variant.sku == "A"
