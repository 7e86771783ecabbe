"""How does a buyer pay by a transfer from their bank?"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from kit.calendars import add_working_days
from kit.kazakh_numbers import kz_bin_error
from kit.money import EXPONENTS
from payments import policy
from payments.bank_numbers import bic_error, iban_error
from payments.providers.in_house import InHouse
from payments.providers.port import Answer
from payments.setups import PAYEE, accounts_of

if TYPE_CHECKING:
    from payments.models import Payment


class BankTransfer(InHouse):
    """An invoice now, money days later, booked by staff from the statement."""

    name = "bank_transfer"
    is_online = False

    def is_open(self) -> bool:
        """Where somebody is named to whom the money goes."""
        return bool(settings.PAYEE) and not lacking()

    def takes(self, currency: str) -> bool:
        """Currencies for which the payee has an account."""
        return currency in accounts_of(settings.PAYEE)

    def new_ref(self, *, reference: str, attempt: int) -> str:
        """The invoice reference that the payer copies into the transfer's purpose."""
        return f"{reference}/{attempt}"

    def expires_at(self, at: datetime) -> datetime:
        """The end of the third banking day after the day of the start, both at the payee's."""
        zone = ZoneInfo(policy.PAYEE_TIME_ZONE)
        last = add_working_days(
            at.astimezone(zone).date(), policy.BANK_TRANSFER_BANKING_DAYS, policy.PAYEE_COUNTRY
        )
        return datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(at.tzinfo)

    def create(self, *, payment: "Payment", at: datetime) -> Answer:
        """What a Kazakh invoice says: whom to pay where, by which codes, what to write into the purpose."""
        payee: Mapping[str, str] = settings.PAYEE
        instructions = {
            "kind": "instructions",
            "payee": payee["name"],
            "payee_bin": payee["bin"],
            "kbe": payee["kbe"],
            "knp": payee["knp"],
            "bank": payee["bank"],
            "bic": payee["bic"],
            "account": accounts_of(payee)[payment.currency],
            "invoice_reference": payment.provider_ref,
            "amount": payment.amount.as_json(),
            "deadline_at": payment.expires_at.isoformat().replace("+00:00", "Z"),
        }
        return Answer("waiting", next_action=instructions)


def our_accounts() -> set[str]:
    """The accounts of which statements are read."""
    return set(accounts_of(settings.PAYEE).values())


def lacking() -> list[str]:
    """The variables that are still to be set before anybody can be told whom to pay."""
    return [each.name for each in PAYEE if each.is_needed and not settings.PAYEE.get(each.key)]


def faults() -> list[str]:
    """What of a complete payee can't be, in sentences."""
    payee, accounts = settings.PAYEE, accounts_of(settings.PAYEE)
    found = [
        f"PAYEE_ACCOUNTS: {currency}={account}: {error}"
        for currency, account in accounts.items()
        if (error := iban_error(account))
    ]
    if strange := sorted(set(accounts) - set(EXPONENTS)):
        found.append(f"PAYEE_ACCOUNTS: the shop doesn't count in {', '.join(strange)}.")
    if not accounts:
        found.append("PAYEE_ACCOUNTS is written as KZT=KZ…,CNY=KZ…")
    for name, error in (("PAYEE_BIN", kz_bin_error(payee["bin"])), ("PAYEE_BIC", bic_error(payee["bic"]))):
        if error:
            found.append(f"{name}: {error}")
    for name, length in (("kbe", 2), ("knp", 3)):
        if not (payee[name].isascii() and payee[name].isdigit() and len(payee[name]) == length):
            found.append(f"PAYEE_{name.upper()} has {length} digits.")
    return found
