"""How does a payment begin?"""

from collections.abc import Mapping
from datetime import datetime

from kit.actors import Actor
from kit.money import Money
from kit.moves import move, tell_begun, telling_at_once
from kit.transactions import inside_transaction
from payments.errors import AmountMismatch, CurrencyNotTaken, PaymentAlreadyOpen, UnknownProvider
from payments.models import Payment, PaymentPart
from payments.operations.calling import Kind, note_call
from payments.providers import SANDBOX, Provider, provider_named


@inside_transaction
def start_payment(
    *,
    reference: str,
    provider: str,
    amount: Money,
    parts: Mapping[str, int],
    at: datetime,
    by: Actor,
    sandbox: bool = False,
) -> Payment:
    """
    Ask for `amount` on behalf of an order group, told what to do in `next_action`.

    `parts` are minor units by order, fixed from here on. Providers of our own say at once what the
    payer has to do; an outside one is called once the caller's transaction has committed, and until
    then the payment stays `created`. For a payment of the `sandbox` its own provider stands in,
    whichever was named: no other is ever asked for test money.

    :raises UnknownProvider: if there is no such provider, or it isn't open here.
    :raises CurrencyNotTaken: if it takes no money of this currency.
    :raises AmountMismatch: if the parts aren't positive or don't sum to `amount`.
    :raises PaymentAlreadyOpen: if one of the group is open or captured.
    """
    chosen = provider_named(provider)
    if sandbox:
        chosen = SANDBOX
    if not chosen.is_open() or (chosen is SANDBOX and not sandbox):
        raise UnknownProvider(provider=provider)
    if not chosen.takes(amount.currency):
        why = f"{provider} takes no {amount.currency}."
        raise CurrencyNotTaken(why, provider=provider, currency=amount.currency)
    if sum(parts.values()) != amount.minor or min(parts.values(), default=0) <= 0:
        raise AmountMismatch("The parts must be positive, their sum the amount.")
    payment = _insert(reference=reference, provider=chosen, amount=amount, sandbox=sandbox, at=at)
    PaymentPart.objects.bulk_create(
        PaymentPart(payment=payment, order_reference=order, amount_minor=minor, created_at=at)
        for order, minor in sorted(parts.items())
    )
    if chosen.is_outside:
        tell_begun([payment], at=at)
        note_call(payment=payment, kind=Kind.CREATE, ref=payment.provider_ref, amount=amount, at=at)
        return payment
    answer = chosen.create(payment=payment, at=at)
    with telling_at_once():
        tell_begun([payment], at=at)
        return move(payment, to="pending", at=at, by=by, next_action=dict(answer.next_action))


def _insert(*, reference: str, provider: Provider, amount: Money, sandbox: bool, at: datetime) -> Payment:
    attempt = Payment.objects.filter(reference=reference).count() + 1
    payment = Payment(
        reference=reference,
        provider=provider.name,
        provider_ref=provider.new_ref(reference=reference, attempt=attempt),
        amount_minor=amount.minor,
        currency=amount.currency,
        sandbox=sandbox,
        expires_at=provider.expires_at(at),
        created_at=at,
    )
    # The unique constraint is the referee of two starts at once; the loser must not
    # break the caller's transaction.
    Payment.objects.bulk_create([payment], ignore_conflicts=True)
    if not Payment.objects.filter(pk=payment.pk).exists():
        raise PaymentAlreadyOpen(reference=reference)
    return payment
