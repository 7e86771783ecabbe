"""Who asked for another e-mail address, and got it?"""

from typing import ClassVar

from django.db import models

from accounts.models.people import User
from kit.models import Row


class AddressChange(Row):
    """
    A wish to move an account to another address, which counts once that address confirms it.

    `proof` tells whether the password is still the one that the wish came with.
    The newest wish of a person is the one that may come true, once.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="address_changes")
    was = models.EmailField()
    became = models.EmailField()
    proof = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.was} → {self.became}"
