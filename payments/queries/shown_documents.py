"""How is an invoice or a credit note told over REST?"""

from typing import Any

from kit.money import Money
from payments.documents import Line, lines_in, parties_in, plain, summed
from payments.models import IssuedDocument


def head_view(document: IssuedDocument) -> dict[str, Any]:
    """What a list says of it; `corrects` must be loaded."""
    return {
        "id": str(document.id),
        "version": document.version,
        "kind": document.kind,
        "subject": document.subject,
        "number": document.number,
        "order_number": document.reference,
        "corrects": document.corrects.number if document.corrects else None,
        "issue_date": document.issue_date.isoformat(),
        "due_date": document.due_date.isoformat(),
        "net": document.net.as_json(),
        "vat": document.vat.as_json(),
        "total": document.total.as_json(),
    }


def document_view(document: IssuedDocument) -> dict[str, Any]:
    """All that its paper says."""
    content, currency = document.content, document.currency
    lines = lines_in(content)
    names = ("issuer", "recipient")
    return {
        **head_view(document),
        **{
            name: {column: getattr(party, column) for column in _PARTY}
            for name, party in zip(names, parties_in(content), strict=True)
        },
        "lines": [_line(line, currency) for line in lines],
        "vat_rates": [
            {
                "percent": plain(rate.percent),
                "net": Money(rate.net_minor, currency).as_json(),
                "vat": Money(rate.vat_minor, currency).as_json(),
            }
            for rate in summed(lines)
        ],
        "reason": content["reason"],
    }


_PARTY = ("name", "local_name", "country", "tax_id", "address")


def _line(line: Line, currency: str) -> dict[str, Any]:
    price = line.unit_price_minor
    return {
        "names": dict(line.names),
        "code": line.code,
        "hs6": line.hs6,
        # As on paper: a sum, or a commission, is counted in no units.
        "quantity": None if price is None else line.quantity,
        "unit_price": None if price is None else Money(price, currency).as_json(),
        "net": Money(line.net_minor, currency).as_json(),
        "vat_percent": plain(line.vat_percent),
        "vat": Money(line.vat_minor, currency).as_json(),
    }
