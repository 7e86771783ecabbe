"""What is an outside provider to do, and whose turn is it to tell it?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from kit.jobs import enqueue
from kit.money import Money
from kit.transactions import inside_transaction
from payments import policy
from payments.models import Payment, ProviderCall, Refund
from payments.providers import provider_named

Kind, State = ProviderCall.Kind, ProviderCall.State


@inside_transaction
def note_call(
    *, payment: Payment, kind: str, ref: str, amount: Money, at: datetime, refund: Refund | None = None
) -> ProviderCall:
    """
    Write down what a payment's provider is to be told, and wake whoever tells it.

    The same thing noted twice is told once. Only closing is told again after it has ended: a payment may
    have reached its provider since.
    """
    call = ProviderCall(
        payment=payment,
        refund=refund,
        kind=kind,
        ref=ref,
        amount_minor=amount.minor,
        currency=amount.currency,
        due_at=at,
        created_at=at,
    )
    ProviderCall.objects.bulk_create([call], ignore_conflicts=True)
    kept = ProviderCall.objects.get(kind=kind, ref=ref)
    if kind == Kind.CLOSE and not kept.is_unfinished:
        again = ProviderCall.objects.filter(pk=kept.pk)
        again.update(state=State.DUE, due_at=at, leased_until=None, ended_at=None, version=F("version") + 1)
    enqueue("payments.call_provider", call_id=kept.id)
    return kept


@inside_transaction
def ask_now(call: ProviderCall, *, at: datetime) -> None:
    """Let a provider be asked at once what came of a call, as something happened there."""
    waiting = ProviderCall.objects.filter(pk=call.pk, state__in=ProviderCall.UNFINISHED, leased_until=None)
    if waiting.update(due_at=at, version=F("version") + 1):
        enqueue("payments.call_provider", call_id=call.id)


@inside_transaction
def close_at_provider(*, payment: Payment, at: datetime) -> None:
    """Let nobody pay a dead payment any more that its provider may know."""
    if not provider_named(payment.provider).is_outside:
        return
    if payment.calls.filter(kind=Kind.CREATE, attempts__gt=0).exists():
        note_call(payment=payment, kind=Kind.CLOSE, ref=payment.provider_ref, amount=payment.amount, at=at)


@inside_transaction
def claim_call(*, call_id: UUID, at: datetime) -> ProviderCall | None:
    """
    Take a call that is due, counted as an attempt before it is made; None if it is another's turn.

    Until its lease ends nobody else makes it. Money of one payment goes back in the order in which it was
    asked for: what came of an earlier one without an answer is found out first.
    """
    taken = (
        due_calls(at)
        .filter(pk=call_id)
        .update(
            attempts=F("attempts") + 1,
            token=F("token") + 1,
            leased_until=at + policy.CALL_LEASE,
            version=F("version") + 1,
        )
    )
    if not taken:
        return None
    return ProviderCall.objects.select_related("payment", "refund").get(pk=call_id)


def due_calls(at: datetime) -> "QuerySet[ProviderCall]":
    """Calls whose time has come and which nobody makes now."""
    earlier = ProviderCall.objects.filter(
        payment=OuterRef("payment"),
        kind__in=ProviderCall.MONEY_BACK,
        state__in=(State.DUE, State.UNSURE),
        id__lt=OuterRef("id"),
    )
    return ProviderCall.objects.filter(
        ~Q(kind__in=ProviderCall.MONEY_BACK) | ~Exists(earlier),
        Q(leased_until=None) | Q(leased_until__lte=at),
        state__in=ProviderCall.UNFINISHED,
        due_at__lte=at,
    )


@inside_transaction
def end_call(call: ProviderCall, *, state: str, at: datetime, error: str = "") -> bool:
    """Note what came of a call, if it is still the turn of who made it."""
    return _change(call, state=state, ended_at=at, error=error)


@inside_transaction
def put_off(call: ProviderCall, *, state: str, pause: timedelta, at: datetime, error: str = "") -> bool:
    """Let a call wait for its next turn, if it is still the turn of who made it."""
    return _change(call, state=state, due_at=at + pause, error=error)


def pause_after(attempts: int) -> timedelta:
    """For how long a call without an answer waits after so many attempts."""
    doubled: timedelta = policy.CALL_FIRST_PAUSE * 2 ** min(attempts - 1, 20)
    return min(doubled, policy.CALL_LAST_PAUSE)


def _change(call: ProviderCall, **columns: object) -> bool:
    rows = ProviderCall.objects.filter(pk=call.pk, token=call.token, state__in=ProviderCall.UNFINISHED)
    error = str(columns.pop("error"))[:300]
    return bool(rows.update(**columns, error=error, leased_until=None, version=F("version") + 1))
