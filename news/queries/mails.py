"""What is known of mails, addresses, preferences?"""

from collections.abc import Collection
from uuid import UUID

from news.models import Preference, UndeliverableAddress
from news.topics import AT_ONCE, TOPICS


def undeliverable(addresses: Collection[str]) -> set[str]:
    """Those of some addresses, in lower case, that nothing is sent to. One query."""
    noted = UndeliverableAddress.objects.filter(address__in=addresses, lifted_at__isnull=True)
    return set(noted.values_list("address", flat=True))


def modes_of(user_id: UUID) -> dict[str, str]:
    """How a member wants to hear of each topic, in the order in which topics are offered. One query."""
    chosen = dict(Preference.objects.filter(user_id=user_id).values_list("topic", "mode"))
    return {topic: chosen.get(topic, AT_ONCE) for topic in TOPICS}
