"""How does a buyer pay for a checkout?"""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from kit.clock import now
from kit.errors import NotFound, blaming
from kit.openapi import operation
from kit.rest import In, MoneyField, found
from orders.errors import OrderClosed
from orders.operations import paying
from orders.queries import showing
from payments import queries as payments
from payments.errors import (
    AlreadyPaid,
    CurrencyNotTaken,
    PaymentAlreadyOpen,
    PaymentClosed,
    PaymentNotFound,
    UnknownProvider,
)
from payments.queries import PaymentFacts


class PaymentIn(In):
    """Which checkout, by which provider."""

    order_group_id = serializers.UUIDField()
    provider = serializers.ChoiceField(choices=[*payments.WAYS_TO_PAY])


class PaymentQuery(In):
    """Payments are listed by checkout, which has few of them."""

    order_group_id = serializers.UUIDField()


class PaymentOut(serializers.Serializer[Any]):
    """Money asked for; `next_action` says what the buyer has to do."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    order_group_number = serializers.CharField(source="reference")
    provider = serializers.CharField()
    provider_ref = serializers.CharField()
    status = serializers.CharField()
    amount = MoneyField()
    next_action = serializers.DictField()
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    captured_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class PaymentListOut(serializers.Serializer[Any]):
    """All payments of one checkout, the newest first; `providers` can be asked for its money now."""

    items = PaymentOut(many=True)
    providers = serializers.ListField(child=serializers.CharField())


class PaymentDoorBase(Door):
    """A payment belongs to whoever owns its checkout."""

    resource = "payments"
    readers = {"buyer": ANYONE}
    writers = {"buyer": ANYONE}

    def own(self, payment_id: UUID) -> PaymentFacts:
        """
        One payment of the buyer.

        :raises PaymentNotFound: if it is nobody's, or another's.
        """
        payment = payments.payment(payment_id)
        if not showing.groups_of_buyer(self.actor).filter(number=payment.reference).exists():
            raise PaymentNotFound(payment=str(payment_id))
        return payment


class PaymentsDoor(PaymentDoorBase):
    """Starting a payment."""

    idempotency = "required"

    @operation(
        id="listPayments",
        summary="The payments of a checkout, and who can take its money",
        query=PaymentQuery,
        response=PaymentListOut,
        problems=[NotFound],
    )
    def get(self, request: Request) -> Response:
        group = found(showing.groups_of_buyer(self.actor), pk=self.query["order_group_id"])
        ways = payments.open_ways(currency=group.currency, sandbox=group.sandbox)
        return self.answer(PaymentListOut({"items": payments.payments_of([group.number]), "providers": ways}))

    @operation(
        id="startPayment",
        summary="Start paying for a checkout",
        description=(
            "By bank transfer and the demo provider `next_action` is filled in at once. Other providers are "
            "asked when this answer has gone out: the payment is `created` and without a next action until "
            "they have answered, mostly within a second, so read it again. A provider that didn't answer "
            "leaves the payment `unknown`; it is asked what it knows, and never charged twice."
        ),
        request=PaymentIn,
        response=PaymentOut,
        status=201,
        problems=[NotFound, OrderClosed, PaymentAlreadyOpen, UnknownProvider, CurrencyNotTaken],
    )
    def post(self, request: Request) -> Response:
        given = self.body(PaymentIn)
        group = found(showing.groups_of_buyer(self.actor), pk=given["order_group_id"])
        with blaming({UnknownProvider: "/provider", CurrencyNotTaken: "/provider"}):
            payment = paying.pay(group=group, provider=given["provider"], at=now(), by=self.actor)
        return self.created(PaymentOut(payment), row=payment, location=f"/api/v1/payments/{payment.id}")


class PaymentDoor(PaymentDoorBase):
    """One payment."""

    @operation(id="showPayment", summary="One payment", response=PaymentOut, problems=[PaymentNotFound])
    def get(self, request: Request, payment_id: UUID) -> Response:
        payment = self.own(payment_id)
        return self.answer(PaymentOut(payment), row=payment)


class CancelPaymentDoor(PaymentDoorBase):
    """Giving a payment up, to start another."""

    @operation(
        id="cancelPayment",
        summary="Give an open payment up",
        response=PaymentOut,
        problems=[PaymentNotFound, PaymentClosed, AlreadyPaid],
    )
    def post(self, request: Request, payment_id: UUID) -> Response:
        self.body(In)
        self.own(payment_id)
        paying.give_up(payment_id=payment_id, at=now(), by=self.actor)
        payment = payments.payment(payment_id)
        return self.answer(PaymentOut(payment), row=payment)
