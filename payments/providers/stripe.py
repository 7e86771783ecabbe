"""How does Stripe take money and tell us? By Checkout sessions, which show a page of its own."""

import json
import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import stripe
from stripe import RequestOptions, SignatureVerificationError, WebhookSignature

from kit.money import EXPONENTS
from payments import policy
from payments.errors import BadNotification, BadSignature
from payments.providers.outside import Outside, known_currency, short, whole
from payments.providers.port import Answer, MoneyBack, Notification, Standing

if TYPE_CHECKING:
    from payments.models import Payment

_STAMP = re.compile(r"(?:^|,)\s*t=([0-9]{1,12})(?:,|$)", re.ASCII)
# A session lives for half an hour at the least, from the moment at which it is made.
_SESSION_TIME = timedelta(minutes=40)
_SESSIONS: Mapping[str, Standing] = {
    "checkout.session.completed": "paid",
    "checkout.session.async_payment_succeeded": "paid",
    "checkout.session.async_payment_failed": "failed",
    "checkout.session.expired": "failed",
}
_REFUND_EVENTS = ("refund.created", "refund.updated", "refund.failed")
_REFUNDS: Mapping[str, Standing] = {
    "pending": "refunding",
    "requires_action": "refunding",
    "succeeded": "refunded",
    "failed": "refused",
    "canceled": "refused",
}


