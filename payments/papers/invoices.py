"""What does the paper of an invoice or a credit note say?"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.money import Money
from kit.saying import day_said, money_said, name_said, spoken
from kit.typesetting import Column, Paper, Table
from payments.documents import COMMISSION, CREDIT_NOTE, Line, lines_in, parties_in, plain, summed
from payments.papers.parties import AUTHOR, block_of, foot_of, pages_said

if TYPE_CHECKING:
    from payments.models import IssuedDocument


def invoice_paper(document: "IssuedDocument") -> Paper:
    """All that was kept of it on its day, in the words of the language that is active."""
    content = document.content
    issuer, recipient = parties_in(content)
    is_service = document.subject == COMMISSION
    lines = lines_in(content)
    tables = [_table(lines, content["reason"], document.currency)]
    if content["besides"]:
        tables.append(_besides(content["besides"], document.currency))
    return Paper(
        title=_("Credit note") if document.kind == CREDIT_NOTE else _("Invoice"),
        subtitle=document.number,
        language=spoken(),
        dated=document.issued_at,
        author=AUTHOR,
        facts=_facts(document),
        blocks=[
            block_of(_("Service provider") if is_service else _("Seller"), issuer),
            block_of(_("Customer") if is_service else _("Buyer"), recipient),
        ],
        tables=tables,
        notes=_notes(document),
        foot=foot_of(document.number, issuer.name),
        pages=pages_said(),
        drawing=content["layout"],
    )


def _facts(document: "IssuedDocument") -> list[tuple[str, str]]:
    content = document.content
    facts = [(_("Date of issue"), day_said(document.issue_date))]
    if corrected := content.get("corrects"):
        facts.append((_("Corrects invoice"), corrected["number"]))
        facts.append(("", day_said(date.fromisoformat(corrected["issue_date"]))))
    else:
        facts.append((_("Date of supply"), day_said(date.fromisoformat(content["supplied_date"]))))
        facts.append((_("Due by"), day_said(document.due_date)))
    facts.append((pgettext("purchase", "Order"), document.reference))
    facts.append((_("Currency"), document.currency))
    return facts


def _table(lines: Sequence[Line], reason: str, currency: str) -> Table:
    counted = any(line.unit_price_minor is not None for line in lines)
    columns = [
        *(Column("№", "right"), Column(_named(reason), wide=True)),
        *((Column(_("Quantity"), "right"), Column(_("Unit price"), "right")) if counted else ()),
        *(Column(_("Without VAT"), "right"), Column(_("VAT, %"), "right")),
        *(Column(_("VAT"), "right"), Column(_("Total"), "right")),
    ]
    rows = [_row(number, line, reason, currency, counted=counted) for number, line in enumerate(lines, 1)]
    return Table(columns, rows, totals=_totals(lines, currency))


def _row(
    number: int, line: Line, reason: str, currency: str, *, counted: bool
) -> Sequence[str | tuple[str, str]]:
    def said(minor: int | None) -> str:
        return "" if minor is None else money_said(Money(minor, currency))

    less = _("Discount: %(amount)s") % {"amount": said(-line.discount_minor)} if line.discount_minor else ""
    small = " · ".join(each for each in (line.code, f"HS {line.hs6}" if line.hs6 else "", less) if each)
    return [
        str(number),
        (name_said(line.names) or _standing_for(reason), small),
        *((_units_said(line), said(line.unit_price_minor)) if counted else ()),
        *(said(line.net_minor), plain(line.vat_percent)),
        *(said(line.vat_minor), said(line.total_minor)),
    ]


def _units_said(line: Line) -> str:
    """A sum that went back is of no number of units."""
    return "" if line.unit_price_minor is None else str(line.quantity)


def _totals(lines: Sequence[Line], currency: str) -> list[tuple[str, str]]:
    """Without VAT, then each rate, then all."""

    def said(minor: int) -> str:
        return money_said(Money(minor, currency))

    rates = summed(lines)
    by_rate = [
        (_said_of_rate(plain(rate.percent), said(rate.net_minor)), said(rate.vat_minor)) for rate in rates
    ]
    return [
        (_("Total without VAT"), said(sum(rate.net_minor for rate in rates))),
        *by_rate,
        (_("Total"), said(sum(rate.total_minor for rate in rates))),
    ]


def _said_of_rate(percent: str, base: str) -> str:
    return _("VAT %(percent)s %% on %(base)s") % {"percent": percent, "base": base}


def _besides(besides: dict[str, Any], currency: str) -> Table:
    words = {
        "freight": _("Freight"),
        "insurance": _("Insurance"),
        "duty": _("Customs duty"),
        "vat": _("VAT at import"),
        "consumption": _("Consumption tax"),
    }
    rows = [(words[name], money_said(Money(minor, currency))) for name, minor in besides.items()]
    columns = [Column(_("Paid with the same order, and no part of this invoice"), wide=True)]
    return Table([*columns, Column(_("Amount"), "right")], rows)


def _named(reason: str) -> str:
    """The head of the column of names."""
    return _("Service: commission on goods") if reason == COMMISSION else _("Goods")


def _standing_for(reason: str) -> str:
    """What a line without a name is about."""
    return _("Refund") if reason == "refunded" else _("Rest of the invoice")


def _notes(document: "IssuedDocument") -> list[str]:
    said = {
        "export": [
            _("The goods leave the seller's country: VAT 0 % on exports."),
            _("Paid in advance through Steel Camel; nothing is left to pay."),
        ],
        COMMISSION: [_("Kept back from what the order brought; nothing is left to pay.")],
        "ended": [_("The order has ended: what was left of its invoice is credited.")],
        "refunded": [_("Money of the order went back to the buyer: the seller's part of it is credited.")],
    }
    notes = said[document.content["reason"]]
    last = _(
        "A commercial document. Where the law asks for a tax invoice of the state's own system "
        "(ESF, fapiao), its issuer registers it there."
    )
    test = [_("Of the test world: nothing was sold or paid.")] if document.sandbox else []
    return [*test, *notes, last]
