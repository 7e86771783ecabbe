"""What do pages of staff take of what is typed beside an action?"""

from django.test import RequestFactory

from accounts.models import Organisation
from accounts.sites import staff_site


def test_a_reason_holds_what_a_row_can_hold() -> None:
    request = RequestFactory().post("/", {"reason": " Mi\0ce. \0"})
    assert staff_site.tables()[Organisation].reason(request) == "Mice."
