"""What stands in a file of orders to our bank?"""

from zoneinfo import ZoneInfo

from django.conf import settings

from kit import sealing
from kit.calendars import add_working_days
from kit.money import Money
from payments import policy
from payments.bank_data import SEALED_AS
from payments.bank_files import BankFile, Order, Party
from payments.models import Payout, PayoutFile
from payments.setups import accounts_of

_HOME = "KZ"


def bank_file(file: PayoutFile) -> BankFile:
    """
    A file with its orders, the same each time it is asked for. One query.

    Account numbers are unsealed here, and nowhere else.
    """
    us = settings.PAYEE
    made = file.made_at.astimezone(ZoneInfo(policy.LEDGER_TIME_ZONE))
    payouts = file.payouts.select_related("account").order_by("number")
    return BankFile(
        number=file.number,
        made_at=made,
        day=add_working_days(made.date(), 0, policy.OPERATOR_COUNTRY),
        payer=Party(
            name=us["name"],
            account=accounts_of(us)[file.currency],
            bic=us["bic"],
            bank=us["bank"],
            tax_id=us["bin"],
            kbe=us["kbe"],
        ),
        currency=file.currency,
        total=file.total.amount,
        orders=[_order(payout) for payout in payouts],
    )


def _order(payout: Payout) -> Order:
    account = payout.account
    assert account is not None
    assert payout.paid_minor is not None
    return Order(
        number=payout.number,
        payee=Party(
            name=account.holder,
            account=sealing.unseal(account.number_sealed, purpose=SEALED_AS),
            bic=account.bic,
            bank=account.bank,
            tax_id=account.tax_id,
            kbe=account.kbe,
        ),
        amount=Money(payout.paid_minor, payout.paid_currency).amount,
        knp=policy.PAYOUT_KNP if account.country == _HOME else "",
    )
