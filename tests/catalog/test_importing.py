"""Does a seller's file make and change what it tells, once, and nothing else?"""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import (
    ImportKey,
    Listing,
    ListingChange,
    Lot,
    Price,
    PriceChange,
    Product,
    Seller,
    StockLevel,
    StockMove,
    Variant,
)
from catalog.neutral import StockSaid
from catalog.operations.quarantining import quarantine
from kit.actors import SYSTEM
from kit.ids import uuid7
from kit.transactions import owns_transaction
from news.models import Event
from tests.catalog import files
from tests.catalog.conftest import AT
from tests.catalog.files import applied, bare, faults, judged, notes, row, verdicts
from tests.orders.market import Market

# What an import may write when nothing changes: its own tables.
OWN = ("catalog_importjob", "catalog_importrow", "catalog_importmapping", "news_event")
IN_QUARANTINE = "import.lot_in_quarantine"


@pytest.fixture
def mill(shop: Market) -> Seller:
    """A seller who has said what holds of new goods."""
    seller = shop.seller()
    files.mapped(seller)
    return seller


def writes(queries: CaptureQueriesContext) -> list[str]:
    """Tables other than the import's own into which something was written."""
    pattern = re.compile(r'(?:INSERT INTO|^UPDATE|; UPDATE|DELETE FROM) "?(\w+)')
    tables = [table for each in queries.captured_queries for table in pattern.findall(each["sql"])]
    return [table for table in tables if not table.startswith(OWN)]


def test_new_goods_become_product_variant_draft_listing_and_price(mill: Seller) -> None:
    job = applied(mill, [row("FLR-1", price="17.50")])
    variant = Variant.objects.get(sku="FLR-1")
    listing = Listing.objects.get(variant=variant)
    assert (job.status, verdicts(job)) == ("completed", ["new"])
    assert (variant.product.names, variant.product.origin_country) == ({"ru": "Мука FLR-1"}, "KZ")
    assert (variant.product.tariff_code.hs6, variant.package_kind) == ("110100", "bag")
    # 300 · 200 · 60 mm are 3,600 cm³.
    assert (variant.gross_g, variant.volume_cm3) == (2044, 3600)
    assert (listing.market, listing.status) == ("CN", "draft")
    assert Price.objects.get(listing=listing).amount_minor == 1750


def test_a_dry_run_says_what_would_come_and_writes_nothing_of_it(shop: Market, mill: Seller) -> None:
    listing = shop.listing(mill, "OLD")
    job = judged(mill, [row("FLR-1", price="17.50"), bare("OLD", price="17.60"), bare("OLD2")])
    assert verdicts(job) == ["new", "changed", "faulty"]
    assert job.counts == {
        "new": 1,
        "changed": 1,
        "unchanged": 0,
        "withdrawn": 0,
        "faulty": 1,
        "prices_moved": 0,
    }
    assert not Variant.objects.exclude(sku="OLD").exists()
    assert Price.objects.get(listing=listing).amount_minor == 1750


def test_missing_facts_of_new_goods_are_faults_that_name_their_fields(shop: Market) -> None:
    job = judged(shop.seller(), [bare("FLR-1", names={"ru": "Мука"}, net_g=2000)])
    assert faults(job) == [
        [
            ("origin", "import.required"),
            ("hs_code", "import.required"),
            ("temperature_class", "import.required"),
            ("segregation_class", "import.required"),
        ]
    ]


def test_missing_sizes_of_a_new_variant_are_faults_that_name_their_fields(mill: Seller) -> None:
    job = judged(mill, [bare("FLR-1", names={"ru": "Мука"}, net_g=2000)])
    needed = ("gross_weight", "length", "width", "height")
    assert faults(job) == [[(name, "import.required") for name in needed]]


def test_of_goods_of_which_a_file_tells_one_mass_the_other_follows_from_the_packaging(mill: Seller) -> None:
    files.mapped(mill, packaging_g=44)
    applied(mill, [row("NET", gross_g=None), row("GROSS", net_g=None), row("BOTH", gross_g=2010)])
    masses = Variant.objects.order_by("sku").values_list("sku", "net_g", "gross_g")
    assert list(masses) == [("BOTH", 2000, 2010), ("GROSS", 2000, 2044), ("NET", 2000, 2044)]


def test_goods_that_weigh_no_more_than_their_packaging_are_a_fault(mill: Seller) -> None:
    files.mapped(mill, packaging_g=44)
    job = applied(mill, [row("EMPTY", net_g=None, gross_g=44)])
    assert faults(job) == [
        [("gross_weight", "import.lighter_than_packaging"), ("net_weight", "import.required")]
    ]
    assert not Variant.objects.exists()


