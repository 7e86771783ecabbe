"""What arrived in the mailboxes of a test?"""

import re
from urllib.parse import parse_qs, urlsplit

from django.core import mail

from news.tasks import send_due_mail


def deliver() -> None:
    """Send whatever is due, as the clock would ask for."""
    send_due_mail()


def link_in_the_mail(of: int = -1) -> tuple[str, str]:
    """Path and key of the first link with a key in a mail, the newest unless another is named."""
    for address in re.findall(r"http\S+", str(mail.outbox[of].body)):
        parts = urlsplit(address)
        if keys := parse_qs(parts.query).get("key"):
            return parts.path, keys[0]
    raise AssertionError(f"no link in {mail.outbox[of].body}")
