"""Is a sheet safe to open, and one that somebody sends safe to read?"""

import csv
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from kit.sheets import (
    BadSheet,
    Cell,
    from_csv,
    from_xlsx,
    plain,
    safe,
    spool_xlsx,
    stream_csv,
    to_csv,
    to_xlsx,
    told,
)

LIMITS = {"most_rows": 10, "most_bytes": 200_000}
HOUR = timedelta(hours=1)
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1+1", "＋1", "－1", "＠SUM(A1)")


def book(*rows: list[Any], title: str = "legs") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_program_takes_a_text_for_a_formula(formula: str) -> None:
    assert safe(formula) == f"'{formula}"
    row = next(csv.reader(StringIO(to_csv(["a"], [[formula]]).decode("utf-8-sig").partition("\n")[2])))
    assert row[0].startswith("'")
    cell = openpyxl.load_workbook(BytesIO(to_xlsx({"s": (["a"], [[formula]])})))["s"]["A2"]
    assert (cell.data_type, str(cell.value)[0]) == ("s", "'")


def test_no_program_takes_a_heading_for_a_formula() -> None:
    assert b"".join(stream_csv(["=1+1"], [])).decode("utf-8-sig") == "'=1+1\r\n"
    with spool_xlsx("s", ["=1+1"], []) as file:
        assert openpyxl.load_workbook(file)["s"]["A1"].value == "'=1+1"


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    assert [safe(cell) for cell in ("Almaty", -5, None, "'quoted")] == ["Almaty", -5, None, "'quoted"]


@pytest.mark.parametrize("text", ["=1+1", "-x", "plain", "it's", "'quoted"])
def test_a_text_is_the_same_after_the_way_there_and_back(text: str) -> None:
    assert plain(str(safe(text))) == text
    assert from_csv(to_csv(["a"], [[text]]), name="s", most_rows=1)[0].cells == {"a": text}
    assert from_xlsx(to_xlsx({"s": (["a"], [[text]])}), **LIMITS)["s"][0].cells == {"a": text}


def test_cells_of_a_workbook_become_texts() -> None:
    data = book(["a", "b", "c", "d", "e"], [1.0, 1.5, date(2026, 12, 1), time(18, 0), None])
    (row,) = from_xlsx(data, **LIMITS)["legs"]
    assert (row.file, row.number) == ("legs", 2)
    assert row.cells == {"a": "1", "b": "1.5", "c": "2026-12-01", "d": "18:00", "e": ""}
    assert from_xlsx(book(["a"], [datetime(2026, 12, 1, 5)]), **LIMITS)["legs"][0].cells == {  # noqa: DTZ001 a cell has no zone
        "a": "2026-12-01 05:00:00"
    }


def test_numbers_days_and_times_are_cells_that_a_program_counts_with() -> None:
    here = datetime(2026, 12, 1, 18)  # noqa: DTZ001 a cell has no zone
    there = datetime(2026, 12, 1, 18, tzinfo=ZoneInfo("Asia/Almaty"))
    row: list[Cell] = [Decimal("1300.5"), 7, date(2026, 12, 1), time(6), here, there, None]
    header = list("abcdefg")
    (_, cells) = openpyxl.load_workbook(BytesIO(to_xlsx({"s": (header, [row])})))["s"]
    assert [cell.data_type for cell in cells] == ["n", "n", "d", "d", "d", "d", "n"]
    values = [1300.5, 7, here - 18 * HOUR, time(6), here, here - 5 * HOUR, None]
    assert [cell.value for cell in cells] == values
    forms = ["yyyy-mm-dd", "hh:mm", "yyyy-mm-dd hh:mm", 'yyyy-mm-dd hh:mm"Z"']
    assert [cell.number_format for cell in cells[2:6]] == forms
    texts = "1300.5,7,2026-12-01,06:00,2026-12-01 18:00,2026-12-01 13:00Z,"
    assert to_csv(header, [row]).decode("utf-8-sig").splitlines()[1] == texts
    assert [told(cell) for cell in row] == texts.split(",")


def test_rows_keep_their_numbers_when_empty_ones_are_left_out() -> None:
    rows = from_csv(b"a,b\n1,2\n,\n3,4\n", name="s", most_rows=5)
    assert [(row.number, row.cells["a"]) for row in rows] == [(2, "1"), (4, "3")]


def test_semicolons_of_european_office_programs_are_read() -> None:
    assert from_csv(b"a;b\n1;x,y\n", name="s", most_rows=5)[0].cells == {"a": "1", "b": "x,y"}


@pytest.mark.parametrize("rows", [11, 5000])
def test_a_file_with_too_many_rows_is_refused(rows: int) -> None:
    with pytest.raises(BadSheet, match="more than 10 rows"):
        from_csv(b"a\n" + b"1\n" * rows, name="s", most_rows=10)
    with pytest.raises(BadSheet, match="more than 10 rows"):
        from_xlsx(book(["a"], *([1] for _ in range(min(rows, 200)))), **LIMITS)


def test_a_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(BadSheet, match="names a twice"):
        from_csv(b"a,a\n1,2\n", name="s", most_rows=5)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04broken", b"a,b\n1,2\n"])
def test_what_is_no_workbook_is_refused(data: bytes) -> None:
    with pytest.raises(BadSheet):
        from_xlsx(data, **LIMITS)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"a\n\x00"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(BadSheet):
        from_csv(data, name="s", most_rows=5)


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


def test_a_zip_bomb_is_refused_before_it_is_read() -> None:
    bomb = zipped(**{"xl/workbook.xml": b"0" * 50_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(BadSheet, match="unpacks to more"):
        from_xlsx(bomb, most_rows=10, most_bytes=20_000_000)


def test_a_workbook_of_countless_parts_is_refused() -> None:
    with pytest.raises(BadSheet, match="too many parts"):
        from_xlsx(zipped(**{f"part{number}": b"" for number in range(201)}), **LIMITS)


def test_an_xml_bomb_is_refused() -> None:
    parts = {}
    with zipfile.ZipFile(BytesIO(book(["a"], [1]))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    name = "xl/worksheets/sheet1.xml"
    parts[name] = entities + parts[name].replace(b"<v>1</v>", b"<v>&b;</v>")
    with pytest.raises(BadSheet):
        from_xlsx(zipped(**parts), **LIMITS)
