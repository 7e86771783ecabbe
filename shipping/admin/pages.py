"""Who may look at the railway's own pages in the staff site, and how do they name a train and a place?"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.desk import is_trusted, unbroken
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from kit.languages import language_of, name_in
from kit.words import Words
from shipping.models import Departure, Location
from shipping.progress import Stage


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that any group of staff may look at, after signing in; posts need their CSRF token."""

    @wraps(view)
    def looked_at(request: HttpRequest, **captured: Any) -> HttpResponse:
        if not is_trusted(request, STAFF_GROUPS):
            raise PermissionDenied
        return view(request, **captured)

    return staff_site.admin_view(looked_at)  # type: ignore[no-any-return]


# What is said of rows whose stage was reported.
REPORTED: Mapping[Stage, Words] = {
    Stage.HANDED_IN: _("reported handed in"),
    Stage.LOADED: _("reported loaded"),
    Stage.DEPARTED: _("reported departed"),
    Stage.AT_BORDER: _("reported at the border"),
    Stage.TRANSSHIPPED: _("reported transshipped"),
    Stage.ARRIVED: _("reported arrived"),
    Stage.DELIVERED: _("reported delivered"),
}


def place_name(place: Location) -> str:
    """What the reader calls a place; its code where it has no name."""
    return name_in(place.names, language_of(get_language() or "en")) or place.code


def train_name(departure: Departure) -> str:
    """Its service and its day, between which alone a line may break."""
    return format_html("{} {}", unbroken(departure.service.code), unbroken(departure.service_date))