class Stripe(Outside):
    """
    Any of the currencies that the operator names.

    A call whose answer was lost is made again with the same Idempotency-Key, by which Stripe gives the
    first answer once more: that is how it is asked.
    """

    name = "stripe"

    def takes(self, currency: str) -> bool:
        """Those of the setting, of which the shop counts in."""
        return currency in self._currencies()

    def faults(self) -> list[str]:
        """Whether its currencies are known, and its secrets look like such."""
        found = super().faults()
        if strange := sorted(set(self._currencies()) - set(EXPONENTS)):
            found.append(f"STRIPE_CURRENCIES has {', '.join(strange)}, in which the shop doesn't count")
        if not self.setup["secret_key"].startswith(("sk_", "rk_")):
            found.append("STRIPE_SECRET_KEY has to begin with sk_ or rk_")
        if not all(each.startswith("whsec_") for each in self._secrets()):
            found.append("STRIPE_WEBHOOK_SECRETS have to begin with whsec_")
        return found

    def expires_at(self, at: datetime) -> datetime:
        """A little more than the half hour below which Stripe makes no session."""
        return at + _SESSION_TIME

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """A page to pay on; made again with the same key it is the same page."""
        marks = {"payment_ref": payment.provider_ref}
        item = {
            "quantity": 1,
            "price_data": {
                "currency": payment.currency.lower(),
                "unit_amount": payment.amount_minor,
                "product_data": {"name": payment.reference},
            },
        }
        params: Any = {
            "mode": "payment",
            "line_items": [item],
            "client_reference_id": payment.provider_ref,
            "metadata": marks,
            "payment_intent_data": {"metadata": marks},
            "success_url": self.return_url(payment),
            "cancel_url": self.return_url(payment),
            "expires_at": int(payment.expires_at.timestamp()),
        }
        key: RequestOptions = {"idempotency_key": f"create-{payment.provider_ref}"}
        try:
            session = self._client().v1.checkout.sessions.create(params=params, options=key)
        except (stripe.InvalidRequestError, stripe.AuthenticationError, stripe.PermissionError) as error:
            return Answer("failed", reason=_why(error))
        except stripe.StripeError as error:
            raise self.away(f"create: {type(error).__name__}") from error
        return Answer(
            "waiting",
            next_action={"kind": "redirect", "url": str(session.url)},
            provider_id=str(session.id)[:128],
        )

    def parse_notification(
        self, *, body: bytes, headers: Mapping[str, str], at: datetime
    ) -> Notification | None:
        """
        Check the signature over the raw bytes by each of our secrets, then its time, then read them.

        :raises ProviderNotFound: if it isn't set up here.
        :raises BadSignature: if it is missing, wrong, or too old or new.
        :raises BadNotification: if the signed text can't be read, or is of the other mode.
        """
        self.check_listening()
        self._check_signature(body, headers.get("Stripe-Signature", ""), at)
        try:
            event = json.loads(body)
            if event["livemode"] is not self._is_live():
                raise self.bad("livemode")
            return _read(event)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadNotification(provider=self.name) from error

    def query(self, *, payment: "Payment", at: datetime) -> Answer:
        """What became of the session; without its number nobody but the same call again knows."""
        if not payment.provider_id:
            return Answer("absent")
        session = self._session(payment)
        number = str(session.get("id", ""))[:128]
        if session.get("payment_status") == "paid":
            return Answer("paid", said=self._taken(payment, session, at), provider_id=number)
        if session.get("status") == "expired":
            return Answer("failed", reason="expired at Stripe", provider_id=number)
        return Answer("waiting", provider_id=number)

    def refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """Send it; the same Idempotency-Key again moves no more."""
        params: Any = {
            "payment_intent": self._intent(payment),
            "amount": back.amount.minor,
            "metadata": {"payment_ref": payment.provider_ref, "refund_ref": back.ref},
        }
        key: RequestOptions = {"idempotency_key": f"refund-{back.ref}"}
        try:
            made = self._client().v1.refunds.create(params=params, options=key)
        except stripe.InvalidRequestError as error:
            return Answer("refused", reason=_why(error))
        except stripe.StripeError as error:
            raise self.away(f"refund: {type(error).__name__}") from error
        return self._refunded(_plain(made), back)

    def query_refund(self, *, payment: "Payment", back: MoneyBack, at: datetime) -> Answer:
        """What stands in its books, by the mark that we gave it."""
        try:
            listed = self._client().v1.refunds.list(
                params={"payment_intent": self._intent(payment), "limit": 100}
            )
            found = [_plain(each) for each in listed.auto_paging_iter()]
        except stripe.StripeError as error:
            raise self.away(f"query_refund: {type(error).__name__}") from error
        for each in found:
            if (each.get("metadata") or {}).get("refund_ref") == back.ref:
                return self._refunded(each, back)
        return Answer("absent")

    def close(self, *, payment: "Payment", at: datetime) -> Answer:
        """End the session; one that was paid can't be ended, which the books tell."""
        if not payment.provider_id:
            # Nobody has ever seen the address of its page.
            return Answer("absent")
        try:
            self._client().v1.checkout.sessions.expire(payment.provider_id)
        except stripe.InvalidRequestError:
            return self.query(payment=payment, at=at)
        except stripe.StripeError as error:
            raise self.away(f"close: {type(error).__name__}") from error
        return Answer("failed")

    # ---- how it is spoken to ---------------------------------------------------------

    def _client(self) -> stripe.StripeClient:
        self.check_ready()
        return stripe.StripeClient(
            self.setup["secret_key"],
            base_addresses={"api": self.setup["url"].rstrip("/")},
            # Whoever calls again asks first.
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=(policy.CONNECT_TIMEOUT_S, policy.READ_TIMEOUT_S)),
        )

    def _session(self, payment: "Payment") -> dict[str, Any]:
        try:
            session = _plain(self._client().v1.checkout.sessions.retrieve(payment.provider_id))
        except stripe.StripeError as error:
            raise self.away(f"query: {type(error).__name__}") from error
        if session.get("client_reference_id") != payment.provider_ref:
            raise self.away("query: the answer spoke of another payment")
        return session

    def _intent(self, payment: "Payment") -> str:
        intent = self._session(payment).get("payment_intent")
        if not isinstance(intent, str):
            raise self.away("refund: the session has no payment")
        return intent

    def _check_signature(self, body: bytes, header: str, at: datetime) -> None:
        # The SDK compares other letters with an error that is no refusal.
        stamp = _STAMP.search(header) if header.isascii() else None
        if stamp is None:
            raise BadSignature("The header has no timestamp.", provider=self.name)
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise BadSignature(provider=self.name) from error
        if not any(_is_signed(text, header, secret) for secret in self._secrets()):
            raise BadSignature(provider=self.name)
        if abs(int(stamp[1]) - at.timestamp()) > policy.NOTIFICATION_TOLERANCE.total_seconds():
            raise BadSignature("The timestamp is too far from now: this may be a replay.", provider=self.name)

    def _is_live(self) -> bool:
        return "_live_" in self.setup["secret_key"]

    def _secrets(self) -> list[str]:
        """While one is being changed there are two."""
        return _split(self.setup["webhook_secrets"])

    def _currencies(self) -> Collection[str]:
        return _split(self.setup.get("currencies", ""))

    # ---- what it says ----------------------------------------------------------------

    def _taken(self, payment: "Payment", session: Mapping[str, Any], at: datetime) -> Notification:
        try:
            minor, currency = whole(session["amount_total"]), known_currency(session["currency"])
        except (ValueError, KeyError) as error:
            raise self.away("query: no amount in the answer") from error
        return Notification(
            event_id=f"query_{payment.id.hex}_{minor}",
            provider_ref=payment.provider_ref,
            kind="query",
            amount_minor=minor,
            currency=currency,
            occurred_at=at,
            raw=_kept(session),
        )

    def _refunded(self, said: Mapping[str, Any], back: MoneyBack) -> Answer:
        standing = _REFUNDS.get(str(said.get("status")))
        if standing is None or said.get("amount") != back.amount.minor:
            raise self.away("refund: the answer spoke of something else")
        return Answer(standing, reason=str(said.get("failure_reason") or "")[:60])


