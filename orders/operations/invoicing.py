"""Which invoices and credit notes does what became of an order call for?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from kit.transactions import inside_transaction
from orders.models import DeclinedUnits, Order, OrderLine
from orders.policy import EXPORT_VAT_PERCENT, SELLER_TIMEZONE
from orders.queries.parties import buyer_party, seller_party
from payments.operations import documenting
from payments.queries import documents
from payments.queries.documents import COMMISSION, GOODS, Credited, Draft, Line

_STANDS = (Order.Status.ACCEPTED, Order.Status.COMPLETED)
_BESIDES = ("freight", "insurance", "duty", "vat", "consumption")


@inside_transaction
def write_due(*, due_id: UUID, at: datetime) -> int:
    """
    Write what a noted fact of an order calls for; returns how many documents were issued.

    None where it was done before, or nothing is called for any more.

    :raises LookupError: if the settings, or the law as it is known, don't say what would stand on them.
    """
    due = documenting.take_due(due_id=due_id)
    if due is None:
        return 0
    order = Order.objects.select_for_update(of=("self",), no_key=True).select_related("seller", "group")
    writers = {"accepted": _invoice, "ended": _credit_all, "refunded": _credit_refund}
    issued = writers[due.kind](order.get(number=due.reference), due.about_id, at=at)
    documenting.settle_due(due, at=at)
    return issued


def _invoice(order: Order, _: UUID | None, *, at: datetime) -> int:
    """The goods, by their seller, and the commission, by us; nothing of an order that has ended since."""
    if order.status not in _STANDS:
        return 0
    gone = _gone_before(order)
    drafts = [_goods(order, gone)]
    if any(line.commission_minor > gone.of(line).commission_minor for line in _lines(order)):
        drafts.append(_commission(order, gone))
    issued = [documenting.issue_invoice(draft=draft, at=at) for draft in drafts]
    count = len([each for each in issued if each is not None])
    # What went back before there was an invoice to correct.
    for refund_id in documents.done_refunds(reference=order.number):
        count += _credit_refund(order, refund_id, at=at)
    return count


def _credit_all(order: Order, _: UUID | None, *, at: datetime) -> int:
    """Whatever is left of both invoices, because the order has ended."""
    issued = 0
    for subject in (GOODS, COMMISSION):
        invoice = documents.invoice_of(reference=order.number, subject=subject)
        if invoice is None:
            continue
        fact = f"{subject}:ended:{order.number}"
        note = documenting.issue_credit_note(invoice=invoice, fact=fact, reason="ended", at=at)
        issued += note is not None
    return issued


def _credit_refund(order: Order, refund_id: UUID | None, *, at: datetime) -> int:
    """
    What a refund took from the seller of an order that stands, and what of our commission it gave back.

    The rest was no part of an invoice, nor was what was declined before there was one.
    """
    invoice = documents.invoice_of(reference=order.number, subject=GOODS)
    if invoice is None or refund_id is None or documents.is_left_out(invoice, refund_id=refund_id):
        return 0
    if credited := documents.credited_by_refund(refund_id=refund_id):
        return _credit_lines(order, refund_id, credited, at=at)
    borne = documents.borne_by_seller(refund_id=refund_id)
    if borne <= 0:
        return 0
    note = documenting.issue_credit_note(
        invoice=invoice,
        fact=f"{GOODS}:refunded:{refund_id}",
        reason="refunded",
        most_minor=borne,
        at=at,
    )
    return int(note is not None)


def _credit_lines(order: Order, refund_id: UUID, credited: Sequence[Credited], *, at: datetime) -> int:
    """The lines of both invoices of which something went back at the seller's cost."""
    bought = {line.pk: line for line in _lines(order)}
    percent = _goods_vat_percent(order)
    named = {
        GOODS: [
            _line(
                bought[each.line_id],
                net=each.goods_minor,
                percent=percent,
                units=each.units,
            )
            for each in credited
            if each.goods_minor
        ],
        COMMISSION: [
            _line(
                bought[each.line_id],
                net=each.commission_minor,
                vat=each.commission_vat_minor,
                percent=documents.commission_vat_percent(order.placed_at),
            )
            for each in credited
            if each.commission_minor or each.commission_vat_minor
        ],
    }
    issued = 0
    for subject, lines in named.items():
        invoice = documents.invoice_of(reference=order.number, subject=subject)
        if invoice is None or not lines:
            continue
        fact = f"{subject}:refunded:{refund_id}"
        note = documenting.issue_credit_note(
            invoice=invoice, fact=fact, reason="refunded", named=lines, at=at
        )
        issued += note is not None
    return issued


def _line(line: OrderLine, *, net: int, percent: Decimal, vat: int = 0, units: int = 0) -> Line:
    """A line of a credit note; without units a sum went back, whatever it is for, and has no price."""
    discount = line.unit_price_minor * units - net
    # With a sum on top of its units no price of one says it.
    is_counted = units > 0 and discount >= 0
    return Line(
        names=line.names,
        quantity=units or 1,
        unit_price_minor=line.unit_price_minor if is_counted else None,
        net_minor=net,
        vat_percent=percent,
        vat_minor=vat,
        code=line.sku,
        discount_minor=discount if is_counted else 0,
    )


