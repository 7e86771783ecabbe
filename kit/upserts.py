"""Which rows must be made or changed so that a table says what a file says?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import F

from kit.models import Row
from kit.transactions import inside_transaction

R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]
# A long table is made by several statements, so that what triggers do behind each stays small.
_BATCH = 100


@dataclass(frozen=True, slots=True)
class Tally:
    """How many rows a load made, changed and left as they were."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.created + other.created, self.changed + other.changed, self.unchanged + other.unchanged
        )

    def __str__(self) -> str:
        return f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"


@dataclass(frozen=True, slots=True)
class Settled(Generic[R]):
    """The table's rows by their natural key, with what had to be done."""

    rows: Mapping[Any, R]
    tally: Tally


@inside_transaction
def settle(
    model: type[R], wanted: Mapping[Any, Mapping[str, object]], *, key: Sequence[str], at: datetime
) -> Settled[R]:
    """
    Make `model` hold `wanted`: values by natural key, whose columns `key` names.

    Foreign keys are named with `_id`. Rows that nobody wants are left alone; a
    changed row gets the next version. One query to read, one to create
    each hundred, one for each changed row.
    """
    narrow = {f"{key[0]}__in": {each[0] for each in wanted}}
    there = {_key_of(row, key): row for row in model._base_manager.filter(**narrow)}
    made = [
        model(**dict(zip(key, each, strict=True)), **values, created_at=at)
        for each, values in wanted.items()
        if each not in there
    ]
    changed = [_change(there[each], values) for each, values in wanted.items() if each in there]
    model._base_manager.bulk_create(made, batch_size=_BATCH)
    rows = {each: row for each, row in there.items() if each in wanted}
    rows |= {_key_of(row, key): row for row in made}
    tally = Tally(created=len(made), changed=sum(changed), unchanged=len(changed) - sum(changed))
    return Settled(rows, tally)


def _change(row: R, values: Mapping[str, object]) -> bool:
    """Write what differs, if anything does."""
    fresh = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not fresh:
        return False
    rows: Any = type(row)._base_manager.filter(pk=row.pk)
    rows.update(**fresh, version=F("version") + 1)
    for name, value in fresh.items():
        setattr(row, name, value)
    row.version += 1
    return True


def _key_of(row: Row, key: Sequence[str]) -> Key:
    return tuple(getattr(row, name) for name in key)
