"""What do banks write into statements?"""

from collections.abc import Sequence
from datetime import date

from kit.money import Money
from payments.setups import DEMO_PAYEE, accounts_of

OURS = accounts_of(DEMO_PAYEE)["KZT"]
DAY = date(2026, 11, 23)
PAYER, PAYER_BIN, PAYER_ACCOUNT = "ТОО Нан", "940140000385", "KZ86125KZT5004100100"
_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"


def entry(
    minor: int = 12300,
    purpose: str = "SCG-26-00000001-7/1",
    *,
    ref: str = "BANK-1",
    currency: str = "CNY",
    way: str = "CRDT",
    status: str = "BOOK",
    day: date = DAY,
    details: str | None = None,
) -> str:
    """One entry of a CAMT.053 statement."""
    amount = Money(minor, currency).amount
    told = (
        details
        if details is not None
        else f"""<NtryDtls><TxDtls><RltdPties>
          <Dbtr><Nm>{PAYER}</Nm><Id><OrgId><Othr><Id>{PAYER_BIN}</Id></Othr></OrgId></Id></Dbtr>
          <DbtrAcct><Id><IBAN>{PAYER_ACCOUNT}</IBAN></Id></DbtrAcct>
        </RltdPties><RmtInf><Ustrd>{purpose}</Ustrd></RmtInf></TxDtls></NtryDtls>"""
    )
    own = f"<AcctSvcrRef>{ref}</AcctSvcrRef>" if ref else ""
    return f"""<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>{status}</Sts>
      <BookgDt><Dt>{day.isoformat()}</Dt></BookgDt>{own}{told}</Ntry>"""


def camt(*entries: str, account: str = OURS, namespace: str = _CAMT) -> bytes:
    """A whole CAMT.053 message."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="{namespace}"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>
    <Stmt><Id>1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{"".join(entries)}</Stmt>
    </BkToCstmrStmt></Document>""".encode()


def document(
    amount: str = "123.00",
    purpose: str = "Оплата SCG-26-00000001-7/1",
    *,
    payee: str = OURS,
    day: str = "23.11.2026",
    **more: str,
) -> list[str]:
    """One document of a 1C exchange, as banks of Kazakhstan write it."""
    return [
        "СекцияДокумент=ПлатежноеПоручение",
        "НомерДокумента=17",
        f"ДатаОперации={day}",
        f"ПлательщикНаименование={PAYER}",
        f"ПлательщикБИН_ИИН={PAYER_BIN}",
        f"ПлательщикИИК={PAYER_ACCOUNT}",
        f"ПолучательИИК={payee}",
        f"СуммаПриход={amount}",
        f"НазначениеПлатежа={purpose}",
        *(f"{name}={value}" for name, value in more.items()),
        "КонецДокумента",
    ]


def one_c(
    *documents: Sequence[str], said: str = "Windows", encoding: str = "cp1251", account: str = OURS
) -> bytes:
    """A whole 1C exchange."""
    lines = [
        "1CClientBankExchange",
        "ВерсияФормата=2.00",
        f"Кодировка={said}",
        f"РасчСчет={account}",
        *(line for each in documents for line in each),
        "КонецФайла",
    ]
    return "\r\n".join(lines).encode(encoding)


def many(count: int, *, currency: str = "CNY") -> bytes:
    """A statement of so many lines, each of another checkout and sum."""
    return camt(
        *(
            entry(
                10_000 + number,
                f"Payment for order {group(number)}/1",
                ref=f"B{number}",
                currency=currency,
            )
            for number in range(count)
        )
    )


def group(number: int) -> str:
    """The number of a checkout; its check digit is none."""
    return f"SCG-26-{number:08}-0"
