"""How is the ground floor named to Django?"""

from django.apps import AppConfig


class KitConfig(AppConfig):
    """No models, only what every app stands on."""

    name = "kit"
