"""Do the pieces of the planner, each by itself, heed what their railway says?"""

from typing import Any

import numpy as np
import pytest

from shipping.planning.book import NONE, Book, members_by_class
from shipping.planning.crew import Crew, Job
from shipping.planning.full_loads import assign_full_loads
from shipping.planning.improving import Improver
from shipping.planning.instance import read_instance
from shipping.planning.laden import Found, Standing
from shipping.planning.laying import lay
from shipping.planning.plan import document_of
from shipping.planning.searching import search, seed_random
from shipping.planning.solving import plain
from shipping.planning.stowing import empty
from shipping.refereeing import Referee
from tests.planning.small import BOXES, goods, instance, train


def book_of(document: dict[str, Any]) -> Book:
    """An instance as the planner's arrays."""
    return lay(read_instance(document))[0]


def rides(document: dict[str, Any]) -> dict[int, list[float]]:
    """By load, which share of it the linear programme puts on T1 and on T2."""
    book = book_of(document)
    found = assign_full_loads(
        book, np.flatnonzero(book.box != NONE), np.asarray(empty(book).left), seconds=10
    )
    assert found is not None
    shares: dict[int, list[float]] = {}
    for load, on, share in zip(found.load.tolist(), found.train.tolist(), found.share.tolist(), strict=True):
        shares.setdefault(load, [0.0, 0.0])[on] += round(share, 6)
    return shares


def load(key: int, **more: Any) -> dict[str, Any]:
    """A full load that is dear to refuse."""
    return goods(key, fcl="40HC", kg=20_000, m3=40, revenue=4_000, **more)


def test_a_place_kept_for_a_holder_takes_its_load_though_the_train_is_full_for_others() -> None:
    kept = [train("T1", 24, teu=2, allotments=[{"holder": "KTZE", "teu": 2}]), train("T2", 48, teu=2)]
    shares = rides(instance(departures=kept, shipments=[load(0, holder="KTZE"), load(1)]))
    assert shares == {0: [1, 0], 1: [0, 1]}


def test_a_full_load_rides_no_train_that_takes_no_such_container() -> None:
    trains = [train("T1", 24, types=["20DC"], cost={"20DC": 1_900}), train("T2", 48)]
    assert rides(instance(departures=trains, shipments=[load(0)])) == {0: [0, 1]}


def test_with_no_full_load_there_is_nothing_to_assign() -> None:
    assert rides(instance(shipments=[goods(0)])) == {}


def test_whole_numbers_come_of_fractions() -> None:
    # Two of the three loads fit by their mass, a part of the third does as a fraction.
    trains = [train("T1", 24, gross_kg=60_000), train("T2", 48, gross_kg=0)]
    document = instance(departures=trains, shipments=[load(key) for key in range(3)])
    book = book_of(document)
    loads, left = np.flatnonzero(book.box != NONE), np.asarray(empty(book).left)
    parts = assign_full_loads(book, loads, left, seconds=10)
    whole = assign_full_loads(book, loads, left, seconds=10, whole_seconds=5)
    assert parts is not None
    assert whole is not None
    assert parts.share.sum() == pytest.approx(60_000 / 23_900)
    assert sorted(whole.share.round(6).tolist()) == [0, 0, 0, 0, 1, 1]


def test_where_nothing_is_worth_its_haul_nothing_is_chosen() -> None:
    book = book_of(instance(shipments=[goods(0, fcl="40HC", kg=20_000, m3=40, revenue=100)]))
    found = assign_full_loads(book, np.array([0]), np.asarray(empty(book).left), seconds=10, whole_seconds=5)
    assert found is not None
    assert found.share.tolist() == [0, 0]


def plainly(document: dict[str, Any]) -> dict[str, Any]:
    """The plan without a search, which the referee allows."""
    read = read_instance(document)
    answer = document_of(plain(read), read)
    assert list(Referee(document).judge(answer).errors) == []
    return answer


def test_the_plain_plan_keeps_food_and_chemicals_apart() -> None:
    rows = [goods(key, seg="FOOD" if key % 2 else "CHEM", revenue=4_000) for key in range(4)]
    assert len(plainly(instance(shipments=rows))["assign"]) == 4


def test_the_plain_plan_puts_a_holders_load_on_the_place_kept_for_it() -> None:
    trains = [train("T1", 24, teu=4, allotments=[{"holder": "KTZE", "teu": 2}])]
    rows = [load(0, holder="KTZE"), load(1), load(2)]
    answer = plainly(instance(departures=trains, shipments=rows))
    # The holder's and one of the others: what is kept for the one is not taken from the rest as well.
    assert "0" in answer["assign"]
    assert len(answer["assign"]) == 2


def test_the_plain_plan_counts_a_box_of_a_pair_as_two() -> None:
    types = {**BOXES, "20DC": {**BOXES["20DC"], "pairs": True}}
    trains = [train("T1", 24, teu=3)]
    rows = [goods(key, fcl="20DC", revenue=4_000) for key in range(3)]
    assert len(plainly(instance(types=types, departures=trains, shipments=rows))["assign"]) == 1


def test_the_plain_plan_leaves_what_stands_where_it_stands() -> None:
    stands = [
        {"departure": "T2", "type": "40HC", "o": "ALA", "d": "LYG", "shipments": [0], "takes_more": False},
        {"departure": "T1", "type": "40HC", "o": "ALA", "d": "LYG", "shipments": [], "takes_more": True},
    ]
    rows = [goods(key, revenue=4_000) for key in range(2)]
    answer = plainly(instance(shipments=rows, fixed=stands))
    where = {each["id"]: each["departure"] for each in answer["containers"]}
    # The second parcel rides in the one that stood empty: no third container is there.
    assert sorted(where.values()) == ["T1", "T2"]
    assert [where[answer["assign"][key]] for key in ("0", "1")] == ["T2", "T1"]


def test_a_worse_plan_that_comes_later_is_not_taken() -> None:
    book = book_of(instance())
    crew = Crew([Job(book, ())], seed=1, workers=1)
    better, worse = (Found(cost, [], np.zeros_like(book.limits)) for cost in (5.0, 9.0))
    assert [crew._keep(0, each).cost for each in (better, worse)] == [5.0, 5.0]


def test_whoever_has_no_job_does_the_largest_again() -> None:
    large, small = book_of(instance()), book_of(instance(shipments=[goods(0)]))
    shares = Crew([Job(small, ()), Job(large, ())], seed=1, workers=3)._split(3)
    assert sorted(each.jobs for each in shares) == [[0], [1], [1]]


def test_the_search_takes_nothing_out_of_a_container_that_stands() -> None:
    # Together in one container they would save what the other one costs.
    stands = {"departure": "T2", "type": "40HC", "o": "ALA", "d": "LYG", "takes_more": True}
    rows = [goods(key, revenue=4_000) for key in range(6)]
    fixed = [{**stands, "shipments": [0]}, {**stands, "shipments": [1]}]
    book, names = lay(read_instance(instance(shipments=rows, fixed=fixed)))
    train, box = names.trains.index("T2"), names.boxes.index("40HC")
    standing = [Standing(train, 0, box, np.array([key]), True) for key in (0, 1)]
    s = Improver(book, standing, seconds=1, seed=1, tell=lambda found: None)._bare()
    before = s.in_box[:2].tolist()
    seed_random(1)
    search(book, s, np.arange(2, 6), *members_by_class(book), 300, 60.0, False)
    assert (s.in_box[2:] >= 0).all()
    assert s.in_box[:2].tolist() == before
    assert before[0] != before[1]
