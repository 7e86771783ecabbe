"""Who may look at the railway's own pages in the staff site?"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.desk import is_trusted
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that any group of staff may look at, after signing in; posts need their CSRF token."""

    @wraps(view)
    def looked_at(request: HttpRequest, **captured: Any) -> HttpResponse:
        if not is_trusted(request, STAFF_GROUPS):
            raise PermissionDenied
        return view(request, **captured)

    return staff_site.admin_view(looked_at)  # type: ignore[no-any-return]
