"""Which background jobs do orders answer to?"""

import logging
import time
from collections.abc import Callable
from functools import partial

from celery import shared_task

from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from orders.operations import (
    accepting,
    answering,
    completing,
    expiring,
    filling,
    fulfilling,
    identifying,
    invoicing,
    recalling,
    reminding,
)
from orders.policy import RECALL_BATCH, SWEEP_EVERY
from orders.queries import recalls
from orders.queries.paid import unfulfilled_references
from payments.operations import documenting
from payments.queries.documents import due_documents

log = logging.getLogger(__name__)


@shared_task(name="orders.fulfil_paid")
def fulfil_paid(*, reference: str, **_: object) -> None:
    """Ask the railway to carry what has just been paid."""
    owns_transaction(fulfilling.fulfil_paid)(reference=reference, at=now(), by=SYSTEM)


@shared_task(name="orders.sweep_paid")
def sweep_paid(**_: object) -> None:
    """Find paid orders whose message was lost; stop when the next sweep begins."""
    fulfil = owns_transaction(fulfilling.fulfil_paid)
    until = time.monotonic() + SWEEP_EVERY.total_seconds()
    for reference in unfulfilled_references():
        if time.monotonic() > until:
            return
        _alone(partial(fulfil, reference=reference, at=now(), by=SYSTEM), reference)


@shared_task(name="orders.sweep_unpaid")
def sweep_unpaid(**_: object) -> None:
    """End what nobody paid, carts that nobody touched, orders that no seller answered."""
    expire = owns_transaction(expiring.expire_group)
    for group in expiring.due_groups(at=now()):
        _alone(partial(expire, group=group, at=now(), by=SYSTEM), group.number)
    owns_transaction(reminding.remind_sellers)(at=now())
    owns_transaction(accepting.decline_overdue)(at=now(), by=SYSTEM)
    owns_transaction(filling.expire_carts)(at=now(), by=SYSTEM)


@shared_task(name="orders.sweep_shipped")
def sweep_shipped(**_: object) -> None:
    """Catch up with what the railway knows of accepted orders."""
    owns_transaction(completing.follow_shipments)(at=now(), by=SYSTEM)


@shared_task(name="orders.forget_identities")
def forget_identities(**_: object) -> None:
    """Delete names and numbers that were removed, once nothing stands in them."""
    owns_transaction(identifying.forget_removed)(at=now())


@shared_task(name="orders.write_documents")
def write_documents(*, reference: str = "", **_: object) -> None:
    """Write invoices and credit notes that wait, of one order or of all, until the next sweep begins."""
    count, write = owns_transaction(documenting.count_try), owns_transaction(invoicing.write_due)
    until = time.monotonic() + SWEEP_EVERY.total_seconds()
    for due_id in due_documents(reference=reference):
        if time.monotonic() > until:
            return
        count(due_id=due_id)
        _alone(partial(write, due_id=due_id, at=now()), f"document {due_id}")


@shared_task(name="orders.sweep_claims")
def sweep_claims(**_: object) -> None:
    """Hand to staff what sellers left unanswered, end returns that never came."""
    owns_transaction(answering.escalate_overdue)(at=now(), by=SYSTEM)


@shared_task(name="orders.follow_recalls")
def follow_recalls(**_: object) -> None:
    """Stop goods of recalled lots and tell their buyers, until the next sweep begins."""
    follow = owns_transaction(recalling.follow)
    until = time.monotonic() + SWEEP_EVERY.total_seconds()
    for pk in recalls.to_follow(at=now(), at_most=RECALL_BATCH):
        if time.monotonic() > until:
            return
        _alone(partial(follow, recalled_id=pk, at=now(), by=SYSTEM), f"recalled {pk}")


def _alone(work: Callable[[], object], reference: str) -> None:
    # One broken order must not keep the others of the sweep from their turn.
    try:
        work()
    except Exception:
        log.exception("sweep left %s for its next turn", reference)
