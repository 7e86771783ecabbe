"""Do sellers' files come from their bytes into jobs, and bombs to nothing but a rejected job?"""

import os
import subprocess
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from catalog.import_wording import why_said
from catalog.models import ImportJob, ImportMapping, ImportRow, Listing, Price, Product, Seller, Variant
from catalog.operations import importing
from catalog.operations.working import work
from channels import policy
from channels.operations.taking_in import due_files, read_file
from kit.transactions import owns_transaction
from tests.catalog import files as goods
from tests.catalog.conftest import AT, catalogue
from tests.channels import files
from tests.channels.files import FLOUR, RETAIL
from tests.orders.market import Market

REQUISITES = {"Вес нетто": "2", "Вес брутто": "2.1", "Код ТН ВЭД": "110100", "Длина": "300"}
TABLE: list[list[Any]] = [
    ["Артикул", "Наименование", "Цена", "Валюта", "Вес нетто, г", "Вес брутто, г"],
    ["FLR-1", "Мука", "17,50", "CNY", 2000, 2044],
    ["FLR-2", "Мука", "-", "CNY", 2000, 2044],
]


@pytest.fixture
def shop(db: None) -> Market:
    return catalogue()


@pytest.fixture
def mill(shop: Market) -> Seller:
    """A seller who has said what holds of new goods."""
    seller = shop.seller()
    for kind in ("table", "commerceml"):
        goods.mapped(seller, format=kind, length_mm=300, width_mm=200, height_mm=60)
    return seller


def sent(seller: Seller, data: bytes, name: str = "goods.xlsx") -> ImportJob:
    """A file that nobody has read yet."""
    key = importing.keep_file(data)
    return owns_transaction(importing.open_job)(
        seller=seller, file_name=name, file_key=key, data=data, at=AT, by=goods.BY
    )


def taken(seller: Seller, data: bytes, name: str = "goods.xlsx") -> ImportJob:
    """A file that was read and judged, if it could be."""
    job = sent(seller, data, name)
    read_file(job_id=job.pk, clock=lambda: AT)
    work(job_id=job.pk, clock=lambda: AT)
    return goods.fresh(job)


def why(job: ImportJob) -> str:
    assert (job.status, job.rows.count()) == ("rejected", 0)
    assert why_said(job.why)
    return str(job.why["code"])


def test_a_table_is_read_judged_and_applied(mill: Seller) -> None:
    job = taken(mill, files.xlsx(TABLE))
    assert (job.status, job.format, job.rows_total) == ("validated", "table", 2)
    assert goods.verdicts(job) == ["new", "faulty"]
    goods.run(job)
    variant = Variant.objects.get()
    assert (variant.sku, variant.gross_g, variant.product.names) == ("FLR-1", 2044, {"ru": "Мука"})
    assert Price.objects.get().amount_minor == 1750


def classifier(answers: int) -> bytes:
    """A catalogue whose one property has so many answers, of a hundred Cyrillic letters each."""
    listed = "".join(
        f"<Справочник><ИдЗначения>{number}</ИдЗначения><Значение>{'Ш' * 100}</Значение></Справочник>"
        for number in range(answers)
    )
    kind = f"<Свойство><Ид>p-1</Ид><Наименование>Сорт</Наименование>{listed}</Свойство>"
    book = f"<Классификатор><Ид>c</Ид><Свойства>{kind}</Свойства></Классификатор>"
    return files.commerce(book + files.catalogue(files.product())).encode()


def test_a_big_classifier_of_1c_is_remembered_whole(mill: Seller) -> None:
    # 8,000 answers are 4.9 MB as they are told: more than any row may take.
    job = taken(mill, classifier(8_000), "import.xml")
    assert (job.status, job.rows_total) == ("validated", 1)
    books = ImportMapping.objects.get(seller=mill, format="commerceml").books
    assert (len(books["answers"]), books["properties"]) == (8_000, {"p-1": "Сорт"})


def test_a_classifier_that_takes_too_much_memory_is_refused(
    mill: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "LARGEST_BOOKS", 500_000)
    assert why(taken(mill, classifier(1_000), "import.xml")) == "import.too_large_to_read"


def test_a_catalogue_of_1c_and_its_offers_make_goods_together(mill: Seller) -> None:
    listed = files.product(files.requisites(REQUISITES), "<Артикул>FLR</Артикул>")
    job = goods.run(taken(mill, files.commerce(files.catalogue(listed)).encode(), "import.xml"))
    assert (job.status, Product.objects.count(), Variant.objects.count()) == ("completed", 1, 0)
    lists = files.price_list((RETAIL, "Розничная", "CNY"))
    offer = files.offer(files.prices((RETAIL, "17.50")), "<Количество>5</Количество>")
    package = files.commerce(files.package(offer, lists=lists)).encode()
    job = goods.run(taken(mill, package, "offers.xml"))
    assert (goods.faults(job), goods.verdicts(job)) == ([[]], ["new"])
    variant = Variant.objects.get()
    assert (variant.product.code, variant.net_g, variant.gross_g) == (FLOUR, 2000, 2100)
    assert Listing.objects.get().prices.get().amount_minor == 1750


def test_what_a_seller_maps_is_read_by_it(mill: Seller) -> None:
    table = [["Артикул", "Наименование", "Брутто нашей базы"], ["FLR-1", "Мука", "2044"]]
    job = taken(mill, files.xlsx(table))
    assert "Брутто нашей базы" in job.header["mappable"]
    choices = {"fields": {"Брутто нашей базы": "gross_weight"}, "currency": "CNY"}
    owns_transaction(importing.choose_mapping)(
        job=job, choices=choices, defaults=goods.DEFAULTS, at=AT, by=goods.BY
    )
    read_file(job_id=job.pk, clock=lambda: AT)
    assert ImportRow.objects.get().said["gross_g"] == 2044000


