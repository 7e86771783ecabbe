"""Are files of orders read and written as bases of 1C do it?"""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from channels.intending import Document, Goods
from channels.readers.orders import MOST_LINES, orders_in
from channels.readers.port import Unreadable
from channels.writers.orders import Buyer, Line, Sale, dictionary, orders_document
from kit.money import Money

AT = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
ROOT = "КоммерческаяИнформация"


def read(inside: str, *, encoding: str = "utf-8", attributes: str = 'ВерсияСхемы="2.08"') -> list[Document]:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return list(orders_in(BytesIO(f"{head}<{ROOT} {attributes}>{inside}</{ROOT}>".encode(encoding))))


def requisites(**told: str) -> str:
    rows = "".join(
        f"<ЗначениеРеквизита><Наименование>{name.replace('_', ' ')}</Наименование>"
        f"<Значение>{text}</Значение></ЗначениеРеквизита>"
        for name, text in told.items()
    )
    return f"<ЗначенияРеквизитов>{rows}</ЗначенияРеквизитов>"


def document(*inside: str) -> str:
    return f"<Документ><Ид>17</Ид><Номер>SC-1</Номер>{''.join(inside)}</Документ>"


# ---- reading -----------------------------------------------------------------------------


def test_a_document_says_its_state() -> None:
    told = requisites(Статус_заказа="К выполнению", Проведен="true", Отменен="false", ПометкаУдаления="false")
    [found] = read(document("<ХозОперация>Заказ товара</ХозОперация>", told))
    assert found == Document(
        1, "17", "SC-1", "Заказ товара", words=("К выполнению",), is_posted=True, goods=()
    )


@pytest.mark.parametrize("name", ["Статуса заказа ИД", "Статус заказа ИД"])
def test_a_state_is_known_by_its_code_as_well(name: str) -> None:
    [found] = read(document(requisites(**{name: "packed"})))
    assert found.words == ("packed",)


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251", "utf-16"])
def test_documents_of_any_encoding_namespace_and_container_are_read(encoding: str) -> None:
    inside = f"<Контейнер>{document()}</Контейнер>{document()}"
    found = read(inside, encoding=encoding, attributes='xmlns="urn:1C.ru:commerceml_2"')
    assert [(each.place, each.number) for each in found] == [(1, "SC-1"), (2, "SC-1")]


@pytest.mark.parametrize("name", ["Дата отгрузки по 1С", "Номер отгрузки по 1C", "дата отгрузки по 1с"])
def test_a_shipment_is_known_in_either_alphabet(name: str) -> None:
    [found] = read(document(requisites(**{name: "2026-11-23"})))
    assert found.is_shipped


@pytest.mark.parametrize(
    "day",
    [
        *("", " ", "T", "Т", "0001-01-01", "0001-01-01T00:00:00", "0001-01-01 00:00:00"),
        *(
            "01.01.0001 0:00:00",
            "01.01.0001",
            "01.01.0001 00:00",
            "0001-01-01T00:00:00Z",
            "0001-01-01T00:00:00+00:00",
        ),
        *("00010101000000", ".  .", ".  .       :  :", "01/01/0001 0:00:00"),
    ],
)
def test_a_day_that_is_not_known_is_none(day: str) -> None:
    [found] = read(document(requisites(Дата_отгрузки_по_1С=day, Дата_оплаты_по_1С=day)))
    assert (found.is_shipped, found.is_paid) == (False, False)


@pytest.mark.parametrize("day", ["2026-11-23", "23.11.2026 0:00:00", "2026-11-23T00:00:00", "РТ-0001", "17"])
def test_any_other_day_or_number_is_one(day: str) -> None:
    [found] = read(document(requisites(Дата_отгрузки_по_1С=day)))
    assert found.is_shipped


def test_elements_say_what_requisites_say() -> None:
    [found] = read(document("<Отменен>true</Отменен><Проведен>false</Проведен>"))
    assert (found.is_cancelled, found.is_posted) == (True, False)


def test_goods_are_read_and_services_are_not() -> None:
    flour = "<Товар><Ид>4b1d#77</Ид><Артикул>FLR</Артикул><Количество>2.000</Количество></Товар>"
    delivery = "<Товар><Ид>ORDER_DELIVERY</Ид><Количество>1</Количество></Товар>"
    service = f"<Товар><Ид>9</Ид>{requisites(ВидНоменклатуры='Услуга')}</Товар>"
    [found] = read(document(f"<Товары>{flour}{delivery}{service}</Товары>"))
    assert found.goods == (Goods("4b1d#77", "FLR", "2.000"),)