@dataclass(frozen=True, slots=True)
class _Gone:
    """
    What of an order was declined before its seller had accepted it: nobody ever promised to supply that.

    `lines` is what it takes off each line, by id; `besides` what off freight, insurance and taxes, all in
    minor units.
    """

    refund_ids: Sequence[UUID]
    lines: dict[UUID, Credited]
    besides: Counter[str]

    def of(self, line: OrderLine) -> Credited:
        return self.lines.get(line.pk) or _nothing_of(line.pk)


def _gone_before(order: Order) -> _Gone:
    accepted_at = order.accepted_at or order.placed_at
    declined = DeclinedUnits.objects.filter(line__order=order, declined_at__lte=accepted_at)
    lines: dict[UUID, Credited] = {}
    besides: Counter[str] = Counter()
    for each in declined:
        besides.update({name: getattr(each, f"{name}_minor") for name in _BESIDES})
    refund_ids = sorted({each.refund_id for each in declined})
    for refund_id in refund_ids:
        for credited in documents.credited_by_refund(refund_id=refund_id):
            before = lines.get(credited.line_id, _nothing_of(credited.line_id))
            sums = [was + more for was, more in zip(before[1:], credited[1:], strict=True)]
            lines[credited.line_id] = Credited(credited.line_id, *sums)
    return _Gone(refund_ids, lines, besides)


def _nothing_of(line_id: UUID) -> Credited:
    return Credited(line_id, units=0, goods_minor=0, commission_minor=0, commission_vat_minor=0)


def _goods(order: Order, gone: _Gone) -> Draft:
    """What the buyer is invoiced by the seller; carriage and taxes were paid besides."""
    besides = {name: getattr(order, f"{name}_minor") - gone.besides[name] for name in _BESIDES}
    return Draft(
        subject=GOODS,
        fact=f"{GOODS}:{order.number}",
        reference=order.number,
        currency=order.currency,
        issuer=seller_party(order),
        recipient=buyer_party(order.group.address),
        lines=[
            _sold(line, gone.of(line), percent=_goods_vat_percent(order))
            for line in _lines(order)
            if line.quantity > gone.of(line).units
        ],
        supplied_date=_day_of(order),
        sandbox=order.group.sandbox,
        issuer_id=order.seller.organisation_id,
        reason="export",
        besides={name: minor for name, minor in besides.items() if minor},
        leaves_out=gone.refund_ids,
    )


def _sold(line: OrderLine, gone: Credited, *, percent: Decimal) -> Line:
    """The units of a line that are sent, at what was paid for them."""
    units = line.quantity - gone.units
    net = line.goods_minor - line.discount_minor - gone.goods_minor
    return Line(
        names=line.names,
        quantity=units,
        unit_price_minor=line.unit_price_minor,
        net_minor=net,
        vat_percent=percent,
        vat_minor=0,
        code=line.sku,
        hs6=line.hs6,
        discount_minor=line.unit_price_minor * units - net,
    )


def _commission(order: Order, gone: _Gone) -> Draft:
    """What the seller is invoiced by us, as it was frozen at checkout, by lines that cost something."""
    percent = documents.commission_vat_percent(order.placed_at)
    lines = [
        Line(
            names=line.names,
            net_minor=line.commission_minor - gone.of(line).commission_minor,
            vat_percent=percent,
            vat_minor=line.commission_vat_minor - gone.of(line).commission_vat_minor,
            code=line.sku,
        )
        for line in _lines(order)
    ]
    return Draft(
        subject=COMMISSION,
        fact=f"{COMMISSION}:{order.number}",
        reference=order.number,
        currency=order.currency,
        issuer=documents.operator_party(),
        recipient=seller_party(order),
        lines=[line for line in lines if line.net_minor or line.vat_minor],
        supplied_date=documents.local_day(order.accepted_at or order.placed_at),
        sandbox=order.group.sandbox,
        recipient_id=order.seller.organisation_id,
        reason="commission",
        leaves_out=gone.refund_ids,
    )


def _goods_vat_percent(order: Order) -> Decimal:
    """
    The VAT of the seller's own country on goods that leave it.

    :raises LookupError: for goods that stay in it, which nobody sells here.
    """
    if order.seller.country == order.group.market:
        raise LookupError(f"no rate of VAT is known for what is sold inside {order.group.market}")
    return EXPORT_VAT_PERCENT[order.seller.country]


def _lines(order: Order) -> list[OrderLine]:
    return list(order.lines.order_by("id"))


def _day_of(order: Order) -> date:
    zone = ZoneInfo(SELLER_TIMEZONE[order.seller.country])
    return (order.accepted_at or order.placed_at).astimezone(zone).date()
