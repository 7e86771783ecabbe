"""How are orders to a bank written, as ISO 20022 or as 1C does?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple
from xml.etree import ElementTree as ET

PAIN_03, PAIN_09, ONE_C = "pain.001.001.03", "pain.001.001.09", "1c"
_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"
_LONGEST_NAME, _LONGEST_PURPOSE = 140, 140
_LONGEST_1C_PURPOSE = 210
# The Kazakh letters that windows-1251 lacks, as banks write them there.
_KAZAKH = str.maketrans("ӘәҒғҚқҢңӨөҰұҮүҺһ", "АаГгКкНнОоУуУуХх")


class Unwritable(ValueError):
    """A name holds letters that the file's encoding lacks."""


class Party(NamedTuple):
    """One side of a transfer, as its bank knows it; `kbe` in Kazakhstan alone."""

    name: str
    account: str
    bic: str
    bank: str
    tax_id: str
    kbe: str = ""

    @property
    def has_iban(self) -> bool:
        """Whether the account's number begins with its country."""
        return self.account[:2].isalpha()


class Order(NamedTuple):
    """One transfer: `amount` is decimal text, `number` comes back on the bank's statement."""

    number: str
    payee: Party
    amount: str
    knp: str = ""


@dataclass(frozen=True, slots=True)
class BankFile:
    """Some transfers from one account in one currency; `total` is decimal text, `day` when to pay."""

    number: str
    made_at: datetime
    day: date
    payer: Party
    currency: str
    total: str
    orders: Sequence[Order]


def written(file: BankFile, form: str) -> bytes:
    """
    The file in one of the three forms.

    :raises Unwritable: if a name can't be written in it.
    """
    return one_c(file) if form == ONE_C else pain_001(file, form)


def pain_001(file: BankFile, version: str) -> bytes:
    """A customer credit transfer initiation: one instruction of many transfers."""
    root = ET.Element("Document", {"xmlns": f"{_NAMESPACE}{version}"})
    body = _in(root, "CstmrCdtTrfInitn")
    head = _in(body, "GrpHdr")
    _in(head, "MsgId", file.number)
    _in(head, "CreDtTm", f"{file.made_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    _sums(head, file)
    _in(head, "InitgPty/Nm", file.payer.name[:_LONGEST_NAME])
    info = _in(body, "PmtInf")
    _in(info, "PmtInfId", file.number)
    _in(info, "PmtMtd", "TRF")
    _sums(info, file)
    day = _in(info, "ReqdExctnDt", file.day.isoformat() if version == PAIN_03 else None)
    if version != PAIN_03:
        _in(day, "Dt", file.day.isoformat())
    _party(info, "Dbtr", file.payer)
    _account(info, "DbtrAcct", file.payer, file.currency)
    _agent(info, "DbtrAgt", file.payer, version)
    for order in file.orders:
        _transfer(info, order, file.currency, version)
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="UTF-8", xml_declaration=True)
    return written


def one_c(file: BankFile) -> bytes:
    """
    Payment orders as 1C for Kazakhstan exchanges them with banks, version 2.00, in windows-1251.

    :raises Unwritable: if a name holds letters that windows-1251 lacks.
    """
    made = file.made_at
    lines = [
        "1CClientBankExchange",
        "ВерсияФормата=2.00",
        "Кодировка=Windows",
        "Отправитель=Steel Camel",
        "Получатель=",
        f"ДатаСоздания={made:%d.%m.%Y}",
        f"ВремяСоздания={made:%H:%M:%S}",
        f"ДатаНачала={file.day:%d.%m.%Y}",
        f"ДатаКонца={file.day:%d.%m.%Y}",
        f"РасчСчет={file.payer.account}",
    ]
    for order in file.orders:
        lines += _document(order, file)
    lines.append("КонецФайла")
    text = "".join(f"{line}\r\n" for line in lines)
    try:
        return text.translate(_KAZAKH).encode("windows-1251")
    except UnicodeEncodeError as error:
        raise Unwritable(text[error.start : error.end]) from error


def _document(order: Order, file: BankFile) -> list[str]:
    payer, payee = file.payer, order.payee
    pairs = {
        "СекцияДокумент": "ПлатежноеПоручение",
        "НомерДокумента": str(int(order.number.split("-")[-2])),
        "ДатаДокумента": f"{file.day:%d.%m.%Y}",
        "Сумма": order.amount,
        "ПлательщикНаименование": payer.name,
        "ПлательщикБИН_ИИН": payer.tax_id,
        "ПлательщикКБЕ": payer.kbe,
        "ПлательщикИИК": payer.account,
        "ПлательщикБанкНаименование": payer.bank,
        "ПлательщикБанкБИК": payer.bic,
        "ПолучательНаименование": payee.name,
        "ПолучательБИН_ИИН": payee.tax_id,
        "ПолучательКБЕ": payee.kbe,
        "ПолучательИИК": payee.account,
        "ПолучательБанкНаименование": payee.bank,
        "ПолучательБанкБИК": payee.bic,
        "НазначениеПлатежа": f"Выплата за проданные товары, {order.number}"[:_LONGEST_1C_PURPOSE],
        "КодНазначенияПлатежа": order.knp,
        "ДатаВалютирования": f"{file.day:%d.%m.%Y}",
        "Валюта": file.currency,
    }
    return [*(f"{name}={_one_line(value)}" for name, value in pairs.items()), "КонецДокумента"]


def _one_line(value: str) -> str:
    """A value that ends where its line does: what follows a line break would be read as another key."""
    return " ".join(value.split())


def _transfer(info: ET.Element, order: Order, currency: str, version: str) -> None:
    transfer = _in(info, "CdtTrfTxInf")
    _in(transfer, "PmtId/EndToEndId", order.number)
    amount = _in(transfer, "Amt/InstdAmt", order.amount)
    amount.set("Ccy", currency)
    _in(transfer, "ChrgBr", "SHAR")
    _agent(transfer, "CdtrAgt", order.payee, version)
    _party(transfer, "Cdtr", order.payee)
    _account(transfer, "CdtrAcct", order.payee, "")
    if order.knp:
        _in(transfer, "Purp/Prtry", order.knp)
    _in(transfer, "RmtInf/Ustrd", f"Payout {order.number} for goods sold"[:_LONGEST_PURPOSE])


def _sums(parent: ET.Element, file: BankFile) -> None:
    _in(parent, "NbOfTxs", str(len(file.orders)))
    _in(parent, "CtrlSum", file.total)


def _party(parent: ET.Element, name: str, party: Party) -> None:
    element = _in(parent, name)
    _in(element, "Nm", party.name[:_LONGEST_NAME])
    other = _in(element, "Id/OrgId/Othr")
    _in(other, "Id", party.tax_id)
    _in(other, "SchmeNm/Cd", "TXID")


def _account(parent: ET.Element, name: str, party: Party, currency: str) -> None:
    element = _in(parent, name)
    _in(element, "Id/IBAN" if party.has_iban else "Id/Othr/Id", party.account)
    if currency:
        _in(element, "Ccy", currency)


def _agent(parent: ET.Element, name: str, party: Party, version: str) -> None:
    _in(parent, f"{name}/FinInstnId/{'BIC' if version == PAIN_03 else 'BICFI'}", party.bic)


def _in(parent: ET.Element, path: str, text: str | None = None) -> ET.Element:
    """A new element, below new ones for each step of a path before the last."""
    for step in path.split("/"):
        parent = ET.SubElement(parent, step)
    parent.text = text
    return parent
