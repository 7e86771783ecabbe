"""What is the outside world told, and has it heard?"""

from news.models.deliveries import Attempt, Delivery
from news.models.endpoints import Endpoint, EndpointMove
from news.models.events import Event, Feed, FeedEntry
from news.models.mails import Mail, Preference, UndeliverableAddress

__all__ = [
    "Attempt",
    "Delivery",
    "Endpoint",
    "EndpointMove",
    "Event",
    "Feed",
    "FeedEntry",
    "Mail",
    "Preference",
    "UndeliverableAddress",
]
