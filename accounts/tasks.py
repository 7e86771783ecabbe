"""Which jobs does accounts do in the background?"""

from celery import shared_task

from accounts.operations.forgetting import forget_expired
from kit.clock import now


@shared_task(name="accounts.forget_expired")
def forget(**_: object) -> None:
    """Throw away what has outlived its use."""
    forget_expired(at=now())
