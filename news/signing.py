"""How does whoever is called know that it was us?"""

import base64
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

_SECRET_B = 32


def new_secret() -> str:
    """A secret of 32 random bytes, as the libraries of Standard Webhooks read it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(_SECRET_B)).decode()


def headers_of(*, message_id: str, body: bytes, secrets: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers of one call, with a signature by each of `secrets`; `at` is aware."""
    # The library takes the digits of an instant for UTC, whichever zone it is in.
    instant = at.astimezone(UTC)
    text = body.decode()
    signatures = [Webhook(secret).sign(message_id, instant, text) for secret in secrets]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(instant.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
