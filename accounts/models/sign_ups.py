"""With which password did somebody want an account whose address nobody has confirmed?"""

from typing import ClassVar

from django.db import models

from accounts.models.people import User
from kit.models import Row


class SignUp(Row):
    """
    One try to sign up: its mailed link makes its own password the account's.

    Whoever else signed up with the same address, before or after, chose a password of
    their own, which must not open the account of whom the mailbox belongs to.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ups")
    password = models.CharField(max_length=128, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["created_at"], name="sign_up_made_at")]

    def __str__(self) -> str:
        return str(self.pk)
