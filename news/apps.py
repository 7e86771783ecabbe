"""How is the app news named to Django?"""

from django.apps import AppConfig
from django.core.checks import register

from kit.letters import hand_in_post
from kit.moves import hand_in_recorder
from news.checks import check_outlet
from news.operations.posting import post
from news.operations.recording import record_all


class NewsConfig(AppConfig):
    """The outbox, the mails."""

    name = "news"
    verbose_name = "News"

    def ready(self) -> None:
        """Hand the recorder down to where statuses move, the post to where letters come from."""
        hand_in_recorder(record_all)
        hand_in_post(post)
        register(check_outlet)