def test_a_faulty_row_leaves_nothing_and_the_others_come(mill: Seller) -> None:
    job = applied(mill, [row("BAD", gross_g=10), row("GOOD", price="2")])
    assert (job.status, verdicts(job)) == ("completed_with_errors", ["faulty", "new"])
    assert faults(job)[0] == [("gross_weight", "import.less_than_net")]
    assert list(Variant.objects.values_list("sku", flat=True)) == ["GOOD"]


def test_what_a_file_does_not_tell_stays(shop: Market, mill: Seller) -> None:
    listing = shop.listing(mill, "OLD")
    job = applied(mill, [bare("OLD", names={"ru": "Мука"})])
    product = Product.objects.get(code="OLD")
    assert verdicts(job) == ["changed"]
    assert product.names == {"en": "Wheat flour OLD", "zh-Hans": "小麦粉 OLD", "ru": "Мука"}
    assert Price.objects.get(listing=listing).amount_minor == 1750
    assert StockLevel.objects.get().on_hand == 100


def test_the_same_file_twice_changes_nothing(mill: Seller) -> None:
    rows = [row("A", price="17.50", descriptions={"ru": "Белая"}), row("B", price="3", barcodes=())]
    applied(mill, rows)
    events = Event.objects.exclude(aggregate="import_job").count()
    with CaptureQueriesContext(connection) as queries:
        job = applied(mill, rows)
    assert verdicts(job) == ["unchanged", "unchanged"]
    assert writes(queries) == []
    assert Event.objects.exclude(aggregate="import_job").count() == events
    assert set(Product.objects.values_list("version", flat=True)) == {1}
    assert PriceChange.objects.count() == 2