def test_a_document_of_too_many_lines_says_so() -> None:
    lines = "<Товар><Ид>1</Ид></Товар>" * (MOST_LINES + 1)
    [found] = read(document(f"<Товары>{lines}</Товары>"))
    assert (found.fault, found.number) == ("report.too_large", "SC-1")


def test_a_file_that_is_cut_off_says_nothing() -> None:
    whole = f"<{ROOT}>{document()}{document()}</{ROOT}>".encode()
    with pytest.raises(Unreadable) as refusal:
        list(orders_in(BytesIO(whole[:-30])))
    assert refusal.value.code == "file.cut_off"


# ---- writing -----------------------------------------------------------------------------


def sale(**otherwise: Any) -> Sale:
    line = Line(
        *("4b1d#77", "FLR-2KG", "Мука <белая> 小麦粉\x07", 2),
        *(Money(1750, "CNY"), Money(350, "CNY"), Money(3150, "CNY")),
    )
    told: dict[str, Any] = {
        "id": "019a",
        "number": "SC-1",
        "group_number": "SCG-1",
        "state": "paid",
        "zone": "Asia/Almaty",
        "placed_at": AT,
        "paid_at": AT,
        "changed_at": AT,
        "accept_by_at": None,
        "hand_in_by_at": None,
        "is_over": False,
        "is_off": False,
        "why_off": "",
        "market": "CN",
        "warehouses": ["KZ-W"],
        "shipments": [],
        "total": Money(3150, "CNY"),
        "rate": None,
        "buyer": Buyer("k", "王芳", "+8613800000000", "江苏省"),
        "lines": [line],
    }
    return Sale(**told | otherwise)


def written(*sales: Sale, encoding: str = "utf-8", in_containers: bool = False) -> bytes:
    return b"".join(orders_document(sales, at=AT, encoding=encoding, in_containers=in_containers))


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_what_is_written_is_xml_that_loses_no_letter(encoding: str) -> None:
    body = written(sale(), encoding=encoding)
    [found] = ET.fromstring(body).findall("Документ")
    assert found.findtext("Контрагенты/Контрагент/Наименование") == "王芳"
    # What no XML may have is gone, what would be markup is none.
    assert found.findtext("Товары/Товар/Наименование") == "Мука <белая> 小麦粉"
    assert "Заказ товара".encode(encoding) in body


def test_days_are_those_of_the_seller() -> None:
    [found] = ET.fromstring(written(sale())).findall("Документ")
    # Half past eight in the evening by UTC is half past one of the next day in Almaty.
    assert (found.findtext("Дата"), found.findtext("Время")) == ("2026-11-24", "01:30:00")


@pytest.mark.parametrize(
    ("rate", "told"), [(Decimal("72.3500"), "72.35"), (Decimal(100), "100"), (Decimal(1), "1"), (None, None)]
)
def test_a_rate_is_told_where_it_is_known(rate: Decimal | None, told: str | None) -> None:
    [found] = ET.fromstring(written(sale(rate=rate))).findall("Документ")
    assert found.findtext("Курс") == told


def test_a_line_adds_up_and_is_counted_in_pieces() -> None:
    [line] = ET.fromstring(written(sale())).findall("Документ/Товары/Товар")
    unit = line.find("БазоваяЕдиница")
    assert unit is not None
    assert unit.attrib["Код"] == "796"
    assert [line.findtext(each) for each in ("ЦенаЗаЕдиницу", "Количество", "Сумма")] == [
        "17.50",
        "2",
        "31.50",
    ]
    assert (line.findtext("Скидки/Скидка/Сумма"), line.findtext("Налоги/Налог/Сумма")) == ("3.50", "0")


def test_newer_modules_get_containers_of_3_1() -> None:
    root = ET.fromstring(written(sale(), sale(), in_containers=True))
    assert (root.attrib["ВерсияСхемы"], len(root.findall("Контейнер/Документ"))) == ("3.1", 2)
    assert ET.fromstring(written(sale())).attrib["ВерсияСхемы"] == "2.10"


def test_nobody_is_named_who_may_not_be() -> None:
    [found] = ET.fromstring(written(sale(buyer=None))).findall("Документ")
    assert found.findtext("Контрагенты/Контрагент/Наименование") == "Покупатель"
    assert found.find("Контрагенты/Контрагент/АдресРегистрации") is None


def test_no_orders_are_a_document_as_well() -> None:
    assert ET.fromstring(written()).findall("Документ") == []


def test_states_are_found_under_both_names_that_modules_know() -> None:
    root = ET.fromstring(dictionary({"Статусы": {"paid": "Оплачен"}}, encoding="utf-8"))
    # The second begins with a Latin C.
    for name in ("Статусы", "C" + "татусы"):
        assert root.findtext(f"{name}/Элемент/Название") == "Оплачен"
