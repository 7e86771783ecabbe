"""What does China take from goods that a household buys abroad?"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from orders.duties.consumption import consumption_percent
from orders.duties.lawbook import Lawbook, ListEntry, RetailImportRules, holding_on, newest_on
from orders.duties.reckoning import Due, plain, tax_lines
from orders.duties.tariff import tariff_of
from orders.duties.terms import (
    Assessment,
    ImportLine,
    ImportOrder,
    MassUse,
    Reason,
    Refusal,
    rule_unknown,
)

WITHIN_LIMITS = "within_limits"
ONE_INDIVISIBLE_ITEM = "one_indivisible_item"
# By what a line within the limits pays its duty: the rule of this regime, whatever the tariff says.
RETAIL = "retail_import"

# Customs' codes of the two ways: stock in a bonded zone first, or parcel by parcel after the order.
# Source: ssopdot.com/blog/6863, ssopdot.com/?p=6797.
BONDED, DIRECT = "1210", "9610"


class ChinaRetailImport:
    """
    Cross-border e-commerce retail import into China, rules 1 to 5 of the shop's tax notes.

    Within the limits tariff 0 and 70 % of VAT and consumption tax; one
    indivisible item above the single-order limit pays all in full; else
    refused. Source: ecns.cn 2018-11-30, People's Daily 2025-11-14.
    """

    name = "cn_retail_import"

    def assess(self, order: ImportOrder, lawbook: Lawbook) -> Assessment | Refusal:
        """Tax the order or refuse it; amounts are fen, half-up per line and tax."""
        rules = newest_on(order.day, lawbook.retail_rules)
        if rules is None:
            return rule_unknown(order, "limits")
        entries = {line.hs6: _entry(line.hs6, order, lawbook) for line in order.lines}
        listed = {hs6: entry for hs6, entry in entries.items() if entry}
        refusal = (
            _not_importable(entries)
            or _over_mass_limits(order, listed, lawbook)
            or _over_limits(order, rules)
        )
        return refusal or _assessment(self.name, order, rules, listed, lawbook)


def _entry(hs6: str, order: ImportOrder, lawbook: Lawbook) -> ListEntry | None:
    return newest_on(order.day, [entry for entry in lawbook.positive_list if entry.hs6 == hs6])


def _not_importable(entries: Mapping[str, ListEntry | None]) -> Refusal | None:
    missing = sorted(hs6 for hs6, entry in entries.items() if entry is None)
    return Refusal(Reason.NOT_IMPORTABLE, {"hs6": missing, "why": "not_listed"}) if missing else None


def _mass_limits(
    order: ImportOrder, listed: Mapping[str, ListEntry], lawbook: Lawbook
) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The limits by mass of a person and year: of what goods, which codes begin so, net grams."""
    for hs6, entry in listed.items():
        if entry.per_person_limit_g is not None:
            yield hs6, (hs6,), entry.per_person_limit_g
    for limit in holding_on(order.day, lawbook.quantity_limits):
        yield limit.group, limit.prefixes, limit.limit_g


def _over_mass_limits(
    order: ImportOrder, listed: Mapping[str, ListEntry], lawbook: Lawbook
) -> Refusal | None:
    refusals = (_over_mass(order, *limit) for limit in _mass_limits(order, listed, lawbook))
    return next((refusal for refusal in refusals if refusal), None)


def _mass_uses(order: ImportOrder, listed: Mapping[str, ListEntry], lawbook: Lawbook) -> tuple[MassUse, ...]:
    codes = sorted({line.hs6 for line in order.lines})
    uses = (
        MassUse(goods, limit_g, {hs6: order.net_g_of(hs6) for hs6 in codes if hs6.startswith(prefixes)})
        for goods, prefixes, limit_g in _mass_limits(order, listed, lawbook)
    )
    return tuple(use for use in uses if use.net_g)


def _over_mass(order: ImportOrder, group: str, prefixes: tuple[str, ...], limit_g: int) -> Refusal | None:
    """The refusal of more of some goods than one person may import in a year (rule 5)."""
    lines = [line for line in order.lines if line.hs6.startswith(prefixes)]
    net_g = sum(line.net_g for line in lines)
    before_g = sum(mass for hs6, mass in order.imported_this_year_g.items() if hs6.startswith(prefixes))
    if not lines or before_g + net_g <= limit_g:
        return None
    codes = sorted({line.hs6 for line in lines})
    facts = {"group": group, "hs6": codes, "net_g": net_g, "imported_g": before_g, "limit_g": limit_g}
    return Refusal(Reason.PERSON_LIMIT, facts)


def _over_limits(order: ImportOrder, rules: RetailImportRules) -> Refusal | None:
    value, limit = order.value_minor, rules.single_order_limit_minor
    if value > limit and not _is_one_item(order):
        return Refusal(Reason.ORDER_LIMIT, {"value_minor": value, "limit_minor": limit})
    spent, limit = order.spent_this_year_minor, rules.annual_limit_minor
    if spent + value > limit:
        facts = {"value_minor": value, "spent_minor": spent, "limit_minor": limit}
        return Refusal(Reason.ANNUAL_LIMIT, facts)
    return None


def _is_one_item(order: ImportOrder) -> bool:
    return sum(line.quantity for line in order.lines) == 1


def _assessment(
    name: str, order: ImportOrder, rules: RetailImportRules, listed: Mapping[str, ListEntry], lawbook: Lawbook
) -> Assessment | Refusal:
    is_within = order.value_minor <= rules.single_order_limit_minor
    share = rules.share_percent if is_within else Decimal(100)
    lines = tax_lines(
        order,
        [_due(line, order, rules if is_within else None, lawbook) for line in order.lines],
        share_percent=share,
    )
    if isinstance(lines, Refusal):
        return lines
    return Assessment(
        regime=name,
        lines=lines,
        value_minor=order.value_minor,
        labels=tuple(sorted({entry.edition for entry in listed.values()})),
        reasons=(WITHIN_LIMITS if is_within else ONE_INDIVISIBLE_ITEM,),
        unsettled=tuple(sorted({entry.edition for entry in listed.values() if entry.is_assumption})),
        procedure=BONDED if order.from_bonded_stock else DIRECT,
        facts={
            "value_minor": order.value_minor,
            "order_limit_minor": rules.single_order_limit_minor,
            "share_percent": plain(share),
        },
        annual_limit_minor=rules.annual_limit_minor,
        masses=_mass_uses(order, listed, lawbook),
    )


def _due(line: ImportLine, order: ImportOrder, relief: RetailImportRules | None, lawbook: Lawbook) -> Due:
    duty, basis = (relief.tariff_percent, RETAIL) if relief else tariff_of(line, order)
    return Due(duty, basis, line.percents.vat, consumption_percent(line, order.day, lawbook))
