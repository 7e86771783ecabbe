"""Which jobs does money have?"""

from uuid import UUID

from celery import shared_task

from kit.clock import now
from kit.transactions import owns_transaction
from payments.operations.delivering import deliver_demo
from payments.operations.querying import query_pending
from payments.queries.sweeping import due_charges


@shared_task(name="payments.deliver_demo")
def deliver(charge_id: str, **_: object) -> None:
    """Let the demo provider notify us of one charge."""
    owns_transaction(deliver_demo)(charge_id=UUID(charge_id), at=now())


@shared_task(name="payments.sweep_pending")
def sweep_pending(**_: object) -> None:
    """Deliver what a lost message left undelivered, then ask about payments that stay open."""
    at = now()
    for charge_id in due_charges(at=at):
        owns_transaction(deliver_demo)(charge_id=charge_id, at=at)
    query_pending(at=at)
