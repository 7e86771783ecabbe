"""How is a statement read that a bank wrote as ISO 20022 camt.053?"""

import re
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from payments.readers.entries import Entry, Statement, Unreadable, finished, minor_of

_NAMESPACE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.[0-9]{2}\}Document")


def read(data: bytes) -> Statement:
    """
    The booked credits of all statements of a file, batches taken apart where their parts have sums.

    Any version of the message is read: names are the same in those of 2009 to 2019, and where payers stand
    one step deeper in newer ones, both are looked at.

    :raises Unreadable: naming the entry and the reason.
    """
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable("no_xml") from error
    if not _NAMESPACE.fullmatch(str(root.tag)):
        raise Unreadable("other_document", found=str(root.tag)[:80])
    entries: list[Entry] = []
    outgoing = pending = number = 0
    for statement in _all(root, "BkToCstmrStmt", "Stmt"):
        account = _text(statement, "Acct", "Id", "IBAN") or _text(statement, "Acct", "Id", "Othr", "Id")
        if not account:
            raise Unreadable("no_account", field="Stmt/Acct/Id")
        for entry in _all(statement, "Ntry"):
            number += 1
            if (_text(entry, "Sts", "Cd") or _text(entry, "Sts")) not in ("BOOK", ""):
                pending += 1
            elif _text(entry, "CdtDbtInd") == "CRDT":
                entries += _credits(entry, account, place=f"№ {number}")
            else:
                outgoing += 1
    return finished(entries, outgoing=outgoing, pending=pending)


def _credits(entry: Element, account: str, *, place: str) -> list[Entry]:
    """One line, or one for each part of a batch whose parts make up the whole."""
    whole = _amount(entry, place)
    parts = list(_all(entry, "NtryDtls", "TxDtls"))
    if len(parts) > 1:
        sums = [_amount_of_part(part, place) for part in parts]
        known = [each for each in sums if each is not None]
        if len(known) == len(parts) and sum(known) == whole[0]:
            return [
                _line(entry, part, account, (minor, whole[1]), place=place, turn=turn)
                for turn, (part, minor) in enumerate(zip(parts, known, strict=True), start=1)
            ]
    return [_line(entry, parts[0] if parts else None, account, whole, place=place)]


def _line(
    entry: Element,
    part: Element | None,
    account: str,
    amount: tuple[int, str],
    *,
    place: str,
    turn: int = 0,
) -> Entry:
    told = entry if part is None else part
    own_id = _text(told, "Refs", "AcctSvcrRef")
    bank_id = own_id or _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    if bank_id and turn and not own_id:
        bank_id = f"{bank_id[:60]}/{turn}"
    return Entry(
        account=account,
        booked_on=_day(entry, place),
        amount_minor=amount[0],
        currency=amount[1],
        payer=_first(told, ("RltdPties", "Dbtr", "Nm"), ("RltdPties", "Dbtr", "Pty", "Nm")),
        payer_number=_payer_number(told),
        payer_account=_first(
            told, ("RltdPties", "DbtrAcct", "Id", "IBAN"), ("RltdPties", "DbtrAcct", "Id", "Othr", "Id")
        ),
        purpose=_purpose(entry, told),
        bank_id=bank_id,
    )


def _amount(entry: Element, place: str) -> tuple[int, str]:
    found = _one(entry, "Amt")
    if found is None or not found.text:
        raise Unreadable("missing", place=place, field="Amt")
    currency = found.get("Ccy", "")
    return minor_of(found.text, currency, place=place, field="Amt"), currency


def _amount_of_part(part: Element, place: str) -> int | None:
    found = _one(part, "Amt")
    if found is None:
        found = _one(part, "AmtDtls", "TxAmt", "Amt")
    if found is None or not found.text:
        return None
    return minor_of(found.text, found.get("Ccy", ""), place=place, field="TxDtls/Amt")


def _day(entry: Element, place: str) -> date:
    for name in ("BookgDt", "ValDt"):
        text = _text(entry, name, "Dt") or _text(entry, name, "DtTm")
        if text:
            try:
                return datetime.fromisoformat(text).date()
            except ValueError:
                raise Unreadable("bad_day", place=place, field=name, found=text[:30]) from None
    raise Unreadable("missing", place=place, field="BookgDt")


def _payer_number(told: Element) -> str:
    for path in (("RltdPties", "Dbtr"), ("RltdPties", "Dbtr", "Pty")):
        for kind in ("OrgId", "PrvtId"):
            if found := _text(told, *path, "Id", kind, "Othr", "Id"):
                return found
    return ""


def _purpose(entry: Element, told: Element) -> str:
    lines = [each.text or "" for each in _all(told, "RmtInf", "Ustrd")]
    lines += [each.text or "" for each in _all(told, "RmtInf", "Strd", "CdtrRefInf", "Ref")]
    lines.append(_text(told, "Refs", "EndToEndId"))
    said = [each.strip() for each in lines if each.strip() and each.strip() != "NOTPROVIDED"]
    return " ".join(said) or _text(told, "AddtlTxInf") or _text(entry, "AddtlNtryInf")


def _first(told: Element, *paths: tuple[str, ...]) -> str:
    return next((found for path in paths if (found := _text(told, *path))), "")


def _text(element: Element, *path: str) -> str:
    found = _one(element, *path)
    return (found.text or "").strip() if found is not None else ""


def _one(element: Element, *path: str) -> Element | None:
    return next(_all(element, *path), None)


def _all(element: Element, *path: str) -> Iterator[Element]:
    """What stands at a path of names, whichever version of the message they are of."""
    if not path:
        yield element
        return
    for child in element:
        # A comment has no name.
        if str(child.tag).rpartition("}")[2] == path[0]:
            yield from _all(child, *path[1:])
