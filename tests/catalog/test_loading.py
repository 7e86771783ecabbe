"""Do the files become rows, exactly once and exactly as written?"""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.completeness import completeness
from catalog.models import (
    Attribute,
    AttributeOption,
    Brand,
    Category,
    CategoryAttribute,
    Listing,
    ListingMove,
    Lot,
    PositiveListEntry,
    Price,
    Product,
    Seller,
    StockLevel,
    StockMove,
    TariffCode,
    Unit,
    Variant,
)
from catalog.operations import (
    loading,
    loading_facts,
    loading_goods,
    loading_kinds,
    loading_law,
    loading_stock,
)
from catalog.operations.listing import missing_facts
from catalog.operations.loading_law import DATA
from catalog.policy import LANGUAGES
from catalog.queries.wording import texts_of, with_words
from kit.actors import SYSTEM, Actor
from kit.rows import BadReferenceRow
from kit.transactions import owns_transaction
from kit.upserts import Tally
from tests.catalog.conftest import AT
from tests.orders.market import Market
from tests.stages import lays


def load(at: datetime = AT) -> dict[str, Tally]:
    return {
        **owns_transaction(loading.load_reference)(at=at, by=SYSTEM),
        **owns_transaction(loading.load_demo)(at=at, by=SYSTEM),
    }


@lays("loaded")
def _lay_loaded() -> None:
    load()


@pytest.fixture
def loaded(db: None) -> None:
    """The reference and the demonstration, as `load` reads them from the files."""


# A file, what it says, what it is made to say, the column of that, who reads it.
Spoilt = tuple[str, str, str, str, Callable[..., object]]


def _load_attributes(*, at: datetime, folder: Path) -> object:
    loading_kinds.load_units(at=at, folder=folder)
    loading_kinds.load_categories(at=at, folder=folder)
    return loading_kinds.load_attributes(at=at, folder=folder)


