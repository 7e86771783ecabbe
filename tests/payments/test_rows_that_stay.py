"""Can the application take away what was told of money, or money that moved?"""

from collections.abc import Mapping, Sequence

import pytest
from django.db import ProgrammingError, connection

_KEPT = (
    *("payments_payment", "payments_paymentpart", "payments_paymentevent", "payments_refund"),
    *("payments_providercall", "payments_sale", "payments_statementline"),
    *("payments_payout", "payments_payoutaccount", "payments_payoutfile", "payments_ratedocument"),
)
_TOLD = {
    "payments_paymentevent": (
        *("amount_minor", "currency", "provider", "provider_event_id", "kind", "received_at", "raw"),
    ),
    "payments_refund": (
        *("part_id", "amount_minor", "currency", "reason", "borne_by", "requested_at", "requested_by_id"),
        *("instead_of_id", "first_try_id"),
    ),
    "payments_ratedocument": ("publisher", "digest", "body", "first_date", "last_date", "edition", "strange"),
}
_DECIDED = {
    "payments_paymentevent": ("payment_id", "processed_at", "outcome", "note", "version"),
    "payments_refund": ("status", "approved_by_id", "done_at", "version"),
    "payments_ratedocument": ("state", "note", "decided_at", "decided_by_id", "version"),
}


def columns(of: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(table, column) for table, some in of.items() for column in some]


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", _KEPT)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_no_row_is_taken_away(db: None, table: str, change: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(change.format(table))


@pytest.mark.parametrize(("table", "column"), columns(_TOLD))
def test_what_was_told_or_asked_for_is_not_rewritten(db: None, table: str, column: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize(("table", "column"), columns(_DECIDED))
def test_what_became_of_it_is_noted(db: None, table: str, column: str) -> None:
    run(f"UPDATE {table} SET {column} = {column}")
