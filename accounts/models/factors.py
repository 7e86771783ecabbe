"""With what besides the password does somebody prove who they are?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User
from kit.audit import audited
from kit.models import Row


@audited(exclude=["secret", "last_step", "last_used_at"])
class Factor(Row):
    """
    An authenticator app that shows codes; it counts once a first code of it was right.

    `secret` is sealed. `last_step` is the half minute of the last code that was taken: none of it, or of
    one before, is taken again.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="factors")
    name = models.CharField(max_length=50)
    secret = models.TextField(editable=False)
    confirmed_at = models.DateTimeField(_("counts since"), null=True, blank=True)
    last_step = models.BigIntegerField(default=0, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(confirmed_at__isnull=True), name="one_factor_waits_for_its_code"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.name}"


@audited(exclude=["digest"])
class RecoveryCode(Row):
    """One of the codes for the day on which the phone is gone: 80 random bits, of which a digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once_a_person")
        ]

    def __str__(self) -> str:
        return str(self.pk)
