"""Are files of reference rows read exactly, and refused by file, row and column?"""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kit.money import Money
from kit.rows import BadReferenceRow, RefRow, read_rows


def row_of(value: str) -> RefRow:
    return RefRow("goods.csv", 7, {"cell": value})


def test_rows_come_with_their_line_even_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text('sku,name\nA,"two\nlines"\nB, plain \n', encoding="utf-8")
    rows = list(read_rows(path, ["sku", "name"]))
    assert [(row.number, row.text("name")) for row in rows] == [(2, "two\nlines"), (4, "plain")]


def test_a_byte_order_mark_is_not_part_of_the_first_column(tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_bytes("sku\nA\n".encode("utf-8-sig"))
    assert [row.text("sku") for row in read_rows(path, ["sku"])] == ["A"]


@pytest.mark.parametrize("header", ["sku", "sku,name,name", ""])
def test_a_missing_or_doubled_column_is_refused_by_name(tmp_path: Path, header: str) -> None:
    path = tmp_path / "goods.csv"
    path.write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(BadReferenceRow) as refusal:
        list(read_rows(path, ["name"]))
    assert refusal.value.facts == {"file": "goods.csv", "row": 1, "column": "name"}


@pytest.mark.parametrize(("line", "column"), [("A", "name"), ("A,b,c", "name")])
def test_a_row_of_another_width_is_refused(tmp_path: Path, line: str, column: str) -> None:
    path = tmp_path / "goods.csv"
    path.write_text(f"sku,name\nA,b\n{line}\n", encoding="utf-8")
    with pytest.raises(BadReferenceRow) as refusal:
        list(read_rows(path, ["sku", "name"]))
    assert refusal.value.facts == {"file": "goods.csv", "row": 3, "column": column}


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda row: row.grams_from_kg("cell"), "2.044", 2044),
        (lambda row: row.cm3_from_m3("cell"), "0.003275", 3275),
        (lambda row: row.cm3_from_m3("cell"), "4.8e-05", 48),
        (lambda row: row.mm_from_cm("cell"), "29.5", 295),
        (lambda row: row.integer("cell"), "12", 12),
        (lambda row: row.decimal("cell"), "0.1", Decimal("0.1")),
        (lambda row: row.money("cell", "CNY"), "17.50", Money(1750, "CNY")),
        (lambda row: row.date("cell"), "2026-01-31", date(2026, 1, 31)),
        (lambda row: row.time("cell"), "18:00", time(18)),
        (lambda row: row.choices("cell", ("KZ", "CN")), "KZ", "KZ"),
        (lambda row: row.items("cell"), "a; b;;c", ["a", "b", "c"]),
        (lambda row: row.items("cell"), "", []),
        (lambda row: row.optional("cell"), "", ""),
        (lambda row: row.has("cell"), "", False),
    ],
)
def test_cells_are_read_exactly(read: Callable[[RefRow], Any], value: str, expected: Any) -> None:
    found = read(row_of(value))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda row: row.text("cell"), ""),
        (lambda row: row.integer("cell"), "1.0"),
        (lambda row: row.integer("cell"), "-1"),
        (lambda row: row.integer("cell", most=5), "6"),
        (lambda row: row.decimal("cell"), "NaN"),
        (lambda row: row.decimal("cell"), "1e99"),
        (lambda row: row.decimal("cell"), "1_000"),
        (lambda row: row.decimal("cell"), "-0.1"),
        (lambda row: row.grams_from_kg("cell"), "0.0001"),
        (lambda row: row.grams_from_kg("cell"), "3000000"),
        (lambda row: row.money("cell", "CNY"), "1.234"),
        (lambda row: row.money("cell", "CNY"), "-1.00"),
        (lambda row: row.date("cell"), "2026-02-30"),
        (lambda row: row.time("cell"), "25:00"),
        (lambda row: row.choices("cell", ("KZ", "CN")), "RU"),
    ],
)
def test_a_bad_cell_is_refused_by_file_row_and_column(read: Callable[[RefRow], Any], value: str) -> None:
    with pytest.raises(BadReferenceRow, match=r"^goods\.csv, row 7, column cell: ") as refusal:
        read(row_of(value))
    assert refusal.value.facts == {"file": "goods.csv", "row": 7, "column": "cell"}
