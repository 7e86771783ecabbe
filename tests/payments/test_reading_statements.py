"""What is read out of the statements that banks write?"""

from datetime import date
from pathlib import Path

import pytest

from kit.kazakh_numbers import kz_bin_error
from payments.bank_numbers import bic_error, iban_error
from payments.readers import MOST_ENTRIES, Unreadable, read
from tests.payments.statements import DAY, OURS, PAYER, PAYER_ACCOUNT, PAYER_BIN, camt, document, entry, one_c

NEWER = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"


# ---- CAMT.053 --------------------------------------------------------------------------


def test_a_credit_is_read_whole() -> None:
    (line,) = read(camt(entry())).entries
    assert (line.account, line.booked_on, line.amount_minor, line.currency) == (OURS, DAY, 12300, "CNY")
    assert (line.payer, line.payer_number, line.payer_account) == (PAYER, PAYER_BIN, PAYER_ACCOUNT)
    assert (line.purpose, line.bank_id, line.key) == ("SCG-26-00000001-7/1", "BANK-1", "BANK-1")


def test_newer_versions_that_put_the_payer_deeper_are_read_as_well() -> None:
    details = f"""<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>{PAYER}</Nm></Pty></Dbtr></RltdPties>
      <RmtInf><Strd><CdtrRefInf><Ref>SCG-26-00000001-7</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>"""
    told = entry(details=details).replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")
    (line,) = read(camt(told, namespace=NEWER)).entries
    assert (line.payer, line.purpose) == (PAYER, "SCG-26-00000001-7")


def test_what_goes_out_and_what_is_not_booked_are_counted_alone() -> None:
    statement = read(camt(entry(way="DBIT"), entry(status="PDNG"), entry(status="INFO"), entry()))
    assert (len(statement.entries), statement.outgoing, statement.pending) == (1, 1, 2)


def test_a_batch_whose_parts_make_up_the_whole_is_taken_apart() -> None:
    part = '<TxDtls><Amt Ccy="CNY">{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>'
    parts = part.format("100.00", "first") + part.format("23.00", "second")
    lines = read(camt(entry(details=f"<NtryDtls>{parts}</NtryDtls>"))).entries
    assert [(line.amount_minor, line.purpose, line.key) for line in lines] == [
        (10000, "first", "BANK-1/1"),
        (2300, "second", "BANK-1/2"),
    ]


def test_a_batch_whose_parts_do_not_add_up_stays_one_line() -> None:
    part = '<TxDtls><Amt Ccy="CNY">100.00</Amt></TxDtls>'
    (line,) = read(camt(entry(details=f"<NtryDtls>{part}{part}</NtryDtls>"))).entries
    assert line.amount_minor == 12300


def test_lines_without_a_number_of_the_bank_are_told_apart_by_what_they_say() -> None:
    same = entry(ref="")
    first = read(camt(same, same, entry(ref="", minor=1)))
    again = read(camt(entry(ref="", minor=1), same, same))
    assert len({line.key for line in first.entries}) == 3
    assert {line.key for line in first.entries} == {line.key for line in again.entries}


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        (b"<a>", "no_xml", {}),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "no_xml", {}),
        (b"<Document/>", "other_document", {"found": "Document"}),
        (camt(entry(), namespace="urn:iso:std:iso:20022:tech:xsd:camt.054.001.02"), "other_document", {}),
        (camt(entry(), account=""), "no_account", {}),
        (camt(entry().replace("123.00", "much")), "bad_amount", {"place": "№ 1", "found": "much"}),
        (camt(entry(), entry().replace("123.00", "1.005")), "bad_amount", {"place": "№ 2", "found": "1.005"}),
        (camt(entry().replace("123.00", "-1.00")), "bad_amount", {"field": "Amt", "found": "-1.00"}),
        (camt(entry().replace("123.00", "1e30")), "bad_amount", {"found": "1e30"}),
        (camt(entry().replace("123.00", "NaN")), "bad_amount", {"found": "NaN"}),
        (camt(entry().replace('Ccy="CNY"', 'Ccy="XAU"')), "bad_currency", {"found": "XAU"}),
        (camt(entry().replace("2026-11-23", "23.11.2026")), "bad_day", {"field": "BookgDt"}),
        (b"PK\x03\x04", "other_format", {}),
        (b"", "other_format", {}),
    ],
)
def test_what_is_no_such_statement_is_refused_with_place_and_reason(
    data: bytes, code: str, facts: dict[str, str]
) -> None:
    refused(data, code, facts)


def refused(data: bytes, code: str, facts: dict[str, str]) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(data)
    assert refusal.value.code == code
    assert facts.items() <= refusal.value.facts.items()


def test_xml_bombs_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "&a%d;&a%d;">' % (n, n - 1, n - 1) for n in range(1, 30)
    )
    with pytest.raises(Unreadable):
        read(bomb + b"]><l>&a29;</l>")


def test_no_file_is_fetched_that_a_statement_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("very secret")
    outside = f'<!DOCTYPE a [<!ENTITY s SYSTEM "file://{secret}">]>'
    with pytest.raises(Unreadable) as refusal:
        read(camt(entry(purpose="&s;")).replace(b"<Document", outside.encode() + b"<Document"))
    assert "very secret" not in str(refusal.value)


