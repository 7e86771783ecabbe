"""What is on sale in the test world?"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from catalog.models import Brand, Seller, StockLevel
from catalog.operations.loading_facts import FACT_COLUMNS, facts_of
from catalog.operations.loading_goods import PRODUCT_COLUMNS, SELLER_COLUMNS, goods_of, sellers_of
from catalog.operations.loading_law import DATA
from catalog.operations.loading_papers import PAPER_COLUMNS, papers_of
from catalog.operations.loading_stock import STOCK_COLUMNS, stock_of
from catalog.operations.receiving import receive
from kit.actors import Actor
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Tally

# Sellers of the sample whose twins sell there: two from each side of the border.
_SELLERS = ("KZ01", "KZ04", "CN01", "CN02")
_MARK = "T-"
_NAMING = ("seller_code", "sku", "lot_code", "product")
# What stands in a warehouse at least, when a night begins.
_LEAST_UNITS = 500


@inside_transaction
def load_sandbox(*, at: datetime, by: Actor, folder: Path = DATA) -> dict[str, Tally]:
    """
    See that some sellers of the sample have twins in the test world, with goods and plenty of stock.

    Loading again lays the days of their lots relative to today and fills up what testers
    have bought. The reference data must be loaded; nothing of the live world is touched.

    :raises BadReferenceRow: naming file, row and column.
    """
    codes = {f"{_MARK}{code}" for code in _SELLERS}
    # A live firm may be called so, too: it is left alone.
    codes -= set(Seller.objects.filter(code__in=codes, sandbox=False).values_list("code", flat=True))
    brands = set(Brand.objects.values_list("code", flat=True))
    sellers = _rows(folder / "sample_sellers.csv", SELLER_COLUMNS, codes)
    papers = _rows(folder / "sample_certificates.csv", PAPER_COLUMNS, codes)
    goods = _rows(folder / "sample_products.csv", PRODUCT_COLUMNS, codes)
    skus = {row.text("sku") for row in goods}
    stock = [
        row
        for row in (_of_test(each) for each in read_rows(folder / "sample_stock.csv", STOCK_COLUMNS))
        if row.text("sku") in skus
    ]
    facts = [
        _without_strange_brand(row, brands)
        for row in (_of_test(each) for each in read_rows(folder / "sample_facts.csv", FACT_COLUMNS))
        if any(f"{sku}-".startswith(f"{row.text('product')}-") for sku in skus)
    ]
    return {
        **sellers_of(sellers, sandbox=True, at=at, by=by),
        **papers_of(papers, at=at, by=by),
        **goods_of(goods, at=at, by=by),
        **facts_of(facts, at=at),
        **stock_of(stock, at=at, by=by),
        "stock filled up": _fill_up(codes, at=at, by=by),
    }


def _rows(path: Path, columns: Collection[str], codes: Collection[str]) -> list[RefRow]:
    rows = (_of_test(row) for row in read_rows(path, tuple(columns)))
    return [row for row in rows if row.text("seller_code") in codes]


def _of_test(row: RefRow) -> RefRow:
    """The same row about a twin: whatever begins with a seller's code begins with T-."""
    named = {name: cell for name, cell in row.cells.items() if name in _NAMING}
    return replace(row, cells={**row.cells, **{name: f"{_MARK}{cell}" for name, cell in named.items()}})


def _without_strange_brand(row: RefRow, brands: Collection[str]) -> RefRow:
    """Brands are the demonstration's, which need not be there."""
    return row if row.optional("brand") in brands else replace(row, cells={**row.cells, "brand": ""})


def _fill_up(codes: Collection[str], *, at: datetime, by: Actor) -> Tally:
    low = StockLevel.objects.filter(
        lot__variant__seller__in=Seller.objects.filter(code__in=codes, sandbox=True),
        on_hand__lt=_LEAST_UNITS,
    ).select_related("lot", "warehouse")
    filled = 0
    for level in low.order_by("pk"):
        receive(lot=level.lot, warehouse=level.warehouse, quantity=_LEAST_UNITS - level.on_hand, at=at, by=by)
        filled += 1
    return Tally(changed=filled)
