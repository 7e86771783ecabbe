"""What does Stripe do, on this machine? Checkout sessions, refunds, signed events, by its published rules."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any

from tests.gateways.books import Charge, Refused
from tests.gateways.serving import Asked, Gateway, Notice, Said
from tests.gateways.signing import stripe_header

SECRET_KEY, WEBHOOK_SECRET = "sk_test_51Fake", "whsec_fake_of_this_machine"
_SESSIONS = "/v1/checkout/sessions"
_ONE = re.compile(rf"{_SESSIONS}/(cs_test_[0-9]+)(/expire)?")
_REFUNDS = "/v1/refunds"


class StripeGateway(Gateway):
    """What was answered to an Idempotency-Key is answered to it again."""

    verbs = (
        ("create", lambda asked: asked.path == _SESSIONS),
        ("close", lambda asked: asked.path.endswith("/expire")),
        ("query", lambda asked: bool(_ONE.fullmatch(asked.path))),
        ("refund", lambda asked: asked.path == _REFUNDS and asked.method == "POST"),
        ("query_refund", lambda asked: asked.path == _REFUNDS),
    )

    def __init__(self) -> None:
        super().__init__()
        self.refund_status = "succeeded"
        self._numbers = count(1)
        self._answers: dict[str, tuple[bytes, Said]] = {}
        self._marks: dict[str, dict[str, str]] = {}

    @property
    def setup(self) -> dict[str, str]:
        """What an operator who has an account here would write down."""
        return {
            "secret_key": SECRET_KEY,
            "webhook_secrets": f"whsec_older,{WEBHOOK_SECRET}",
            "currencies": "CNY,EUR,KZT,USD",
            "url": self.url,
        }

    def perform(self, asked: Asked) -> Said:
        """Check who asks, then do it, once for each key."""
        assert asked.headers["authorization"] == f"Bearer {SECRET_KEY}"
        key = asked.headers.get("idempotency-key", "")
        with self.books.lock:
            if key in self._answers:
                body, said = self._answers[key]
                if body != asked.body:
                    return _problem(400, "idempotency_error", "idempotency_key_in_use")
                return said
            said = self._do(asked)
            if key and asked.method == "POST" and said.status == 200:
                self._answers[key] = (asked.body, said)
            return said

    def _do(self, asked: Asked) -> Said:
        if asked.path == _SESSIONS:
            return self._begin(asked)
        if found := _ONE.fullmatch(asked.path):
            charge = next(each for each in self.books.charges.values() if each.number == found[1])
            if found[2]:
                try:
                    self.books.close(charge.ref)
                except Refused:
                    return _problem(400, "invalid_request_error", "session_not_open")
            return _said(self._session(charge))
        if asked.method == "GET":
            charge = self._of_intent(asked.query["payment_intent"])
            listed = [self._refund(charge, ref) for ref in charge.refunds]
            return _said({"object": "list", "data": listed, "has_more": False, "url": _REFUNDS})
        form = asked.form
        charge, ref = self._of_intent(form["payment_intent"]), form["metadata[refund_ref]"]
        try:
            self.books.refund(charge.ref, ref, int(form["amount"]))
        except Refused:
            return _problem(400, "invalid_request_error", "charge_already_refunded")
        self._marks[ref] = {"payment_ref": form["metadata[payment_ref]"], "refund_ref": ref}
        return _said(self._refund(charge, ref))

    def _begin(self, asked: Asked) -> Said:
        form = asked.form
        currency = form["line_items[0][price_data][currency]"]
        assert (form["mode"], form["line_items[0][quantity]"]) == ("payment", "1")
        assert currency == currency.lower()
        assert asked.headers["idempotency-key"]
        charge = self.books.charge(
            form["client_reference_id"],
            int(form["line_items[0][price_data][unit_amount]"]),
            currency.upper(),
            f"cs_test_{next(self._numbers)}",
        )
        return _said(self._session(charge))

    def _session(self, charge: Charge) -> dict[str, Any]:
        paid = charge.state == "paid"
        return {
            "id": charge.number,
            "object": "checkout.session",
            "url": f"https://checkout.stripe.com/c/pay/{charge.number}",
            "client_reference_id": charge.ref,
            "amount_total": charge.paid_minor if paid else charge.minor,
            "currency": (charge.paid_currency if paid else charge.currency).lower(),
            "livemode": False,
            "metadata": {"payment_ref": charge.ref},
            "status": {"open": "open", "paid": "complete", "closed": "expired"}[charge.state],
            "payment_status": "paid" if paid else "unpaid",
            "payment_intent": f"pi_{charge.number}" if paid else None,
            "customer_details": {"email": "wang@example.com", "name": "Wang Fang"} if paid else None,
        }

    def _refund(self, charge: Charge, ref: str) -> dict[str, Any]:
        return {
            "id": f"re_{ref[:16]}",
            "object": "refund",
            "amount": charge.refunds[ref],
            "currency": charge.paid_currency.lower(),
            "payment_intent": f"pi_{charge.number}",
            "metadata": self._marks.get(ref, {}),
            "status": self.refund_status,
        }

    def _of_intent(self, intent: str) -> Charge:
        return next(each for each in self.books.charges.values() if f"pi_{each.number}" == intent)

    def refusal(self) -> Said:
        """As Stripe says no."""
        return _problem(400, "invalid_request_error", "amount_too_small")

    # ---- what it tells by itself -----------------------------------------------------

    def notice(
        self,
        ref: str,
        *,
        at: datetime,
        forged: bool = False,
        event_id: str = "",
        kind: str = "checkout.session.completed",
        **changed: object,
    ) -> Notice:
        """That a session was paid, with what `changed` says of it."""
        charge = self.books.charges[ref]
        session = {**self._session(charge), **changed}
        return self._notice(event_id or f"evt_{charge.number}", kind, session, at=at, forged=forged)

    def refund_notice(
        self, ref: str, refund_ref: str, *, at: datetime, status: str = "succeeded", **changed: object
    ) -> Notice:
        """What became of a refund."""
        refund = {**self._refund(self.books.charges[ref], refund_ref), "status": status, **changed}
        return self._notice(f"evt_{refund_ref[:16]}_{status}", "refund.updated", refund, at=at)

    def _notice(
        self, event_id: str, kind: str, thing: Mapping[str, object], *, at: datetime, forged: bool = False
    ) -> Notice:
        event = {
            "id": event_id,
            "object": "event",
            "type": kind,
            "created": int(at.timestamp()),
            "livemode": thing.get("livemode", False),
            "data": {"object": thing},
        }
        body = json.dumps(event).encode()
        secret = "whsec_of_somebody_else" if forged else WEBHOOK_SECRET
        return Notice(
            body, {"Stripe-Signature": stripe_header(body, secret=secret, stamp=int(at.timestamp()))}
        )


def _said(thing: Mapping[str, object]) -> Said:
    return Said(json.dumps(thing).encode())


def _problem(status: int, kind: str, code: str) -> Said:
    return Said(json.dumps({"error": {"type": kind, "code": code, "message": code}}).encode(), status)
