"""How is it remembered that staff looked at a seller's console?"""

from datetime import datetime

from accounts.models import LookAsSeller, Organisation, User
from accounts.policy import LOOK_AS_SELLER_FOR
from kit.transactions import inside_transaction


@inside_transaction
def begin_look(*, user: User, organisation: Organisation, at: datetime) -> LookAsSeller:
    """Put on record who looks at which seller's console, before its first page is shown."""
    return LookAsSeller.objects.create(
        user=user, organisation=organisation, at=at, until_at=at + LOOK_AS_SELLER_FOR
    )
