"""Which app answers what staff look at all day, over several apps at once."""

from django.apps import AppConfig


class ConsolesConfig(AppConfig):
    name = "consoles"
