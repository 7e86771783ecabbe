from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipping.progress import Progress, Report, Stage, progress

START = datetime(2026, 12, 1, 13, tzinfo=UTC)


def report(stage: Stage, hours: int = 0) -> Report:
    return Report(stage, START + timedelta(hours=hours))


def test_without_reports_a_shipment_with_a_slot_is_assigned() -> None:
    assert progress(status="assigned", reports=[]) == Progress("assigned", None)


def test_the_furthest_stage_counts_though_reported_first() -> None:
    late_loading = [report(Stage.DEPARTED, 5), report(Stage.LOADED, 1)]
    assert progress(status="departed", reports=late_loading) == Progress(
        "departed", START + timedelta(hours=5)
    )


def test_of_doubled_reports_the_earliest_dates_the_stage() -> None:
    doubled = [report(Stage.ARRIVED, 9), report(Stage.ARRIVED, 7)]
    assert progress(status="assigned", reports=doubled).since == START + timedelta(hours=7)


def test_a_missing_stage_does_not_stop_the_later_ones() -> None:
    assert progress(status="assigned", reports=[report(Stage.DELIVERED)]).status == "delivered"


def test_without_its_reports_a_stage_is_taken_back() -> None:
    assert progress(status="departed", reports=[report(Stage.HANDED_IN)]).status == "handed_in"


@pytest.mark.parametrize(
    "status", ["planned", "waiting", "rolled", "on_hold", "customs_hold", "cancelled", "lost"]
)
def test_reports_do_not_move_what_has_no_slot_or_has_ended(status: str) -> None:
    assert progress(status=status, reports=[report(Stage.ARRIVED)]) == Progress(status, None)


def test_reports_from_before_the_assignment_count_once_it_is_there() -> None:
    early = [report(Stage.HANDED_IN)]
    assert progress(status="waiting", reports=early).status == "waiting"
    assert progress(status="assigned", reports=early).status == "handed_in"


def test_the_stages_stand_in_the_order_of_the_journey() -> None:
    for before, after in zip(Stage, list(Stage)[1:], strict=False):
        assert progress(status="assigned", reports=[report(after), report(before)]).status == after


REPORTS = st.lists(st.builds(report, st.sampled_from(Stage), st.integers(-500, 500)), max_size=12)


@given(
    REPORTS.flatmap(
        lambda reports: st.tuples(
            st.just(reports),
            st.permutations(reports),
            st.lists(st.sampled_from(reports)) if reports else st.just([]),
        )
    ),
    st.sampled_from(["assigned", *Stage]),
)
def test_any_order_and_any_doubling_converge(
    drawn: tuple[list[Report], list[Report], list[Report]], present: str
) -> None:
    reports, reordered, doubled = drawn
    assert progress(status="assigned", reports=reports) == progress(
        status=str(present), reports=[*doubled, *reordered]
    )


@given(REPORTS, st.builds(report, st.sampled_from(Stage), st.integers(-500, 500)))
def test_one_more_report_never_moves_a_shipment_back(reports: list[Report], more: Report) -> None:
    order = ["assigned", *Stage]
    before = progress(status="assigned", reports=reports).status
    after = progress(status="assigned", reports=[*reports, more]).status
    assert order.index(after) >= order.index(before)
