"""Which jobs does money have?"""

import logging
import time
from uuid import UUID

from celery import shared_task

from kit.clock import now
from kit.transactions import owns_transaction
from payments.operations.delivering import deliver_demo
from payments.operations.querying import query_pending
from payments.operations.telling import call_due
from payments.operations.telling import call_provider as make_call
from payments.policy import DEMO_SWEEP_FOR
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


def _deliver_quietly(charge_id: UUID) -> None:
    try:
        owns_transaction(deliver_demo)(charge_id=charge_id, at=now())
    except Exception:
        # One broken charge must not keep the others, nor the questions after them, from their turn.
        log.exception("charge %s could not be delivered", charge_id)
