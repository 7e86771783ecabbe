"""What does a line of a bank statement say, whichever format it came in?"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from kit.money import EXPONENTS, LARGEST_MAJOR

MOST_ENTRIES = 20_000
_LONGEST = {"payer": 200, "payer_number": 20, "payer_account": 34, "purpose": 500, "bank_id": 64}


class Unreadable(ValueError):
    """
    A file is no statement that is read here; `code` says why, `facts` where and what.

    The sentence is made where its reader's language is known (`payments.operations.reconciling`).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Entry:
    """
    Money that came to one of our accounts: a sum above nothing, by whom and for what.

    `bank_id` is the bank's own id of the line, `key` that or what else tells it from all other
    lines of the account.
    """

    account: str
    booked_on: date
    amount_minor: int
    currency: str
    payer: str = ""
    payer_number: str = ""
    payer_account: str = ""
    purpose: str = ""
    bank_id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The incoming lines of a file; how many others it has: outgoing, or not booked yet."""

    entries: tuple[Entry, ...]
    outgoing: int
    pending: int


def finished(entries: Iterable[Entry], *, outgoing: int, pending: int = 0) -> Statement:
    """
    Lines with their keys.

    Where the bank gives no id, the contents do; lines that are the same in all are counted by day, so
    that a file that holds the same days gives the same keys again.

    :raises Unreadable: if there are too many.
    """
    seen: dict[str, int] = {}
    found: list[Entry] = []
    for each in entries:
        if len(found) >= MOST_ENTRIES:
            raise Unreadable("too_many", most=MOST_ENTRIES)
        # No text of ours has NUL in it: PostgreSQL keeps none.
        short = replace(
            each, **{name: getattr(each, name).replace("\0", "")[:most] for name, most in _LONGEST.items()}
        )
        base = short.bank_id or _fingerprint(each)
        seen[short.account + base] = turn = seen.get(short.account + base, 0) + 1
        found.append(replace(short, key=base if turn == 1 else f"{base[:60]}/{turn}"))
    return Statement(tuple(found), outgoing, pending)


def minor_of(text: str, currency: str, *, place: str, field: str) -> int:
    """
    An amount in minor units; blanks between digits and a comma for the point are read as meant.

    :raises Unreadable: naming the place, if it is no amount above nothing of a known currency.
    """
    if currency not in EXPONENTS:
        raise Unreadable("bad_currency", place=place, field=field, found=currency[:10])
    plain = "".join(text.split()).replace(",", ".")
    try:
        exact = Decimal(plain).scaleb(EXPONENTS[currency])
    except InvalidOperation:
        exact = Decimal("NaN")
    is_whole = exact.is_finite() and exact == exact.to_integral_value()
    if not is_whole or not 0 < exact <= LARGEST_MAJOR * 10 ** EXPONENTS[currency]:
        raise Unreadable("bad_amount", place=place, field=field, found=text[:40])
    return int(exact)


def _fingerprint(entry: Entry) -> str:
    parts = (
        entry.booked_on.isoformat(),
        *(str(entry.amount_minor), entry.currency, entry.payer, entry.payer_number, entry.payer_account),
        entry.purpose,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:60]
