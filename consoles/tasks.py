"""Which background jobs do the pages of staff have?"""

from celery import shared_task

from consoles.attention import morning_letters
from kit.clock import now
from kit.letters import post
from kit.transactions import owns_transaction


@shared_task(name="consoles.tell_staff")
def tell_staff(**_: object) -> None:
    """Tell each of our people once a day what waits for them; asked again it tells nothing new."""
    at = now()
    owns_transaction(post)(morning_letters(at=at), at=at)
