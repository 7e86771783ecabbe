"""Does a timetable survive the way into a sheet and back, and is every wrong cell named?"""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from kit.rows import RefRow
from kit.sheets import Row, told
from shipping.timetable import LegPlan, PlanError, ServicePlan, plan_errors, way_errors
from shipping.timetable_sheets import (
    LEG_COLUMNS,
    SERVICE_COLUMNS,
    CellError,
    Read,
    leg_rows,
    read_plans,
    service_rows,
)


def leg(position: int, **changes: Any) -> LegPlan:
    first = LegPlan(
        position=position,
        kind="transshipment" if position == 2 else "train",
        gauge_mm={1: 1520, 2: None, 3: 1435}[position],
        train_number="" if position == 2 else f"ALA-LYG-KH {position}",
        origin=f"P{position}",
        destination=f"P{position + 1}",
        departs_after_min=(position - 1) * 60,
        arrives_after_min=position * 60,
        places=55,
        gross_cap_g=1_300_500_000,
        plugs=12,
        max_length_mm=798_250,
    )
    return replace(first, **changes)


PLAN = ServicePlan(
    code="ALA-LYG-KH",
    name="Almaty-Lianyungang",
    route="ALA-LYG-KH",
    weekdays=(1, 2, 4),
    departs_local=time(18),
    transit_h=3,
    cfs_cutoff_h=72,
    doc_cutoff_h=48,
    cy_cutoff_h=24,
    valid_from=date(2026, 1, 1),
    valid_to=None,
    legs=(leg(1), leg(2), leg(3)),
)


def rows(name: str, header: tuple[str, ...], of: list[Row]) -> list[RefRow]:
    return [
        RefRow(name, number, {column: told(cell) for column, cell in zip(header, row, strict=True)})
        for number, row in enumerate(of, start=2)
    ]


def read(
    services: list[RefRow] | None = None,
    legs: list[RefRow] | None = None,
    known: tuple[ServicePlan, ...] = (),
) -> Read:
    return read_plans(services=services or [], legs=legs or [], known={plan.code: plan for plan in known})


def services(*plans: ServicePlan) -> list[RefRow]:
    return rows("services", SERVICE_COLUMNS, service_rows(plans))


def legs(*plans: ServicePlan) -> list[RefRow]:
    return rows("legs", LEG_COLUMNS, leg_rows(plans))


def changed(row: RefRow, **cells: str) -> list[RefRow]:
    return [replace(row, cells={**row.cells, **cells})]


@pytest.mark.parametrize("plan", [PLAN, replace(PLAN, valid_to=date(2026, 12, 31), weekdays=(7,))])
def test_a_plan_is_the_same_after_the_way_there_and_back(plan: ServicePlan) -> None:
    assert read(services(plan), legs(plan)) == Read((plan,), (), read(services(plan), legs(plan)).rows)


def test_either_sheet_alone_leaves_the_other_part_as_it_is() -> None:
    renamed = replace(PLAN, name="To the sea")
    assert read(services(renamed), known=(PLAN,)).plans == (renamed,)
    smaller = replace(PLAN, legs=(leg(1, places=40), leg(2), leg(3)))
    assert read(legs=legs(smaller)[:1], known=(PLAN,)).plans == (smaller,)


def test_a_service_that_no_sheet_names_is_not_touched() -> None:
    other = replace(PLAN, code="OTHER")
    assert read(services(PLAN), known=(PLAN, other)).plans == (PLAN,)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("weekdays", "1;8"),
        ("weekdays", ""),
        ("departs_local", "25:00"),
        ("transit_h", "0"),
        ("cfs_cutoff_h", "-1"),
        ("valid_from", "yesterday"),
        ("valid_to", "2026-13-01"),
        ("name", ""),
        ("service_code", "A-CODE-THAT-IS-TOO-LONG"),
    ],
)
def test_a_wrong_cell_of_a_service_is_named_with_sheet_row_and_column(column: str, value: str) -> None:
    errors = read(changed(services(PLAN)[0], **{column: value}), known=(PLAN,)).errors
    assert [(each.sheet, each.row, each.column) for each in errors] == [("services", 2, column)]
    assert errors[0].reason


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("position", "x"),
        ("kind", "ship"),
        ("gauge_mm", "1000"),
        ("places", "0"),
        ("gross_cap_t", "1.0000001"),
        ("plugs", "-1"),
        ("max_length_m", "nan"),
        ("departs_after_min", "1.5"),
    ],
)
def test_a_wrong_cell_of_a_leg_is_named_with_sheet_row_and_column(column: str, value: str) -> None:
    errors = read(legs=changed(legs(PLAN)[0], **{column: value}), known=(PLAN,)).errors
    assert [(each.sheet, each.row, each.column) for each in errors] == [("legs", 2, column)]


