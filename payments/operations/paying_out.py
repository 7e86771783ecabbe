"""How does a payout get from a seller's balance to the point where it may be ordered?"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kit.actors import SYSTEM, Actor
from kit.money import Money
from kit.moves import IllegalMove, move, telling_at_once
from kit.transactions import inside_transaction
from payments import policy, postings
from payments.errors import PayoutApproverIsRequester, PayoutNotDue, PayoutNotFound
from payments.models import LedgerTransaction, Payout
from payments.operations.opening import open_payout
from payments.operations.posting import post
from payments.postings import Sum
from payments.queries.ledger import available_minor
from payments.queries.payouts import current_account, why_not_due
from payments.queries.rates import latest_rate

_Fact = LedgerTransaction.Kind


@inside_transaction
def lock_payout(payout_id: UUID) -> Payout:
    """
    The payout, held until the transaction ends.

    :raises PayoutNotFound: if there is none.
    """
    # NO KEY: its history rows point here.
    rows = Payout.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation")
    payout = rows.filter(pk=payout_id).first()
    if payout is None:
        raise PayoutNotFound(payout=str(payout_id))
    return payout


@inside_transaction
def schedule_payout(*, payout_id: UUID, at: datetime, by: Actor) -> Payout:
    """
    Take a seller's whole balance in a currency out of it, to be paid at the rate of the day.

    The open payout is the lock: of two who schedule at once the second finds it closed, and the
    next one with nothing in it. Test money is paid by itself.

    :raises PayoutNotFound: if there is none.
    :raises IllegalMove: if it isn't accruing.
    :raises PayoutNotDue: if too little has accrued, or there is no account that may be used.
    :raises NoRate: if no exchange rate is fresh enough.
    """
    payout = lock_payout(payout_id)
    if payout.status != Payout.Status.ACCRUING:
        raise IllegalMove(f"this payout is {payout.status}", resource="payout", was=payout.status)
    balance = available_minor(
        organisation_id=payout.organisation_id, currency=payout.currency, sandbox=payout.sandbox
    )
    account = current_account(payout.organisation_id)
    reasons = why_not_due(payout, balance_minor=balance, account=account, at=at)
    if reasons:
        raise PayoutNotDue(payout=str(payout.pk), reasons=reasons)
    to = account.currency if account else payout.currency
    day = at.astimezone(ZoneInfo(policy.LEDGER_TIME_ZONE)).date()
    rate = latest_rate(base=payout.currency, quote=to, on=day)
    paid = Money(balance, payout.currency).convert(rate.rate, to)
    with telling_at_once():
        move(
            payout,
            to="scheduled",
            at=at,
            by=by,
            amount_minor=balance,
            paid_minor=paid.minor,
            paid_currency=to,
            rate=rate.rate,
            rate_date=rate.date,
            requested_by_id=by.user_id or by.key_id,
            scheduled_at=at,
        )
        _set_aside(payout, at=at, by=by)
        if payout.sandbox:
            _pay_test_money(payout, at=at)
    open_payout(
        organisation_id=payout.organisation_id, currency=payout.currency, sandbox=payout.sandbox, at=at
    )
    return payout


@inside_transaction
def approve_payout(*, payout_id: UUID, at: datetime, by: Actor) -> Payout:
    """
    Let a payout be ordered; above a limit four eyes see it.

    :raises PayoutNotFound: if there is none.
    :raises PayoutApproverIsRequester: if nobody, or above the limit the one who asked for it, approves.
    :raises IllegalMove: if it isn't scheduled.
    """
    payout, person = lock_payout(payout_id), by.user_id or by.key_id
    limit = policy.FOUR_EYES_ABOVE_MINOR.get(payout.paid_currency, 0)
    is_large = (payout.paid_minor or 0) > limit
    if person is None or (is_large and person == payout.requested_by_id):
        raise PayoutApproverIsRequester(payout=str(payout.pk))
    return move(payout, to="approved", at=at, by=by, approved_by_id=person)


@inside_transaction
def hold_payout(*, payout_id: UUID, at: datetime, by: Actor, reason: str) -> Payout:
    """
    Keep a payout that isn't with the bank yet where it is, until somebody lets it go.

    Of one that accrues that means: nothing of this balance is paid out.

    :raises PayoutNotFound: if there is none.
    :raises IllegalMove: if it is with the bank, or has ended.
    """
    return move(lock_payout(payout_id), to="on_hold", at=at, by=by, reason=reason, approved_by_id=None)


@inside_transaction
def let_payout_go(*, payout_id: UUID, at: datetime, by: Actor) -> Payout:
    """
    Let a payout that was held go on; one with a sum has to be approved anew.

    :raises PayoutNotFound: if there is none.
    :raises IllegalMove: if it isn't held.
    """
    payout = lock_payout(payout_id)
    return move(payout, to="accruing" if payout.amount_minor is None else "scheduled", at=at, by=by)


def sums_of(payout: Payout) -> tuple[Sum, Sum]:
    """What a payout with a sum takes from the balance, and what it pays."""
    assert payout.amount_minor is not None
    assert payout.paid_minor is not None
    return Sum(payout.amount_minor, payout.currency), Sum(payout.paid_minor, payout.paid_currency)


def _set_aside(payout: Payout, *, at: datetime, by: Actor) -> None:
    taken, paid = sums_of(payout)
    entries = postings.payout_scheduled(
        organisation_id=payout.organisation_id, reference=payout.number, taken=taken, paid=paid
    )
    post(
        entries,
        kind=_Fact.PAYOUT_SCHEDULED,
        key=f"payout_scheduled:{payout.pk}",
        reference=payout.number,
        sandbox=payout.sandbox,
        at=at,
        by=by,
    )


def _pay_test_money(payout: Payout, *, at: datetime) -> None:
    """Nobody approves test money, and no bank hears of it."""
    taken, paid = sums_of(payout)
    through = {"approved": "", "processing": ""}
    move(payout, to="paid", at=at, by=SYSTEM, through=through, ended_at=at)
    post(
        postings.payout_paid(reference=payout.number, taken=taken, paid=paid, cost=paid),
        kind=_Fact.PAYOUT_PAID,
        key=f"payout_paid:{payout.pk}",
        reference=payout.number,
        sandbox=True,
        at=at,
        by=SYSTEM,
    )
