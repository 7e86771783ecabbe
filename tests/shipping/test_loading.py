"""Does the reference data of the railway get in whole, or not at all?"""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction

from accounts.models import Organisation
from kit.clock import now
from kit.rows import BadReferenceRow
from kit.transactions import OutsideTransaction
from shipping.models import (
    ContainerType,
    Crossing,
    HolidayRule,
    Leg,
    Location,
    OrganisationLocation,
    RouteLeg,
    ServiceLeg,
    TrainService,
)
from shipping.operations.loading import DATA, allow_reports, load_reference
from tests.shipping.railway import NOW


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_all_files_are_loaded(rails: datetime) -> None:
    counts = [model.objects.count() for model in (Location, Leg, ContainerType, TrainService)]
    assert counts == [60, 56, 11, 14]


def test_loading_twice_changes_nothing(rails: datetime) -> None:
    tallies = load_reference(at=NOW)
    assert {(tally.created, tally.changed) for tally in tallies.values()} == {(0, 0)}


def test_an_edited_row_is_brought_up_to_date(rails: datetime, folder: Path) -> None:
    edit(folder, "services.csv", "Almaty-Lianyungang over Khorgos", "Almaty to the sea")
    assert load_reference(at=NOW, folder=folder)["services"].changed == 1
    assert TrainService.objects.get(code="ALA-LYG-KH").name == "Almaty to the sea"


def test_what_staff_decided_stays_as_they_left_it(rails: datetime) -> None:
    TrainService.objects.filter(code="ALA-LYG-KH").update(weekdays=[3], edited_at=NOW)
    ServiceLeg.objects.filter(service__code="ALA-LYG-KH").update(places=7)
    Crossing.objects.filter(code="KHORGOS").update(daily_trains=20)
    HolidayRule.objects.filter(country="CN").update(effect="runs")
    tallies = load_reference(at=NOW)
    assert {(tally.created, tally.changed) for tally in tallies.values()} == {(0, 0)}
    assert tallies["services"].unchanged == 14
    assert TrainService.objects.get(code="ALA-LYG-KH").weekdays == [3]
    assert set(ServiceLeg.objects.filter(service__code="ALA-LYG-KH").values_list("places", flat=True)) == {7}
    assert Crossing.objects.get(code="KHORGOS").daily_trains == 20
    assert set(HolidayRule.objects.filter(country="CN").values_list("effect", flat=True)) == {"runs"}


def test_a_holiday_rule_with_an_unknown_effect_is_refused(db: None, folder: Path) -> None:
    edit(folder, "holiday_rules.csv", "KZ,Nowruz,shifts", "KZ,Nowruz,sings")
    with pytest.raises(BadReferenceRow, match="'sings' is none of"):
        load_reference(at=NOW, folder=folder)


def test_names_are_kept_in_four_languages(rails: datetime) -> None:
    names = Location.objects.get(code="KZ-KHORGOS-GW").names
    assert sorted(names) == ["en", "kk", "ru", "zh-Hans"]


def test_a_route_runs_over_single_legs_in_either_direction(rails: datetime) -> None:
    steps = RouteLeg.objects.filter(route__code="LYG-ALA-KH").select_related("leg")
    assert all(step.reversed for step in steps)
    assert {step.leg.mode for step in steps} == {"rail", "transshipment"}


def test_masses_and_lengths_become_whole_grams_and_millimetres(rails: datetime) -> None:
    box = ContainerType.objects.get(iso_code="L5G1")
    assert (box.mteu, box.length_mm, box.tare_g, box.volume_cm3) == (2250, 13716, 4_800_000, 86_000_000)


def test_a_gauge_break_without_a_transshipment_is_refused(db: None, folder: Path) -> None:
    edit(folder, "legs.csv", "KZ-ALTYNKOL,KZ-KHORGOS-GW,transshipment", "KZ-ALTYNKOL,KZ-KHORGOS-GW,road")
    edit(folder, "legs.csv", "LEG009,KZ-KHORGOS-GW,CN-HORGOS", "LEG009,KZ-ALTYNKOL,CN-HORGOS")
    edit(folder, "services.csv", "KZ-ALTYNKOL;KZ-KHORGOS-GW;CN-HORGOS", "KZ-ALTYNKOL;CN-HORGOS")
    with pytest.raises(BadReferenceRow, match="gauge changes from 1520 to 1435 mm at KZ-ALTYNKOL") as refused:
        load_reference(at=NOW, folder=folder)
    assert refused.value.facts["column"] == "via_codes"


def test_a_service_over_a_missing_leg_is_refused(db: None, folder: Path) -> None:
    edit(folder, "services.csv", "KZ-ALTYNKOL;KZ-KHORGOS-GW;CN-HORGOS", "KZ-ALTYNKOL;CN-HORGOS")
    with pytest.raises(BadReferenceRow, match="no leg joins KZ-ALTYNKOL and CN-HORGOS"):
        load_reference(at=NOW, folder=folder)


@pytest.mark.parametrize(
    ("name", "change", "column"),
    [
        ("locations.csv", (",700007,", ",700008,"), "esr_code"),
        ("locations.csv", ("Asia/Almaty,700007", "Asia/Atlantis,700007"), "timezone"),
        ("legs.csv", ("LEG001,KZ-ALMATY-CFS", "LEG001,KZ-NOWHERE"), "from_code"),
        ("legs.csv", ("KZ-ALMATY1,rail,1520", "KZ-ALMATY1,rail,1000"), "gauge_mm"),
        (
            "legs.csv",
            ("LEG001,KZ-ALMATY-CFS,KZ-ALMATY1,road", "LEG001,KZ-ALMATY-CFS,KZ-ALMATY1,boat"),
            "mode",
        ),
        ("services.csv", ("1;2;4;5;6,18:00", "1;2;8,18:00"), "weekdays"),
        ("services.csv", ("72,48,24", "24,48,72"), "doc_cutoff_h"),
        ("container_types.csv", ("6.058", "NaN"), "ext_length_m"),
        ("container_types.csv", (",2250,", ",-2250,"), "tare_kg"),
    ],
)
def test_a_bad_cell_is_refused_by_file_row_and_column(
    db: None, folder: Path, name: str, change: tuple[str, str], column: str
) -> None:
    edit(folder, name, *change)
    with pytest.raises(BadReferenceRow) as refused:
        load_reference(at=NOW, folder=folder)
    assert (refused.value.facts["file"], refused.value.facts["column"]) == (name, column)
    assert int(str(refused.value.facts["row"])) > 1


def test_nothing_of_a_bad_load_stays(transactional_db: None, folder: Path) -> None:
    edit(folder, "services.csv", "1;2;4;5;6,18:00", "1;2;8,18:00")
    with pytest.raises(BadReferenceRow), transaction.atomic():
        load_reference(at=NOW, folder=folder)
    assert not Location.objects.exists()


def test_loading_needs_its_callers_transaction(transactional_db: None) -> None:
    with pytest.raises(OutsideTransaction):
        load_reference(at=NOW)


def test_an_organisation_may_report_from_a_place_once(
    rails: datetime, make_organisation: Callable[..., Organisation]
) -> None:
    terminal = make_organisation("terminal")
    codes = ["KZ-KHORGOS-GW", "KZ-ALTYNKOL", "NO-WHERE"]
    for _ in range(2):
        allowed = allow_reports(organisation_id=terminal.pk, location_codes=codes, at=now())
        assert allowed == 2
    assert OrganisationLocation.objects.count() == 2