def test_every_error_is_named_and_not_only_the_first() -> None:
    row = changed(services(PLAN)[0], weekdays="9", departs_local="noon", transit_h="x")
    assert [each.column for each in read(row, known=(PLAN,)).errors] == [
        "weekdays",
        "departs_local",
        "transit_h",
    ]


def test_a_missing_column_is_told_by_the_header() -> None:
    (row,) = services(PLAN)
    cells = {name: value for name, value in row.cells.items() if name != "transit_h"}
    assert read([replace(row, cells=cells)]).errors == (
        CellError("services", 1, "transit_h", "the header must name it"),
    )


def test_a_row_that_stands_there_twice_is_refused() -> None:
    twice = [*services(PLAN), *(replace(row, number=3) for row in services(PLAN))]
    assert [(each.row, each.column) for each in read(twice, known=(PLAN,)).errors] == [(3, "service_code")]
    doubled = [*legs(PLAN), replace(legs(PLAN)[0], number=9)]
    assert [(each.row, each.column) for each in read(legs=doubled, known=(PLAN,)).errors] == [(9, "position")]


def test_a_leg_of_an_unknown_service_is_refused() -> None:
    errors = read(legs=legs(PLAN)[:1]).errors
    assert errors == (CellError("legs", 2, "service_code", "there is no service 'ALA-LYG-KH'"),)


@pytest.mark.parametrize(
    ("plan", "column", "position"),
    [
        (replace(PLAN, weekdays=()), "weekdays", 0),
        (replace(PLAN, weekdays=(1, 1)), "weekdays", 0),
        (replace(PLAN, valid_to=date(2025, 1, 1)), "valid_to", 0),
        (replace(PLAN, doc_cutoff_h=80), "doc_cutoff_h", 0),
        (replace(PLAN, transit_h=4), "arrives_after_min", 3),
        (replace(PLAN, legs=(leg(1), leg(3))), "position", 0),
        (replace(PLAN, legs=(leg(1), leg(2, departs_after_min=59), leg(3))), "departs_after_min", 2),
        (replace(PLAN, legs=(leg(1, departs_after_min=5), leg(2), leg(3))), "departs_after_min", 1),
        (
            replace(PLAN, legs=(leg(1), leg(2, departs_after_min=120, arrives_after_min=120), leg(3))),
            "arrives_after_min",
            2,
        ),
        (replace(PLAN, legs=(leg(1, places=0), leg(2), leg(3))), "places", 1),
    ],
)
def test_a_plan_that_contradicts_itself_is_told_by_column_and_leg(
    plan: ServicePlan, column: str, position: int
) -> None:
    assert (column, position) in {(each.column, each.position) for each in plan_errors(plan)}
    assert plan_errors(PLAN) == []


def test_a_plan_keeps_to_the_way_of_its_service() -> None:
    assert way_errors(PLAN, PLAN) == []
    moved = replace(PLAN, legs=(leg(1, destination="ELSEWHERE"), leg(2), leg(3)))
    assert way_errors(moved, PLAN) == [PlanError("destination_code", "'ELSEWHERE' instead of 'P2'", 1)]
    assert way_errors(replace(PLAN, route="OTHER"), PLAN)[0].column == "route_code"
    assert way_errors(replace(PLAN, legs=(leg(1),)), PLAN)[0].column == "position"
