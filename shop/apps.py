"""How is the wiring handed down when Django starts?"""

from django.apps import AppConfig

from kit.jobs import hand_in_wiring
from shop.wiring import WIRING


class ShopConfig(AppConfig):
    """Knows everyone, imported by nobody."""

    name = "shop"

    def ready(self) -> None:
        """Say which jobs hear which topic."""
        hand_in_wiring(WIRING)
