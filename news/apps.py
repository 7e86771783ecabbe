"""How is the app news named to Django?"""

from django.apps import AppConfig

from kit.moves import hand_in_recorder
from news.operations.recording import record_all


class NewsConfig(AppConfig):
    """The outbox."""

    name = "news"
    verbose_name = "News"

    def ready(self) -> None:
        """Hand the recorder down to where statuses move."""
        hand_in_recorder(record_all)
