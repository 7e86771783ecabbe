"""How does a person change what we call them?"""

from collections.abc import Mapping

from django.db.models import F

from accounts.models import User
from kit.transactions import inside_transaction


@inside_transaction
def change_profile(*, user: User, changes: Mapping[str, str]) -> User:
    """Set the name or the language that are given."""
    User.objects.filter(pk=user.pk).update(**changes, version=F("version") + 1)
    user.refresh_from_db()
    return user