def test_a_spreadsheet_of_kaspi_leaves_what_a_table_of_the_sellers_own_brought(
    shop: Market, mill: Seller
) -> None:
    for sku in ("FLR-1", "FLR-2"):
        shop.listing(mill, sku)
    goods.run(taken(mill, files.xlsx([["Артикул", "Наименование"], ["FLR-1", "Мука"], ["FLR-2", "Мука"]])))
    job = taken(mill, files.xlsx([["SKU", "model", "price", "PP1"], ["FLR-1", "Мука", None, "yes"]]))
    assert (job.header["format"], job.header["is_changes_only"]) == ("kaspi_sheet", False)
    goods.run(job)
    assert set(Listing.objects.values_list("status", flat=True)) == {"live"}


# ---- what isn't goods -------------------------------------------------------------------


def laughs() -> bytes:
    """XML whose entities would fill the memory."""
    more = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    root = "КоммерческаяИнформация"
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{more}]><{root}>&a9;</{root}>'.encode()


def packed_nothing() -> bytes:
    """A workbook that unpacks to two hundred million noughts."""
    book = BytesIO(files.xlsx(TABLE))
    with ZipFile(book, "a", ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet2.xml", b"0" * 200_000_000)
    return book.getvalue()


@pytest.mark.parametrize(
    ("data", "name"),
    [(laughs(), "import.xml"), (packed_nothing(), "goods.xlsx"), (b"\x00\x01\x02" * 99, "x.bin"), (b"", "x")],
    ids=("entities", "zip bomb", "no text", "nothing"),
)
def test_a_bomb_is_a_rejected_job_and_others_go_on(
    shop: Market, mill: Seller, data: bytes, name: str
) -> None:
    farm = shop.seller("KZ02", "490440000271")
    goods.mapped(farm, format="table", length_mm=300, width_mm=200, height_mm=60)
    assert why(taken(mill, data, name)).startswith("file.")
    assert taken(farm, files.xlsx(TABLE)).status == "validated"


def test_a_sheet_whose_two_cells_lie_a_million_rows_apart_ends(mill: Seller) -> None:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Артикул</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    )
    book, far = BytesIO(files.xlsx(TABLE)), BytesIO()
    with ZipFile(book) as parts, ZipFile(far, "w", ZIP_DEFLATED) as copy:
        for part in parts.namelist():
            data = parts.read(part)
            copy.writestr(part, sheet.encode() if part == "xl/worksheets/sheet1.xml" else data)
    assert why(taken(mill, far.getvalue())) == "table.no_header"


def test_a_reader_without_memory_is_a_rejected_job(mill: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "READER_MEMORY_MB", 60)
    rows = [[f"{number}", "я" * 400, "1", "CNY", 1, 1] for number in range(5_000)]
    assert why(taken(mill, files.xlsx([TABLE[0], *rows]))) == "import.too_large_to_read"


def test_a_reader_that_says_nothing_for_long_is_a_rejected_job(
    mill: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "READER_SILENCE_S", 0.0)
    assert why(taken(mill, files.xlsx(TABLE))) == "import.too_long_to_read"


def test_a_file_of_too_many_rows_is_a_rejected_job(mill: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.operations.storing.MOST_ROWS", 1)
    job = taken(mill, files.xlsx(TABLE))
    assert (why(job), job.why["facts"]) == ("import.too_many_rows", {"most": 1})


def test_the_reader_knows_neither_keys_nor_databases(mill: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    whole = subprocess.Popen

    def watched(*args: Any, **kwargs: Any) -> Any:
        given.append(kwargs["env"])
        return whole(*args, **kwargs)

    monkeypatch.setattr("channels.operations.parsing.subprocess.Popen", watched)
    assert {"SECRET_KEY", "DATABASE_URL"} <= set(os.environ)
    taken(mill, files.xlsx(TABLE))
    assert given
    assert all(set(each) <= {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR"} for each in given)


# ---- whoever dies -----------------------------------------------------------------------


def test_a_reader_that_dies_three_times_leaves_a_rejected_job(
    mill: Seller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.operations.parsing.sys.executable", "/bin/false")
    job = sent(mill, files.xlsx(TABLE))
    for _ in range(3):
        assert due_files(at=AT) == [job.pk]
        read_file(job_id=job.pk, clock=lambda: AT)
        assert goods.fresh(job).status == "uploaded"
    read_file(job_id=job.pk, clock=lambda: AT)
    assert why(goods.fresh(job)) == "import.gave_up"


def test_a_file_whose_reading_broke_off_is_read_anew_from_its_beginning(mill: Seller) -> None:
    job = sent(mill, files.xlsx(TABLE))
    first: list[datetime] = []

    def dying() -> datetime:
        # The third time is asked for when the rows are handed on: there its worker ends.
        first.append(AT)
        if len(first) == 3:
            raise KeyboardInterrupt
        return AT

    with pytest.raises(KeyboardInterrupt):
        read_file(job_id=job.pk, clock=dying)
    assert due_files(at=AT) == []
    later = AT + timedelta(minutes=5)
    read_file(job_id=job.pk, clock=lambda: later)
    assert [each.number for each in goods.rows_of(job)] == [1, 2]
