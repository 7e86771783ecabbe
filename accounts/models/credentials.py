"""Which secrets let whom in, and until when?"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Organisation, User
from kit.audit import audited
from kit.models import Row


class AccessToken(Row):
    """
    A person's sign-in on one machine; only the SHA-256 of the token is kept.

    With a `step` it is half a sign-in, which leads to that step alone. `proved_at` is when the second
    factor was given for it, `confirmed_at` when its holder last proved that they are still who they were.
    """

    class Step(models.TextChoices):
        """What is still to be done."""

        NONE = "", _("signed in")
        CODE = "code", _("waits for a code")
        ENROL = "enrol", _("waits for a second factor")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    step = models.CharField(max_length=8, choices=Step.choices, blank=True, default=Step.NONE)
    proved_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["expires_at"], name="token_expires")]

    def __str__(self) -> str:
        words = gettext("Token of %(person)s until %(day)s")
        return words % {"person": self.user, "day": f"{self.expires_at:%Y-%m-%d}"}


@audited(exclude=["digest", "last_used_at"])
class ApiKey(Row):
    """
    A machine's credential, for a person or for an organisation.

    `simulates` lets its reports of events lie in the future, dated by the plan.
    With `sandbox` it lets in the twin of its owner, who lives in the test world.
    """

    name = models.CharField(max_length=100)
    public_id = models.CharField(max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="api_keys"
    )
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    scopes = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    simulates = models.BooleanField(default=False)
    sandbox = models.BooleanField(_("test key"), default=False, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(organisation__isnull=True),
                name="key_of_a_person_or_an_organisation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"
