"""How is our bank told to pay, and what came of it?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings

from kit.actors import Actor
from kit.ids import human_number, next_serial
from kit.money import Money
from kit.moves import move, telling_at_once
from kit.transactions import inside_transaction
from kit.words import say
from payments import policy, postings
from payments.bank_files import ONE_C, Unwritable, written
from payments.errors import NotForFile, StrangeCost
from payments.models import LedgerTransaction, Payout, PayoutAccount, PayoutFile
from payments.operations.paying_out import lock_payout, sums_of
from payments.operations.posting import post, take_back
from payments.postings import Sum
from payments.queries.bank_orders import bank_file
from payments.queries.payouts import usable_account
from payments.setups import accounts_of

_Fact = LedgerTransaction.Kind


@inside_transaction
def make_file(*, payout_ids: Collection[UUID], form: str, at: datetime, by: Actor) -> PayoutFile:
    """
    Order some approved payouts of one currency by one file, each for the only time.

    They are paid to the bank data that their sellers have now. `form` is one of
    `PayoutFile.Format`.

    :raises PayoutNotFound: if one of them doesn't exist.
    :raises NotForFile: if there are none or too many, or one of them isn't approved, is test money, is
        in another currency, has no account that may be used, or can't be written in this form.
    """
    payouts = [lock_payout(payout_id) for payout_id in sorted(set(payout_ids))]
    currency = _require_orderable(payouts, form=form)
    accounts = {payout.pk: _account(payout, at) for payout in payouts}
    file = PayoutFile.objects.create(
        number=human_number("SCB", at.year, next_serial("payments_payout_file_serial")),
        format=form,
        currency=currency,
        total_minor=sum(payout.paid_minor or 0 for payout in payouts),
        payouts_count=len(payouts),
        made_at=at,
        made_by_id=by.user_id or by.key_id,
        created_at=at,
    )
    with telling_at_once():
        for payout in payouts:
            move(payout, to="processing", at=at, by=by, file=file, account=accounts[payout.pk])
    try:
        written(bank_file(file), form)
    except Unwritable as error:
        told = say("A name holds letters that such a file can't have: %(letters)s.", letters=error)
        raise NotForFile(told) from None
    return file


@inside_transaction
def confirm_payout(*, payout_id: UUID, at: datetime, by: Actor, cost: Money | None = None) -> Payout:
    """
    Note that the bank has paid.

    `cost` is what left our account for it, as the statement says: in the payout's currency, or in
    that of the balance it was taken from; then the difference to the recorded rate is realised.
    Without it what left is what was paid.

    :raises PayoutNotFound: if there is none.
    :raises StrangeCost: if `cost` is in a third currency, or nothing.
    :raises IllegalMove: if it isn't with the bank.
    """
    payout = lock_payout(payout_id)
    move(payout, to="paid", at=at, by=by, ended_at=at)
    taken, paid = sums_of(payout)
    left = paid if cost is None else Sum(cost.minor, cost.currency)
    if left.currency not in (taken.currency, paid.currency) or left.minor <= 0:
        raise StrangeCost(currencies=sorted({taken.currency, paid.currency}))
    post(
        postings.payout_paid(reference=payout.number, taken=taken, paid=paid, cost=left),
        kind=_Fact.PAYOUT_PAID,
        key=f"payout_paid:{payout.pk}",
        reference=payout.number,
        sandbox=payout.sandbox,
        at=at,
        by=by,
    )
    return payout


@inside_transaction
def bounce_payout(*, payout_id: UUID, at: datetime, by: Actor, reason: str) -> Payout:
    """
    Note that the bank couldn't pay: the sum is the seller's balance again, as it was taken.

    The payout stays as it is. Whatever the balance is by then goes into the next one.

    :raises PayoutNotFound: if there is none.
    :raises IllegalMove: if it isn't with the bank.
    """
    payout = lock_payout(payout_id)
    move(payout, to="failed", at=at, by=by, reason=reason, ended_at=at)
    taken = LedgerTransaction.objects.get(key=f"payout_scheduled:{payout.pk}")
    take_back(taken, at=at, by=by)
    return payout


def _require_orderable(payouts: list[Payout], *, form: str) -> str:
    """The one currency of payouts that may all stand in one file."""
    if not 0 < len(payouts) <= policy.MOST_IN_FILE:
        raise NotForFile(say("A file holds 1 to %(most)s payouts.", most=policy.MOST_IN_FILE))
    wrong = [payout.number for payout in payouts if payout.status != "approved" or payout.sandbox]
    if wrong:
        raise NotForFile(say("Not approved: %(numbers)s.", numbers=", ".join(wrong)))
    currencies = sorted({payout.paid_currency for payout in payouts})
    if len(currencies) > 1:
        raise NotForFile(
            say("A file is of one currency, not of %(currencies)s.", currencies=", ".join(currencies))
        )
    if form == ONE_C and currencies != [policy.PAYOUT_CURRENCY[policy.OPERATOR_COUNTRY]]:
        told = say("Files for 1C are for payments at home, not in %(currency)s.", currency=currencies[0])
        raise NotForFile(told)
    if currencies[0] not in accounts_of(settings.PAYEE):
        told = say("PAYEE_ACCOUNTS names no account of ours in %(currency)s.", currency=currencies[0])
        raise NotForFile(told)
    return currencies[0]


def _account(payout: Payout, at: datetime) -> PayoutAccount:
    account = usable_account(organisation_id=payout.organisation_id, at=at)
    if account is None:
        raise NotForFile(say("%(number)s has no bank data that may be used yet.", number=payout.number))
    if account.currency != payout.paid_currency:
        raise NotForFile(say("%(number)s is in another currency than its account.", number=payout.number))
    return account
