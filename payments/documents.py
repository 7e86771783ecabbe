"""What does an invoice or a credit note say, line by line, so that its sums are those of its lines?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, NamedTuple
from uuid import UUID

from kit.shares import largest_remainder

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
GOODS, COMMISSION = "goods", "commission"
# By which drawing a document is shown: one that was issued keeps the drawing of its day.
LAYOUT = 1
_HUNDRED = Decimal(100)
_PREFIXES = {INVOICE: "INV", CREDIT_NOTE: "CRN"}


class Party(NamedTuple):
    """Who issues a document or gets it, as they were called on its day."""

    name: str
    country: str
    local_name: str = ""
    tax_id: str = ""
    tax_id_kind: str = ""
    address: str = ""


class Line(NamedTuple):
    """
    One line, in minor units; `names` by language, empty where the reason of the document says it.

    `discount_minor` is what of the price of all its units was not to be paid.
    """

    names: Mapping[str, str]
    net_minor: int
    vat_percent: Decimal
    vat_minor: int
    quantity: int = 1
    unit_price_minor: int | None = None
    code: str = ""
    hs6: str = ""
    discount_minor: int = 0

    @property
    def total_minor(self) -> int:
        """With its VAT."""
        return self.net_minor + self.vat_minor


class VatSum(NamedTuple):
    """All lines of one rate."""

    percent: Decimal
    net_minor: int
    vat_minor: int

    @property
    def total_minor(self) -> int:
        """Both."""
        return self.net_minor + self.vat_minor


@dataclass(frozen=True, slots=True)
class Draft:
    """
    A document before it has a number.

    `fact` names what it is written for, once. `issuer_id` and `recipient_id` are organisations, opaque
    here; None is the operator, or a buyer. `besides` are sums that were paid along with it and are no
    part of it; `reason` is a code that readers get in words. `leaves_out` are the refunds of what was
    declined before there was an invoice: it isn't on the lines, so no credit note takes it off again.
    """

    subject: str
    fact: str
    reference: str
    currency: str
    issuer: Party
    recipient: Party
    lines: Sequence[Line]
    supplied_date: date
    sandbox: bool
    issuer_id: UUID | None = None
    recipient_id: UUID | None = None
    reason: str = ""
    besides: Mapping[str, int] = field(default_factory=dict)
    leaves_out: Sequence[UUID] = ()


def number_of(kind: str, year: int, serial: int) -> str:
    """Such as INV-2026-000001: counted without gaps for each legal entity, kind and year."""
    return f"{_PREFIXES[kind]}-{year}-{serial:06}"


def summed(lines: Iterable[Line]) -> list[VatSum]:
    """
    The lines by rate, the lowest first.

    The VAT of a rate is the sum of the VAT of its lines, which were rounded one by one: what the
    summary says is what the lines say, to the last minor unit.
    """
    sums: dict[Decimal, tuple[int, int]] = {}
    for line in lines:
        net, vat = sums.get(line.vat_percent, (0, 0))
        sums[line.vat_percent] = (net + line.net_minor, vat + line.vat_minor)
    return [VatSum(percent, *sums[percent]) for percent in sorted(sums)]


def left_of(lines: Iterable[Line], credited: Iterable[Line]) -> list[VatSum]:
    """What of an invoice has not been credited, by rate; rates of which nothing is left are left out."""
    gone = {each.percent: each for each in summed(credited)}
    left = [
        VatSum(
            each.percent,
            each.net_minor - (gone[each.percent].net_minor if each.percent in gone else 0),
            each.vat_minor - (gone[each.percent].vat_minor if each.percent in gone else 0),
        )
        for each in summed(lines)
    ]
    return [each for each in left if each.total_minor]


def fits(lines: Iterable[Line], *, left: Iterable[VatSum]) -> bool:
    """Whether no more of any rate would be credited than is left of it."""
    most = {each.percent: each for each in left}
    return all(
        each.percent in most
        and each.net_minor <= most[each.percent].net_minor
        and each.vat_minor <= most[each.percent].vat_minor
        for each in summed(lines)
    )


def credit_lines(
    lines: Sequence[Line], credited: Sequence[Line], *, most_minor: int | None = None
) -> list[Line]:
    """
    The lines of a credit note over `most_minor`, VAT included, or over all that is left of an invoice.

    Never more than is left. The whole of an untouched invoice is credited by its own lines; a
    part of it is shared by what is left of each rate, by largest remainders, and each share's VAT
    is worked out of it, half a minor unit up.
    """
    left = left_of(lines, credited)
    whole = sum(each.total_minor for each in left)
    minor = whole if most_minor is None else min(most_minor, whole)
    if minor <= 0:
        return []
    if minor == whole and not credited:
        return list(lines)
    shares = largest_remainder(minor, [each.total_minor for each in left])
    return [_part(each, share) for each, share in zip(left, shares, strict=True) if share]


def content_of(draft: Draft) -> dict[str, Any]:
    """What a document keeps for ever, as JSON; sums are minor units of its currency."""
    left_out = {"leaves_out": [str(each) for each in draft.leaves_out]} if draft.leaves_out else {}
    return {
        "layout": LAYOUT,
        "issuer": draft.issuer._asdict(),
        "recipient": draft.recipient._asdict(),
        "lines": [
            {**line._asdict(), "names": dict(line.names), "vat_percent": plain(line.vat_percent)}
            for line in draft.lines
        ],
        "vat": [{**each._asdict(), "percent": plain(each.percent)} for each in summed(draft.lines)],
        "supplied_date": draft.supplied_date.isoformat(),
        "reason": draft.reason,
        "besides": dict(draft.besides),
        **left_out,
    }


def lines_in(content: Mapping[str, Any]) -> list[Line]:
    """The lines of a document that was kept."""
    return [Line(**{**line, "vat_percent": Decimal(line["vat_percent"])}) for line in content["lines"]]


def parties_in(content: Mapping[str, Any]) -> tuple[Party, Party]:
    """Who issued a document that was kept, and to whom."""
    return Party(**content["issuer"]), Party(**content["recipient"])


def plain(percent: Decimal) -> str:
    """A rate as it is written: 16, 12.5."""
    return f"{percent.normalize():f}"


def _part(left: VatSum, minor: int) -> Line:
    """A part of what is left of one rate."""
    with localcontext(prec=60):
        exact = minor * left.percent / (_HUNDRED + left.percent)
        vat = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    # All of a rate takes all of its VAT, whatever rounding each line had; a part leaves none below zero.
    vat = min(max(vat, minor - left.net_minor), left.vat_minor)
    return Line(names={}, net_minor=minor - vat, vat_percent=left.percent, vat_minor=vat)
