"""To which account does a seller want to be paid?"""

from datetime import datetime
from uuid import UUID

from accounts.queries import members_of
from kit import sealing
from kit.actors import Actor
from kit.letters import Letter, post
from kit.moves import LostRace
from kit.transactions import inside_transaction
from payments import policy
from payments.bank_data import SEALED_AS, compact_number, problems_of
from payments.errors import BadBankData
from payments.models import PayoutAccount


@inside_transaction
def put_account(
    *,
    organisation_id: UUID,
    holder: str,
    tax_id: str,
    country: str,
    account_number: str,
    bic: str,
    bank: str,
    kbe: str,
    sandbox: bool,
    at: datetime,
    by: Actor,
) -> PayoutAccount:
    """
    Take the bank data of a seller's firm; what was there before stays on record.

    Nothing is paid there for some days, and everybody who sees the firm's money is told by mail.
    `holder`, `tax_id` and `country` are the firm's own, which it can't choose here.

    :raises BadBankData: naming each field that can't be right.
    :raises LostRace: if somebody else gave the firm's first bank data at the same time.
    """
    number, bic = compact_number(account_number), compact_number(bic)
    wrong = problems_of(country=country, number=number, bic=bic, kbe=kbe)
    if wrong:
        raise BadBankData(fields=wrong)
    _replace(organisation_id, at=at)
    account = PayoutAccount(
        organisation_id=organisation_id,
        sandbox=sandbox,
        holder=holder,
        tax_id=tax_id,
        country=country,
        currency=policy.PAYOUT_CURRENCY[country],
        number_sealed=sealing.seal(number, purpose=SEALED_AS),
        number_end=number[-4:],
        bic=bic,
        bank=bank,
        kbe=kbe,
        usable_from=at if sandbox else at + policy.PAYOUT_ACCOUNT_RESTS_FOR,
        by_id=by.user_id or by.key_id,
        created_at=at,
    )
    PayoutAccount.objects.bulk_create([account], ignore_conflicts=True)
    if not PayoutAccount.objects.filter(pk=account.pk).exists():
        raise LostRace(resource="payout_account")
    _tell(account, at=at)
    return account


def _replace(organisation_id: UUID, *, at: datetime) -> None:
    # One after the other: of two changes at once the later one is in use.
    before = PayoutAccount.objects.select_for_update().filter(
        organisation_id=organisation_id, replaced_at__isnull=True
    )
    for row in before:
        row.replaced_at = at
        row.version += 1
        row.save(update_fields=["replaced_at", "version"])


def _tell(account: PayoutAccount, *, at: datetime) -> None:
    readers = members_of([account.organisation_id], *sorted(policy.TREASURERS))
    facts = {
        "firm": account.holder,
        "bank": account.bank,
        "ends": account.number_end,
        "usable_from": account.usable_from.isoformat(),
        "zone": policy.LEDGER_TIME_ZONE,
    }
    letters = [
        Letter("payout.account_changed", str(account.pk), facts, user_id)
        for user_id in readers.get(account.organisation_id, ())
    ]
    post(letters, at=at)
