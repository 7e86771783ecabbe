"""Does a seller's file go on where it stopped, is it tried again, does it end?"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from catalog import policy
from catalog.errors import ImportNotReady, ImportRunning, TooManyImports
from catalog.models import (
    ImportJob,
    ImportMapping,
    ImportRow,
    Seller,
    Variant,
)
from catalog.operations import importing, storing
from catalog.operations.claiming import LostTurn, claim, due_jobs
from catalog.operations.matching import Lawbook
from catalog.operations.working import OURS, go_on, work
from catalog.tasks import import_sweep
from kit.transactions import owns_transaction
from tests.catalog import files
from tests.catalog.conftest import AT
from tests.catalog.files import BY, applied, fresh, judged, read, row, run, verdicts
from tests.catalog.importing import AFTER_LEASE, begun
from tests.conftest import Jobs
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


# ---- whoever dies -----------------------------------------------------------------------


def test_rows_before_the_last_chunk_stay_as_they_are_and_the_rest_follows(
    mill: Seller, by_ones: None
) -> None:
    job, _ = begun(mill, 3)
    first = Variant.objects.get()
    work(job_id=job.pk, clock=lambda: AT)
    assert fresh(job).status == "running"
    work(job_id=job.pk, clock=lambda: AFTER_LEASE)
    assert verdicts(fresh(job, "completed")) == ["new"] * 3
    assert Variant.objects.get(pk=first.pk).version == 1
    assert [each.applied_at for each in files.rows_of(job)] == [AT, AFTER_LEASE, AFTER_LEASE]


def test_who_has_lost_the_turn_writes_nothing_any_more(mill: Seller, by_ones: None) -> None:
    job, late = begun(mill, 3)
    owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=AFTER_LEASE)
    with pytest.raises(LostTurn):
        owns_transaction(go_on)(job=late, book=Lawbook(late), at=AFTER_LEASE)
    assert Variant.objects.count() == 1


def test_a_job_that_nobody_works_on_is_found_by_the_sweep(mill: Seller) -> None:
    job = read(mill, [row("A")])
    assert due_jobs(statuses=OURS, at=AT, most=9) == [job.pk]
    owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=AT)
    assert due_jobs(statuses=OURS, at=AT, most=9) == []
    assert due_jobs(statuses=OURS, at=AFTER_LEASE, most=9) == [job.pk]


def test_a_file_whose_reader_dies_three_times_is_rejected_with_the_reason(mill: Seller) -> None:
    job = owns_transaction(importing.open_job)(
        seller=mill, file_name="bomb.xml", file_key="none", data=b"bomb", at=AT, by=BY
    )
    at = AT
    for _ in range(policy.IMPORT_ATTEMPTS):
        assert owns_transaction(claim)(job_id=job.pk, statuses=("uploaded",), at=at)
        at += policy.IMPORT_LEASE + timedelta(seconds=1)
    assert owns_transaction(claim)(job_id=job.pk, statuses=("uploaded",), at=at) is None
    assert fresh(job, "rejected").why == {"code": "import.gave_up", "facts": {"attempts": 3}}


def test_a_job_that_its_worker_lets_go_of_meanwhile_is_not_given_up(mill: Seller) -> None:
    job = read(mill, [row("A")])
    owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=AT)
    freed: list[int] = []

    def let_go_after(execute: Any, sql: str, *rest: Any) -> Any:
        done = execute(sql, *rest)
        if sql.startswith("UPDATE") and not freed:
            freed.append(1)
            ImportJob.objects.update(leased_until=None)
        return done

    with connection.execute_wrapper(let_go_after):
        assert owns_transaction(claim)(job_id=job.pk, statuses=OURS, at=AT) is None
    assert freed
    assert fresh(job).status == "mapped"


def test_the_sweep_asks_for_a_turn_of_each_job_and_does_none_itself(
    mill: Seller, jobs: Jobs, django_capture_on_commit_callbacks: Any
) -> None:
    waiting = [read(mill, [row(name)]) for name in ("A", "B")]
    with django_capture_on_commit_callbacks(execute=True):
        import_sweep()
    assert jobs.sent == [("catalog.import_work", {"job_id": str(job.pk)}) for job in waiting]
    assert [fresh(job).attempts for job in waiting] == [0, 0]


def test_a_committed_chunk_forgives_the_deaths_before_it(mill: Seller, by_ones: None) -> None:
    job, _ = begun(mill, 2)
    assert job.attempts == 0


# ---- one after the other ----------------------------------------------------------------


def test_two_files_of_one_seller_never_run_at_once(mill: Seller, by_ones: None) -> None:
    begun(mill, 2)
    other = judged(mill, [row("B")])
    with pytest.raises(ImportRunning):
        owns_transaction(importing.start)(job=other, at=AT, by=BY)


def test_a_seller_has_only_so_many_files_open(mill: Seller) -> None:
    for number in range(policy.MAX_OPEN_IMPORTS):
        read(mill, [row(f"N{number}")])
    with pytest.raises(TooManyImports):
        read(mill, [row("ONE-MORE")])


def test_a_file_is_started_once(mill: Seller) -> None:
    job = applied(mill, [row("A")])
    with pytest.raises(ImportNotReady):
        owns_transaction(importing.start)(job=job, at=AT, by=BY)


def test_cancelled_in_the_middle_the_rest_never_comes(mill: Seller, by_ones: None) -> None:
    job, turn = begun(mill, 3)
    owns_transaction(importing.cancel)(job=job, at=AT, by=BY)
    with pytest.raises(LostTurn):
        owns_transaction(go_on)(job=turn, book=Lawbook(turn), at=AT)
    work(job_id=job.pk, clock=lambda: AFTER_LEASE)
    assert Variant.objects.count() == 1
    assert fresh(job, "cancelled").ended_at == AT


def test_faulty_rows_are_tried_again_by_what_the_mapping_says_by_now(mill: Seller) -> None:
    files.mapped(mill, package_kind=None)
    job = applied(mill, [row("A", price="5")])
    assert (job.status, verdicts(job)) == ("completed_with_errors", ["faulty"])
    files.mapped(mill)
    owns_transaction(importing.retry_failed)(job=job, at=AT, by=BY)
    work(job_id=job.pk, clock=lambda: AT)
    assert verdicts(fresh(job, "completed")) == ["new"]


def test_rows_that_were_applied_are_not_tried_again(mill: Seller) -> None:
    later = AT + timedelta(minutes=1)
    job = applied(mill, [row("A"), row("BAD", gross_g=1)])
    owns_transaction(importing.retry_failed)(job=job, at=later, by=BY)
    work(job_id=job.pk, clock=lambda: later)
    assert [each.applied_at for each in files.rows_of(job)] == [AT, None]
    assert verdicts(fresh(job, "completed_with_errors")) == ["new", "faulty"]


def test_another_mapping_has_the_file_read_anew_and_is_remembered(mill: Seller) -> None:
    job = judged(mill, [row("A")])
    choices = {"currency": "CNY", "fields": {"Вес": "net_weight"}}
    owns_transaction(importing.choose_mapping)(
        job=job, choices=choices, defaults=files.DEFAULTS, at=AT, by=BY
    )
    assert (job.status, job.rows_total) == ("uploaded", 0)
    mapping = ImportMapping.objects.get(seller=mill)
    assert (mapping.choices, mapping.defaults) == (choices, files.DEFAULTS)


# ---- what is refused --------------------------------------------------------------------


def test_rows_that_come_without_a_turn_are_refused(mill: Seller) -> None:
    job = read(mill, [row("A")])
    with pytest.raises(LostTurn):
        owns_transaction(storing.take_rows)(job_id=job.pk, token=job.token, rows=[row("B")], at=AT)
    assert ImportRow.objects.count() == 1


def test_a_retry_needs_faults_and_a_run(mill: Seller) -> None:
    with pytest.raises(ImportNotReady):
        owns_transaction(importing.retry_failed)(job=run(judged(mill, [row("A")])), at=AT, by=BY)
