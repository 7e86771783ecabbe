"""How is a statement read that a bank wrote for 1C (1CClientBankExchange)?"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

from payments.readers.entries import Entry, Statement, Unreadable, finished, minor_of

_FIRST_LINE = "1CClientBankExchange"
# What a file says of its own letters. Banks of Kazakhstan write the Windows page with Kazakh letters, which
# differs from the Russian one in those alone.
_ENCODINGS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "windows": "kz1048", "dos": "cp866"}
_BEGINS = re.compile(r"СекцияДокумент(?:=.*)?")
_END = "КонецДокумента"
_ACCOUNT = "РасчСчет"
# Each by the names that it has in the exchanges of Russia and Kazakhstan, the first that is there counts.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "date": ("ДатаПоступило", "ДатаОперации", "Дата", "ДатаДокумента"),
    "amount": ("СуммаПриход", "Сумма"),
    "currency": ("Валюта", "КодВалюты"),
    "number": ("Номер", "НомерДокумента"),
    "payer": ("ПлательщикНаименование", "Плательщик", "Плательщик1"),
    "payer_number": ("ПлательщикБИН_ИИН", "ПлательщикИИН", "ПлательщикБИН", "ПлательщикИНН"),
    "payer_account": ("ПлательщикИИК", "ПлательщикСчет", "ПлательщикРасчСчет"),
    "payee_account": ("ПолучательИИК", "ПолучательСчет", "ПолучательРасчСчет"),
    "bank_id": ("ИдентификаторДокумента", "УникальныйНомер", "UNID"),
}
_CURRENCIES = {"398": "KZT", "156": "CNY", "840": "USD", "978": "EUR", "643": "RUB", "410": "KRW"}


def is_one(data: bytes) -> bool:
    """Whether a file begins as such a text does, in any of its encodings."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_FIRST_LINE.encode())


def read(data: bytes) -> Statement:
    """
    The incoming documents; those of which another account is the payee are outgoing.

    :raises Unreadable: naming the line and the reason.
    """
    lines = _decoded(data).splitlines()
    ours = {value.strip() for name, _, value in (line.partition("=") for line in lines) if name == _ACCOUNT}
    if not ours:
        raise Unreadable("no_account", field=_ACCOUNT)
    entries, outgoing = [], 0
    for number, document in _documents(lines):
        account = _one_of(document, "payee_account")
        if account in ours and not document.get("СуммаРасход"):
            entries.append(_entry(document, account, place=f"№ {number}"))
        else:
            outgoing += 1
    return finished(entries, outgoing=outgoing)


def _decoded(data: bytes) -> str:
    for encoding in dict.fromkeys(_ENCODINGS.values()):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        said = re.search(r"^Кодировка=(.*)$", text, re.MULTILINE)
        if said:
            named = _ENCODINGS.get(said[1].strip().lower())
            if named is None:
                raise Unreadable("encoding", found=said[1].strip()[:20])
            # The word itself could be read, so the file is in this one, whatever it says.
            return text
    raise Unreadable("encoding", found="")


def _documents(lines: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each document with the line at which it begins."""
    document: dict[str, str] | None = None
    begun = 0
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if _BEGINS.fullmatch(text):
            if document is not None:
                raise Unreadable("cut_off", place=f"№ {begun}")
            document, begun = {}, number
        elif text == _END:
            if document is None:
                raise Unreadable("not_begun", place=f"№ {number}")
            yield begun, document
            document = None
        elif document is not None:
            name, _, value = text.partition("=")
            document[name] = value.strip()
    if document is not None:
        raise Unreadable("cut_off", place=f"№ {begun}")


def _entry(document: Mapping[str, str], account: str, *, place: str) -> Entry:
    currency = _one_of(document, "currency") or "KZT"
    currency = _CURRENCIES.get(currency, currency.upper())
    amount = _one_of(document, "amount")
    if not amount:
        raise Unreadable("missing", place=place, field="Сумма")
    return Entry(
        account=account,
        booked_on=_day(_one_of(document, "date"), place),
        amount_minor=minor_of(amount, currency, place=place, field="Сумма"),
        currency=currency,
        payer=_one_of(document, "payer"),
        payer_number=_one_of(document, "payer_number"),
        payer_account=_one_of(document, "payer_account"),
        purpose=_purpose(document),
        bank_id=_one_of(document, "bank_id"),
    )


def _purpose(document: Mapping[str, str]) -> str:
    whole = document.get("НазначениеПлатежа", "")
    parts = [document.get(f"НазначениеПлатежа{number}", "") for number in range(1, 7)]
    return whole or " ".join(each for each in parts if each)


def _one_of(document: Mapping[str, str], what: str) -> str:
    return next((document[name] for name in _NAMES[what] if document.get(name)), "")


def _day(text: str, place: str) -> date:
    found = re.match(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})\b", text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    raise Unreadable("bad_day", place=place, field="Дата", found=text[:20])
