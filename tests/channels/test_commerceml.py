"""What is read out of the files that 1C writes?"""

import pytest

from catalog.neutral import (
    AttributeSaid,
    Barcode,
    Books,
    CategorySaid,
    HsCode,
    NeutralRow,
    SellerMapping,
    UnitSaid,
)
from channels.readers import Unreadable
from channels.readers.commerceml import CommerceMlReader
from tests.channels.files import (
    BOOTS,
    FLOUR,
    catalogue,
    commerce,
    faults,
    header_of,
    notes,
    offer,
    package,
    product,
    read,
    requisites,
    rows_of,
    says,
    unread,
)

ONE_C = CommerceMlReader()
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'


def goods(*inside: str, mapping: SellerMapping | None = None, **product_facts: str) -> NeutralRow:
    (row,) = rows_of(ONE_C, commerce(catalogue(product(*inside, **product_facts))).encode(), mapping)
    return row


# ---- the file --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "root",
    ['xmlns="urn:1C.ru:commerceml_2"', "", f'{XSI} xsi:noNamespaceSchemaLocation="CML208.XSD"'],
)
def test_the_same_goods_are_read_in_all_three_dialects_of_the_namespace(root: str) -> None:
    (row,) = rows_of(ONE_C, commerce(catalogue(product()), root=root).encode())
    assert (row.product_key, row.names) == (FLOUR, {"ru": "Мука пшеничная"})


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("UTF-8", "utf-8"), ("UTF-8", "utf-8-sig"), ("windows-1251", "cp1251"), ("UTF-16", "utf-16")],
)
def test_the_parser_reads_the_encoding_from_the_bytes(declared: str, encoding: str) -> None:
    data = commerce(catalogue(product()), declared=declared).encode(encoding)
    assert ONE_C.detect(data, "import.xml") == 100
    (row,) = rows_of(ONE_C, data)
    assert row.names == {"ru": "Мука пшеничная"}


def test_what_is_in_a_file_decides_and_not_what_it_is_called() -> None:
    assert ONE_C.detect(commerce(package(offer())).encode(), "import.xml") == 100
    assert ONE_C.detect(b"<yml_catalog/>", "import.xml") == 0


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (catalogue(product(), changes='СодержитТолькоИзменения="true"'), True),
        (catalogue(product(), changes='СодержитТолькоИзменения="false"'), False),
        (catalogue(product(), changes=""), None),
        (package(offer(), changes='СодержитТолькоИзменения="true"'), True),
        (package(offer(), lists="<СодержитТолькоИзменения>true</СодержитТолькоИзменения>"), True),
        (package(offer(), lists="<СодержитТолькоИзменения>false</СодержитТолькоИзменения>"), False),
        (package(offer(), of="ИзмененияПакетаПредложений"), True),
    ],
)
def test_a_file_of_changes_is_told_from_a_whole_one(part: str, told: bool | None) -> None:
    reading = read(ONE_C, commerce(part).encode())
    assert (reading.header.is_changes_only, reading.header.version) == (told, "2.07")


def test_a_version_that_nobody_has_seen_is_read_as_well() -> None:
    (row,) = rows_of(ONE_C, commerce(catalogue(product())).replace("2.07", "9.99").encode())
    assert row.product_key == FLOUR


def test_a_file_of_orders_has_no_goods() -> None:
    orders = "<Документ><Ид>1</Ид><Товары><Товар><Ид>ORDER_DELIVERY</Ид></Товар></Товары></Документ>"
    assert rows_of(ONE_C, commerce(orders).encode()) == []


# ---- products --------------------------------------------------------------------------


