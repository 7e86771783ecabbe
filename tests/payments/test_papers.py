"""Do the papers of invoices, bills and statements say what is kept, in four languages?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from accounts.models import Organisation, User
from kit.money import Money
from payments import policy
from payments.documents import Line, Party
from payments.papers.bills import Bill, bill_paper
from payments.papers.invoices import invoice_paper
from payments.papers.statements import statement_paper
from payments.queries import statements
from payments.queries.drawing import bill_pdf, document_pdf, statement_pdf
from tests.api import Api
from tests.kit.test_typesetting import read
from tests.payments.books import firm, member, release, sell
from tests.payments.money import NOW, captured
from tests.payments.papers import AT, CAMEL, MILL, WANG, credit, draft, issue, service

BILL = Bill(
    number="SCG-26-00000098-2/1",
    billed_at=AT,
    billed_date=date(2026, 11, 23),
    due_date=date(2026, 11, 26),
    total=Money(123_456_78, "KZT"),
    payee=CAMEL,
    bank={
        "account": "KZ86125KZT5004100100",
        "kbe": "17",
        "bank": "Халық банкі",
        "bic": "HSBKKZKX",
        "knp": "710",
    },
    payer=Party("Әсем Құрманғалиқызы", "KZ", address="Алматы"),
    orders={"SC-26-00000123-5": 120_000_00, "SC-26-00000124-3": 3_456_78},
    sandbox=False,
)
# What an invoice of 50.00 CNY says in each language: its title, goods, sum, country of the buyer.
SAID: Mapping[str, tuple[str, ...]] = {
    "en": ("Invoice", "Wheat flour", "¥50.00", "China", "23 November 2026", "Page 1 of 1"),
    "ru": ("Счёт (инвойс)", "Мука", "50,00 ¥", "Китай", "23 ноября 2026 года", "Страница 1 из 1"),
    "kk": ("Шот (инвойс)", "Бидай ұны", "50,00 ¥", "Қытай", "2026 ж. 23 қараша", "1-бет"),
    "zh-Hans": ("商业发票", "小麦面粉", "¥50.00", "中国", "第 1 页"),
}


@pytest.mark.parametrize("language", SAID)
def test_an_invoice_is_said_in_each_language(db: None, language: str) -> None:
    text = read(document_pdf(issue(draft()), language=language))
    for said in (*SAID[language], "INV-2026-000001", MILL.name, MILL.local_name, "940140000385", WANG.name):
        assert said in text, said


def test_it_is_the_same_paper_whatever_its_seller_is_called_later(db: None) -> None:
    seller = firm("Aqdala Mill LLP")
    document = issue(draft(seller=seller))
    before = document_pdf(document, language="ru")
    seller.name = "Somebody else"
    seller.save()
    document.refresh_from_db()
    assert document_pdf(document, language="ru") == before


def test_every_rate_has_its_base_and_its_sum(db: None) -> None:
    lines = [
        Line(names={"en": "Service"}, net_minor=5_00, vat_percent=Decimal(16), vat_minor=80),
        Line(names={"en": "Older service"}, net_minor=100_00, vat_percent=Decimal(12), vat_minor=12_00),
    ]
    document = issue(replace(service(), lines=lines))
    with translation.override("en"):
        [table] = invoice_paper(document).tables
    assert table.totals == [
        ("Total without VAT", "¥105.00"),
        ("VAT 12 % on ¥100.00", "¥12.00"),
        ("VAT 16 % on ¥5.00", "¥0.80"),
        ("Total", "¥117.80"),
    ]


def test_a_credit_note_names_the_invoice_that_it_corrects(db: None) -> None:
    note = credit(issue(draft()), 10_00)
    assert note is not None
    text = read(document_pdf(note, language="en"))
    for said in ("Credit note", "CRN-2026-000001", "Corrects invoice INV-2026-000001", "Refund", "¥10.00"):
        assert said in text, said


def test_a_paper_of_the_test_world_says_so(db: None) -> None:
    assert "Of the test world" in read(document_pdf(issue(draft(sandbox=True)), language="en"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "Сто двадцать три тысячи четыреста пятьдесят шесть тенге 78 тиынов"),
        ("kk", "Бір жүз жиырма үш мың төрт жүз елу алты теңге 78 тиын"),
        ("en", "123,456.78"),
        ("zh-Hans", "123,456.78"),
    ],
)
def test_a_bill_says_whom_to_pay_by_which_codes_and_how_much(language: str, words: str) -> None:
    text = read(bill_pdf(BILL, language=language))
    for said in (
        *(words, "KZ86125KZT5004100100", "HSBKKZKX", "490340000018", "710", "17", "Халық банкі"),
        *("SCG-26-00000098-2/1", "SC-26-00000123-5", "Әсем Құрманғалиқызы"),
    ):
        assert said in text, said


def test_a_bill_of_the_test_world_is_not_to_be_paid() -> None:
    with translation.override("en"):
        assert bill_paper(replace(BILL, sandbox=True)).notes[0] == "Of the test world: nothing is to be paid."
        assert "test world" not in str(bill_paper(BILL).notes)


@pytest.fixture
def seller(db: None) -> Organisation:
    """A seller with a sale of 50.00 CNY, released; 44.20 of it are theirs."""
    captured()
    made = firm()
    sell(made)
    release()
    return made


def test_a_seller_gets_a_month_as_a_paper(seller: Organisation, proved_in: Callable[[User], Api]) -> None:
    finance = proved_in(member(seller, "finance"))
    answer = finance.get("/seller/statements/2026-11/CNY?format=pdf&lang=zh-Hans")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statement-2026-11-CNY.pdf"'
    text = read(answer.content)
    for said in ("对账单", "Mill", "¥44.20"):
        assert said in text, said


def test_a_month_too_long_for_paper_is_refused(
    seller: Organisation, proved_in: Callable[[User], Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "MOST_PAPER_ROWS", 4)
    finance = proved_in(member(seller, "finance"))
    answer = finance.get("/seller/statements/2026-11/CNY?format=pdf")
    assert (answer.status_code, answer.json()["code"]) == (422, "payments.paper_too_long")
    assert answer.json()["most"] == 4


def test_a_statement_says_what_moved_from_which_sum_to_which(seller: Organisation) -> None:
    rows = statements.lines_of(organisation_id=seller.pk, sandbox=False, currency="CNY")
    whole = statements.statement_of(rows, month=date(2026, 11, 1), currency="CNY", at=NOW)
    lines = list(rows.order_by("id"))
    with translation.override("en"):
        figures, moved = statement_paper(whole, lines, seller="Mill", at=NOW).tables
    assert figures.rows == [
        ("When the month began", "¥0.00", "¥0.00"),
        ("When it ended", "¥0.00", "¥44.20"),
    ]
    # Goods, commission, its VAT, and the release from one part to the other.
    assert [row[4] for row in moved.rows] == ["¥50.00", "−¥5.00", "−¥0.80", "−¥44.20", "¥44.20"]
    text = read(statement_pdf(whole, lines, seller="Диірмен", language="kk", at=NOW))
    for said in ("2026-11", "Диірмен", "50,00 ¥", "−0,80 ¥", "44,20 ¥"):
        assert said in text, said
