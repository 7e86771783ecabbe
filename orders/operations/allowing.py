"""How does an order take of a person's yearly allowance, and give back?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from catalog import queries as catalog
from kit.transactions import inside_transaction
from orders.errors import OverAnnualLimit, OverPersonLimit
from orders.models import Allowance, AllowanceTake, ImportIdentity, Order


@dataclass(frozen=True, slots=True, order=True)
class _Kind:
    """A year, of all goods (`""`) or of some."""

    year: int
    goods: str


@dataclass(frozen=True, slots=True)
class _Claim:
    """What an order wants of an allowance: fen, or net grams of a code."""

    order: Order
    kind: _Kind
    most: int
    hs6: str
    amount: int


@inside_transaction
def take_allowances(
    *, identity: ImportIdentity, orders: Sequence[tuple[Order, Mapping[str, Any]]], at: datetime
) -> None:
    """
    Take of a person's allowances what orders need, each with what its quote said of it, or nothing.

    Whoever else orders in the same name at the same time waits here; the database has the last word.

    :raises OverAnnualLimit: if it is worth more than the person may still bring in.
    :raises OverPersonLimit: if it is more of some goods.
    """
    wanted: dict[_Kind, list[_Claim]] = defaultdict(list)
    for order, document in orders:
        for claim in _claims(order, document):
            wanted[claim.kind].append(claim)
    rows = [
        AllowanceTake(
            order=claim.order,
            allowance=allowance,
            hs6=claim.hs6,
            taken=claim.amount,
            left=claim.amount,
            created_at=at,
        )
        # In one order everywhere, so that two in the same name can't lock each other out.
        for kind in sorted(wanted)
        for allowance in [_take(identity, kind, wanted[kind], at=at)]
        for claim in wanted[kind]
    ]
    AllowanceTake.objects.bulk_create(rows)


@inside_transaction
def give_back_allowance(
    *, order: Order, value_minor: int | None = None, net_g: Mapping[str, int] | None = None
) -> int:
    """
    Give back what a locked order took, all of it where nothing is said, and never more than still stands.

    `value_minor` are fen of goods, freight and insurance that go back, `net_g` net grams by six-digit code.
    Returns the fen that were given back.
    """
    given = 0
    is_all = value_minor is None and net_g is None
    takes = AllowanceTake.objects.filter(order=order, left__gt=0).select_related("allowance")
    for take in takes.order_by("allowance__year", "allowance__goods", "id"):
        asked = (net_g or {}).get(take.hs6, 0) if take.allowance.goods else (value_minor or 0)
        amount = take.left if is_all else min(asked, take.left)
        if amount <= 0 or not _lessen(take, amount):
            continue
        if not take.allowance.goods:
            given += amount
    return given


@inside_transaction
def give_back_of_units(*, order: Order, units: Mapping[UUID, int], value_minor: int) -> None:
    """Give back what units that don't come in, or left again, took of a locked order's allowance."""
    lines = list(order.lines.filter(pk__in=units))
    measures = catalog.measures_of([line.variant_id for line in lines])
    net_g: dict[str, int] = defaultdict(int)
    for line in lines:
        net_g[line.hs6] += measures[line.variant_id].net_g * units[line.pk]
    give_back_allowance(order=order, value_minor=value_minor, net_g=net_g)


def _lessen(take: AllowanceTake, amount: int) -> bool:
    """Once, whoever else does the same: the take first decides, then its allowance follows."""
    Allowance.objects.select_for_update(no_key=True).get(pk=take.allowance_id)
    left = AllowanceTake.objects.filter(pk=take.pk, left__gte=amount)
    if not left.update(left=F("left") - amount, version=F("version") + 1):
        return False
    Allowance.objects.filter(pk=take.allowance_id).update(used=F("used") - amount, version=F("version") + 1)
    return True


def _take(identity: ImportIdentity, kind: _Kind, claims: Sequence[_Claim], *, at: datetime) -> Allowance:
    most, amount = claims[0].most, sum(claim.amount for claim in claims)
    key = {
        "person": identity.person,
        "sandbox": identity.sandbox,
        "year": kind.year,
        "goods": kind.goods,
    }
    Allowance.objects.bulk_create([Allowance(**key, most=most, created_at=at)], ignore_conflicts=True)
    fits = Allowance.objects.filter(**key, used__lte=most - amount)
    if fits.update(used=F("used") + amount, most=most, version=F("version") + 1):
        return Allowance.objects.get(**key)
    raise _refusal(Allowance.objects.get(**key), claims, most=most)


def _refusal(
    allowance: Allowance, claims: Sequence[_Claim], *, most: int
) -> OverAnnualLimit | OverPersonLimit:
    year, amount = allowance.year, sum(claim.amount for claim in claims)
    if not allowance.goods:
        return OverAnnualLimit(
            year=year,
            currency=claims[0].order.currency,
            value_minor=amount,
            spent_minor=allowance.used,
            limit_minor=most,
        )
    return OverPersonLimit(
        year=year,
        group=allowance.goods,
        hs6=sorted({claim.hs6 for claim in claims}),
        net_g=amount,
        imported_g=allowance.used,
        limit_g=most,
    )


def _claims(order: Order, document: Mapping[str, Any]) -> Iterable[_Claim]:
    said = document.get("allowance")
    if said is None:
        return
    year = said["year"]
    yield _Claim(order, _Kind(year, ""), said["limit_minor"], "", said["value_minor"])
    for mass in said["masses"]:
        for hs6, net_g in mass["net_g"].items():
            yield _Claim(order, _Kind(year, mass["goods"]), mass["limit_g"], hs6, net_g)
