"""How is the wiring handed down when Django starts?"""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from kit.jobs import hand_in_wiring
from kit.labels import our_apps, speak_to_readers
from shop.columns import MEANT
from shop.wiring import WIRING


class ShopConfig(AppConfig):
    """Knows everyone, imported by nobody."""

    name = "shop"

    def ready(self) -> None:
        """Say which jobs hear which topic, and let every app register its pages for staff."""
        hand_in_wiring(WIRING)
        speak_to_readers(our_apps(), MEANT)
        # The admin's own discovery would bring its default site, which we don't have.
        autodiscover_modules("admin")
