"""Which jobs does money have?"""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from celery import shared_task

from kit.actors import SYSTEM
from kit.clock import now
from kit.errors import Problem
from kit.transactions import owns_transaction
from payments.operations.delivering import deliver_demo
from payments.operations.earning import due_references, release
from payments.operations.fetching import fetch_due
from payments.operations.paying_out import schedule_payout
from payments.operations.querying import query_pending
from payments.operations.telling import call_due
from payments.operations.telling import call_provider as make_call
from payments.policy import DEMO_SWEEP_FOR
from payments.queries.payouts import due_ids
from payments.queries.sweeping import due_charges, silent_providers

log = logging.getLogger(__name__)


@shared_task(name="payments.deliver_demo")
def deliver(charge_id: str, **_: object) -> None:
    """Let the demo provider notify us of one charge."""
    owns_transaction(deliver_demo)(charge_id=UUID(charge_id), at=now())


@shared_task(name="payments.sweep_pending")
def sweep_pending(**_: object) -> None:
    """Deliver what a lost message left undelivered, then ask about payments that stay open."""
    at = now()
    until = time.monotonic() + DEMO_SWEEP_FOR.total_seconds()
    for charge_id in due_charges(at=at):
        if time.monotonic() > until:
            break
        _deliver_quietly(charge_id)
    query_pending(at=at)


@shared_task(name="payments.call_provider")
def call_provider(call_id: str, **_: object) -> None:
    """Tell an outside provider what one call says."""
    make_call(call_id=UUID(call_id), at=now())


@shared_task(name="payments.sweep_calls")
def sweep_calls(**_: object) -> None:
    """Make the calls that a lost message, a dead worker or a silent provider left."""
    call_due(at=now())


@shared_task(name="payments.poll")
def poll(**_: object) -> None:
    """Ask those providers, every few seconds, that tell nothing by themselves."""
    if providers := silent_providers():
        query_pending(at=now(), providers=providers)


@shared_task(name="payments.fetch_rates")
def fetch_rates(**_: object) -> None:
    """Ask those central banks for their exchange rates whose hour has come."""
    fetch_due(at=now())


@shared_task(name="payments.release_sales")
def release_sales(**_: object) -> None:
    """Let sellers have what they earned by orders about which nobody may complain any more."""
    at = now()
    for reference in due_references(at=at):
        _quietly(partial(owns_transaction(release), reference=reference, at=at, by=SYSTEM), reference)


@shared_task(name="payments.schedule_payouts")
def schedule_payouts(**_: object) -> None:
    """On days on which we pay, take out of each seller's balance what may be paid."""
    at = now()
    for payout_id in due_ids(at=at):
        _quietly(partial(_schedule, payout_id, at), str(payout_id))


def _schedule(payout_id: UUID, at: datetime) -> None:
    try:
        owns_transaction(schedule_payout)(payout_id=payout_id, at=at, by=SYSTEM)
    except Problem as refusal:
        # No account, no rate: it waits, and its page says why.
        log.info("payout %s waits: %s", payout_id, refusal)


def _quietly(work: Callable[[], object], what: str) -> None:
    # One broken row must not keep the others of the sweep from their turn.
    try:
        work()
    except Exception:
        log.exception("%s is left for the next turn", what)


def _deliver_quietly(charge_id: UUID) -> None:
    try:
        owns_transaction(deliver_demo)(charge_id=charge_id, at=now())
    except Exception:
        # One broken charge must not keep the others, nor the questions after them, from their turn.
        log.exception("charge %s could not be delivered", charge_id)
