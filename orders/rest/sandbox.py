"""How do testers turn the wheels of the test world?"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from accounts.errors import LiveKey
from kit.clock import now
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation
from kit.rest import In
from orders.errors import OrderClosed, OrderNotPaid
from orders.models import OrderShipment
from orders.operations import rehearsing
from orders.rest.payments import PaymentDoorBase, PaymentOut
from payments import queries as payments
from payments.errors import PaymentNotFound
from payments.operations.rehearsing import OUTCOMES, rehearse
from shipping import queries as shipping
from shipping.errors import NothingAhead, ShipmentNotFound
from shipping.queries.sight import shipments_for

_ID = "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"
_TAGS = ["sandbox"]
_STATES = (
    *("assigned", "handed_in", "loaded", "departed", "at_border", "transshipped", "arrived"),
    *("out_for_delivery", "delivered"),
)
ADVANCE_EXAMPLE = {
    "id": _ID,
    "number": "SCS-26-00000123-5",
    "tracking_code": "7K3M9QX2WB4D",
    "status": "loaded",
    "order_id": "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f002",
    "order_number": "SC-26-00000123-5",
    "order_status": "accepted",
    "eta_at": "2026-12-15T10:00:00Z",
    "delivered_at": None,
}


class AdvanceIn(In):
    """Which shipment, and how far."""

    shipment = serializers.UUIDField()
    to = serializers.ChoiceField(
        choices=_STATES, required=False, help_text="On to this state; one step where it is left out."
    )


class AdvancedOut(serializers.Serializer[Any]):
    """Where a shipment stands now, and its order."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    tracking_code = serializers.CharField()
    status = serializers.CharField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    order_status = serializers.CharField()
    eta_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)


class OutcomeIn(In):
    """Which payment, and what its provider says."""

    payment = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=OUTCOMES)


class _ForTestKeys(Door):
    """Nothing of the live world moves here."""

    def before(self) -> None:
        """
        Turn away whoever comes from the live world.

        :raises LiveKey: whatever they ask for.
        """
        if not self.actor.sandbox:
            raise LiveKey


class AdvanceDoor(_ForTestKeys):
    """A shipment gets on."""

    resource = "shipments"
    writers = {"buyer": ANYONE, "seller": ANYONE, "partner": ANYONE}

    @operation(
        id="advanceShipment",
        summary="Move a test shipment to its next state, which fires its webhooks",
        description=(
            "One step from where it stands, or step by step `to` a later state: a place on a train, the"
            " seller's acceptance, packing and hand-in (of the whole order), then what the railway would"
            " report, dated by the train's plan. `status` in the answer says how far it got: without"
            " a train it goes on waiting."
        ),
        request=AdvanceIn,
        response=AdvancedOut,
        tags=_TAGS,
        problems=[LiveKey, ShipmentNotFound, NothingAhead, OrderNotPaid, OrderClosed, IllegalMove, LostRace],
        request_example={"shipment": _ID, "to": "loaded"},
        response_example=ADVANCE_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        given = self.body(AdvanceIn)
        carried = self._carried(given["shipment"])
        rehearsing.advance(order=carried.order, shipment_id=carried.shipment_id, to=given.get("to"), at=now())
        return self._shown(self._carried(given["shipment"]))

    def _carried(self, shipment_id: UUID) -> OrderShipment:
        """
        The caller's shipment with its order.

        :raises ShipmentNotFound: if it is nobody's, or another's.
        """
        row = self._mine().filter(shipment=shipment_id).select_related("order").first()
        if row is None:
            raise ShipmentNotFound(shipment_id=str(shipment_id))
        return row

    def _mine(self) -> "QuerySet[OrderShipment]":
        rows = OrderShipment.objects.filter(order__group__sandbox=True)
        if self.actor.kind == "partner":
            return rows.filter(shipment__in=shipments_for(self.actor).values("pk"))
        return rows.filter(
            Q(order__group__buyer__user_id=self.actor.user_id, order__group__buyer__user__isnull=False)
            | Q(order__seller__organisation_id=self.actor.organisation_id, order__seller__isnull=False)
        )

    def _shown(self, carried: OrderShipment) -> Response:
        now_at = shipping.progress(shipment_ids=[carried.shipment_id])[carried.shipment_id]
        plain = ("number", "tracking_code", "status", "eta_at", "delivered_at")
        view = {
            "id": carried.shipment_id,
            **{name: getattr(now_at, name) for name in plain},
            "order_id": carried.order_id,
            "order_number": carried.order.number,
            "order_status": carried.order.status,
        }
        return self.answer(AdvancedOut(view))


class OutcomeDoor(_ForTestKeys, PaymentDoorBase):
    """A payment is settled, or spoilt."""

    @operation(
        id="settleTestPayment",
        summary="Settle or spoil a test payment, as its provider's notification would",
        description=(
            "`captured` pays it, `doubled` notifies twice, `wrong_amount` notifies one minor unit too little,"
            " `late` notifies after the payment has expired, `failed` and `expired` end it, `unknown` is"
            " a provider that does not answer: settle it afterwards."
        ),
        request=OutcomeIn,
        response=PaymentOut,
        tags=_TAGS,
        problems=[LiveKey, PaymentNotFound, IllegalMove, LostRace],
        request_example={"payment": _ID, "outcome": "captured"},
    )
    def post(self, request: Request) -> Response:
        given = self.body(OutcomeIn)
        payment = self.own(given["payment"])
        rehearse(payment_id=payment.id, outcome=given["outcome"], at=now(), by=self.actor)
        payment = payments.payment(payment.id)
        return self.answer(PaymentOut(payment), row=payment)