def test_legal_facts_of_goods_on_sale_wait_for_staff_once(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    rows = [bare("OLD", gross_g=2100, price="18")]
    assert verdicts(judged(mill, rows)) == ["changed"]
    assert not ListingChange.objects.exists()
    assert verdicts(applied(mill, rows)) == ["changed"]
    assert Variant.objects.get().gross_g == 2044
    assert ListingChange.objects.get().facts == {"gross_g": {"was": 2044, "becomes": 2100}}
    assert Price.objects.get().amount_minor == 1800
    assert verdicts(applied(mill, rows)) == ["unchanged"]
    assert ListingChange.objects.get().status == "waiting"


def test_what_a_verb_refuses_is_a_fault_and_nothing_of_the_row_stays(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    job = applied(mill, [bare("OLD", gross_g=1, price="18", names={"ru": "Мука"})])
    assert faults(job) == [[("gross_weight", "import.refused")]]
    assert Price.objects.get().amount_minor == 1750
    assert "ru" not in Product.objects.get().names


def test_a_price_in_another_currency_is_a_fault_that_names_both(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD")
    job = judged(mill, [bare("OLD", price="1750", currency="KZT"), bare("OLD", price="18", currency="")])
    assert faults(job) == [[("currency", "import.other_currency")], [("currency", "import.currency_untold")]]
    assert files.rows_of(job)[0].faults[0]["facts"] == {"found": "KZT", "wanted": "CNY"}


def test_prices_that_move_far_are_counted_before_the_start(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD", price_minor=1000)
    # 10.00 to 13.00 is 30 percent, to 13.10 is 31.
    assert judged(mill, [bare("OLD", price="13.00")]).counts["prices_moved"] == 0
    job = judged(mill, [bare("OLD", price="13.10")])
    assert job.counts["prices_moved"] == 1
    facts = {"was": "10.00", "becomes": "13.10", "percent": 31}
    assert files.rows_of(job)[0].notes[0]["facts"] == facts


def test_stock_is_booked_as_the_difference_on_the_only_lot(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD", units=100)
    job = applied(mill, [bare("OLD", stock=60)])
    assert verdicts(job) == ["changed"]
    assert StockLevel.objects.get().on_hand == 60
    move = StockMove.objects.latest("pk")
    assert (move.quantity, move.kind, move.reason) == (-40, "adjusted", "goods.xml")


@pytest.mark.parametrize(
    "nothing", [StockSaid(total=0), StockSaid(is_available=False), StockSaid(by_warehouse={"Main": 0})]
)
def test_goods_of_which_a_file_says_that_nothing_is_there_are_sold_out(
    shop: Market, mill: Seller, nothing: StockSaid
) -> None:
    shop.listing(mill, "OLD", units=100)
    applied(mill, [replace(bare("OLD"), stock=nothing)])
    assert StockLevel.objects.get().on_hand == 0


@pytest.mark.parametrize(("lots", "code"), [(0, "import.no_lot"), (2, "import.several_lots")])
def test_stock_without_one_lot_is_left_with_a_note(shop: Market, mill: Seller, lots: int, code: str) -> None:
    listing = shop.listing(mill, "OLD", units=100)
    if lots:
        shop.stock(listing.variant, 10, age_days=20)
    else:
        applied(mill, [row("NEW")])
    job = judged(mill, [bare("OLD" if lots else "NEW", stock=7)])
    assert notes(job) == [[("stock", code)]]
    assert verdicts(job) == ["unchanged"]


@pytest.mark.parametrize(("told", "booked", "noted"), [(101, 100, [("stock", IN_QUARANTINE)]), (60, 60, [])])
def test_new_units_never_go_into_a_lot_in_quarantine(
    shop: Market, mill: Seller, told: int, booked: int, noted: list[Any]
) -> None:
    lot = shop.listing(mill, "OLD", units=100).variant.lots.get()
    owns_transaction(quarantine)(lot=lot, reason="mould", at=AT, by=SYSTEM)
    assert notes(applied(mill, [bare("OLD", stock=told)])) == [noted]
    assert StockLevel.objects.get().on_hand == booked


def test_stock_never_falls_below_what_orders_hold(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "OLD", units=100)
    StockLevel.objects.update(reserved=30)
    job = applied(mill, [bare("OLD", stock=29)])
    assert notes(job) == [[("stock", "import.stock_is_reserved")]]
    assert StockLevel.objects.get().on_hand == 100


def test_a_full_file_pauses_what_it_does_not_name_of_those_that_it_brought(
    shop: Market, mill: Seller
) -> None:
    for sku in ("HAND", "KEPT", "GONE"):
        shop.listing(mill, sku)
    applied(mill, [bare("KEPT"), bare("GONE")], is_changes_only=False)
    job = applied(mill, [bare("KEPT")], is_changes_only=False)
    statuses = dict(Listing.objects.values_list("variant__sku", "status"))
    assert statuses == {"HAND": "live", "KEPT": "live", "GONE": "paused"}
    assert (job.counts["withdrawn"], verdicts(job)) == (1, ["unchanged", "withdrawn"])


def test_a_full_file_leaves_alone_what_files_of_another_format_brought(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "KEPT")
    applied(mill, [bare("KEPT")], format="yml")
    applied(mill, [row("NEW")], is_changes_only=False)
    assert Listing.objects.get(variant__sku="KEPT").status == "live"


def test_a_spreadsheet_of_kaspi_pauses_what_such_a_one_brought_and_no_other_table(
    shop: Market, mill: Seller
) -> None:
    for sku in ("MINE", "KEPT", "GONE"):
        shop.listing(mill, sku)
    kaspi: dict[str, Any] = {"format": "table", "header_format": "kaspi_sheet", "is_changes_only": False}
    applied(mill, [bare("MINE")], format="table", is_changes_only=None)
    applied(mill, [bare("KEPT"), bare("GONE")], **kaspi)
    applied(mill, [bare("KEPT")], **kaspi)
    statuses = dict(Listing.objects.values_list("variant__sku", "status"))
    assert statuses == {"MINE": "live", "KEPT": "live", "GONE": "paused"}


@pytest.mark.parametrize("is_changes_only", [True, None])
def test_a_file_of_changes_pauses_nothing(shop: Market, mill: Seller, is_changes_only: bool | None) -> None:
    shop.listing(mill, "KEPT")
    applied(mill, [bare("KEPT")], is_changes_only=False)
    applied(mill, [row("NEW")], is_changes_only=is_changes_only)
    assert Listing.objects.get(variant__sku="KEPT").status == "live"


def test_a_full_file_with_a_row_of_which_nobody_knows_what_it_names_pauses_nothing(
    shop: Market, mill: Seller
) -> None:
    shop.listing(mill, "KEPT")
    applied(mill, [bare("KEPT")], is_changes_only=False)
    applied(mill, [bare("", names={"ru": "?"})], is_changes_only=False)
    assert Listing.objects.get(variant__sku="KEPT").status == "live"


def test_a_product_told_as_a_whole_gives_its_sizes_to_variants_of_a_later_file(mill: Seller) -> None:
    whole = row("guid", variant_key="", sku=None)
    applied(mill, [whole])
    assert (Product.objects.get().code, Variant.objects.count()) == ("guid", 0)
    job = applied(mill, [bare("guid", sku="FLR", price="5")])
    assert verdicts(job) == ["new"]
    assert (Variant.objects.get().sku, Variant.objects.get().gross_g) == ("FLR", 2044)
    key = ImportKey.objects.get(variant_key="guid")
    assert key.variant == Variant.objects.get()


@pytest.mark.parametrize("chunk", [1, 500])
def test_sizes_of_a_product_with_an_article_number_are_each_called_by_their_own_key(
    mill: Seller, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("catalog.policy.IMPORT_CHUNK", chunk)
    applied(mill, [row("guid", variant_key="", sku="FLR")])
    sizes = [bare("guid", variant_key=f"guid#{n}", sku=None, price="5") for n in (1, 2)]
    job = applied(mill, sizes)
    assert (job.status, verdicts(job), faults(job)) == ("completed", ["new", "new"], [[], []])
    assert set(Variant.objects.values_list("sku", flat=True)) == {"guid#1", "guid#2"}


def test_a_variant_with_the_key_of_its_product_is_called_by_the_article_number(mill: Seller) -> None:
    applied(mill, [row("guid", variant_key="", sku="FLR")])
    applied(mill, [bare("guid", sku=None, price="5")])
    assert Variant.objects.get().sku == "FLR"


def test_an_article_number_that_other_goods_have_by_now_is_not_given_twice(
    shop: Market, mill: Seller
) -> None:
    applied(mill, [row("guid", variant_key="", sku="FLR")])
    shop.listing(mill, "FLR")
    job = applied(mill, [bare("guid", sku=None, price="5")])
    assert (job.status, verdicts(job)) == ("completed", ["new"])
    assert Variant.objects.get(product__code="guid").sku == "guid"


@pytest.mark.parametrize("chunk", [1, 500])
def test_goods_typed_by_hand_are_found_by_the_article_number_of_a_product(
    shop: Market, mill: Seller, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr("catalog.policy.IMPORT_CHUNK", chunk)
    listing = shop.listing(mill, "FLR")
    said = [row("guid", variant_key="", sku="FLR"), bare("guid", sku=None, price="18")]
    assert verdicts(applied(mill, said)) == ["changed", "changed"]
    assert (Product.objects.get().code, Product.objects.get().names["ru"]) == ("FLR", "Мука guid")
    assert (Variant.objects.get().pk, Price.objects.get().amount_minor) == (listing.variant_id, 1800)
    # Whatever they are called later, the file's keys stand for them.
    Variant.objects.update(sku="FLOUR")
    assert verdicts(applied(mill, said)) == ["unchanged", "unchanged"]


def test_two_products_of_one_article_number_are_not_taken_for_one(shop: Market, mill: Seller) -> None:
    shop.listing(mill, "FLR")
    applied(mill, [row("guid", variant_key="", sku="FLR"), row("other", variant_key="", sku="FLR")])
    applied(mill, [row("third", variant_key="", sku="FLR")])
    assert set(Product.objects.values_list("code", flat=True)) == {"FLR", "other", "third"}


def test_a_product_that_is_withdrawn_takes_nothing_off_sale_by_its_article_number(
    shop: Market, mill: Seller
) -> None:
    shop.listing(mill, "FLR")
    applied(mill, [bare("old", variant_key="", sku="FLR", is_withdrawn=True)])
    assert Listing.objects.get().status == "live"


def test_a_product_is_not_what_one_of_its_several_variants_is(shop: Market, mill: Seller) -> None:
    listing = shop.listing(mill, "FLR")
    sibling = Variant.objects.get()
    sibling.pk, sibling.sku = uuid7(), "FLR-5KG"
    sibling.save(force_insert=True)
    applied(mill, [bare("guid", variant_key="", sku="FLR", price="18", names={"ru": "Мука"})])
    assert Product.objects.get().names["ru"] == "Мука"
    assert Price.objects.get(listing=listing).amount_minor == 1750


def test_a_dry_run_knows_products_that_an_earlier_chunk_would_make(
    mill: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.policy.IMPORT_CHUNK", 1)
    whole = row("guid", variant_key="", sku=None)
    sizes = [bare("guid", variant_key=f"guid#{n}", sku=f"FLR-{n}", price="5") for n in (1, 2)]
    assert verdicts(judged(mill, [whole, *sizes])) == ["new", "new", "new"]


def test_two_variants_of_one_article_number_are_not_taken_for_one(mill: Seller) -> None:
    rows: list[Any] = [row("guid", variant_key=f"guid#{n}", sku="FLR") for n in (1, 2)]
    assert faults(judged(mill, rows)) == [[], [("sku", "import.sku_taken")]]


def test_another_sellers_goods_are_not_found_by_their_sku(shop: Market, mill: Seller) -> None:
    farm = shop.seller("KZ02", "490440000271")
    shop.listing(farm, "OLD")
    applied(mill, [row("OLD", price="5")])
    assert Variant.objects.filter(sku="OLD").count() == 2
    assert Price.objects.get(listing__variant__seller=farm).amount_minor == 1750


def test_lots_are_never_made(mill: Seller) -> None:
    applied(mill, [row("NEW", stock=5)])
    assert not Lot.objects.exists()
