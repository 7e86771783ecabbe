"""Does a timetable get in by file and by command, whole or not at all?"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from kit.sheets import BadSheet, from_csv, to_csv, to_xlsx
from shipping.errors import BadTimetable
from shipping.models import Departure, TrainService
from shipping.operations.importing import Upload, proposal_from, sent_by
from shipping.policy import MAX_SHEET_BYTES, MAX_SHEET_ROWS
from shipping.queries.planning import all_lines
from shipping.queries.sheets import timetable_csv, timetable_xlsx
from shipping.timetable import ServicePlan
from shipping.timetable_sheets import LEG_COLUMNS, SERVICE_COLUMNS, leg_rows, service_rows
from tests.shipping.railway import NOW, assigned, fresh, train_of

CODE = "ALA-LYG-KH"


@pytest.fixture(autouse=True)
def _timetable(timetable: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("extend", "import", "export"):
        monkeypatch.setattr(f"shipping.management.commands.{name}_timetable.now", lambda: NOW)


def plan() -> ServicePlan:
    return all_lines([CODE])[0].plan


def last_day() -> date:
    """The day of the last train that is there."""
    return Departure.objects.filter(service__code=CODE).latest("service_date").service_date


def workbook(*plans: ServicePlan) -> Upload:
    sheets = {
        "services": (SERVICE_COLUMNS, service_rows(plans)),
        "legs": (LEG_COLUMNS, leg_rows(plans)),
    }
    return Upload("timetable.xlsx", to_xlsx(sheets))


def run(command: str, *args: object, **options: object) -> str:
    said = StringIO()
    call_command(command, *map(str, args), stdout=said, **options)
    return said.getvalue()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_was_exported_changes_nothing_when_it_comes_back(form: str) -> None:
    if form == "xlsx":
        sent = [Upload("timetable.xlsx", timetable_xlsx(since=NOW))]
    else:
        sent = [Upload(f"{name}.csv", timetable_csv(name, since=NOW)) for name in ("services", "legs")]
    assert proposal_from(sent).plans == ()


def test_only_services_that_differ_are_proposed() -> None:
    changed = replace(plan(), name="To the sea", weekdays=(1, 3))
    assert proposal_from([workbook(changed, all_lines(["XIA-ALA-DO"])[0].plan)]).plans == (changed,)


def test_a_new_service_needs_a_row_for_itself_and_for_each_leg() -> None:
    new = replace(plan(), code="ALA-LYG-K2")
    assert proposal_from([workbook(new)]).plans == (new,)
    with pytest.raises(BadTimetable, match="legs of a service are numbered"):
        proposal_from([Upload("s.csv", to_csv(SERVICE_COLUMNS, service_rows([new])))])


def test_what_only_shows_across_rows_is_told_by_sheet_row_and_column() -> None:
    legs = plan().legs
    wrong = replace(plan(), legs=(legs[0], replace(legs[1], departs_after_min=1), legs[2]))
    with pytest.raises(BadTimetable) as refused:
        proposal_from([workbook(wrong)])
    assert [field.message for field in refused.value.fields] == [
        "legs, row 3, column departs_after_min: it begins before the leg ahead has ended"
    ]


def test_a_wrong_transit_time_is_told_by_its_row_and_column() -> None:
    wrong = replace(plan(), transit_h=200)
    services = Upload("services.csv", to_csv(SERVICE_COLUMNS, service_rows([wrong])))
    for sent in (services, workbook(wrong)):
        with pytest.raises(BadTimetable) as refused:
            proposal_from([sent])
        (field,) = refused.value.fields
        assert field.message.startswith(
            "services, row 2, column transit_h: the last leg ends after 11520 min"
        )


def test_a_sheet_of_departures_is_refused_by_what_it_is() -> None:
    told = "holds departures, not services or legs: departures are made from services and legs"
    departures = timetable_csv("departures", since=NOW)
    rows = from_csv(departures, name="departures", most_rows=1000)
    header = list(rows[0].cells)
    book = to_xlsx({"departures": (header, [list(row.cells.values()) for row in rows])})
    for sent in (Upload("departures.csv", departures), Upload("services.xlsx", book)):
        with pytest.raises(BadSheet, match=told):
            proposal_from([sent])


def test_sheets_of_a_workbook_that_are_not_read_are_named() -> None:
    (note,) = sent_by([Upload("timetable.xlsx", timetable_xlsx(since=NOW))]).notes
    assert note.startswith("The sheet departures was not read: departures are made from services")
    assert sent_by([workbook(plan())]).notes == ()


def test_a_workbook_holds_numbers_days_and_times() -> None:
    book = openpyxl.load_workbook(BytesIO(timetable_xlsx(since=NOW)))
    services, legs, departures = (
        {str(head.value): cell for head, cell in zip(*sheet.iter_rows(max_row=2), strict=True)}
        for sheet in book.worksheets
    )
    numbers = [legs[name] for name in ("gross_cap_t", "max_length_m", "places")]
    numbers += [departures[name] for name in ("free_places", "free_t", "free_plugs")]
    assert {cell.data_type for cell in (*numbers, services["transit_h"])} == {"n"}
    assert legs["gross_cap_t"].value == 1300
    times = [departures[name] for name in departures if name.endswith(("_utc", "_local", "_date"))]
    assert len(times) == 9
    assert {cell.data_type for cell in (*times, services["departs_local"], services["valid_from"])} == {"d"}


def test_files_that_are_too_large_too_long_or_of_another_kind_are_refused() -> None:
    head = ",".join(SERVICE_COLUMNS).encode() + b"\n"
    for upload in (
        Upload("services.csv", b" " * (MAX_SHEET_BYTES + 1)),
        Upload("services.csv", head + b"a\n" * (MAX_SHEET_ROWS + 1)),
        Upload("services.pdf", b"%PDF"),
        Upload("services.csv", head),
    ):
        with pytest.raises(BadSheet):
            proposal_from([upload])
    with pytest.raises(BadSheet):
        proposal_from([])


def test_departures_go_out_in_utc_and_by_the_clocks_of_both_ends() -> None:
    rows = from_csv(timetable_csv("departures", since=NOW), name="departures", most_rows=1000)
    assert len(rows) == Departure.objects.count()
    monday = next(
        row.cells
        for row in rows
        if (row.cells["service_code"], row.cells["service_date"]) == (CODE, "2026-12-01")
    )
    # Rules 12 and 13 of the field: 18:00 Almaty is 13:00 UTC; 192 hours later it is 21:00 in Shanghai.
    assert (monday["departs_utc"], monday["departs_local"]) == ("2026-12-01 13:00Z", "2026-12-01 18:00")
    assert (monday["arrives_utc"], monday["arrives_local"]) == ("2026-12-09 13:00Z", "2026-12-09 21:00")
    assert monday["warehouse_cutoff_utc"] == "2026-11-28 13:00Z"
    assert (monday["free_places"], monday["free_t"], monday["free_plugs"]) == ("55", "1300", "12")


# ---- commands ------------------------------------------------------------------------


def test_the_command_makes_what_is_missing_once() -> None:
    assert run("extend_timetable") == "departures: nothing to change\n"
    before = Departure.objects.count()
    foreseen = run("extend_timetable", "--weeks=13", "--dry-run")
    assert "\nmade ALA-LYG-KH 2027-02-19: Fri 19 Feb 2027 18:00 Almaty\n" in foreseen
    assert Departure.objects.count() == before
    made = int(run("extend_timetable", "--weeks=13").split()[1])
    assert f"departures: {made} would be made" in foreseen
    assert Departure.objects.count() == before + made > before
    assert run("extend_timetable", "--weeks=13") == "departures: nothing to change\n"


def test_the_command_lets_trains_follow_their_service_and_names_what_it_leaves() -> None:
    shipment = assigned()
    train = train_of(shipment)
    assert train is not None
    TrainService.objects.filter(code=train.service.code).update(departs_local=time(20))
    before = list(Departure.objects.order_by("pk").values())
    listed = run("extend_timetable", "--dry-run")
    assert list(Departure.objects.order_by("pk").values()) == before
    asked = f"retimed {train}: "
    (line,) = (line for line in listed.splitlines() if line.startswith(asked))
    assert line.endswith("(asks first: 1 shipment on it)")
    assert "departures: 57 would be retimed" in listed
    done = run("extend_timetable")
    assert done == f"departures: 57 retimed\nnot changed, goods are on it: {train}\n"
    assert fresh(shipment).status == "assigned"
    assert Departure.objects.get(pk=train.pk).departs_at == train.departs_at


@pytest.mark.parametrize("weeks", ["0", "53"])
def test_a_senseless_number_of_weeks_is_refused(weeks: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 52"):
        run("extend_timetable", f"--weeks={weeks}")


def test_a_timetable_goes_out_and_in_by_command_and_is_listed_first(tmp_path: Path) -> None:
    file = tmp_path / "timetable.xlsx"
    file.write_bytes(workbook(replace(plan(), weekdays=(1, 2, 4, 5))).data)
    listed = run("import_timetable", file)
    assert "dropped ALA-LYG-KH 2026-11-28" in listed
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5, 6]
    token = listed.split()[-1]
    with pytest.raises(CommandError, match="Give a reason"):
        run("import_timetable", file, "--confirm", token)
    assert "dropped: 12" in run("import_timetable", file, "--confirm", token, "--reason=Winter.")
    assert TrainService.objects.get(code=CODE).weekdays == [1, 2, 4, 5]
    run("export_timetable", file)
    assert run("import_timetable", file) == "Nothing changes: the timetable says so already.\n"


def test_a_file_that_changes_one_train_says_so_in_the_singular(tmp_path: Path) -> None:
    file = tmp_path / "timetable.xlsx"
    only = replace(plan(), valid_to=last_day() - timedelta(days=1))
    file.write_bytes(workbook(only).data)
    assert "\n1 train would change. To do it, with your --reason: --confirm " in run("import_timetable", file)
    file.write_bytes(workbook(replace(plan(), weekdays=(1, 2, 4, 5))).data)
    assert "\n12 trains would change. To do it, " in run("import_timetable", file)


def test_trains_edited_by_hand_are_no_change_of_an_unchanged_file(tmp_path: Path) -> None:
    Departure.objects.filter(service__code=CODE, service_date=last_day()).update(
        edited_at=NOW, planned_departs_at=F("planned_departs_at") + timedelta(hours=1)
    )
    file = tmp_path / "timetable.xlsx"
    run("export_timetable", file)
    assert run("import_timetable", file) == "Nothing changes: the timetable says so already.\n"


def test_a_bad_file_changes_nothing_and_every_cell_is_named(tmp_path: Path) -> None:
    file = tmp_path / "services.csv"
    run("export_timetable", file, "--sheet=services")
    file.write_text(file.read_text("utf-8-sig").replace("18:00", "late").replace("72,48", "72,x"), "utf-8")
    before = list(TrainService.objects.order_by("pk").values())
    with pytest.raises(CommandError) as refused:
        run("import_timetable", file, "--confirm", "x")
    assert "column departs_local: 'late' is no time of day" in str(refused.value)
    assert str(refused.value).count("column doc_cutoff_h") == TrainService.objects.count()
    assert list(TrainService.objects.order_by("pk").values()) == before


def test_a_file_that_is_not_there_or_has_another_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere.csv can't be read: No such file"):
        run("import_timetable", tmp_path / "nowhere.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CommandError, match=r"can't be written: Is a directory"):
        run("export_timetable", tmp_path / "folder.csv")
    with pytest.raises(CommandError, match=r"can't be written: No such file or directory"):
        run("export_timetable", tmp_path / "nowhere" / "timetable.xlsx")
    with pytest.raises(CommandError, match=r"\.xlsx or \.csv"):
        run("export_timetable", tmp_path / "timetable.pdf")
