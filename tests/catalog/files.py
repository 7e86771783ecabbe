"""How do rows of a seller's file come into the catalogue in its tests, as if they had been read?"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from catalog.models import ImportJob, ImportMapping, ImportRow, Seller
from catalog.neutral import Header, HsCode, NeutralRow, Place, PriceSaid, StockSaid
from catalog.operations import importing, storing
from catalog.operations.claiming import claim
from catalog.operations.working import work
from kit.actors import Actor
from kit.transactions import owns_transaction
from tests.catalog.conftest import AT

BY = Actor(kind="seller")
DEFAULTS = {
    "origin": "KZ",
    "hs6": "110100",
    "package_kind": "bag",
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
}
FORMAT = "commerceml"


def row(key: str, *, price: str | None = None, stock: int | None = None, **said: Any) -> NeutralRow:
    """A row of the smallest file: a bag of 2 kg of flour, if nothing else is said."""
    facts: dict[str, Any] = {
        "names": {"ru": f"Мука {key}"},
        "net_g": 2000,
        "gross_g": 2044,
        "length_mm": 300,
        "width_mm": 200,
        "height_mm": 60,
    }
    return bare(key, price=price, stock=stock, **{**facts, **said})


def bare(key: str, *, price: str | None = None, stock: int | None = None, **said: Any) -> NeutralRow:
    """A row that tells a key and what is said."""
    product_key = said.pop("product_key", key)
    return NeutralRow(
        place=Place("goods.xml", 1),
        product_key=product_key,
        variant_key=said.pop("variant_key", key),
        sku=said.pop("sku", key),
        price=None if price is None else PriceSaid(Decimal(price), said.pop("currency", "CNY")),
        stock=None if stock is None else StockSaid(total=stock),
        **said,
    )


def code(digits: str, book: str = "") -> HsCode:
    return HsCode(digits, book)


def mapped(seller: Seller, *, format: str = FORMAT, at: datetime = AT, **defaults: Any) -> None:
    """Remember what holds of a seller's new goods."""
    ImportMapping.objects.update_or_create(
        seller=seller,
        format=format,
        defaults={"defaults": {**DEFAULTS, **defaults}, "created_at": at},
    )


def read(
    seller: Seller,
    rows: Sequence[NeutralRow],
    *,
    is_changes_only: bool | None = True,
    format: str = FORMAT,
    header_format: str = "",
    sheets: tuple[str, ...] = (),
    at: datetime = AT,
) -> ImportJob:
    """A job whose rows wait to be judged."""
    job = owns_transaction(importing.open_job)(
        seller=seller, file_name="goods.xml", file_key="none", data=b"goods", at=at, by=BY
    )
    taken = owns_transaction(claim)(job_id=job.pk, statuses=("uploaded",), at=at)
    assert taken is not None
    turn: dict[str, Any] = {"job_id": job.pk, "token": taken.token, "at": at}
    owns_transaction(storing.begin_rows)(**turn, format=format)
    owns_transaction(storing.take_rows)(**turn, rows=rows)
    header = Header(header_format or format, is_changes_only=is_changes_only, sheets=sheets)
    owns_transaction(storing.end_rows)(**turn, header=header)
    return fresh(job)


def judged(seller: Seller, rows: Sequence[NeutralRow], **how: Any) -> ImportJob:
    """A job that waits to be started."""
    job = read(seller, rows, **how)
    work(job_id=job.pk, clock=lambda: how.get("at", AT))
    return fresh(job, "validated")


def applied(seller: Seller, rows: Sequence[NeutralRow], **how: Any) -> ImportJob:
    """A job that has run."""
    return run(judged(seller, rows, **how), at=how.get("at", AT))


def run(job: ImportJob, *, at: datetime = AT) -> ImportJob:
    """Start a job and let it end."""
    owns_transaction(importing.start)(job=job, at=at, by=BY)
    work(job_id=job.pk, clock=lambda: at)
    return fresh(job)


def undone(job: ImportJob, *, at: datetime = AT) -> ImportJob:
    """Take a job back."""
    owns_transaction(importing.undo)(job=job, at=at, by=BY)
    work(job_id=job.pk, clock=lambda: at)
    return fresh(job)


def fresh(job: ImportJob, status: str = "") -> ImportJob:
    """The job as it is now."""
    job = ImportJob.objects.get(pk=job.pk)
    assert not status or job.status == status, (job.status, job.why)
    return job


def rows_of(job: ImportJob) -> list[ImportRow]:
    return list(ImportRow.objects.filter(job=job).order_by("number"))


def verdicts(job: ImportJob) -> list[str]:
    return [each.verdict for each in rows_of(job)]


def faults(job: ImportJob) -> list[list[tuple[str, str]]]:
    """Field and code of the faults of each row."""
    return [[(fault["field"], fault["code"]) for fault in each.faults] for each in rows_of(job)]


def notes(job: ImportJob) -> list[list[tuple[str, str]]]:
    """Field and code of the notes of each row."""
    return [[(note["field"], note["code"]) for note in each.notes] for each in rows_of(job)]
