"""How are taxes reckoned and rounded?"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

from orders.duties.terms import ImportLine, ImportOrder, LineTax, Reason, Refusal

_WHOLE = Decimal(1)
_ALL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Due:
    """Which percentages one line takes, None where one isn't known; `basis` says which duty it is."""

    duty: Decimal | None
    basis: str
    vat: Decimal | None
    consumption: Decimal | None = Decimal(0)


def half_up(amount: Decimal) -> int:
    """Whole minor units; half a unit goes up."""
    with localcontext(prec=60):
        return int(amount.quantize(_WHOLE, rounding=ROUND_HALF_UP))


def plain(number: Decimal) -> str:
    """A number as people write it, without zeros that say nothing."""
    return f"{number.normalize():f}"


def tax_lines(
    order: ImportOrder, dues: Sequence[Due], *, share_percent: Decimal = _ALL
) -> tuple[LineTax, ...] | Refusal:
    """
    Tax each line by its percentages; refused where one that is taken isn't known.

    Duty on the value, consumption tax inside its own base, VAT on top of both; of these two `share_percent`
    is due. Together the two are the composite rate (CT + VAT) / (1 - CT). Each tax is rounded once, half-up,
    from what was not rounded before.
    """
    return rates_unknown(order, dues) or tuple(
        _tax(line, due, share_percent) for line, due in zip(order.lines, dues, strict=True)
    )


def rates_unknown(order: ImportOrder, dues: Sequence[Due]) -> Refusal | None:
    """The refusal of an order that takes a rate which isn't known, naming codes and rates."""
    unknown = {
        (name, line.hs6)
        for line, due in zip(order.lines, dues, strict=True)
        for name in ("duty", "vat", "consumption")
        if getattr(due, name) is None
    }
    if not unknown:
        return None
    facts = {
        "hs6": sorted({hs6 for _, hs6 in unknown}),
        "unknown": sorted({name for name, _ in unknown}),
        "day": order.day.isoformat(),
    }
    return Refusal(Reason.RATE_UNKNOWN, facts)


def _tax(line: ImportLine, due: Due, share_percent: Decimal) -> LineTax:
    assert due.duty is not None
    assert due.vat is not None
    assert due.consumption is not None
    duty = line.value_minor * due.duty / 100
    consumption = due.consumption / 100
    # The division comes last, so that a half unit is met exactly.
    shared = (line.value_minor + duty) * share_percent / 100
    return LineTax(
        line_id=line.line_id,
        duty_minor=half_up(duty),
        vat_minor=half_up(shared * (due.vat / 100) / (1 - consumption)),
        consumption_tax_minor=half_up(shared * consumption / (1 - consumption)),
        duty_basis=due.basis,
    )
