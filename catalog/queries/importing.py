"""Which files has a seller sent, how far is each, and what came of its rows?"""

import json
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from catalog.lifecycle import IMPORT_ROADS
from catalog.models import ImportJob, ImportKey, ImportRow
from catalog.neutral import Fault
from catalog.policy import IMPORT_UNDO_FOR
from kit.actors import Actor

Status = ImportJob.Status
# How many of a report's rows are in memory at once.
_CHUNK = 500

_FAULTS = """
    SELECT fault ->> 'field', fault ->> 'code', count(*), min(row.number),
        (array_agg(fault -> 'facts' ORDER BY row.number))[1]
    FROM catalog_importrow AS row CROSS JOIN jsonb_array_elements(row.faults) AS fault
    WHERE row.job_id = %s AND row.verdict = 'faulty'
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT %s
"""


class FaultCount(NamedTuple):
    """How many rows have one fault, the first of them, and its facts there."""

    fault: Fault
    rows: int
    first_row: int


def imports_of(actor: Actor) -> QuerySet[ImportJob]:
    """Files of the actor's seller."""
    mine = Q(seller__organisation=actor.organisation_id, seller__sandbox=actor.sandbox)
    applied = ImportRow.objects.filter(job=OuterRef("pk"), applied_at__gte=OuterRef("started_at"))
    return ImportJob.objects.filter(mine).select_related("seller").annotate(has_applied=Exists(applied))


def rows_to_take_back(job: ImportJob) -> QuerySet[ImportRow]:
    """What the last start of a file has done: what it did before faulty rows were tried again stays."""
    return ImportRow.objects.filter(job=job, applied_at__gte=F("job__started_at"))


def rows_of(job: ImportJob, *, verdict: str = "", noted: bool = False) -> QuerySet[ImportRow]:
    """Rows of a file, or those of one verdict, or those with a note."""
    rows = ImportRow.objects.filter(job=job)
    if verdict:
        rows = rows.filter(verdict=verdict)
    return rows.exclude(notes=[]) if noted else rows


def each_row(job: ImportJob) -> Iterator[ImportRow]:
    """All rows of a file in their order, some hundred in memory at once."""
    after = 0
    while rows := list(ImportRow.objects.filter(job=job, number__gt=after).order_by("number")[:_CHUNK]):
        yield from rows
        after = rows[-1].number


def faults_counted(job_id: UUID, *, most: int) -> list[FaultCount]:
    """The faults of a file's rows, the most frequent first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_FAULTS, [job_id, most])
        return [
            FaultCount(Fault(field, code, json.loads(facts)), rows, first)
            for field, code, rows, first, facts in cursor.fetchall()
        ]


def keys_of_variants(*, variant_ids: Collection[UUID], format: str) -> dict[UUID, str]:
    """By which key files of a format call each variant, where they do; of several the newest. One query."""
    rows = ImportKey.objects.filter(variant__in=variant_ids, format=format).exclude(variant_key="")
    pairs = rows.order_by("id").values_list("variant_id", "variant_key")
    return dict(pairs)


def ends_about(job: ImportJob, *, at: datetime) -> datetime | None:
    """When a running job will have ended if it goes on as so far; None as long as nobody can say."""
    if job.status != Status.RUNNING or job.started_at is None or not job.position:
        return None
    spent = at - job.started_at
    left = job.rows_total - job.position
    return at + timedelta(seconds=round(spent.total_seconds() * left / job.position))


def undo_until(job: ImportJob) -> datetime | None:
    """Until when what an import did can be taken back; None: there is nothing of it to take back."""
    if job.ended_at is None or job.undone_at is not None or job.status not in IMPORT_ROADS["undo"]:
        return None
    return job.ended_at + IMPORT_UNDO_FOR if job.has_applied else None  # type: ignore[attr-defined]


def import_actions(job: ImportJob, *, at: datetime) -> list[str]:
    """What its seller may do with a file now."""
    can = {
        "map": job.status in IMPORT_ROADS["map"],
        "start": job.status in IMPORT_ROADS["start"],
        "cancel": job.status in IMPORT_ROADS["cancel"] and not job.is_undoing,
        "retry_failed": job.status in IMPORT_ROADS["retry"]
        and job.started_at is not None
        and not job.is_undoing,
        "submit_listings": job.status in IMPORT_ROADS["undo"]
        and not job.is_undoing
        and job.undone_at is None
        and bool(job.counts.get("new")),
        "undo": (until := undo_until(job)) is not None and at <= until,
    }
    return [verb for verb, may in can.items() if may]
