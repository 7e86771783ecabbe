"""Where do payment providers tell us what they took?"""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import EVERYONE, Door
from accounts.policy import Limit
from kit.clock import now
from kit.openapi import operation
from payments.errors import BadNotification, BadSignature, ProviderNotFound
from payments.operations.receiving import receive_notification
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

    @operation(
        id="receivePaymentNotification",
        summary="A provider says that it took money",
        description=(
            "The signature covers the raw body. The demo provider signs in the header `Demo-Signature: "
            "t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a full stop and the body>`, at most 300 s off. A "
            "notification that came before is answered with 200 as well, without effect."
        ),
        request=OpenApiTypes.OBJECT,
        response=ReceiptOut,
        problems=[BadSignature, BadNotification, ProviderNotFound],
        request_example=_EXAMPLE,
    )
    def post(self, request: Request, provider: str) -> Response:
        """Take the raw bytes: parsing would lose what was signed."""
        body = request._request.body  # noqa: SLF001 DRF has no public name for them
        receive_notification(provider=provider, body=body, headers=request.headers, at=now())
        return self.answer(ReceiptOut({"received": True}))
