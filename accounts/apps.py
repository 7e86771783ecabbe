"""How is the app accounts named to Django?"""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, organisations, credentials."""

    name = "accounts"
