"""What does the demo provider show to a buyer who was sent to pay there?"""

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts.landing import landing, show
from kit.clock import now
from payments.errors import ChargeAlreadyPaid
from payments.models import DemoCharge
from payments.operations.charging import pay_charge


@landing
@require_http_methods(["GET", "HEAD", "POST"])
def charge_page(request: HttpRequest) -> HttpResponse:
    """
    A stand-in for the page of another company: whoever has a charge's random reference may see and pay it.

    :raises Http404: for what is no charge, and on an installation that isn't a demo.
    """
    key = request.POST.get("key") or request.GET.get("key", "")
    charge = DemoCharge.objects.filter(provider_ref=key).first() if settings.DEMO else None
    if charge is None:
        raise Http404
    if request.method == "POST" and charge.paid_at is None:
        charge = _paid(charge)
    return show(
        request, "payments/demo_charge.html", amount=charge.amount, is_paid=charge.paid_at is not None
    )


def _paid(charge: DemoCharge) -> DemoCharge:
    try:
        with transaction.atomic():
            return pay_charge(
                provider_ref=charge.provider_ref, behaviour=DemoCharge.Behaviour.PROMPT, at=now()
            )
    except ChargeAlreadyPaid:
        return DemoCharge.objects.get(pk=charge.pk)


urlpatterns = [path("demo-provider/charge", charge_page, name="demo_charge")]
