"""Where does what a seller may have wait until it is paid out?"""

from datetime import datetime
from uuid import UUID

from kit.ids import human_number, next_serial
from kit.transactions import inside_transaction
from payments.models import Payout


@inside_transaction
def open_payout(*, organisation_id: UUID, currency: str, sandbox: bool, at: datetime) -> None:
    """
    Let there be a payout that a seller's balance in a currency goes into, one and no more.

    The unique constraint is the referee; how much it will be is asked of the ledger.
    """
    open_ones = Payout.objects.filter(
        organisation_id=organisation_id, currency=currency, sandbox=sandbox, amount_minor__isnull=True
    )
    if open_ones.exists():
        return
    Payout.objects.bulk_create(
        [
            Payout(
                number=human_number("SCP", at.year, next_serial("payments_payout_serial")),
                organisation_id=organisation_id,
                currency=currency,
                sandbox=sandbox,
                created_at=at,
            )
        ],
        ignore_conflicts=True,
    )
