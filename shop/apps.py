"""How is the wiring handed down when Django starts?"""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from kit.jobs import hand_in_wiring
from kit.labels import our_apps, speak_to_readers
from news.event_types import hand_in_event_types
from news.telling import hand_in_clerks, hand_in_tellers
from news.writing import hand_in_writers
from shop.columns import MEANT


class ShopConfig(AppConfig):
    """Knows everyone, imported by nobody."""

    name = "shop"

    def ready(self) -> None:
        """Say who hears of what, and let every app register its pages for staff."""
        # Who is concerned, and how letters are written, is asked of rows, which there are only now.
        from accounts.operations.organising import hand_in_standing  # noqa: PLC0415
        from accounts.operations.twinning import hand_in_settlers  # noqa: PLC0415
        from catalog.queries.selling import takes_members  # noqa: PLC0415
        from shop.wiring import CLERKS, EVENT_TYPES, SETTLERS, TELLERS, WIRING, WRITERS  # noqa: PLC0415

        hand_in_settlers(SETTLERS)
        hand_in_standing(takes_members)
        hand_in_wiring(WIRING)
        hand_in_tellers(TELLERS)
        hand_in_clerks(CLERKS)
        hand_in_event_types(EVENT_TYPES)
        hand_in_writers(WRITERS)
        speak_to_readers(our_apps(), MEANT)
        # The admin's own discovery would bring its default site, which we don't have.
        autodiscover_modules("admin")
