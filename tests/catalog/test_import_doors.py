"""Does a seller send, follow, start and take back files of goods over REST, and nobody else?"""

from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.storage import default_storage

from accounts.policy import Limit
from catalog.models import Attribute, ImportJob, ImportMapping, Price, Variant
from catalog.operations.clearing import clear_rows, sweep_files
from catalog.operations.working import work
from kit.clock import now
from kit.transactions import owns_transaction
from tests.api import Api
from tests.catalog import files
from tests.catalog.files import bare, row
from tests.catalog.trade import Trade, made, pointers

FILE = {"file": b"<goods/>", "file_name": "goods.xml"}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def keeper(trade: Trade) -> Api:
    """Who keeps the mill's catalogue."""
    files.mapped(trade.mill, at=now())
    return trade.member(trade.mill, "catalogue")


def judged(trade: Trade, *rows: Any) -> str:
    """The address of a file that waits to be started."""
    return f"/seller/imports/{files.judged(trade.mill, rows, at=now()).pk}"


def go_on(path: str) -> None:
    """Let a worker have its turn."""
    work(job_id=ImportJob.objects.get(pk=path.rpartition("/")[2]).pk, clock=now)


def test_a_file_is_taken_in_and_kept_until_it_is_read(trade: Trade, keeper: Api) -> None:
    shown = made(keeper.post_form("/seller/imports", FILE))
    job = ImportJob.objects.get()
    assert (shown["status"], shown["file_name"], shown["size_bytes"]) == ("uploaded", "goods.xml", 8)
    assert shown["allowed_actions"] == ["cancel"]
    with default_storage.open(f"imports/{job.file_key}") as kept:
        assert kept.read() == b"<goods/>"


def test_a_file_goes_its_whole_way(trade: Trade, keeper: Api) -> None:
    path = judged(trade, row("A", price="5"), row("BAD", gross_g=1))
    shown = keeper.get(path).json()
    assert shown["counts"] == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "withdrawn": 0,
        "faulty": 1,
        "prices_moved": 0,
    }
    assert shown["allowed_actions"] == ["map", "start", "cancel"]
    assert keeper.post(f"{path}/start").json()["status"] == "running"
    go_on(path)
    shown = keeper.get(path).json()
    assert (shown["status"], shown["position"]) == ("completed_with_errors", 2)
    assert shown["allowed_actions"] == ["retry_failed", "submit_listings", "undo"]
    assert keeper.post(f"{path}/undo").json()["is_undoing"] is True
    go_on(path)
    assert keeper.get(path).json()["status"] == "cancelled"
    assert keeper.post(f"{path}/undo").json()["code"] == "catalog.import_not_ready"


def test_faulty_rows_are_told_in_words(trade: Trade, keeper: Api) -> None:
    path = judged(trade, row("A"), bare("B", names={"ru": "Мука"}, net_g=5, gross_g=5))
    items = keeper.get(f"{path}/rows?verdict=faulty").json()["items"]
    assert [(each["number"], each["sku"]) for each in items] == [(2, "B")]
    message = "New goods need it: give it in the file, or in the mapping for all of them."
    assert items[0]["faults"][0] == {"field": "length", "code": "import.required", "message": message}


