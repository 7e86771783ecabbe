"""Which payment companies on this machine do the tests of providers talk to?"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.test.utils import override_settings

from kit.transactions import owns_transaction
from payments.models import Payment, PaymentEvent, ProviderCall, Refund
from payments.operations import receiving, telling
from payments.operations.querying import query_payment
from payments.operations.refunding import approve_refund, request_refund
from tests.gateways.alipay import AlipayGateway
from tests.gateways.kaspi import KaspiGateway
from tests.gateways.serving import Notice
from tests.gateways.stripe import StripeGateway
from tests.gateways.wechat import WeChatGateway
from tests.payments.money import BUYER, GROUP, NOW, PARTS, STAFF, start

ORDER = next(iter(PARTS))


class Vendor:
    """
    One payment company, as the contract sees it.

    `calls_to_create` is whether a payment is made known by a call, `notifies` whether it tells by
    itself, `knows_currency` whether what it says names a currency.
    """

    name: ClassVar[str]
    gateway_class: ClassVar[Any]
    currency: ClassVar[str] = "CNY"
    calls_to_create: ClassVar[bool] = True
    notifies: ClassVar[bool] = True
    knows_currency: ClassVar[bool] = True
    # By what its answers are known to be its own.
    signs_answers: ClassVar[bool] = True

    def __init__(self, gateway: Any) -> None:
        self.gateway: Any = gateway

    @classmethod
    @contextmanager
    def opened(cls) -> "Iterator[Vendor]":
        """The company's server runs, and the shop has its keys."""
        with cls.gateway_class() as gateway:
            setups = {**settings.PAYMENT_PROVIDERS, cls.name: gateway.setup}
            with override_settings(PAYMENT_PROVIDERS=setups):
                yield cls(gateway)

    @property
    def books(self) -> Any:
        """What the company knows for sure."""
        return self.gateway.books

    @property
    def whims(self) -> Any:
        """What goes wrong with it."""
        return self.gateway.whims

    # ---- what buyers do --------------------------------------------------------------

    def started(self, *, reference: str = GROUP, at: datetime = NOW, tell: bool = True) -> Payment:
        """A payment that the company knows of, or one that is still to be told."""
        payment = start(self.name, reference=reference, currency=self.currency, at=at)
        if tell:
            tell_all(at=at)
            payment.refresh_from_db()
            self.arrives(payment)
        return payment

    def arrives(self, payment: Payment) -> None:
        """The buyer comes to where they can pay."""

    def ref(self, payment: Payment) -> str:
        """Under which number it stands in the company's books."""
        return payment.provider_ref

    def pays(self, payment: Payment, *, minor: int | None = None, currency: str = "") -> None:
        """The buyer pays what is asked, or something else."""
        self.books.pay(self.ref(payment), minor, currency)

    # ---- what the company tells ------------------------------------------------------

    def notice(self, payment: Payment, *, at: datetime = NOW, **changed: Any) -> Notice:
        """That it was paid."""
        found: Notice = self.gateway.notice(self.ref(payment), at=at, **changed)
        return found

    def again(self, payment: Payment, *, at: datetime) -> Notice:
        """The same news as another event."""
        raise NotImplementedError

    def deliver(self, notice: Notice, *, at: datetime = NOW) -> PaymentEvent | None:
        """A notification arrives."""
        return owns_transaction(receiving.receive_notification)(
            provider=self.name, body=notice.body, headers=notice.headers, at=at
        )

    def told_paid(self, payment: Payment, *, at: datetime = NOW) -> Payment:
        """The buyer pays, and we hear of it in the ordinary way."""
        self.pays(payment)
        self.hears(payment, at=at)
        return payment

    def hears(self, payment: Payment, *, at: datetime = NOW) -> None:
        """News of a paid payment come: told, or asked for."""
        self.deliver(self.notice(payment, at=at), at=at)
        payment.refresh_from_db()

    def captured(self, *, reference: str = GROUP) -> Payment:
        """A payment whose money came."""
        payment = self.told_paid(self.started(reference=reference))
        assert payment.status == "captured"
        return payment


class OfAlipay(Vendor):
    name = "alipay"
    gateway_class = AlipayGateway
    # A page is signed here, and begins when it is opened.
    calls_to_create = False

    def arrives(self, payment: Payment) -> None:
        if payment.next_action:
            self.gateway.open_page(payment.next_action["url"])

    def again(self, payment: Payment, *, at: datetime) -> Notice:
        return self.notice(payment, at=at, notify_id="2026112300222141714000000000000002")


class OfWeChat(Vendor):
    name = "wechat"
    gateway_class = WeChatGateway

    def again(self, payment: Payment, *, at: datetime) -> Notice:
        return self.notice(payment, at=at, event_id="EV-again")


class OfStripe(Vendor):
    name = "stripe"
    gateway_class = StripeGateway
    signs_answers = False

    def again(self, payment: Payment, *, at: datetime) -> Notice:
        return self.notice(payment, at=at, event_id="evt_again")


class OfKaspi(Vendor):
    name = "kaspi"
    gateway_class = KaspiGateway
    currency = "KZT"
    notifies = False
    knows_currency = False
    signs_answers = False

    def ref(self, payment: Payment) -> str:
        return payment.provider_id

    def hears(self, payment: Payment, *, at: datetime = NOW) -> None:
        ask(payment, at=at)


VENDORS = (OfAlipay, OfWeChat, OfStripe, OfKaspi)


def tell_all(*, at: datetime = NOW) -> list[ProviderCall]:
    """Whatever is due to be told is told, once each."""
    return [
        call
        for call_id in telling.call_due(at=at)
        if (call := ProviderCall.objects.filter(pk=call_id).first())
    ]


def ask(payment: Payment, *, at: datetime = NOW) -> PaymentEvent | None:
    """The provider is asked where a payment stands."""
    event = query_payment(payment_id=payment.id, at=at, by=STAFF)
    payment.refresh_from_db()
    return event


def refund_of(*, minor: int = 7000, reference: str = GROUP, at: datetime = NOW) -> Refund:
    """A refund that was asked for and approved."""
    refund = owns_transaction(request_refund)(
        reference=reference, order_reference=ORDER, amount_minor=minor, reason="late", at=at, by=BUYER
    )
    return owns_transaction(approve_refund)(refund_id=refund.id, at=at, by=STAFF)


def the_call(kind: str) -> ProviderCall:
    """The one call of a kind."""
    return ProviderCall.objects.get(kind=kind)
