"""Who opens the transaction that a verb runs in?"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 4
# serialization_failure, deadlock_detected: the loser of a fair fight may simply try again.
_WORTH_ANOTHER_TRY = {"40001", "40P01"}


class OutsideTransaction(RuntimeError):
    """A verb that needs a caller's transaction was called without one."""


def inside_transaction(verb: Callable[P, R]) -> Callable[P, R]:
    """
    Mark a verb whose caller owns the transaction.

    :raises OutsideTransaction: when no atomic block is open.
    """

    @functools.wraps(verb)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        require_transaction(verb.__qualname__)
        return verb(*args, **kwargs)

    return checked


def owns_transaction(verb: Callable[P, R]) -> Callable[P, R]:
    """Run a verb as one outermost transaction, tried again after a deadlock."""

    @functools.wraps(verb)
    def owned(*args: P.args, **kwargs: P.kwargs) -> R:
        def once() -> R:
            with transaction.atomic(durable=True):
                return verb(*args, **kwargs)

        return with_retries(once)

    return owned


def with_retries(work: Callable[[], R]) -> R:
    """Call `work`, up to three times more when the database picked it as a deadlock's loser."""
    for _ in range(ATTEMPTS - 1):
        try:
            return work()
        except OperationalError as error:
            if sqlstate_of(error) not in _WORTH_ANOTHER_TRY:
                raise
    return work()


def require_transaction(what: str) -> None:
    """
    Insist on an open atomic block.

    :raises OutsideTransaction: when there is none.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction(f"{what} must be called inside a transaction")


def sqlstate_of(error: Exception) -> str:
    """The five characters by which PostgreSQL names an error, or nothing."""
    return str(getattr(error.__cause__, "sqlstate", None) or "")
