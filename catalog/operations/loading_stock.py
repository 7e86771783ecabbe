"""Which lots does the demonstration have, on whichever day it runs?"""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from catalog.models import Lot, StockLevel, Variant, Warehouse
from catalog.operations.loading_law import DATA
from catalog.operations.receiving import receive
from catalog.policy import MAX_UNITS_PER_MOVE
from kit.actors import Actor
from kit.rows import RefRow, read_rows
from kit.transactions import inside_transaction
from kit.upserts import Settled, Tally, settle

# Lots are made where most of the warehouses stand.
_PLACE = ZoneInfo("Asia/Almaty")
STOCK_COLUMNS = ("sku", "warehouse_code", "lot_code", "made_days_ago", "quantity", "certificate_ref")


@inside_transaction
def load_stock(*, at: datetime, by: Actor, folder: Path = DATA) -> dict[str, Tally]:
    """
    Lay the lots relative to today, and receive the units of those that lie nowhere yet.

    :raises BadReferenceRow: naming file, row and column.
    """
    return stock_of(list(read_rows(folder / "sample_stock.csv", STOCK_COLUMNS)), at=at, by=by)


@inside_transaction
def stock_of(rows: list[RefRow], *, at: datetime, by: Actor) -> dict[str, Tally]:
    """The same for rows that are read already."""
    variants = _variants(rows)
    lots = _settle_lots(rows, variants, at)
    warehouses = {warehouse.code: warehouse for warehouse in Warehouse.objects.all()}
    there = set(StockLevel.objects.values_list("lot_id", "warehouse_id"))
    received = 0
    for row in rows:
        lot = lots.rows[(variants[row.text("sku")].pk, row.text("lot_code"))]
        warehouse = warehouses[row.choices("warehouse_code", warehouses)]
        units = row.integer("quantity", least=1, most=MAX_UNITS_PER_MOVE)
        if (lot.pk, warehouse.pk) not in there:
            receive(lot=lot, warehouse=warehouse, quantity=units, at=at, by=by)
            received += 1
    tally = Tally(created=received, unchanged=len(rows) - received)
    return {"lots": lots.tally, "stock levels": tally}


@inside_transaction
def relay_lots(*, at: datetime, by: Actor, folder: Path = DATA) -> Tally:
    """Lay the days of the demonstration's lots relative to today again; all else of them stays as it is."""
    made_ago = {
        row.text("lot_code"): row.integer("made_days_ago", most=10_000)
        for row in read_rows(folder / "sample_stock.csv", STOCK_COLUMNS)
    }
    today = at.astimezone(_PLACE).date()
    there = Lot.objects.filter(code__in=made_ago).select_related("variant__product", "variant__seller")
    wanted = {
        (lot.variant_id, lot.code): _days(lot.variant, today - timedelta(days=made_ago[lot.code]))
        for lot in there
        # A real seller may use the same code; the sample's begin with its seller's.
        if lot.code.startswith(f"{lot.variant.seller.code}-")
    }
    return settle(Lot, wanted, key=("variant_id", "code"), at=at).tally


def _variants(rows: list[RefRow]) -> dict[str, Variant]:
    skus = {row.text("sku") for row in rows}
    # A real seller may use the same SKU; the sample's begin with its seller's code.
    return {
        variant.sku: variant
        for variant in Variant.objects.filter(sku__in=skus).select_related("product", "seller")
        if variant.sku.startswith(f"{variant.seller.code}-")
    }


def _settle_lots(rows: list[RefRow], variants: dict[str, Variant], at: datetime) -> Settled[Lot]:
    today = at.astimezone(_PLACE).date()
    wanted = {
        (variants[row.choices("sku", variants)].pk, row.text("lot_code")): _lot(
            row, variants[row.text("sku")], today
        )
        for row in rows
    }
    return settle(Lot, wanted, key=("variant_id", "code"), at=at)


def _lot(row: RefRow, variant: Variant, today: date) -> dict[str, object]:
    made = today - timedelta(days=row.integer("made_days_ago", most=10_000))
    return {**_days(variant, made), "certificate_ref": row.optional("certificate_ref")}


def _days(variant: Variant, made: date) -> dict[str, object]:
    return {"made_date": made, "best_before_date": variant.product.best_before_of(made)}
