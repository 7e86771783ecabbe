"""How does a body name what of an order is to go back?"""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from kit.errors import FieldProblem, Invalid
from kit.money import Money
from kit.rest import In, MoneyField, TextField, WholeField
from payments.apportioning import COMPONENTS, Parts
from payments.models import Refund, RefundItem
from payments.operations.parting import Wanted

_MOST_LINES = 50


class RefundLineIn(In):
    """What of one line goes back: units with their shares, sums, or both."""

    line_id = serializers.UUIDField()
    units = WholeField(min_value=1, max_value=10_000, required=False)
    parts = serializers.ListField(
        child=serializers.ChoiceField(choices=COMPONENTS),
        required=False,
        min_length=1,
        max_length=len(COMPONENTS),
        help_text="Of which parts the units have their share; of all where none is named.",
    )
    goods = MoneyField(required=False, allow_zero=False)
    freight = MoneyField(required=False, allow_zero=False)
    insurance = MoneyField(required=False, allow_zero=False)
    duty = MoneyField(required=False, allow_zero=False)
    vat = MoneyField(required=False, allow_zero=False)
    consumption = MoneyField(required=False, allow_zero=False)


class RequestRefundIn(In):
    """Parts of the lines of one paid order that are to go back, and at whose cost."""

    order_number = TextField(max_length=64)
    reason = TextField(max_length=200)
    borne_by = serializers.ChoiceField(choices=Refund.Bearer.choices, default=Refund.Bearer.SHARES)
    lines = serializers.ListField(child=RefundLineIn(), min_length=1, max_length=_MOST_LINES)


class RefundItemOut(serializers.Serializer[Any]):
    """What of a refund is for one line of the order, and what its seller gets back of the commission."""

    line_id = serializers.UUIDField()
    units = serializers.IntegerField(help_text="None where only sums go back.")
    goods = MoneyField()
    freight = MoneyField()
    insurance = MoneyField()
    duty = MoneyField()
    vat = MoneyField()
    consumption = MoneyField()
    commission = MoneyField(help_text="What the seller gets back of our commission.")
    commission_vat = MoneyField()
    discount = MoneyField(help_text="What the seller gives back of a discount that the shop bears.")


def item_view(item: RefundItem, currency: str) -> dict[str, Any]:
    """What `RefundItemOut` shows of one."""
    sums = {
        **item.parts._asdict(),
        "commission": item.commission_minor,
        "commission_vat": item.commission_vat_minor,
        "discount": item.discount_minor,
    }
    return {
        "line_id": item.line.line_id,
        "units": item.units,
        **{name: Money(minor, currency) for name, minor in sums.items()},
    }


def wanted_of(lines: Sequence[Mapping[str, Any]], *, currency: str) -> list[Wanted]:
    """
    The lines of a `RequestRefundIn` as the verb takes them.

    :raises Invalid: naming a line that asks for nothing, or a sum in another currency than was paid.
    """
    return [_wanted(line, f"/lines/{at}", currency) for at, line in enumerate(lines)]


def _wanted(line: Mapping[str, Any], pointer: str, currency: str) -> Wanted:
    sums: dict[str, Money] = {name: line[name] for name in COMPONENTS if name in line}
    if "parts" in line and "units" not in line:
        raise _invalid(f"{pointer}/parts", "parts are of units: say how many")
    if not sums and "units" not in line:
        raise _invalid(pointer, "say how many units, or which sums go back")
    for name, sum_ in sums.items():
        if sum_.currency != currency:
            raise _invalid(f"{pointer}/{name}", f"the order was paid in {currency}")
    return Wanted(
        line_id=line["line_id"],
        units=line.get("units", 0),
        named=line.get("parts", COMPONENTS),
        sums=Parts(**{name: sum_.minor for name, sum_ in sums.items()}),
    )


def _invalid(pointer: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(pointer, "field.invalid", message)])