def test_the_report_counts_faults_and_lists_all_rows_in_a_sheet(trade: Trade, keeper: Api) -> None:
    path = judged(trade, row("A", names={"ru": "=HYPERLINK(1)"}), row("B", gross_g=1), row("C", gross_g=1))
    fault = keeper.get(f"{path}/report").json()["faults"][0]
    assert (fault["field"], fault["rows"], fault["first_row"]) == ("gross_weight", 2, 2)
    lines = keeper.get(f"{path}/report?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("row,line,product_key")
    # What a spreadsheet program would run is a text.
    assert ",'=HYPERLINK(1)," in lines[1]
    assert "faulty,gross_weight: The gross mass is less than the net mass of 2000 g." in lines[2]
    book = openpyxl.load_workbook(BytesIO(keeper.get(f"{path}/report?format=xlsx").content))
    assert [cell.value for cell in book.active[2]][:5] == [1, 1, "A", "A", "A"]  # type: ignore[index]


def test_a_running_file_says_when_it_will_have_ended(
    trade: Trade, keeper: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = judged(trade, *(row(f"N{number}") for number in range(4)))
    pk = path.rpartition("/")[2]
    keeper.post(f"{path}/start")
    began = now() - timedelta(minutes=10)
    ImportJob.objects.filter(pk=pk).update(started_at=began, position=3)
    shown = keeper.get(path).json()
    # Three rows took ten minutes, so the fourth takes 200 seconds more.
    ends = ImportJob.objects.get(pk=pk)
    assert shown["ends_about"] is not None
    assert shown["ends_about"] > (began + timedelta(seconds=799)).isoformat()
    assert ends.rows_total == 4


def test_a_mapping_is_remembered_and_has_the_file_read_anew(trade: Trade, keeper: Api) -> None:
    path = judged(trade, row("A"))
    body = {"columns": {"Вес": "net_weight"}, "currency": "CNY", "defaults": files.DEFAULTS}
    assert keeper.post(f"{path}/map", body).json()["status"] == "uploaded"
    mapping = ImportMapping.objects.get()
    assert mapping.choices == {"fields": {"Вес": "net_weight"}, "currency": "CNY"}
    assert mapping.defaults == files.DEFAULTS


def test_a_mapping_that_names_what_is_not_there_is_refused_by_its_names(trade: Trade, keeper: Api) -> None:
    path = judged(trade, row("A"))
    body = {
        "columns": {"Вес": "weigth", "Цвет": "attributes.no-such"},
        "units": {"шт": "no-such"},
        "defaults": {"hs6": "999999", "categories": {"Мука": {"category": "no-such"}}},
    }
    columns = {key: body[key] for key in ("columns", "units")}
    assert pointers(keeper.post(f"{path}/map", columns)) == ["/columns/Вес", "/columns/Цвет", "/units/шт"]
    only = {"defaults": body["defaults"]}
    wanted = ["/defaults/hs6", "/defaults/categories/Мука/category"]
    assert pointers(keeper.post(f"{path}/map", only)) == wanted


def test_a_sheet_is_one_of_those_that_the_file_is_shown_to_have(trade: Trade, keeper: Api) -> None:
    job = files.judged(trade.mill, [row("A")], format="table", sheets=("Прайс", "Архив"), at=now())
    path = f"/seller/imports/{job.pk}"
    assert keeper.get(path).json()["sheets"] == ["Прайс", "Архив"]
    assert pointers(keeper.post(f"{path}/map", {"sheet": "Апхив"})) == ["/sheet"]
    assert keeper.post(f"{path}/map", {"sheet": "Архив"}).json()["status"] == "uploaded"


def test_an_attribute_is_named_as_one(trade: Trade, keeper: Api) -> None:
    assert Attribute.objects.filter(code="grade").exists()
    path = judged(trade, row("A"))
    body = {"columns": {"A": "attributes.grade", "B": "grade"}}
    assert pointers(keeper.post(f"{path}/map", body)) == ["/columns/B"]
    del body["columns"]["B"]
    assert keeper.post(f"{path}/map", body).json()["status"] == "uploaded"


@pytest.mark.parametrize("role", ["warehouse", "finance"])
def test_others_of_the_firm_have_no_business_with_files(trade: Trade, keeper: Api, role: str) -> None:
    path = judged(trade, row("A"))
    other = trade.member(trade.mill, role)
    assert other.get("/seller/imports").status_code == 403
    assert other.post_form("/seller/imports", FILE).status_code == 403
    assert other.post(f"{path}/start").status_code == 403


def test_another_sellers_file_is_not_there(trade: Trade, keeper: Api) -> None:
    path = judged(trade, row("A"))
    stranger = trade.member(trade.farm)
    for rest in ("", "/rows", "/report"):
        assert stranger.get(path + rest).status_code == 404
    for verb in ("start", "cancel", "undo", "retry-failed"):
        assert stranger.post(f"{path}/{verb}").status_code == 404
    assert stranger.get("/seller/imports").json()["items"] == []


def test_a_key_needs_the_scope_of_imports(trade: Trade, keeper: Api) -> None:
    assert trade.robot(trade.mill, "imports:read").get("/seller/imports").status_code == 200
    assert trade.robot(trade.mill, "imports:read").post_form("/seller/imports", FILE).status_code == 403
    assert trade.robot(trade.mill, "imports:write").post_form("/seller/imports", FILE).status_code == 201
    assert trade.robot(trade.mill, "products:write").get("/seller/imports").status_code == 403


def test_a_repeated_upload_is_one_file(trade: Trade, keeper: Api) -> None:
    for _ in range(2):
        made(keeper.post_form("/seller/imports", FILE, idempotency_key="the-same-file"))
    assert ImportJob.objects.count() == 1


def test_too_many_open_files_are_refused(trade: Trade, keeper: Api) -> None:
    for _ in range(3):
        made(keeper.post_form("/seller/imports", FILE))
    answer = keeper.post_form("/seller/imports", FILE)
    assert (answer.status_code, answer.json()["code"]) == (409, "catalog.too_many_imports")


def test_too_many_files_in_an_hour_are_throttled(
    trade: Trade, keeper: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.rest.imports.UPLOADS", Limit("imports-few", 1, 3600))
    made(keeper.post_form("/seller/imports", FILE))
    assert keeper.post_form("/seller/imports", FILE).status_code == 429


def test_a_file_that_is_too_large_is_refused_before_it_is_kept(
    trade: Trade, keeper: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.rest.imports.ImportsDoor.largest_body", 1_000)
    answer = keeper.post_form("/seller/imports", {**FILE, "file": b"x" * 2_000})
    assert answer.status_code == 413
    assert not ImportJob.objects.exists()


def test_files_go_once_their_job_has_ended_and_they_are_a_day_old(trade: Trade, keeper: Api) -> None:
    path = f"/seller/imports/{made(keeper.post_form('/seller/imports', FILE))['id']}"
    key = ImportJob.objects.get().file_key
    later = now() + timedelta(days=2)
    sweep_files(at=later)
    assert default_storage.exists(f"imports/{key}")
    keeper.post(f"{path}/cancel")
    sweep_files(at=now())
    assert default_storage.exists(f"imports/{key}")
    sweep_files(at=later)
    assert not default_storage.exists(f"imports/{key}")


def test_rows_go_a_month_after_the_end_and_the_counts_stay(trade: Trade, keeper: Api) -> None:
    job = files.applied(trade.mill, [row("A", price="5")], at=now())
    clear = owns_transaction(clear_rows)
    assert clear(at=now() + timedelta(days=29)) == 0
    assert clear(at=now() + timedelta(days=31)) == 1
    assert files.fresh(job).counts["new"] == 1
    assert (Variant.objects.count(), Price.objects.count()) == (1, 1)
