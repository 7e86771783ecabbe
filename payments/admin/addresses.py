"""Which addresses lead to money's own pages in the staff site?"""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.guarding import confirmed_first, confirmed_to_post
from accounts.sites import staff_site
from payments.admin import bookkeeping, commission, payouts

staff_site.add_pages(
    [
        path("commission-preview/", staff_site.admin_view(commission.preview), name="commission_preview"),
        path(
            "payout-files/<uuid:file_id>/",
            staff_site.admin_view(confirmed_first(payouts.payout_file)),
            name="payout_file",
        ),
    ],
    group=_("Money"),
    title=_("Which commission?"),
    first="commission_preview",
)
staff_site.add_pages(
    [path("book/", staff_site.admin_view(confirmed_to_post(bookkeeping.book)), name="book_by_hand")],
    group=_("Money"),
    title=_("Book by hand"),
    first="book_by_hand",
)
