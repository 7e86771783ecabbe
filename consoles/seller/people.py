"""Who acts for a seller?"""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.queries import memberships_of
from accounts.visits import Visit
from consoles.seller.parts import Line, Table
from consoles.seller.showing import at_home, page_of, show_list


def members(visit: Visit) -> HttpResponse:
    """The newest first, each in their role."""
    page = page_of(visit, memberships_of(visit.actor))
    table = Table(
        (_("E-mail"), _("Name"), _("Role"), _("Since")),
        [
            Line(
                (
                    row.user.email,
                    row.user.name or NOTHING,
                    row.get_role_display(),
                    at_home(visit, row.created_at),
                )
            )
            for row in page.rows
        ],
        _("Nobody acts for this seller."),
    )
    return show_list(visit, table, title=_("Members"), page=page)
