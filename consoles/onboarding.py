"""How far has a firm come that would like to sell?"""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from accounts.desk import badge
from accounts.sites import staff_site
from consoles.showing import for_staff
from kit.clock import now
from orders.queries.onboarding import DONE, TO_DO, WAITING, checklist

_TONES = {DONE: "good", WAITING: "busy", TO_DO: "bad"}


@for_staff
@require_safe
def onboarding(request: HttpRequest, seller_id: UUID) -> HttpResponse:
    """The checklist as the firm itself reads it."""
    if not staff_site.may_look(request, "catalog.seller"):
        raise PermissionDenied
    steps = checklist(seller_id=seller_id, at=now())
    if steps is None:
        raise Http404
    words = {DONE: gettext("Done"), WAITING: gettext("Waiting"), TO_DO: gettext("To do")}
    context = {
        **staff_site.each_context(request),
        "title": gettext("Onboarding"),
        "seller_page": reverse("admin:catalog_seller_change", args=[seller_id]),
        "steps": [(step, badge(words[step.state], _TONES[step.state])) for step in steps],
    }
    return TemplateResponse(request, "consoles/onboarding.html", context)