def _load_facts(*, at: datetime, by: Actor, folder: Path) -> object:
    return loading_facts.load_facts(at=at, folder=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the data that a test may spoil."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def spoil(folder: Path, name: str, old: str, new: str) -> int:
    """Change the first place where a file says `old`; the line of it."""
    text = (folder / name).read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found
    (folder / name).write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def test_a_second_run_changes_nothing(db: None) -> None:
    first, second = load(), load()
    # Words and facts are told of rows that the load itself has just made.
    told = {"seller descriptions", "product facts", "variant facts"}
    assert {what for what, each in first.items() if each.changed} == told
    assert {what for what, each in first.items() if not each.created} == told
    assert {(each.created, each.changed) for each in second.values()} == {(0, 0)}
    assert {what: each.unchanged for what, each in second.items()} == {
        what: each.created for what, each in first.items() if what in second
    }


def test_what_sellers_and_staff_made_of_the_demonstration_stays(loaded: None) -> None:
    flour = Variant.objects.get(sku="KZ01-FLR-PRM-2KG")
    Product.objects.filter(pk=flour.product_id).update(
        names={"en": "Our flour"}, attributes={}, origin_country="UZ", category=None
    )
    Variant.objects.filter(pk=flour.pk).update(sku="KZ01-NEW", names={"en": "two"}, gross_g=2100)
    Price.objects.filter(listing__variant=flour).update(amount_minor=9900)
    Seller.objects.filter(code="KZ01").update(descriptions={}, legal_name="New name", handling_days=9)
    Brand.objects.filter(code="aqdala").update(names={"en": "New"})
    PositiveListEntry.objects.filter(hs6="110100").delete()
    lot = flour.lots.order_by("code")[0]
    Lot.objects.filter(pk=lot.pk).update(certificate_ref="OURS")
    gone = Variant.objects.get(sku="CN02-ELC-KTL-1PCS")
    Price.objects.filter(listing__variant=gone).delete()

    def rows() -> list[Any]:
        models: list[Any] = [Seller, Brand, Product, Variant, Listing, Price, PositiveListEntry, StockLevel]
        return [list(model.objects.order_by("pk").values()) for model in models]

    before, later = rows(), AT + timedelta(days=5)
    load(later)
    assert rows() == before
    # Only the calendar goes on, for goods of a new code too: else nothing could be bought any more.
    kept = Lot.objects.get(pk=lot.pk)
    assert (kept.certificate_ref, kept.made_date) == ("OURS", lot.made_date + timedelta(days=5))


def test_every_row_of_the_files_is_there(loaded: None) -> None:
    counts = {model: model.objects.count() for model in (TariffCode, Seller, Variant, Listing, Price, Lot)}
    assert counts == {TariffCode: 43, Seller: 13, Variant: 79, Listing: 79, Price: 79, Lot: 155}
    assert Product.objects.count() == 53


def test_the_kinds_of_goods_are_a_tree_in_four_languages(db: None) -> None:
    owns_transaction(loading.load_reference)(at=AT, by=SYSTEM)
    flour = Category.objects.get(code="wheat-flour")
    assert (flour.path, flour.depth, flour.parent.code if flour.parent else "") == (
        "food/grain/flour/wheat-flour",
        4,
        "flour",
    )
    for model in (Category, Attribute, AttributeOption, Unit):
        assert {frozenset(row.names) for row in model.objects.all()} == {
            frozenset(("en", "ru", "kk", "zh-Hans"))
        }
    litre = Unit.objects.get(code="l")
    assert (litre.factor, litre.symbols["ru"], litre.unece) == (Decimal("0.001"), "л", "LTR")


def test_every_sample_product_is_told_in_full_and_passes_review(loaded: None) -> None:
    for product in with_words(Product.objects.select_related("category")):
        assert completeness(texts_of(product), LANGUAGES) == dict.fromkeys(LANGUAGES, 100)
        assert product.category is not None
    for listing in Listing.objects.select_related("variant__product__category"):
        assert missing_facts(listing) == []


def test_facts_of_the_sample_are_typed_and_each_destination_has_its_own_code(loaded: None) -> None:
    flour = Product.objects.get(code="KZ01-FLR-PRM")
    assert flour.attributes == {
        "grade": "premium",
        "wheat": "soft",
        "moisture": "15.0",
        "ash": "0.55",
        "gluten": "28.0",
    }
    assert (flour.cn10, flour.eaeu10, str(flour.brand)) == ("1101000090", "", "Aqdala")
    kettle = Product.objects.get(code="CN02-ELC-KTL")
    assert (kettle.eaeu10, kettle.standard) == ("8516797000", "ТР ТС 004/2011")
    oil = Variant.objects.get(sku="KZ03-OIL-LIN-250ML")
    assert (oil.content, oil.unit.code if oil.unit else "") == (Decimal(250), "ml")
    assert Variant.objects.get(sku="KZ04-CML-SCH-300G").attributes == {"pieces": "12"}
    assert Seller.objects.get(code="KZ05").descriptions["kk"].startswith("Ұлытау")


def test_what_staff_made_of_the_tree_stays_when_the_files_are_read_again(loaded: None) -> None:
    Category.objects.filter(code="honey").update(is_open=False, names={"en": "Honeys"})
    CategoryAttribute.objects.filter(category__code="honey").delete()
    Attribute.objects.filter(code="spf").update(names={"en": "Sun factor"})
    second = load()
    honey = Category.objects.get(code="honey")
    assert Product.objects.get(code="KZ06-HNY-MTN").attributes == {"blossom": "mountain"}
    assert (honey.is_open, honey.names, honey.asks.count()) == (False, {"en": "Honeys"}, 0)
    assert Attribute.objects.get(code="spf").names == {"en": "Sun factor"}
    assert {second[what].created for what in ("categories", "attributes", "asked attributes")} == {0}


def test_sizes_and_prices_are_exact(loaded: None) -> None:
    flour = Variant.objects.get(sku="KZ01-FLR-PRM-2KG")
    assert (flour.net_g, flour.gross_g, flour.volume_cm3) == (2000, 2044, 3275)
    assert (flour.length_mm, flour.width_mm, flour.height_mm) == (295, 185, 60)
    assert flour.product.names["en"] == "Wheat baking flour, premium grade"
    assert flour.names["zh-Hans"] == "2千克"
    [price] = Price.objects.filter(listing__variant=flour)
    assert (price.amount_minor, price.currency, price.listing.market) == (1750, "CNY", "CN")


def test_goods_go_on_sale_where_their_trade_leads_by_the_usual_moves(loaded: None) -> None:
    lamp = Listing.objects.get(variant__sku="CN02-ELC-LMP-1PCS")
    assert (lamp.market, lamp.status, lamp.prices.get().currency) == ("KZ", "live", "KZT")
    assert list(ListingMove.objects.filter(row=lamp).values_list("was", "became")) == [
        ("draft", "submitted"),
        ("submitted", "approved"),
        ("approved", "live"),
    ]


def test_dangerous_goods_wait_for_staff(loaded: None) -> None:
    [left] = Listing.objects.exclude(status="live")
    assert (left.variant.sku, left.status) == ("CN02-ELC-PWB-1PCS", "submitted")


def test_what_staff_or_sellers_decided_stays_decided(loaded: None) -> None:
    Listing.objects.filter(variant__sku="CN02-ELC-LMP-1PCS").update(status="paused")
    Seller.objects.filter(code="CN02").update(status="suspended", suspended_at=AT)
    load()
    assert Listing.objects.get(variant__sku="CN02-ELC-LMP-1PCS").status == "paused"
    assert Seller.objects.get(code="CN02").status == "suspended"


def test_the_positive_list_comes_with_the_demo_alone_and_says_what_it_is(db: None) -> None:
    owns_transaction(loading.load_reference)(at=AT, by=SYSTEM)
    assert PositiveListEntry.objects.count() == 0
    owns_transaction(loading.load_demo)(at=AT, by=SYSTEM)
    said = set(PositiveListEntry.objects.values_list("edition", "is_assumption"))
    assert said == {("DEMO ASSUMPTION, NOT LAW", True)}
    assert PositiveListEntry.objects.get(hs6="100630").per_person_g_limit == 20_000


def test_stock_is_received_with_a_line_in_the_ledger(loaded: None) -> None:
    level = StockLevel.objects.get(lot__code="KZ01-001-A")
    assert (level.on_hand, level.reserved) == (970, 0)
    [line] = StockMove.objects.filter(level=level)
    assert (line.kind, line.quantity) == ("received", 970)


def test_lots_are_laid_relative_to_today_and_again_on_any_later_day(loaded: None) -> None:
    lot = Lot.objects.get(code="KZ01-001-A")
    assert (lot.made_date, lot.best_before_date) == (
        AT.date() - timedelta(days=30),
        AT.date() + timedelta(days=335),
    )
    later = AT + timedelta(days=3000)
    tally = owns_transaction(loading.relay_lots)(at=later, by=SYSTEM)
    assert tally == Tally(changed=155)
    lot.refresh_from_db()
    assert lot.made_date == later.date() - timedelta(days=30)
    assert StockMove.objects.filter(level__lot=lot).count() == 1


def test_lots_of_other_sellers_keep_their_days(shop: Market) -> None:
    owns_transaction(loading.load_demo)(at=AT, by=SYSTEM)
    stranger = shop.seller("KZ77", "490340001187")
    lot = shop.listing(stranger, "KZ01-FLR-PRM-2KG").variant.lots.get()
    made = lot.made_date
    Lot.objects.filter(pk=lot.pk).update(code="KZ01-001-A")
    owns_transaction(loading.relay_lots)(at=AT + timedelta(days=9), by=SYSTEM)
    lot.refresh_from_db()
    assert lot.made_date == made


def test_the_lots_day_is_that_of_almaty(db: None) -> None:
    # 20:00 UTC is already tomorrow in Almaty.
    load(AT.replace(hour=20))
    assert Lot.objects.get(code="KZ01-001-A").made_date == AT.date() - timedelta(days=29)


@pytest.mark.parametrize(
    "spoilt",
    [
        ("hs_codes.csv", "110311", "11031", "hs6", loading_law.load_tariffs),
        ("hs_codes.csv", ",65,,6,65,9,0,", ",65,,6,65,nine,0,", "cn_vat_pct", loading_law.load_tariffs),
        ("hs_codes.csv", "AMBIENT_DRY", "LUKEWARM", "temperature_class", loading_law.load_tariffs),
        ("warehouses.csv", "Astana warehouse", "", "name_en", loading_law.load_warehouses),
        (
            "sample_positive_list.csv",
            "2026-01-01",
            "2026-13-01",
            "valid_from",
            loading_law.load_positive_list,
        ),
        ("units.csv", ",mass,", ",weight,", "dimension", loading_kinds.load_units),
        ("categories.csv", "grain,food,", "grain,fodder,", "parent", loading_kinds.load_categories),
        ("attributes.csv", "grade,choice,", "grade,guess,", "kind", _load_attributes),
        ("attribute_options.csv", "grade,extra", "grades,extra", "attribute", _load_attributes),
    ],
)
def test_a_bad_row_of_law_is_refused_by_file_row_and_column(db: None, folder: Path, spoilt: Spoilt) -> None:
    name, old, new, column, loader = spoilt
    row = spoil(folder, name, old, new)
    with pytest.raises(BadReferenceRow) as refusal:
        owns_transaction(loader)(at=AT, folder=folder)
    assert refusal.value.facts == {"file": name, "row": row, "column": column}


@pytest.mark.parametrize(
    "spoilt",
    [
        ("sample_sellers.csv", "490340000119", "490340000118", "tax_id", loading_goods.load_sellers),
        (
            "sample_sellers.csv",
            "91440300WXY0000217",
            "91440300WXY0000218",
            "tax_id",
            loading_goods.load_sellers,
        ),
        ("sample_products.csv", "9521000000018", "9521000000019", "gtin13", loading_goods.load_goods),
        ("sample_products.csv", ",2,2.044,", ",2,1.999,", "gross_kg", loading_goods.load_goods),
        ("sample_products.csv", ",2,2.044,", ",2,2.0441,", "gross_kg", loading_goods.load_goods),
        ("sample_products.csv", ",17.50,", ",0.00,", "price_cny", loading_goods.load_goods),
        ("sample_products.csv", "KZ-CN,KZ01", "KZ-CN,KZ99", "seller_code", loading_goods.load_goods),
        ("sample_products.csv", "KZ-CN,KZ01", "CN-KZ,KZ01", "direction", loading_goods.load_goods),
        ("sample_products.csv", "CN-KZ,CN02", "KZ-CN,CN02", "direction", loading_goods.load_goods),
        ("sample_products.csv", "ГОСТ 26574-2017", "ГОСТ 26574/2017", "standard", loading_goods.load_goods),
        ("sample_facts.csv", "grade=premium", "grade=best", "attributes", _load_facts),
        ("sample_facts.csv", "moisture=15.0", "moisture=150", "attributes", _load_facts),
        ("sample_facts.csv", ",aqdala,", ",nobody,", "brand", _load_facts),
        ("sample_stock.csv", "KZ-KOSTANAY-WH", "KZ-NOWHERE", "warehouse_code", loading_stock.load_stock),
        ("sample_stock.csv", ",970,", ",-970,", "quantity", loading_stock.load_stock),
    ],
)
def test_a_bad_row_of_the_demo_is_refused_and_nothing_is_kept(
    loaded: None, folder: Path, spoilt: Spoilt
) -> None:
    name, old, new, column, loader = spoilt
    before = [model.objects.count() for model in (Seller, Variant, StockMove)]
    row = spoil(folder, name, old, new)
    with pytest.raises(BadReferenceRow) as refusal:
        owns_transaction(loader)(at=AT + timedelta(days=1), by=SYSTEM, folder=folder)
    assert refusal.value.facts == {"file": name, "row": row, "column": column}
    assert [model.objects.count() for model in (Seller, Variant, StockMove)] == before
