"""Whose is a browser's session?"""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import User
from accounts.queries import people


class SessionBackend(ModelBackend):
    """Django's own, save that a person comes with what they may do, which every page of staff asks for."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, if they may still sign in. One query."""
        user = people().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
