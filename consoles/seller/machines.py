"""What does a seller see of the machines that act for them, and of those that hear from us?"""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.desk import NOTHING
from accounts.queries import keys_of
from accounts.visits import Visit
from consoles.seller.parts import Line, Table
from consoles.seller.showing import at_home, page_of, show_list, status
from news.queries.webhooks import endpoints_of


def keys(visit: Visit) -> HttpResponse:
    """Live keys, the newest first: one's own, and for an owner those of the firm. Never a secret."""
    page = page_of(visit, keys_of(visit.actor).filter(revoked_at__isnull=True))
    table = Table(
        (_("Name"), _("Key"), _("What it may do"), _("Last used"), _("Expires")),
        [
            Line(
                (
                    row.name,
                    row.public_id,
                    ", ".join(row.scopes),
                    at_home(visit, row.last_used_at),
                    at_home(visit, row.expires_at),
                )
            )
            for row in page.rows
        ],
        _("There is no key: they are made over REST."),
    )
    return show_list(visit, table, title=_("Keys"), page=page)


def webhooks(visit: Visit) -> HttpResponse:
    """Addresses that are called with the firm's events."""
    page = page_of(visit, endpoints_of(visit.actor))
    table = Table(
        (_("Address"), _("Status"), _("Events"), _("What for")),
        [
            Line(
                (
                    row.url,
                    status(row.status),
                    ", ".join(row.event_types) or _("all"),
                    row.description or NOTHING,
                )
            )
            for row in page.rows
        ],
        _("There is no webhook: they are made over REST."),
    )
    return show_list(visit, table, title=_("Webhooks"), page=page)
