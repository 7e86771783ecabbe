"""What happens when the same request comes twice?"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils.crypto import salted_hmac

from accounts.errors import KeyInvalid, KeyReused, StillRunning
from accounts.keys import seal, unseal
from accounts.models import IdempotencyRecord
from kit.transactions import inside_transaction


@dataclass(frozen=True)
class Repeatable:
    """One request that came with an Idempotency-Key."""

    caller: str
    route: str
    key: str
    body_digest: str

    @property
    def key_digest(self) -> str:
        """What is kept of the key."""
        return hashlib.sha256(self.key.encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """A response as it is kept."""

    status: int
    headers: dict[str, str]
    body: bytes


def check_key(key: str) -> None:
    """
    Insist on a key that can be kept and compared.

    :raises KeyInvalid: unless it is 1 to 255 visible ASCII characters.
    """
    if not (1 <= len(key) <= 255 and all("!" <= letter <= "~" for letter in key)):
        raise KeyInvalid


def body_digest(body: bytes, *, key: str) -> str:
    """A body's hash that tells nothing about a password in it, even to who holds the table."""
    return salted_hmac(f"idempotency:{key}", body, algorithm="sha256").hexdigest()


@inside_transaction
def claim(request: Repeatable) -> Answer | None:
    """
    Take the key for this transaction: None to go ahead, or the first answer.

    :raises StillRunning: while another transaction holds the key.
    :raises KeyReused: if the key came before with another body.
    """
    identity = f"{request.caller}\n{request.route}\n{request.key_digest}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [identity])
        if not cursor.fetchone()[0]:
            raise StillRunning(retry_after=1)
    record = IdempotencyRecord.objects.filter(
        caller=request.caller, route=request.route, key_digest=request.key_digest
    ).first()
    if record is None:
        return None
    if record.request_digest != request.body_digest:
        raise KeyReused
    body = bytes(record.body)
    if record.sealed:
        body = unseal(body, key=request.key)
    return Answer(record.status, record.headers, body)


@inside_transaction
def remember(request: Repeatable, answer: Answer, *, secret: bool, at: datetime) -> None:
    """Keep the answer beside its effect; one that holds a secret is sealed."""
    IdempotencyRecord.objects.create(
        caller=request.caller,
        route=request.route,
        key_digest=request.key_digest,
        request_digest=request.body_digest,
        status=answer.status,
        headers=answer.headers,
        body=seal(answer.body, key=request.key) if secret else answer.body,
        sealed=secret,
        created_at=at,
    )
