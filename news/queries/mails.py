"""What is known of mails, addresses, preferences?"""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import Membership, User
from news.models import Preference, UndeliverableAddress
from news.topics import AT_ONCE, FOR_MEMBERS, FOR_STAFF, TOPICS


def undeliverable(addresses: Collection[str]) -> set[str]:
    """Those of some addresses, in lower case, that nothing is sent to. One query."""
    noted = UndeliverableAddress.objects.filter(address__in=addresses, lifted_at__isnull=True)
    return set(noted.values_list("address", flat=True))


def modes_of(user_id: UUID) -> dict[str, str]:
    """How a member wants to hear of each topic, in the order in which topics are offered. One query."""
    chosen = dict(Preference.objects.filter(user_id=user_id).values_list("topic", "mode"))
    return {topic: chosen.get(topic, AT_ONCE) for topic in TOPICS}


def offered_to(user_id: UUID) -> dict[str, str]:
    """The same without topics of which somebody never hears: sellers' and staff's own. Two queries."""
    modes = modes_of(user_id)
    member = Membership.objects.filter(user=OuterRef("pk"))
    of_whom = User.objects.filter(pk=user_id).values_list("is_staff", Exists(member)).first()
    is_staff, is_member = of_whom or (False, False)
    left_out = (FOR_STAFF if not is_staff else frozenset()) | (FOR_MEMBERS if not is_member else frozenset())
    return {topic: mode for topic, mode in modes.items() if topic not in left_out}