def _read(event: Mapping[str, Any]) -> Notification | None:
    """
    Read an event whose signature is known to be right; None if there is no money of ours in it.

    :raises ValueError: (or KeyError, TypeError) if a field is missing or of another kind.
    """
    kind, said = event["type"], event["data"]["object"]
    if kind in _SESSIONS:
        standing, minor, refund_ref = _SESSIONS[kind], said["amount_total"], ""
        # Completed, and its money comes later: another event tells.
        if standing == "paid" and said["payment_status"] != "paid":
            return None
        ref = said["client_reference_id"]
    elif kind in _REFUND_EVENTS:
        standing, minor = _REFUNDS[said["status"]], said["amount"]
        ref, refund_ref = said["metadata"].get("payment_ref"), said["metadata"].get("refund_ref") or "unknown"
    else:
        return None
    return Notification(
        event_id=short(event["id"], 120),
        # A session or refund that isn't ours is kept as one of no payment.
        provider_ref=short(ref) if ref else "unknown",
        kind=kind.removeprefix("checkout.")[:32],
        amount_minor=whole(minor),
        currency=known_currency(said["currency"]),
        occurred_at=datetime.fromtimestamp(whole(event["created"]), UTC),
        raw=json.dumps({"id": event["id"], "type": kind, "object": json.loads(_kept(said))}),
        standing=standing,
        refund_ref=short(refund_ref) if refund_ref else "",
    )


def _is_signed(text: str, header: str, secret: str) -> bool:
    try:
        return bool(WebhookSignature.verify_header(text, header, secret))
    except SignatureVerificationError:
        return False


def _plain(thing: Any) -> dict[str, Any]:
    plain: dict[str, Any] = thing.to_dict()
    return plain


def _kept(said: Mapping[str, Any]) -> str:
    """What is kept of an object: who paid and where they live is none of our business."""
    names = (
        *("id", "object", "amount", "amount_total", "currency", "status", "payment_status", "payment_intent"),
        *("client_reference_id", "metadata", "failure_reason", "livemode", "created"),
    )
    return json.dumps({name: said[name] for name in names if name in said})


def _split(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _why(error: stripe.StripeError) -> str:
    return str(error.code or type(error).__name__)[:60]
