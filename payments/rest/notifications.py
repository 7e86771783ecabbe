"""Where do payment providers tell us what they took?"""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request

from accounts.doors import EVERYONE, Door
from accounts.policy import Limit
from kit.clock import now
from kit.openapi import operation
from payments.errors import BadNotification, BadSignature, ProviderNotFound
from payments.operations.receiving import ack_of, receive_notification
from payments.rest.shapes import ReceiptOut

_EXAMPLE = {
    "id": "evt_019ab2d47c1e_1",
    "type": "charge.paid",
    "charge": "demo_7K3M9QX2WB4D",
    "amount_minor": 12300,
    "currency": "CNY",
    "occurred_at": "2026-12-05T09:00:00+00:00",
}


class NotificationDoor(Door):
    """The signature is the credential: nobody signs in, and the body is judged as it came."""

    authentication_classes: Any = ()
    writers = EVERYONE
    limits = (Limit("payment-notifications", 600, 60),)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Whatever answers a provider says that it takes, it gets the one that it asks for in its rules."""
        return super().perform_content_negotiation(request, force=True)

    @operation(
        id="receivePaymentNotification",
        summary="A provider says that it took money",
        description=(
            "The signature covers the raw body. The demo provider signs in the header `Demo-Signature: "
            "t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a full stop and the body>`, at most 300 s off; "
            "Alipay sends a signed form and reads `success` as plain text, WeChat Pay and Stripe send JSON "
            "with a signature in headers. A notification that came before is answered with 200 as well, "
            "without effect."
        ),
        request=OpenApiTypes.OBJECT,
        response=ReceiptOut,
        problems=[BadSignature, BadNotification, ProviderNotFound],
        request_example=_EXAMPLE,
    )
    def post(self, request: Request, provider: str) -> HttpResponse:
        """Take the raw bytes: parsing would lose what was signed."""
        body = request._request.body  # noqa: SLF001 DRF has no public name for them
        receive_notification(provider=provider, body=body, headers=request.headers, at=now())
        ack = ack_of(provider)
        return HttpResponse(ack.body, status=ack.status, content_type=ack.content_type)
