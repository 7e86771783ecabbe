"""What must be remembered of a request that may come again?"""

from typing import ClassVar

from django.db import models


class IdempotencyRecord(models.Model):
    """
    The answer that was given to one Idempotency-Key, written with its effect.

    `caller` is the credential's owner, or for anonymous callers the body's hash.
    A body that holds a secret is sealed with a key derived from the
    Idempotency-Key, of which only the hash is kept.
    """

    caller = models.CharField(max_length=100)
    route = models.CharField(max_length=300)
    key_digest = models.CharField(max_length=64)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    sealed = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["caller", "route", "key_digest"], name="one_answer_per_idempotency_key"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["created_at"], name="idempotency_created")
        ]

    def __str__(self) -> str:
        return f"{self.status} · {self.route}"


class ThrottleCount(models.Model):
    """How often something was tried in one window of time, for when Redis is away."""

    bucket = models.CharField(max_length=200, primary_key=True)
    count = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.bucket}: {self.count}"
