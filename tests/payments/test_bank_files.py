"""Do files to the bank say what they are meant to, in the forms that banks read?"""

from datetime import date, datetime
from importlib.resources import as_file, files
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
import xmlschema

from payments.bank_files import ONE_C, PAIN_03, PAIN_09, BankFile, Order, Party, Unwritable, written

PAYER = Party(
    name="Steel Camel LLP",
    account="KZ98999DEMO000000001",
    bic="DEMOKZKA",
    bank="Demo Bank, Almaty",
    tax_id="490340000018",
    kbe="17",
)
MILL = Party(
    name="ТОО «Ақдала ұн зауыты»",
    account="KZ86125KZT5004100100",
    bic="HSBKKZKX",
    bank="АО «Народный банк»",
    tax_id="940140000385",
    kbe="17",
)
CHINESE = Party(
    name="Shenzhen Lamps Ltd",
    account="6222021234567890123",
    bic="ICBKCNBJ",
    bank="ICBC",
    tax_id="91110000600037341L",
)


def a_file(*payees: Party, currency: str = "KZT") -> BankFile:
    return BankFile(
        number="SCB-26-00000001-7",
        made_at=datetime(2026, 11, 30, 9, 15, 5, tzinfo=ZoneInfo("Asia/Almaty")),
        day=date(2026, 11, 30),
        payer=PAYER,
        currency=currency,
        total="140000.00",
        orders=[
            Order(f"SCP-26-0000000{number}-{number}", payee, "70000.00", "710" if payee.kbe else "")
            for number, payee in enumerate(payees, start=1)
        ],
    )


def schema_of(version: str) -> xmlschema.XMLSchema:
    """The schema that ISO publishes, as a package for tests ships it."""
    with as_file(files("sepaxml") / "schemas" / f"{version}.xsd") as path:
        return xmlschema.XMLSchema(path)


@pytest.mark.parametrize("version", [PAIN_03, PAIN_09])
def test_iso_20022_is_as_its_schema_says(version: str) -> None:
    schema = schema_of(version)
    for file in (a_file(MILL, MILL), a_file(CHINESE, CHINESE, currency="CNY")):
        schema.validate(ET.fromstring(written(file, version)))


@pytest.mark.parametrize("version", [PAIN_03, PAIN_09])
def test_iso_20022_orders_each_payout_once_with_its_sum(version: str) -> None:
    root = ET.fromstring(written(a_file(MILL, MILL), version))
    names = {"x": root.tag[1:].partition("}")[0]}
    assert names["x"].endswith(version)

    def all_of(path: str) -> list[str | None]:
        return [each.text for each in root.findall(f".//x:{path}", names)]

    assert all_of("EndToEndId") == ["SCP-26-00000001-1", "SCP-26-00000002-2"]
    assert all_of("NbOfTxs") == ["2", "2"]
    assert all_of("CtrlSum") == ["140000.00", "140000.00"]
    assert all_of("InstdAmt") == ["70000.00", "70000.00"]
    assert {each.get("Ccy") for each in root.findall(".//x:InstdAmt", names)} == {"KZT"}
    assert all_of("IBAN") == [PAYER.account, MILL.account, MILL.account]


def test_names_can_not_break_out_of_their_element() -> None:
    evil = MILL._replace(name="</Nm><Amt>1</Amt>")
    root = ET.fromstring(written(a_file(evil), PAIN_09))
    [_head, _payer, payee] = [each.text for each in root.iter() if each.tag.endswith("}Nm")]
    assert payee == "</Nm><Amt>1</Amt>"


def documents(file: bytes) -> list[dict[str, str]]:
    """The documents of a file for 1C, as another program would read them."""
    found: list[dict[str, str]] = []
    lines = file.decode("windows-1251").split("\r\n")
    assert lines[0] == "1CClientBankExchange"
    assert lines[-2:] == ["КонецФайла", ""]
    for line in lines:
        name, _sign, value = line.partition("=")
        if name == "СекцияДокумент":
            found.append({})
        if found and value:
            found[-1][name] = value
    assert lines.count("КонецДокумента") == len(found)
    return found


def test_1c_reads_payment_orders_as_banks_of_kazakhstan_write_them() -> None:
    [order] = documents(written(a_file(MILL), ONE_C))
    assert order == {
        "СекцияДокумент": "ПлатежноеПоручение",
        "НомерДокумента": "1",
        "ДатаДокумента": "30.11.2026",
        "Сумма": "70000.00",
        "ПлательщикНаименование": "Steel Camel LLP",
        "ПлательщикБИН_ИИН": "490340000018",
        "ПлательщикКБЕ": "17",
        "ПлательщикИИК": "KZ98999DEMO000000001",
        "ПлательщикБанкНаименование": "Demo Bank, Almaty",
        "ПлательщикБанкБИК": "DEMOKZKA",
        "ПолучательНаименование": "ТОО «Акдала ун зауыты»",
        "ПолучательБИН_ИИН": "940140000385",
        "ПолучательКБЕ": "17",
        "ПолучательИИК": "KZ86125KZT5004100100",
        "ПолучательБанкНаименование": "АО «Народный банк»",
        "ПолучательБанкБИК": "HSBKKZKX",
        "НазначениеПлатежа": "Выплата за проданные товары, SCP-26-00000001-1",
        "КодНазначенияПлатежа": "710",
        "ДатаВалютирования": "30.11.2026",
        "Валюта": "KZT",
    }


def test_a_name_with_line_breaks_adds_no_document_to_a_file_for_1c() -> None:
    evil = MILL._replace(name="Mill\r\nКонецДокумента\r\nСекцияДокумент=ПлатежноеПоручение\r\nСумма=9.00")
    [order] = documents(written(a_file(evil), ONE_C))
    assert order["Сумма"] == "70000.00"


def test_what_windows_1251_lacks_is_refused_rather_than_guessed() -> None:
    with pytest.raises(Unwritable) as refusal:
        written(a_file(MILL._replace(name="深圳灯具")), ONE_C)
    assert "深" in str(refusal.value)
