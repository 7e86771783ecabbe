"""Who was asked to act for which organisation, and said yes?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models.people import LANGUAGES, Membership, Organisation, User
from kit.audit import audited
from kit.models import Row


@audited()
class Invitation(Row):
    """
    An organisation asks whoever reads an address to act for it in a role, until `expires_at`.

    Nothing of its mailed link is kept: it is signed when the mail leaves, for this row, this address and this
    `turn`, which each new mail counts up, so that the link of the one before opens nothing any more.
    Open is what was neither accepted nor withdrawn.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=16, choices=Membership.Role.choices)
    language = models.CharField(max_length=10, choices=LANGUAGES)
    invited_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    turn = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_invitation_of_an_address",
            ),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="invited_in_lower_case"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.organisation}"
