"""Which reader takes a file, and what can't any file do to it?"""

import ast
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from catalog.neutral import Fault, NeutralRow, SellerMapping
from catalog.neutral_wording import FAULTS, UNREADABLE, fault_said
from channels.readers import HEAD_BYTES, READERS, Reader, Unreadable, reader_for
from tests.channels import files, test_kaspi, test_shopify, test_yml
from tests.channels.files import NAME, commerce, offer, package, price_list, prices, rows_of, unread, xlsx

ROOT = Path(__file__).resolve().parents[2]
LISTS = price_list((files.RETAIL, "Розничная", "KZT"))
SAMPLES = {
    "commerceml": commerce(
        package(*(offer(prices((files.RETAIL, f"{n}0")), key=f"k{n}") for n in range(3)), lists=LISTS)
    ).encode(),
    "kaspi": test_kaspi.feed(*(test_kaspi.offer(sku=f"k{n}") for n in range(3))),
    "yml": test_yml.feed(
        *(test_yml.offer("<price>10</price>", attributes=f'id="k{n}"') for n in range(3))
    ).encode(),
    "shopify": test_shopify.export(test_shopify.FIRST, test_shopify.SECOND, test_shopify.PICTURE),
    "table": 'Артикул;Наименование;Цена\nМ-1;Мука;100\nМ-2;Отруби;200\nМ-3;"Солод;\nржаной";300\n'.encode(),
}
BOOK = xlsx([("Артикул", "Наименование", "Цена"), ("М-1", "Мука", 100), ("М-2", "Отруби", 200)])


@pytest.mark.parametrize("format_", SAMPLES)
def test_each_format_is_known_by_how_it_begins(format_: str) -> None:
    assert reader_for(SAMPLES[format_], "wrong.name").format == format_


