"""How long does it take to read and match a bank statement of 3,000 lines?"""

import os
import sys
import time

import django
from django.test.utils import setup_databases, teardown_databases

LINES = 3_000
# Payments that wait for money, of which each line is one's.
WAITING = 5_000
MOST_SECONDS = 10.0


def main() -> None:
    """Make a database of its own, fill it, send a statement, say how long each part took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    # Settings must stand before the apps can be imported.
    import kit.jobs  # noqa: PLC0415
    from kit.database import as_owner  # noqa: PLC0415

    kit.jobs.sender = lambda _name, _kwargs: None
    with as_owner():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        sys.exit(_measure())
    finally:
        with as_owner():
            teardown_databases(made, verbosity=0)


def _measure() -> int:
    from kit.actors import SYSTEM  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.transactions import owns_transaction  # noqa: PLC0415
    from payments.models import StatementLine  # noqa: PLC0415
    from payments.operations.reconciling import book_line, take_in_statement  # noqa: PLC0415
    from payments.queries.matching import sure_pairs  # noqa: PLC0415
    from shop.verification import INVARIANTS, broken_rows  # noqa: PLC0415

    references = _payments()
    data = _statement(references)
    begun = time.monotonic()
    taken = owns_transaction(take_in_statement)(data=data, at=now(), by=SYSTEM)
    took = time.monotonic() - begun
    print(f"{len(data) // 1024} kB, {taken.new} new lines, {taken.sure} of them sure:", end=" ")
    print(f"{took:.2f} s: {'ok' if took <= MOST_SECONDS else 'TOO SLOW'}")
    pairs = sure_pairs(list(StatementLine.objects.values_list("id", flat=True)))[:100]
    begun = time.monotonic()
    for line_id, payment_id in pairs:
        owns_transaction(book_line)(line_id=line_id, payment_id=payment_id, at=now(), by=SYSTEM)
    print(f"{len(pairs)} lines booked, {(time.monotonic() - begun) / max(len(pairs), 1) * 1000:.1f} ms each")
    broken = [each.name for each in INVARIANTS if broken_rows(each)]
    print("verify:", broken or "clean")
    return int(took > MOST_SECONDS or bool(broken) or taken.new != LINES)


def _payments() -> list[tuple[str, int]]:
    from django.db import transaction  # noqa: PLC0415

    from kit.actors import SYSTEM  # noqa: PLC0415
    from kit.clock import now  # noqa: PLC0415
    from kit.money import Money  # noqa: PLC0415
    from payments.operations.starting import start_payment  # noqa: PLC0415

    made = []
    with transaction.atomic():
        for number in range(WAITING):
            reference, minor = f"SCG-26-{number:08}-0", 1_000 + number * 7_919 % 89_000
            payment = start_payment(
                reference=reference,
                provider="bank_transfer",
                amount=Money(minor, "KZT"),
                parts={f"SC-26-{number:08}-0": minor},
                at=now(),
                by=SYSTEM,
            )
            made.append((payment.provider_ref, minor))
    return made


def _statement(references: list[tuple[str, int]]) -> bytes:
    """As a bank writes it; every seventh payer names nothing, every eleventh pays another sum."""
    from payments.providers.bank_transfer import our_accounts  # noqa: PLC0415

    (account,) = our_accounts()
    entries = []
    for number, (reference, minor) in enumerate(references[:LINES]):
        purpose = "Оплата по счету" if number % 7 == 0 else f"Оплата {reference} за муку"
        sum_ = minor + 1 if number % 11 == 0 else minor
        entries.append(
            f'<Ntry><Amt Ccy="KZT">{sum_ / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>'
            f"<BookgDt><Dt>2026-11-23</Dt></BookgDt><AcctSvcrRef>B{number}</AcctSvcrRef><NtryDtls><TxDtls>"
            f"<RltdPties><Dbtr><Nm>ТОО {number}</Nm></Dbtr></RltdPties>"
            f"<RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>'
        f"<Acct><Id><IBAN>{account}</IBAN></Id></Acct>{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


if __name__ == "__main__":
    main()
