"""Can the application take away what was told of money, or money that moved?"""

import pytest
from django.db import ProgrammingError, connection

_KEPT = (
    *("payments_payment", "payments_paymentpart", "payments_paymentevent", "payments_refund"),
    *("payments_providercall", "payments_sale", "payments_statementline"),
    *("payments_payout", "payments_payoutaccount", "payments_payoutfile"),
)
_TOLD = ("amount_minor", "currency", "provider", "provider_event_id", "kind", "received_at", "raw")
_DECIDED = ("payment_id", "processed_at", "outcome", "note", "version")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", _KEPT)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_no_row_is_taken_away(db: None, table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(change.format(table))


@pytest.mark.parametrize("column", _TOLD)
def test_what_a_provider_told_is_not_rewritten(db: None, column: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"UPDATE payments_paymentevent SET {column} = {column}")


@pytest.mark.parametrize("column", _DECIDED)
def test_what_became_of_it_is_noted(db: None, column: str) -> None:
    run(f"UPDATE payments_paymentevent SET {column} = {column}")
