"""Is money taken and sent once when the worker dies between a company's work and our commit?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from kit.transactions import owns_transaction
from payments import policy
from payments.models import PaymentMove
from payments.operations.cancelling import cancel_payment
from payments.operations.returning import give_back
from payments.setups import SETUPS
from tests.payments.money import BUYER, NOW, PARTS, STAFF, broken_rules
from tests.payments.vendors import VENDORS, Vendor, refund_of, tell_all, the_call

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 60
WHOLE = sum(PARTS.values())
AFTER_LEASE = NOW + policy.CALL_LEASE + timedelta(seconds=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=VENDORS, ids=lambda each: each.name)
def vendor(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[Vendor]:
    with request.param.opened() as opened:
        yield opened
    assert broken_rules() == []


@contextmanager
def worker(vendor: Vendor, *, at: datetime) -> Iterator[subprocess.Popen[bytes]]:
    """A process of its own, on this test's database and company."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    keys = {each.name: vendor.gateway.setup[each.key] for each in SETUPS[vendor.name]}
    environment = {
        **os.environ,
        "DATABASE_URL": database.geturl(),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        **keys,
    }
    command = [sys.executable, "-m", "tests.payments.caller", at.isoformat()]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def die_after(vendor: Vendor, verb: str, *, at: datetime = NOW) -> None:
    """The worker is killed when the company has done its work and the answer is on its way."""
    vendor.whims.hold = verb
    with worker(vendor, at=at) as process:
        assert vendor.whims.held.wait(PATIENCE_S), process.poll()
        process.kill()
        process.wait()
    vendor.whims.let_go.set()


def test_a_worker_killed_after_asking_for_money_leaves_one_capture(vendor: Vendor) -> None:
    if not vendor.calls_to_create:
        pytest.skip("its pages are signed here, nobody is called")
    payment = vendor.started(tell=False)
    die_after(vendor, "create")
    assert the_call("create").attempts == 1
    # As long as it may be alive nobody else does its work.
    assert tell_all(at=NOW + timedelta(seconds=30)) == []
    tell_all(at=AFTER_LEASE)
    payment.refresh_from_db()
    assert payment.status == "pending"
    vendor.told_paid(payment)
    assert (vendor.books.count("capture"), vendor.books.total("capture")) == (1, WHOLE)
    assert PaymentMove.objects.filter(became="captured").count() == 1


def test_a_worker_killed_after_sending_a_refund_leaves_one_refund(vendor: Vendor) -> None:
    vendor.captured()
    refund = refund_of()
    die_after(vendor, "refund")
    refund.refresh_from_db()
    assert (refund.status, vendor.books.count("refund")) == ("approved", 1)
    tell_all(at=AFTER_LEASE)
    tell_all(at=AFTER_LEASE + timedelta(hours=1))
    refund.refresh_from_db()
    assert refund.status == "done"
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (1, 7000)


def test_a_worker_killed_after_sending_late_money_back_leaves_it_sent_once(vendor: Vendor) -> None:
    payment = vendor.started()
    vendor.pays(payment)
    owns_transaction(cancel_payment)(payment_id=payment.id, at=NOW, by=BUYER)
    vendor.hears(payment)
    owns_transaction(give_back)(payment_id=payment.id, at=NOW, by=STAFF)
    die_after(vendor, "refund")
    tell_all(at=AFTER_LEASE)
    tell_all(at=AFTER_LEASE + timedelta(hours=1))
    payment.refresh_from_db()
    assert payment.status == "refunded"
    assert (vendor.books.count("refund"), vendor.books.total("refund")) == (1, WHOLE)
