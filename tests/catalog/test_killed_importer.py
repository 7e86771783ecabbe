"""Do the rows of a file come once when its worker is killed at 40 percent of them, again and again?"""

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from catalog import policy
from catalog.models import ImportJob, PriceChange, Product, Seller, Variant
from catalog.operations import importing
from catalog.operations.working import work
from kit.transactions import owns_transaction
from tests.catalog import files
from tests.catalog.conftest import AT, catalogue
from tests.catalog.files import BY, fresh, row

ROOT = Path(__file__).resolve().parents[2]
ROWS, CHUNK = 20, 2
LEASE = policy.IMPORT_LEASE + timedelta(seconds=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mill(transactional_db: None) -> Seller:
    """A seller who has said what holds of new goods."""
    seller = catalogue().seller()
    files.mapped(seller)
    return seller


def killed_after(job: ImportJob, chunks: int, *, at: datetime) -> None:
    """A worker in a process of its own is killed before the chunk that would follow so many."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {
        **os.environ,
        "DATABASE_URL": database.geturl(),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
    }
    # Once the time is asked for by whoever takes the job, then by each chunk.
    command = [
        *(sys.executable, "-m", "tests.catalog.importer"),
        *(str(job.pk), at.isoformat(), str(chunks + 1), str(CHUNK)),
    ]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        assert worker.stdout is not None
        try:
            assert worker.stdout.readline() == b"held\n", worker.poll()
        finally:
            worker.kill()


def running(mill: Seller) -> ImportJob:
    job = files.judged(mill, [row(f"N{number:02}", price="5") for number in range(ROWS)])
    owns_transaction(importing.start)(job=job, at=AT, by=BY)
    return job


def test_what_was_done_before_the_kill_stays_and_the_rest_follows(mill: Seller) -> None:
    job = running(mill)
    killed_after(job, 4, at=AT)
    assert (fresh(job).position, Variant.objects.count()) == (8, 8)
    done = dict(Product.objects.values_list("code", "pk"))
    # As long as it may be alive nobody does its work.
    work(job_id=job.pk, clock=lambda: AT)
    assert Variant.objects.count() == 8
    later = AT + LEASE
    work(job_id=job.pk, clock=lambda: later)
    job = fresh(job, "completed")
    assert (job.counts["new"], Variant.objects.count(), PriceChange.objects.count()) == (20, 20, 20)
    assert dict(Product.objects.filter(code__in=done).values_list("code", "pk")) == done
    assert set(Product.objects.values_list("version", flat=True)) == {1}
    assert [each.applied_at for each in files.rows_of(job)] == [AT] * 8 + [later] * 12


def test_ten_kills_in_one_file_leave_every_row_done_once(mill: Seller) -> None:
    job, at = running(mill), AT
    for _ in range(9):
        killed_after(job, 1, at=at)
        at += LEASE
    work(job_id=job.pk, clock=lambda: at)
    job = fresh(job, "completed")
    assert (Variant.objects.count(), PriceChange.objects.count()) == (20, 20)
    assert files.verdicts(job) == ["new"] * ROWS
