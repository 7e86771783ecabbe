"""Is a paper drawn whole, the same each time, from data that is never a command, and never for ever?"""

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pypdf
import pytest

from kit import typesetting
from kit.typesetting import Block, Column, Paper, Table, TypesetterBusy, TypesettingFailed, typeset

KAZAKH = "Ә Ғ Қ Ң Ө Ұ Ү Һ І ә ғ қ ң ө ұ ү һ і"
CHINESE = "王芳 连云港市海州区 特级小麦面粉"
PAPER = Paper(
    title="Invoice",
    subtitle="INV-2026-000001",
    language="kk",
    dated=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
    author="Steel Camel",
    facts=[("Date", "23 November 2026")],
    blocks=[Block("Seller", KAZAKH, ["БСН 940140000385"]), Block("Buyer", CHINESE)],
    boxes=[("IBAN", "KZ86125KZT5004100100"), ("KBe", "17")],
    tables=[
        Table(
            [Column("№", "right"), Column("Goods", wide=True), Column("Sum, ₸", "right")],
            [["1", ("Бидай ұны", "FLR-2KG"), "35 000 ₸"]],
            totals=[("Total", "35 000 ₸")],
        )
    ],
    remark="Отыз бес мың теңге",
    notes=["A note."],
    foot="Steel Camel · INV-2026-000001",
    pages="page {page} of {pages}",
)


def read(drawn: bytes) -> str:
    """The text of all pages, with one blank between words."""
    pages = pypdf.PdfReader(io.BytesIO(drawn)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return typeset(PAPER)


def test_all_that_a_paper_says_can_be_read_from_it(drawn: bytes) -> None:
    text = read(drawn)
    for said in (
        *("Invoice", "INV-2026-000001", "23 November 2026", KAZAKH, "БСН 940140000385", CHINESE),
        *("KZ86125KZT5004100100", "Бидай ұны", "FLR-2KG", "35 000 ₸", "Отыз бес мың теңге", "A note."),
        "page 1 of 1",
    ):
        assert said in text, said


def test_the_same_paper_is_the_same_bytes(drawn: bytes) -> None:
    assert typeset(PAPER) == drawn


def test_every_letter_has_a_shape_from_our_own_fonts(drawn: bytes) -> None:
    pages: Any = pypdf.PdfReader(io.BytesIO(drawn)).pages
    found = [each.get_object() for page in pages for each in page["/Resources"]["/Font"].values()]
    fonts = {str(font["/BaseFont"]).partition("+")[2] for font in found}
    assert fonts
    assert all(font.startswith("NotoSans") for font in fonts), fonts


def test_the_file_says_its_title_its_language_and_its_day(drawn: bytes) -> None:
    file = pypdf.PdfReader(io.BytesIO(drawn))
    assert file.metadata is not None
    assert (file.metadata.title, file.metadata.author) == ("Invoice", "Steel Camel")
    assert file.metadata.creation_date == datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert file.trailer["/Root"]["/Lang"] == "kk"  # type: ignore[index]


def test_names_are_data_and_never_commands() -> None:
    nasty = '#read("/etc/passwd") #panic() *bold* $x$ @ref <label> "quote" \\ // {page}'
    assert nasty in read(typeset(replace(PAPER, blocks=[Block("Seller", nasty)])))


def test_a_long_table_goes_on_with_its_head_on_every_page() -> None:
    rows: list[Sequence[str | tuple[str, str]]] = [
        [str(number), ("Flour " * 12, "SKU"), "1 ₸"] for number in range(120)
    ]
    pages = pypdf.PdfReader(
        io.BytesIO(typeset(replace(PAPER, tables=[replace(PAPER.tables[0], rows=rows)])))
    ).pages
    assert len(pages) > 3
    assert all("Goods" in page.extract_text() for page in pages[:-1])
    assert f"page 2 of {len(pages)}" in pages[1].extract_text()


def test_a_word_longer_than_its_column_is_broken() -> None:
    word = "A" * 120
    table = replace(PAPER.tables[0], rows=[["1", word, "1 ₸"]])
    text = read(typeset(replace(PAPER, tables=[table])))
    assert text.replace(" ", "").replace("\u200b", "").count(word) == 1


def test_a_paper_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "SECONDS", 0.0)
    with pytest.raises(TypesettingFailed, match="no paper after"):
        typeset(PAPER)


def test_a_drawing_that_nobody_made_fails_with_a_word() -> None:
    with pytest.raises(TypesettingFailed, match="No such file"):
        typeset(replace(PAPER, drawing=99))


def test_who_finds_no_place_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "_WAITS_S", 0.0)
    taken = 0
    while typesetting._places.acquire(blocking=False):
        taken += 1
    try:
        with pytest.raises(TypesetterBusy):
            typeset(PAPER)
    finally:
        for _ in range(taken):
            typesetting._places.release()
    assert typeset(PAPER)
