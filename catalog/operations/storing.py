"""How do the rows of a file that is read come to wait for their judgement?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import F

from catalog.models import ImportJob, ImportMapping, ImportRow
from catalog.neutral import Fault, Header, NeutralRow
from catalog.neutral_json import books_as_json, books_of, header_as_json, row_as_json
from catalog.operations.claiming import claim, held
from catalog.operations.importing import FOLDER
from catalog.policy import IMPORT_LEASE, MAX_IMPORT_ROWS
from kit.actors import SYSTEM
from kit.database import insert_as_json, new_row
from kit.jobs import enqueue
from kit.moves import move
from kit.transactions import inside_transaction

Status = ImportJob.Status
UNREAD = (Status.UPLOADED,)
MOST_ROWS = MAX_IMPORT_ROWS
_LONGEST_KEY = 200

# Rows of goods that a file which names all of its kind doesn't name: only of those that such a file brought.
_LAY_WITHDRAWN = """
    INSERT INTO catalog_importrow
        (job_id, number, product_key, variant_key, sku, said, verdict, faults, notes)
    SELECT %(job)s, %(total)s + row_number() OVER (ORDER BY named.id),
        named.product_key, named.variant_key, '',
        jsonb_build_object('place', jsonb_build_array('', 0, ''), 'product_key', named.product_key,
            'variant_key', named.variant_key, 'is_withdrawn', true),
        '', '[]'::jsonb, '[]'::jsonb
    FROM catalog_importkey AS named
    JOIN catalog_variant AS variant ON variant.id = named.variant_id
    JOIN catalog_listing AS listing ON listing.variant_id = named.variant_id
        AND listing.market = %(market)s AND listing.status IN ('live', 'withheld')
    WHERE named.seller_id = %(seller)s AND named.format = %(format)s AND named.variant_key <> ''
        AND NOT EXISTS (SELECT FROM catalog_importrow AS row
            WHERE row.job_id = ANY(%(jobs)s) AND row.variant_key = named.variant_key)
        AND NOT EXISTS (SELECT FROM catalog_importrow AS row
            WHERE row.job_id = ANY(%(jobs)s) AND row.variant_key = ''
                AND row.product_key = named.product_key)
        AND NOT EXISTS (SELECT FROM catalog_importrow AS row
            WHERE row.job_id = ANY(%(jobs)s) AND row.sku <> '' AND row.sku = variant.sku)
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that somebody has the turn to read; `mappings` are `{"choices", "books"}` by format."""

    job_id: UUID
    token: int
    file_name: str
    file_key: str
    mappings: Mapping[str, Mapping[str, Any]]


@inside_transaction
def take_file(*, job_id: UUID, at: datetime) -> Taken | None:
    """Take a file that nobody reads, with what its seller has chosen for each format; None: there is none."""
    job = claim(job_id=job_id, statuses=UNREAD, at=at)
    if job is None:
        return None
    rows = ImportMapping.objects.filter(seller=job.seller_id)
    mappings = {row.format: {"choices": row.choices, "books": row.books} for row in rows}
    return Taken(job.pk, job.token, job.file_name, job.file_key, mappings)


@inside_transaction
def drop_file(*, job_id: UUID, token: int) -> None:
    """Leave a file to the next sweep."""
    rows = ImportJob.objects.filter(pk=job_id, token=token, status=Status.UPLOADED)
    rows.update(leased_until=None, version=F("version") + 1)


def file_of(taken: Taken) -> Any:
    """The file, open; the caller closes it."""
    return default_storage.open(f"{FOLDER}/{taken.file_key}")


@inside_transaction
def begin_rows(*, job_id: UUID, token: int, format: str, at: datetime) -> None:
    """
    Forget rows of an earlier reading: those of this one come, in a format.

    :raises LostTurn: if it is another's turn.
    """
    job = held(job_id, token=token, status=Status.UPLOADED)
    ImportRow.objects.filter(job=job).delete()
    mapping = ImportMapping.objects.filter(seller=job.seller_id, format=format).first()
    snapshot = {"choices": mapping.choices, "defaults": mapping.defaults} if mapping else {}
    _write(job, at=at, format=format, mapping=snapshot, rows_total=0, position=0)


@inside_transaction
def take_rows(*, job_id: UUID, token: int, rows: Sequence[NeutralRow], at: datetime) -> int:
    """
    Keep the next rows of a file; returns how many there are by now.

    :raises LostTurn: if it is another's turn.
    """
    job = held(job_id, token=token, status=Status.UPLOADED)
    first = job.rows_total + 1
    insert_as_json([_row(job, number, each) for number, each in enumerate(rows, start=first)])
    total = job.rows_total + len(rows)
    _write(job, at=at, rows_total=total)
    return total


@inside_transaction
def end_rows(
    *, job_id: UUID, token: int, header: Header, at: datetime, named_by: Sequence[UUID] = ()
) -> ImportJob:
    """
    All rows are there: what the file tells of keys is remembered, and the rows wait to be judged.

    A file that names all of the seller's goods, with what the files of the jobs `named_by` name, gets a row
    for each that is named nowhere, unless of some row nobody knows what it names.

    :raises LostTurn: if it is another's turn.
    """
    job = held(job_id, token=token, status=Status.UPLOADED)
    _remember(job, header, at)
    jobs = [job.pk, *named_by]
    keyless = ImportRow.objects.filter(job__in=jobs, product_key="", variant_key="").exists()
    laid = 0
    if header.is_changes_only is False and not keyless:
        laid = _lay_withdrawn(job, header, jobs)
    move(
        job,
        to=Status.MAPPED,
        at=at,
        by=SYSTEM,
        header=header_as_json(replace(header, books=type(header.books)())),
        rows_total=job.rows_total + laid,
        position=0,
        attempts=0,
        leased_until=None,
    )
    enqueue("catalog.import_work", job_id=job.pk)
    return job


@inside_transaction
def reject(*, job_id: UUID, token: int, code: str, facts: Mapping[str, str | int], at: datetime) -> ImportJob:
    """
    End a job whose file can't be read, saying why.

    :raises LostTurn: if it is another's turn.
    """
    job = held(job_id, token=token, status=Status.UPLOADED)
    ImportRow.objects.filter(job=job).delete()
    why = {"code": code, "facts": dict(facts)}
    return move(
        job, to=Status.REJECTED, at=at, by=SYSTEM, why=why, rows_total=0, leased_until=None, ended_at=at
    )


def _write(job: ImportJob, *, at: datetime, **columns: Any) -> None:
    rows = ImportJob.objects.filter(pk=job.pk)
    rows.update(**columns, leased_until=at + IMPORT_LEASE, version=F("version") + 1)


def _row(job: ImportJob, number: int, said: NeutralRow) -> ImportRow:
    faults = tuple(
        Fault(name, "import.too_long", {"most": _LONGEST_KEY})
        for name in ("product_key", "variant_key", "sku")
        if len(getattr(said, name) or "") > _LONGEST_KEY
    )
    if faults:
        said = replace(said, faults=(*said.faults, *faults))
    return new_row(
        ImportRow,
        job=job,
        number=number,
        product_key=said.product_key[:_LONGEST_KEY],
        variant_key=said.variant_key[:_LONGEST_KEY],
        sku=(said.sku or "")[:_LONGEST_KEY],
        said=row_as_json(said),
    )


def _remember(job: ImportJob, header: Header, at: datetime) -> None:
    fresh = ImportMapping(seller=job.seller, format=job.format, created_at=at)
    ImportMapping.objects.bulk_create([fresh], ignore_conflicts=True)
    mapping = ImportMapping.objects.select_for_update().get(seller=job.seller, format=job.format)
    books = books_as_json(books_of(mapping.books).with_later(header.books))
    if books != mapping.books:
        mapping.books = books
        mapping.version += 1
        mapping.save(update_fields=["books", "version"])


def _lay_withdrawn(job: ImportJob, header: Header, jobs: Sequence[UUID]) -> int:
    asked: dict[str, Any] = {
        "job": job.pk,
        "jobs": list(jobs),
        "total": job.rows_total,
        "market": job.seller.market,
        "seller": job.seller_id,
        "format": header.format,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LAY_WITHDRAWN, asked)
        return int(cursor.rowcount)