def test_a_workbook_is_a_table() -> None:
    assert reader_for(BOOK[:HEAD_BYTES], "goods.xlsx").format == "table"


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"<html><body/></html>", b"{}", b"\x89PNG\r\n"])
def test_what_is_none_of_ours_has_no_reader(data: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        reader_for(data, "goods.bin")
    assert refusal.value.code == "file.other_format"


def test_an_empty_file_is_told_from_a_strange_one() -> None:
    with pytest.raises(Unreadable) as refusal:
        reader_for(b"", "goods.csv")
    assert refusal.value.code == "file.empty"


@pytest.mark.parametrize("format_", [*SAMPLES, "workbook"])
def test_a_file_on_the_disk_is_read_and_closed_again(format_: str, tmp_path: Path) -> None:
    data = SAMPLES.get(format_, BOOK)
    path = tmp_path / "goods.file"
    path.write_bytes(data)
    reader = reader_for(data, NAME)
    assert list(reader.read(path, name=NAME, mapping=SellerMapping()).rows) == rows_of(reader, data)


# ---- files that are cut ----------------------------------------------------------------


def until_the_end(reader: Reader, data: bytes) -> tuple[list[NeutralRow], str]:
    """The rows that come out before anything is refused, and why no more come."""
    rows: list[NeutralRow] = []
    try:
        rows.extend(reader.read(BytesIO(data), name=NAME, mapping=SellerMapping()).rows)
    except Unreadable as error:
        return rows, error.code
    return rows, ""


@pytest.mark.parametrize("format_", SAMPLES)
@given(share=st.floats(0, 1))
@tried(max_examples=60)
def test_a_file_that_is_cut_anywhere_gives_whole_rows_or_none(format_: str, share: float) -> None:
    whole = SAMPLES[format_]
    data = whole[: int(len(whole) * share)]
    reader = reader_for(whole, NAME)
    rows, why = until_the_end(reader, data)
    expected = rows_of(reader, whole)
    assert why in {"", *UNREADABLE}
    for row, was in zip(rows, expected, strict=False):
        # A last line without its end may be cut, and says so; pictures may stand behind the cut.
        says_so = ("row", "row.not_ended") in files.notes(row)
        assert replace(row, images=was.images) == was or row.faults or says_so


@given(st.integers(0, len(BOOK) - 1))
@tried(max_examples=60)
def test_a_workbook_that_is_cut_anywhere_is_refused_whole(end: int) -> None:
    rows, why = until_the_end(reader_for(BOOK, NAME), BOOK[:end])
    assert (rows, bool(why)) == ([], True)


@pytest.mark.parametrize("format_", [*SAMPLES, "workbook"])
@given(data=st.data())
@tried(max_examples=40)
def test_a_file_with_any_byte_changed_ends_in_rows_or_in_a_reason(format_: str, data: st.DataObject) -> None:
    whole = bytearray(SAMPLES.get(format_, BOOK))
    reader = reader_for(bytes(whole), NAME)
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    rows, why = until_the_end(reader, bytes(whole))
    assert rows or why or format_ != "workbook"
    assert why in {"", *UNREADABLE}


@given(st.binary(max_size=400))
@tried(max_examples=100)
def test_any_bytes_at_all_end_in_a_reader_or_in_a_reason(data: bytes) -> None:
    for reader in READERS:
        reader.detect(data, NAME)
        assert until_the_end(reader, data)[1] in {"", *UNREADABLE}


# ---- workbooks that are traps ----------------------------------------------------------


def repacked(change: dict[str, bytes], data: bytes = BOOK) -> bytes:
    """A workbook with some of its parts changed or added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for part in parts.infolist():
            if part.filename not in change:
                made.writestr(part.filename, parts.read(part))
        for name, content in change.items():
            made.writestr(name, content)
    return out.getvalue()


def sheet_of(data: bytes = BOOK) -> str:
    with zipfile.ZipFile(BytesIO(data)) as parts:
        return parts.read("xl/worksheets/sheet1.xml").decode()


def test_a_cell_at_the_far_corner_costs_nothing() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    data = repacked({"xl/worksheets/sheet1.xml": sheet_of().replace("</sheetData>", far).encode()})
    assert [row.sku for row in rows_of(reader_for(data, NAME), data)] == ["М-1", "М-2"]


@pytest.mark.parametrize("said", ["", '<dimension ref="A1"/>', '<dimension ref="A1:XFD1048576"/>'])
def test_what_a_sheet_says_of_its_size_is_not_believed(said: str) -> None:
    sheet = sheet_of()
    begin, end = sheet.index("<dimension"), sheet.index("/>", sheet.index("<dimension")) + 2
    data = repacked({"xl/worksheets/sheet1.xml": (sheet[:begin] + said + sheet[end:]).encode()})
    assert [row.sku for row in rows_of(reader_for(data, NAME), data)] == ["М-1", "М-2"]


def test_a_workbook_that_unpacks_to_far_more_than_it_shows_is_not_unpacked() -> None:
    data = repacked({"xl/worksheets/sheet9.xml": b" " * 50_000_000})
    assert unread(reader_for(data, NAME), data).code == "file.unpacks_to_too_much"


def test_a_workbook_of_countless_parts_is_refused() -> None:
    data = repacked({f"xl/media/{n}.txt": b"x" for n in range(1_100)})
    assert unread(reader_for(data, NAME), data).code == "file.too_many_parts"


def test_macros_are_refused() -> None:
    data = repacked({"xl/vbaProject.bin": b"x"})
    assert unread(reader_for(data, NAME), data).code == "file.macros"


def test_old_and_locked_workbooks_are_told_from_broken_ones() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    assert unread(reader_for(old, "goods.xls"), old).code == "file.old_workbook"
    assert unread(reader_for(BOOK, NAME), b"PK\x03\x04" + bytes(600)).code == "file.no_workbook"


def test_an_archive_of_other_files_is_called_so() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("import.xml", "<КоммерческаяИнформация/>")
        parts.writestr("offers.xml", "<КоммерческаяИнформация/>")
    data = made.getvalue()
    assert unread(reader_for(data, "1c.zip"), data).code == "file.archive"


def test_a_bomb_in_the_xml_of_a_sheet_is_refused() -> None:
    bomb = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet'
    data = repacked({"xl/worksheets/sheet1.xml": sheet_of().replace("<worksheet", bomb, 1).encode()})
    assert unread(reader_for(data, NAME), data).code == "file.no_workbook"


# ---- words -----------------------------------------------------------------------------


def codes_in_readers() -> set[str]:
    """Every text in the readers that looks like a code of ours."""
    kinds = {code.partition(".")[0] for code in (*FAULTS, *UNREADABLE)}
    return {
        node.value
        for path in (ROOT / "channels" / "readers").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.partition(".")[0] in kinds
        and node.value.replace(".", "").replace("_", "").isalpha()
        and node.value.count(".") == 1
    }


def test_every_reason_has_its_words_and_no_words_are_idle() -> None:
    assert codes_in_readers() == {*FAULTS, *UNREADABLE}


def test_a_reason_is_told_with_what_was_found() -> None:
    fault = Fault("barcode", "barcode.check_digit", {"found": "4870120001230", "expected": "4"})
    assert fault_said(fault) == "The check digit of the barcode 4870120001230 should be 4."
