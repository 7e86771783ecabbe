"""Which invoices do the tests of documents issue?"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import Organisation
from kit.transactions import owns_transaction
from payments.documents import COMMISSION, GOODS, Draft, Line, Party
from payments.models import IssuedDocument
from payments.operations import documenting

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MILL = Party(
    "Aqdala Mill LLP", "KZ", local_name="Ақдала ұн зауыты ЖШС", tax_id="940140000385", tax_id_kind="BIN"
)
CAMEL = Party("Steel Camel LLP", "KZ", tax_id="490340000018", tax_id_kind="BIN", address="Almaty")
WANG = Party("王芳", "CN", address="连云港市海州区海棠北路 1 号, 222000")
FLOUR: Mapping[str, str] = {"en": "Wheat flour", "ru": "Мука", "kk": "Бидай ұны", "zh-Hans": "小麦面粉"}
# 5.00 with 16 % of VAT.
SERVICE = Line(names=FLOUR, net_minor=5_00, vat_percent=Decimal(16), vat_minor=80, code="FLR-2KG")


def goods(*, quantity: int = 2, price: int = 25_00) -> Line:
    """Flour that leaves the country."""
    return Line(
        names=FLOUR,
        quantity=quantity,
        unit_price_minor=price,
        net_minor=quantity * price,
        vat_percent=Decimal(0),
        vat_minor=0,
        code="FLR-2KG",
        hs6="110100",
    )


def draft(
    fact: str = "goods:SC-1",
    *,
    lines: Sequence[Line] = (),
    seller: Organisation | None = None,
    issuer: Party = MILL,
    sandbox: bool = False,
) -> Draft:
    """Goods that a mill sold to a buyer in China."""
    return Draft(
        subject=GOODS,
        fact=fact,
        reference=fact.partition(":")[2],
        currency="CNY",
        issuer=issuer,
        recipient=WANG,
        lines=lines or [goods()],
        supplied_date=date(2026, 11, 23),
        sandbox=sandbox,
        issuer_id=seller.pk if seller else None,
        reason="export",
        besides={"freight": 8_00, "insurance": 1_00},
    )


def service(fact: str = "commission:SC-1", *, seller: Organisation | None = None) -> Draft:
    """Our service to the mill."""
    return Draft(
        subject=COMMISSION,
        fact=fact,
        reference=fact.partition(":")[2],
        currency="CNY",
        issuer=CAMEL,
        recipient=MILL,
        lines=[SERVICE],
        supplied_date=date(2026, 11, 23),
        sandbox=False,
        recipient_id=seller.pk if seller else None,
        reason="commission",
    )


def issue(what: Draft, *, at: datetime = AT) -> IssuedDocument:
    """It gets its number."""
    issued = owns_transaction(documenting.issue_invoice)(draft=what, at=at)
    assert issued is not None
    return issued


def credit(
    invoice: IssuedDocument, most: int | None = None, *, fact: str = "goods:ended:SC-1", at: datetime = AT
) -> IssuedDocument | None:
    """All of it, or a part."""
    return owns_transaction(documenting.issue_credit_note)(
        invoice=invoice, fact=fact, reason="refunded" if most else "ended", most_minor=most, at=at
    )
