"""Does a plan leave what stands already as it stands?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shipping.refereeing.verdict import Loaded, Row

Signature = tuple[Any, ...]


def what_stands(fixed: Sequence[Row]) -> frozenset[int]:
    """
    All shipments in containers that stand.

    Nobody can help any more whether they are in time, so nothing of that is held against a plan.
    """
    return frozenset(int(each) for row in fixed for each in row["shipments"])


def faults_of_standing(fixed: Sequence[Row], loaded: Sequence[Loaded]) -> Iterator[str]:
    """Each container that stands and is missing, or doesn't hold what it does."""
    by_shipment: Mapping[int, Loaded] = {int(row["id"]): each for each in loaded for row in each.inside}
    used: set[int] = set()
    for place, row in enumerate(fixed):
        if not row["shipments"]:
            continue
        found = by_shipment.get(int(row["shipments"][0]))
        # Two that stand are two, even where one could hold what is in both.
        if found is None or id(found) in used or not _is(found, row):
            how = "all" if row.get("takes_more") else "exactly"
            yield f"fixed[{place}]: no {_name(row)} of its own holds {how} what it does"
        else:
            used.add(id(found))
    yield from _faults_of_empty(fixed, [each for each in loaded if id(each) not in used])


def _faults_of_empty(fixed: Sequence[Row], loaded: Sequence[Loaded]) -> Iterator[str]:
    """Empty ones have no shipment to be known by: each takes any that is left, who stays empty first."""
    free: dict[Signature, list[Loaded]] = defaultdict(list)
    for each in sorted(loaded, key=lambda each: bool(each.inside), reverse=True):
        free[_signature(each.row)].append(each)
    empty = [(place, row) for place, row in enumerate(fixed) if not row["shipments"]]
    for place, row in sorted(empty, key=lambda each: bool(each[1].get("takes_more"))):
        like = free[_signature(row)]
        # The emptiest stands last.
        if like and (row.get("takes_more") or not like[-1].inside):
            like.pop()
        else:
            yield f"fixed[{place}]: no {_name(row)} is left for it"


def _is(loaded: Loaded, row: Row) -> bool:
    if _signature(loaded.row) != _signature(row):
        return False
    inside, asked = {int(each["id"]) for each in loaded.inside}, set(map(int, row["shipments"]))
    return asked <= inside if row.get("takes_more") else asked == inside


def _signature(row: Row) -> Signature:
    return row["departure"], row["type"], row["o"], row["d"]


def _name(row: Row) -> str:
    return f"{row['type']} on {row['departure']} from {row['o']} to {row['d']}"