# ---- 1CClientBankExchange --------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("Windows", "cp1251"),
        ("DOS", "cp866"),
        ("UTF-8", "utf-8"),
        ("UTF-8", "utf-8-sig"),
        ("windows", "kz1048"),
    ],
)
def test_a_document_is_read_in_each_of_its_encodings(said: str, encoding: str) -> None:
    (line,) = read(one_c(document(), said=said, encoding=encoding)).entries
    assert (line.account, line.booked_on, line.amount_minor, line.currency) == (OURS, DAY, 12300, "KZT")
    assert (line.payer, line.payer_number, line.payer_account) == (PAYER, PAYER_BIN, PAYER_ACCOUNT)
    assert line.purpose == "Оплата SCG-26-00000001-7/1"


def test_kazakh_letters_of_the_windows_page_are_read() -> None:
    (line,) = read(one_c(document(purpose="Ұн үшін төлем"), encoding="kz1048")).entries
    assert line.purpose == "Ұн үшін төлем"


def test_the_names_of_the_russian_exchange_are_read() -> None:
    lines = [
        "СекцияДокумент=Платежное поручение",
        "Номер=9",
        "Дата=22.11.2026",
        "ДатаПоступило=23.11.2026",
        "Сумма=1 234,50",
        "Плательщик1=ООО Хлеб",
        "ПлательщикИНН=7707083893",
        f"ПолучательРасчСчет={OURS}",
        "НазначениеПлатежа1=Оплата",
        "НазначениеПлатежа2=SCG-26-00000001-7/1",
        "КонецДокумента",
    ]
    (line,) = read(one_c(lines)).entries
    assert (line.booked_on, line.amount_minor) == (date(2026, 11, 23), 123450)
    assert (line.payer, line.purpose) == ("ООО Хлеб", "Оплата SCG-26-00000001-7/1")


def test_documents_to_others_are_outgoing() -> None:
    statement = read(one_c(document(), document(payee=PAYER_ACCOUNT), document(СуммаРасход="1.00")))
    assert (len(statement.entries), statement.outgoing) == (1, 2)


@pytest.mark.parametrize("code", ["156", "CNY", "cny"])
def test_a_currency_is_named_by_letters_or_digits(code: str) -> None:
    (line,) = read(one_c(document(Валюта=code))).entries
    assert line.currency == "CNY"


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        (one_c(document(), said="EBCDIC"), "encoding", {"found": "EBCDIC"}),
        (b"1CClientBankExchange\r\n", "encoding", {"found": ""}),
        (one_c(document(amount="")), "missing", {"place": "№ 5", "field": "Сумма"}),
        (one_c(document(), document(amount="many")), "bad_amount", {"place": "№ 15", "found": "many"}),
        (one_c(document(day="2026-11-23")), "bad_day", {"found": "2026-11-23"}),
        (one_c(document(day="31.02.2026")), "bad_day", {"found": "31.02.2026"}),
        (one_c(document()[:-1]), "cut_off", {"place": "№ 5"}),
        (one_c(document()[:-1], document()), "cut_off", {"place": "№ 5"}),
        (one_c(["КонецДокумента"]), "not_begun", {"place": "№ 5"}),
    ],
)
def test_a_broken_exchange_is_refused_with_line_and_reason(
    data: bytes, code: str, facts: dict[str, str]
) -> None:
    refused(data, code, facts)


def test_an_exchange_without_our_account_is_refused() -> None:
    data = one_c(document()).replace(f"РасчСчет={OURS}\r\n".encode("cp1251"), b"")
    with pytest.raises(Unreadable):
        read(data)


def test_what_no_column_holds_is_cut_or_left_out() -> None:
    (line,) = read(one_c(document(purpose="x" * 2000 + "\x00"))).entries
    assert line.purpose == "x" * 500
    (line,) = read(one_c(document(purpose="a\x00b"))).entries
    assert line.purpose == "ab"


def test_a_statement_has_a_bounded_number_of_lines() -> None:
    with pytest.raises(Unreadable):
        read(one_c(*([document()] * (MOST_ENTRIES + 1))))


# ---- numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["KZ86125KZT5004100100", "KZ98999DEMO000000001"])
def test_kazakh_accounts_check_themselves(value: str) -> None:
    # The first is the example of the registry of IBANs (SWIFT, release 99).
    assert iban_error(value) is None
    for place in range(2, 20):
        wrong = value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]
        assert iban_error(wrong) is not None, wrong


@pytest.mark.parametrize(
    "value", ["", "KZ", "DE89370400440532013000", "kz86125kzt5004100100", "KZ86 125KZT5004100100"]
)
def test_other_accounts_are_none_of_kazakhstan(value: str) -> None:
    assert iban_error(value) is not None


@pytest.mark.parametrize("value", ["940140000385", "990140004654", "490340000018"])
def test_business_numbers_check_themselves(value: str) -> None:
    assert kz_bin_error(value) is None
    assert kz_bin_error(value[:11] + str((int(value[11]) + 1) % 10)) is not None


@pytest.mark.parametrize("value", ["", "94014000038", "94014000038X", "490340000020"])
def test_what_is_no_business_number_is_told(value: str) -> None:
    assert kz_bin_error(value) is not None


def test_codes_of_banks_have_eight_or_eleven_characters() -> None:
    assert bic_error("HSBKKZKX") is None
    assert bic_error("KCJBKZKXXXX") is None
    for wrong in ("", "HSBKKZK", "HSBK1ZKX", "hsbkkzkx"):
        assert bic_error(wrong) is not None
