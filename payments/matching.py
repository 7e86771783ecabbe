"""For which payment may money have come that stands in a bank statement?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

Why = Literal["reference", "group", "order", "serial", "amount", "payer", "paid", "currency"]

MOST_SUGGESTIONS = 5
# What each sign is worth. A reference alone outweighs all else together: people mistype sums, not numbers.
_WORTH: dict[Why, int] = {
    "reference": 300,
    "group": 90,
    "order": 80,
    "amount": 40,
    "serial": 30,
    "payer": 20,
    # Signs against it.
    "currency": -60,
    "paid": -50,
}
# A payer who has no Latin keys types letters that look like them; blanks and dashes come and go.
_LOOK_ALIKE = str.maketrans("СЅАВЕНКМОРТХІ", "CSABEHKMOPTXI")
_GAP = r"[^0-9A-Z]{0,3}"
# SCG-26-00000001-7/1: a group's or an order's number, and which of its payments after a slash.
_NUMBER = re.compile(
    rf"(SCG|SC){_GAP}([0-9]{{2}}){_GAP}([0-9]{{8}}){_GAP}([0-9])(?![0-9])(?:\s*/\s*([0-9]{{1,3}})(?![0-9]))?"
)
_SERIAL = re.compile(r"(?<![0-9])([0-9]{5,8})(?![0-9])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A payment by transfer: its reference on the invoice, its group's and orders' numbers.

    `due_minor` is what is still missing, `payers` are accounts and numbers from which money came for it,
    `is_open` whether it waits for money.
    """

    key: UUID
    ref: str
    group: str
    orders: tuple[str, ...]
    due_minor: int
    currency: str
    is_open: bool
    expires_at: datetime
    payers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a statement has to go by."""

    amount_minor: int
    currency: str
    purpose: str
    payer_number: str = ""
    payer_account: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """
    One payment with what speaks for and against it.

    It is sure when the line names it alone and brings exactly what it waits for.
    """

    key: UUID
    score: int
    why: tuple[Why, ...]
    is_sure: bool


class Matcher:
    """
    Candidates by what a line may name them by, so that each line looks at few of them.

        Matcher(candidates).suggest(line)
    """

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._all: dict[UUID, Candidate] = {}
        self._named: dict[Why, dict[str, list[UUID]]] = {
            why: defaultdict(list) for why in ("reference", "group", "order", "serial")
        }
        self._by_sum: dict[tuple[int, str], list[UUID]] = defaultdict(list)
        self._by_payer: dict[str, list[UUID]] = defaultdict(list)
        for each in candidates:
            self._add(each)

    def suggest(self, line: Line, *, most: int = MOST_SUGGESTIONS) -> list[Suggestion]:
        """The likeliest payments of a line, the best first; of equal ones that which ends first."""
        signs: dict[UUID, set[Why]] = defaultdict(set)
        for why, key in self._signs(line):
            signs[key].add(why)
        named = self._named_by(signs)
        found = [self._judged(line, self._all[key], why, named) for key, why in signs.items()]
        likely = [each for each in found if each.score > 0]
        likely.sort(key=lambda each: (-each.score, self._all[each.key].expires_at, each.key))
        return likely[:most]

    def _add(self, each: Candidate) -> None:
        self._all[each.key] = each
        self._named["reference"][_plain(each.ref)].append(each.key)
        self._named["group"][_plain(each.group)].append(each.key)
        for order in each.orders:
            self._named["order"][_plain(order)].append(each.key)
        for number in (each.group, *each.orders):
            if found := _NUMBER.fullmatch(number):
                self._named["serial"][found[3].lstrip("0")].append(each.key)
        if each.is_open:
            self._by_sum[each.due_minor, each.currency].append(each.key)
        for payer in each.payers:
            self._by_payer[payer].append(each.key)

    def _signs(self, line: Line) -> Iterator[tuple[Why, UUID]]:
        said = line.purpose.upper().translate(_LOOK_ALIKE)
        for prefix, year, serial, check, attempt in _NUMBER.findall(said):
            number = f"{prefix}{year}{serial}{check}"
            yield from (("reference", key) for key in self._keys("reference", f"{number}/{attempt}"))
            yield from (("group", key) for key in self._keys("group", number))
            yield from (("order", key) for key in self._keys("order", number))
        by_sum = self._by_sum.get((line.amount_minor, line.currency), [])
        yield from (("amount", key) for key in by_sum)
        # Digits that might be a serial: worth nothing unless the sum fits, too.
        fitting = set(by_sum)
        for digits in _SERIAL.findall(line.purpose):
            serials = self._keys("serial", digits.lstrip("0"))
            yield from (("serial", key) for key in serials if key in fitting)
        for payer in (line.payer_number, line.payer_account):
            yield from (("payer", key) for key in self._by_payer.get(payer, []) if payer)

    def _named_by(self, signs: dict[UUID, set[Why]]) -> set[UUID]:
        """Those that the line names: one by its reference, else what waits of a group or order."""
        if exact := {key for key, why in signs.items() if "reference" in why}:
            return exact
        of_group = {key for key, why in signs.items() if why & {"group", "order"}}
        return {key for key in of_group if self._all[key].is_open} or of_group

    def _keys(self, why: Why, text: str) -> Sequence[UUID]:
        return self._named[why].get(text, ())

    def _judged(self, line: Line, each: Candidate, why: set[Why], named: set[UUID]) -> Suggestion:
        signs = set(why)
        if each.currency != line.currency:
            signs.add("currency")
        if not each.is_open:
            signs.add("paid")
        score = sum(_WORTH[sign] for sign in signs)
        is_sure = named == {each.key} and "amount" in signs and not signs & {"currency", "paid"}
        return Suggestion(each.key, score, tuple(sorted(signs, key=lambda sign: -_WORTH[sign])), is_sure)


def named_in(purpose: str) -> set[str]:
    """The numbers of groups and orders that a purpose names, as we write them."""
    said = purpose.upper().translate(_LOOK_ALIKE)
    return {"-".join(found[:4]) for found in _NUMBER.findall(said)}


def _plain(number: str) -> str:
    """A number as it is compared: without what stands between its parts, but for the slash."""
    return number.upper().replace("-", "")
