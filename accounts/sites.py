"""Where do apps register what staff may look at?"""

from typing import Any

from django.http import HttpRequest
from unfold.sites import UnfoldAdminSite


class StaffSite(UnfoldAdminSite):  # type: ignore[misc]
    """
    The admin site for our own people.

    Every app's `admin` registers here, with classes and helpers of `accounts.desk`.
    """

    site_header = "Steel Camel"
    site_title = "Steel Camel"
    index_title = "Today"

    def has_permission(self, request: HttpRequest) -> bool:
        """Only active staff."""
        user: Any = request.user
        return bool(user.is_active and user.is_staff)


staff_site = StaffSite(name="staff")