def test_a_product_is_read_whole() -> None:
    row = goods(
        "<Штрихкод>4870120001234</Штрихкод><Артикул> М-1 </Артикул>",
        '<БазоваяЕдиница Код="796 " МеждународноеСокращение="PCE">шт</БазоваяЕдиница>',
        "<Описание>Из зерна.\nБез добавок.</Описание><Картинка>import_files/9d/a_b.jpg</Картинка>",
        "<Картинка>import_files/9d/a_c.jpg</Картинка>",
        "<Страна>КАЗАХСТАН</Страна><ТорговаяМарка>Цесна</ТорговаяМарка>",
        requisites({"Вес": "1,4", "Код ТН ВЭД": "1101 00 150 0", "ВидНоменклатуры": "Товар"}),
    )
    assert (row.product_key, row.variant_key, row.sku) == (FLOUR, "", "М-1")
    assert (row.brand, row.origin, row.unit) == ("Цесна", "KZ", UnitSaid("шт", "pcs"))
    assert (row.barcodes, row.gross_g) == ((Barcode("4870120001234"),), 1400)
    assert row.hs_code == HsCode("1101001500", "eaeu")
    assert row.descriptions == {"ru": "Из зерна.\nБез добавок."}
    assert row.images == ("import_files/9d/a_b.jpg", "import_files/9d/a_c.jpg")
    assert (row.attributes, row.faults, row.notes) == ((), (), ())
    assert (row.place.file, row.place.line, row.place.path) == ("goods.file", 3, "Каталог/Товары/Товар")


@pytest.mark.parametrize(
    ("unit", "code", "is_noted"),
    [
        ('<БазоваяЕдиница Код="796 ">шт</БазоваяЕдиница>', "pcs", False),
        ('<БазоваяЕдиница Код="166 "> </БазоваяЕдиница>', "kg", False),
        ('<БазоваяЕдиница Код="1">шт</БазоваяЕдиница>', "pcs", False),
        ("<БазоваяЕдиница>шт</БазоваяЕдиница>", "pcs", False),
        ('<БазоваяЕдиница Код="" МеждународноеСокращение="KGM"/>', "kg", False),
        ('<БазоваяЕдиница Код="715 ">пар</БазоваяЕдиница>', "", True),
    ],
)
def test_a_unit_is_known_by_its_code_or_else_by_its_word(unit: str, code: str, is_noted: bool) -> None:
    row = goods(unit)
    assert row.unit is not None
    assert (row.unit.code, notes(row)) == (code, [("unit", "unit.unknown")] if is_noted else [])


def test_a_seller_says_what_a_unit_is_that_nobody_knows() -> None:
    row = goods(
        '<БазоваяЕдиница Код="778 ">упак</БазоваяЕдиница>', mapping=SellerMapping(units={"упак": "carton"})
    )
    assert (row.unit, row.notes) == (UnitSaid("упак", "carton"), ())


@pytest.mark.parametrize(
    ("inside", "attributes"),
    [
        ("", 'Статус="Удален"'),
        ("<Статус>Удален</Статус>", ""),
        ("<ПометкаУдаления>true</ПометкаУдаления>", ""),
    ],
)
def test_a_product_is_withdrawn_in_any_of_three_spellings(inside: str, attributes: str) -> None:
    assert goods(inside, attributes=attributes).is_withdrawn


def test_a_product_that_was_changed_is_not_withdrawn() -> None:
    assert not goods("<ПометкаУдаления>false</ПометкаУдаления>", attributes='Статус="Изменен"').is_withdrawn


def test_a_bad_barcode_refuses_its_row_by_name_and_no_other() -> None:
    bad = product("<Штрихкод>4870120001230</Штрихкод>")
    first, second = rows_of(ONE_C, commerce(catalogue(bad, product(key=BOOTS))).encode())
    (fault,) = first.faults
    assert (fault.field, fault.code) == ("barcode", "barcode.check_digit")
    assert fault.facts == {"found": "4870120001230", "expected": "4"}
    assert (second.product_key, second.faults) == (BOOTS, ())


def test_a_code_of_the_shops_own_is_taken_and_marked() -> None:
    row = goods("<Штрихкод>2000018987155</Штрихкод>")
    assert row.barcodes == (Barcode("2000018987155", is_in_store=True),)
    assert (faults(row), notes(row)) == ([], [("barcode", "barcode.in_store")])


# ---- properties ------------------------------------------------------------------------

