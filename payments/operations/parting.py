"""What of each line of a sale goes back, never more than the line cost?"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db.models import F

from kit.errors import of_line
from kit.money import Money
from kit.transactions import inside_transaction
from kit.words import say
from payments.apportioning import COMPONENTS, Kept, Parts, given_back, of_units, spread
from payments.errors import NothingToRefund, RefundLineNotFound, RefundPartTooLarge, RefundTooLarge
from payments.models import PaymentPart, Refund, RefundItem, Sale, SaleLine
from payments.queries.refunds import charged_back, left_of_part, overdrawn


class Wanted(NamedTuple):
    """
    What of a line is to go back: some units with their share of the `named` parts, or a sum of each part.

    Where units are told the sums come on top of theirs. The last units take whatever is left of the line, and
    of all lines, unless something was kept on purpose: then `takes_rest` says no.
    """

    line_id: UUID
    units: int = 0
    named: Sequence[str] = COMPONENTS
    sums: Parts = Parts()
    takes_rest: bool = True


class Cut(NamedTuple):
    """
    What of a line goes back, and what of its commission the seller gets back for it.

    `discount` is what the seller gives back of what the shop had added.
    """

    line: SaleLine
    units: int
    parts: Parts
    commission: int = 0
    commission_vat: int = 0
    discount: int = 0


@inside_transaction
def standing_sale(reference: str) -> Sale | None:
    """The sale of an order that stands, held until the transaction ends; None if there is none."""
    # NO KEY UPDATE: a sale that is released meanwhile is asked at another account.
    rows = Sale.objects.select_for_update(no_key=True)
    return rows.filter(reference=reference, reversed_at__isnull=True).first()


@inside_transaction
def require_left(part: PaymentPart, minor: int) -> None:
    """
    Insist that so much of an order's captured money, held by the caller, hasn't gone back.

    :raises RefundTooLarge: if other refunds of the order leave less, or if it is nothing.
    """
    left = left_of_part(part)
    if not 0 < minor <= left:
        raise RefundTooLarge(
            say("At most %(left)s is left to refund.", left=Money(left, part.payment.currency)),
            left_minor=left,
        )


@inside_transaction
def require_not_charged_back(part: PaymentPart) -> None:
    """
    Insist that no bank took back of an order, held by the caller, what its living refunds send as well.

    :raises RefundTooLarge: if one did.
    """
    if overdrawn(part):
        gone = Money(charged_back(part.order_reference), part.payment.currency)
        why = say("A bank took back %(gone)s of this order: decline it and ask for what is left.", gone=gone)
        raise RefundTooLarge(why, left_minor=0)


@inside_transaction
def cut_of(
    sale: Sale,
    wanted: Sequence[Wanted],
    *,
    borne_by: Refund.Bearer,
    kept: Mapping[UUID, Kept] | None = None,
) -> list[Cut]:
    """
    What goes back of each line of a locked sale; what is `kept` of one counts as gone.

    With the last units of all lines goes whatever is left of any of them, such as freight that stayed
    on a line whose units went before.

    :raises RefundLineNotFound: if the order has no such line, or one is named twice.
    :raises RefundPartTooLarge: if more units or more of a part would go back than are left.
    :raises NothingToRefund: if that is nothing.
    """
    lines = {line.line_id: line for line in sale.lines.order_by("id")}
    _require_known(wanted, lines.keys())
    kept = {pk: (kept or {}).get(pk, Kept()) for pk in lines}
    parts = {
        each.line_id: _asked(lines[each.line_id], each, sale.currency, kept[each.line_id]) for each in wanted
    }
    units = {each.line_id: each.units for each in wanted}
    if _are_last(wanted, lines.values(), kept):
        parts = {pk: _left(line, kept[pk]) for pk, line in lines.items()}
    cuts = [
        _with_commission(line, units.get(pk, 0), parts[pk], borne_by=borne_by)
        for pk, line in lines.items()
        if pk in parts and (parts[pk].total or units.get(pk, 0))
    ]
    if not sum(cut.parts.total for cut in cuts):
        raise NothingToRefund(order=sale.reference)
    return cuts


@inside_transaction
def spread_over(sale: Sale, minor: int, *, borne_by: Refund.Bearer) -> list[Cut]:
    """A sum that names no part, cut over all that is left of a locked sale."""
    lines = list(sale.lines.order_by("id"))
    left = [line.left for line in lines]
    if sum(each.total for each in left) < minor:
        # Refunds of before lines were known took from them without saying so.
        return []
    cut = zip(lines, spread(minor, left), strict=True)
    return [_with_commission(line, 0, parts, borne_by=borne_by) for line, parts in cut if parts.total]


@inside_transaction
def take(cuts: Iterable[Cut], *, refund: Refund) -> None:
    """
    Count what goes back, line by line in the order of their ids.

    :raises RefundPartTooLarge: if somebody else took it in the meantime.
    """
    bears = refund.borne_by in Refund.AT_SELLERS_COST
    made = []
    for cut in sorted(cuts, key=lambda each: each.line.pk):
        goes = {
            **{f"{name}_minor": minor for name, minor in zip(COMPONENTS, cut.parts, strict=True)},
            "commission_minor": cut.commission,
            "commission_vat_minor": cut.commission_vat,
            "discount_minor": cut.discount,
        }
        fits = {f"{name}__gte": F(f"back_{name}") + minor for name, minor in goes.items()}
        counters = {f"back_{name}": F(f"back_{name}") + minor for name, minor in goes.items()}
        won = SaleLine.objects.filter(pk=cut.line.pk, units__gte=F("back_units") + cut.units, **fits).update(
            **counters,
            back_units=F("back_units") + cut.units,
            borne_goods_minor=F("borne_goods_minor") + bears * cut.parts.goods,
            version=F("version") + 1,
        )
        if not won:
            pk = cut.line.line_id
            told = [of_line(pk, "line_id", RefundPartTooLarge.title)]
            raise RefundPartTooLarge(fields=told, line_id=str(pk))
        made.append(
            RefundItem(refund=refund, line=cut.line, units=cut.units, created_at=refund.requested_at, **goes)
        )
    RefundItem.objects.bulk_create(made)


@inside_transaction
def put_back(refund: Refund) -> None:
    """What a refund that died had taken of its lines may go back by another one."""
    standing_sale(refund.part.order_reference)
    bears = refund.borne_by in Refund.AT_SELLERS_COST
    for item in refund.items.order_by("line_id"):
        names = [f"{name}_minor" for name in (*COMPONENTS, "commission", "commission_vat", "discount")]
        SaleLine.objects.filter(pk=item.line_id).update(
            **{f"back_{name}": F(f"back_{name}") - getattr(item, name) for name in names},
            back_units=F("back_units") - item.units,
            borne_goods_minor=F("borne_goods_minor") - bears * item.goods_minor,
            version=F("version") + 1,
        )


def _require_known(wanted: Sequence[Wanted], known: Iterable[UUID]) -> None:
    ids = [each.line_id for each in wanted]
    unknown = sorted({str(pk) for pk in ids if pk not in set(known)})
    if unknown or len(set(ids)) < len(ids):
        wrong = unknown or sorted({str(pk) for pk in ids if ids.count(pk) > 1})
        why = RefundLineNotFound.title
        told = [of_line(pk, "line_id", why, code="field.unknown_reference") for pk in wrong]
        raise RefundLineNotFound(fields=told, line_ids=wrong)


def _asked(line: SaleLine, wanted: Wanted, currency: str, kept: Kept) -> Parts:
    gone_units, all_left = line.back_units + kept.units, _left(line, kept)
    if wanted.units > line.units - gone_units:
        why = say("At most %(left)s units of this line are left.", left=line.units - gone_units)
        raise RefundPartTooLarge(
            why,
            fields=[of_line(line.line_id, "units", why)],
            line_id=str(line.line_id),
            part="units",
            left=line.units - gone_units,
        )
    parts = wanted.sums
    if wanted.units:
        parts = parts.plus(
            of_units(
                line.parts,
                gone=line.gone.plus(kept.parts),
                units=line.units,
                gone_units=gone_units,
                asked=wanted.units,
                named=wanted.named,
                takes_rest=wanted.takes_rest,
            )
        )
    for name, minor, left in zip(COMPONENTS, parts, all_left, strict=True):
        if minor > left:
            why = say("At most %(left)s of it is left to refund.", left=Money(left, currency))
            # Units with their share and a sum on top may be too much together: the sum was asked for.
            asked = name if getattr(wanted.sums, name) else "units"
            raise RefundPartTooLarge(
                why,
                fields=[of_line(line.line_id, asked, why)],
                line_id=str(line.line_id),
                part=name,
                left_minor=left,
            )
    return parts


def _left(line: SaleLine, kept: Kept) -> Parts:
    """What of a line may go back: what is kept of it may be more, if something else took of it meanwhile."""
    return kept.leaves(line.units - line.back_units, line.left)[1]


def _are_last(wanted: Sequence[Wanted], lines: Iterable[SaleLine], kept: Mapping[UUID, Kept]) -> bool:
    asked = {pk: some.units for pk, some in kept.items()}
    for each in wanted:
        asked[each.line_id] += each.units
    whole = all(each.takes_rest and each.units and set(each.named) == set(COMPONENTS) for each in wanted)
    return whole and all(line.back_units + asked[line.line_id] == line.units for line in lines)


def _with_commission(line: SaleLine, units: int, parts: Parts, *, borne_by: Refund.Bearer) -> Cut:
    if borne_by not in Refund.AT_SELLERS_COST:
        return Cut(line, units, parts)
    gone = line.borne_goods_minor + parts.goods

    def back(whole: int, given: int) -> int:
        return given_back(whole, goods=line.goods_minor, gone=gone, given=given)

    return Cut(
        line,
        units,
        parts,
        back(line.commission_minor, line.back_commission_minor),
        back(line.commission_vat_minor, line.back_commission_vat_minor),
        back(line.discount_minor, line.back_discount_minor),
    )
