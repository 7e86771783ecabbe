"""What does a buyer see, and do, on the demo provider's own page?"""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from accounts.policy import Limit
from kit.clock import now
from kit.errors import NotFound
from kit.openapi import operation
from kit.rest import found
from payments.errors import ChargeAlreadyPaid, ChargeNotFound
from payments.models import DemoCharge
from payments.operations.charging import pay_charge
from payments.rest.shapes import ChargeIn, ChargeOut

_TAGS = ["demo provider"]


class _DemoDoor(Door):
    """
    A stand-in for the page of another company, so it knows none of our users.

    Whoever has the charge's random reference may see and pay it.
    """

    limits = (Limit("demo-provider", 600, 60),)

    def before(self) -> None:
        """
        Exist only where no real money is expected.

        :raises NotFound: on an installation that isn't a demo.
        """
        if not settings.DEMO:
            raise NotFound


class ChargeDoor(_DemoDoor):
    """One charge."""

    readers = EVERYONE

    @operation(
        id="showDemoCharge",
        summary="The demo provider's page of a charge",
        response=ChargeOut,
        tags=_TAGS,
        problems=[ChargeNotFound],
    )
    def get(self, request: Request, provider_ref: str) -> Response | HttpResponseRedirect:
        """Show what it asks for; whoever comes with a browser is sent to the page for people."""
        if "text/html" in request.headers.get("Accept", ""):
            return HttpResponseRedirect(f"{reverse('demo_charge')}?{urlencode({'key': provider_ref})}")
        charge = found(DemoCharge.objects.all(), provider_ref=provider_ref)
        return self.answer(ChargeOut(charge), row=charge)


class PayChargeDoor(_DemoDoor):
    """The button on that page."""

    writers = EVERYONE

    @operation(
        id="payDemoCharge",
        summary="Pay at the demo provider, which then behaves as told",
        description=(
            "`prompt` notifies us at once, `doubled` does so twice over, `wrong` with one minor unit too "
            "little, `late` a minute after the payment has expired, `silent` never, so that only a query "
            "reveals it."
        ),
        request=ChargeIn,
        response=ChargeOut,
        tags=_TAGS,
        problems=[ChargeNotFound, ChargeAlreadyPaid],
        request_example={"behaviour": "prompt"},
    )
    def post(self, request: Request, provider_ref: str) -> Response:
        """Take the pretended money."""
        given = self.body(ChargeIn)
        charge = pay_charge(provider_ref=provider_ref, behaviour=given["behaviour"], at=now())
        return self.answer(ChargeOut(charge), row=charge)