PROPERTIES = """<Классификатор><Ид>k</Ид><Группы><Группа><Ид>g1</Ид><Наименование>Еда</Наименование><Группы>
 <Группа><Ид>g2</Ид><Наименование>Мука</Наименование></Группа></Группы></Группа>
 <Группа><Ид>g3</Ид><Наименование>Обувь</Наименование></Группа></Группы>
 <Свойства><Свойство><Ид>p1</Ид><Наименование>Сорт</Наименование><ТипЗначений>Справочник</ТипЗначений>
 <ВариантыЗначений><Справочник><ИдЗначения>6b3d3d35-07a3-11e4-8b0c-0025908036b5</ИдЗначения><Значение>Высший</Значение>
 </Справочник></ВариантыЗначений></Свойство>
 <Свойство><Ид>p2</Ид><Наименование>Габарит_Вес</Наименование></Свойство></Свойства></Классификатор>"""
GRADE = "6b3d3d35-07a3-11e4-8b0c-0025908036b5"


def test_a_property_says_what_its_key_points_to() -> None:
    data = commerce(PROPERTIES, catalogue(product(says(p1=GRADE, p2="1,4")))).encode()
    (row,) = rows_of(ONE_C, data)
    assert row.attributes == (AttributeSaid("Сорт", "Высший"), AttributeSaid("Габарит_Вес", "1,4"))
    assert header_of(ONE_C, data).mappable == ("Сорт", "Габарит_Вес")


def test_a_seller_maps_a_property_of_any_name_to_a_field() -> None:
    mapping = SellerMapping(fields={"габарит вес": "gross_weight", "Сорт": "attributes.grade"})
    data = commerce(PROPERTIES, catalogue(product(says(p1=GRADE, p2="1,4")))).encode()
    (row,) = rows_of(ONE_C, data, mapping)
    assert (row.gross_g, row.attributes) == (1400, (AttributeSaid("Сорт", "Высший", code="grade"),))


def test_what_a_seller_maps_to_nothing_is_not_read() -> None:
    (row,) = rows_of(
        ONE_C,
        commerce(catalogue(product(requisites({"Вес": "чушь", "Цвет": "белый"})))).encode(),
        SellerMapping(fields={"Вес": "", "цвет": ""}),
    )
    assert (row.gross_g, row.attributes, row.faults) == (None, (), ())


def test_a_file_without_a_classifier_is_read_by_that_of_an_earlier_one() -> None:
    earlier = header_of(ONE_C, commerce(PROPERTIES, catalogue(product())).encode()).books
    later = commerce(catalogue(product(says(p1=GRADE), "<Группы><Ид>g2</Ид></Группы>"))).encode()
    (row,) = rows_of(ONE_C, later, SellerMapping(books=earlier))
    assert row.attributes == (AttributeSaid("Сорт", "Высший"),)
    assert row.categories == (CategorySaid("g2", ("Еда", "Мука")),)


def test_a_property_that_no_file_has_named_is_told_and_no_key_is_taken_for_words() -> None:
    row = goods(says(p9=GRADE))
    assert (row.attributes, notes(row)) == ((), [("attributes", "property.unknown")])


def test_a_later_file_adds_to_what_earlier_ones_named() -> None:
    earlier = Books(properties={"p0": "Цвет", "p1": "Сорт муки"})
    header = header_of(
        ONE_C, commerce(PROPERTIES, catalogue(product())).encode(), SellerMapping(books=earlier)
    )
    assert header.books.properties == {"p0": "Цвет", "p1": "Сорт", "p2": "Габарит_Вес"}
    assert header.books.categories["g3"] == ("Обувь",)


# ---- what is no file of goods ----------------------------------------------------------


def test_a_file_that_is_cut_gives_the_rows_before_and_says_that_it_is_cut() -> None:
    data = commerce(catalogue(product(), product(key=BOOTS))).encode()
    reading = read(ONE_C, data[: data.index(BOOTS.encode()) + 50])
    assert next(reading.rows).product_key == FLOUR
    with pytest.raises(Unreadable) as refusal:
        next(reading.rows)
    assert refusal.value.code == "file.cut_off"


def test_another_document_is_refused_by_its_name() -> None:
    refusal = unread(ONE_C, "<Классификатор/>".encode())
    assert (refusal.code, refusal.facts) == ("file.other_document", {"found": "Классификатор"})
