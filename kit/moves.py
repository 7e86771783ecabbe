"""How does a row get from one status to the next, once and on the record?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.database import update_recorded
from kit.errors import Conflict
from kit.lifecycle import Lifecycle
from kit.transactions import require_transaction

if TYPE_CHECKING:
    from kit.models import Row

R = TypeVar("R", bound="Row")


class IllegalMove(Conflict):
    """The lifecycle has no such move."""

    code: ClassVar[str] = "lifecycle.illegal_move"
    title = "The present status doesn't allow this"


class LostRace(Conflict):
    """Somebody else moved the row first."""

    code: ClassVar[str] = "lifecycle.stale"
    title = "It was changed by somebody else in the meantime"


class News(NamedTuple):
    """What the outbox is told about one row: the id, and the event's payload."""

    aggregate_id: UUID
    payload: Mapping[str, object]


class Told(NamedTuple):
    """One event on its way to the outbox: what happened to which kind of thing, when."""

    aggregate: str
    type: str
    news: News
    at: datetime


class Recorder(Protocol):
    """Writes outbox events in the open transaction, one for each of `told`, in their order."""

    def __call__(self, told: Sequence[Told]) -> object: ...


class _Handed:
    """What the app above handed in: kit itself imports none."""

    recorder: Recorder | None = None


# What `telling_at_once` has gathered so far; None outside of it.
_gathered: ContextVar[list[Told] | None] = ContextVar("gathered", default=None)


def hand_in_recorder(recorder: Recorder) -> None:
    """Tell kit who writes the outbox; called once by the app that owns it."""
    _Handed.recorder = recorder


def move(
    row: R,
    *,
    to: str,
    at: datetime,
    by: Actor,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    **stamps: object,
) -> R:
    """
    Move one row to another status, with its history row and its outbox event.

    `stamps` are columns written with the status. `facts` (JSON) join the event's
    payload. The row in memory gets the new status, version and stamps.

    :raises IllegalMove: if the lifecycle has no such move.
    :raises LostRace: if the row no longer has the status this copy shows.
    """
    require_transaction("move")
    model, was = type(row), _status(row)
    _check_legal(model.LIFECYCLE, was, to)
    won = _change(model, [row.pk], was=was, to=to, at=at, by=by, reason=reason, stamps=stamps)
    if not won:
        raise LostRace(resource=model.AGGREGATE, expected=was)
    row.version = won[0][1]
    for name, value in {**stamps, "status": to}.items():
        setattr(row, name, value)
    _tell(model, won, was=was, to=to, at=at, facts=facts or {})
    return row


def move_many(
    ids: Iterable[UUID],
    *,
    model: "type[Row]",
    was: str,
    to: str,
    at: datetime,
    by: Actor,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    **stamps: object,
) -> list[UUID]:
    """
    Move all rows of `ids` that still have the status `was`: two statements however many.

    Returns the ids that moved, in id order; others were moved by somebody else.

    :raises IllegalMove: if the lifecycle has no such move.
    """
    require_transaction("move_many")
    _check_legal(model.LIFECYCLE, was, to)
    wanted = sorted(set(ids))
    if not wanted:
        return []
    won = _change(model, wanted, was=was, to=to, at=at, by=by, reason=reason, stamps=stamps)
    _tell(model, won, was=was, to=to, at=at, facts=facts or {})
    return [pk for pk, _ in won]


def tell(model: "type[Row]", *, what: str, news: Sequence[News], at: datetime) -> None:
    """
    Tell the outbox of facts that no status shows, such as a shipment's new train under way.

    The event's type is the aggregate's name and `what`, which no status is called.
    """
    require_transaction("tell")
    if what in model.LIFECYCLE.states:
        raise ValueError(f"{what} is a status: only a move may tell it")
    _hand_over([Told(model.AGGREGATE, f"{model.AGGREGATE}.{what}", each, at) for each in news])


@contextmanager
def telling_at_once() -> Iterator[None]:
    """
    Tell the outbox at the end of the body, in one statement, of all that moved in it.

    For a verb that moves several rows as one step. Rows and history are written
    where they move; an error leaves nothing to tell, so none may be caught within.
    """
    require_transaction("telling_at_once")
    if _gathered.get() is not None:
        yield
        return
    told: list[Told] = []
    before = _gathered.set(told)
    try:
        yield
    finally:
        _gathered.reset(before)
    _hand_over(told)


def _hand_over(told: Sequence[Told]) -> None:
    recorder = _recorder()
    waiting = _gathered.get()
    if waiting is not None:
        waiting.extend(told)
    elif told:
        recorder(told)


def _recorder() -> Recorder:
    if _Handed.recorder is None:
        raise RuntimeError("no outbox: the app that keeps events hands its recorder in")
    return _Handed.recorder


def _status(row: "Row") -> str:
    return str(row.status)  # type: ignore[attr-defined]


def _check_legal(table: Lifecycle, was: str, became: str) -> None:
    if not table.allows(was, became):
        raise IllegalMove(
            f"this {table.name} is {was} and can't become {became}",
            resource=table.name,
            was=was,
            became=became,
        )


def _change(
    model: "type[Row]",
    ids: Sequence[UUID],
    *,
    was: str,
    to: str,
    at: datetime,
    by: Actor,
    reason: str,
    stamps: Mapping[str, object],
) -> list[tuple[UUID, int]]:
    """Compare and set, with the history of exactly those that won; their ids and versions, in id order."""
    rows: Any = model._base_manager
    values = {**stamps, "status": to, "version": F("version") + 1}
    said = {"was": was, "became": to, "at": at, "by_kind": by.kind, "by_id": by.id, "reason": reason}
    return update_recorded(rows.filter(pk__in=ids, status=was), values, history=_history_of(model), said=said)


def _tell(
    model: "type[Row]",
    won: Sequence[tuple[UUID, int]],
    *,
    was: str,
    to: str,
    at: datetime,
    facts: Mapping[str, object],
) -> None:
    _hand_over(
        [
            Told(
                model.AGGREGATE,
                f"{model.AGGREGATE}.{to}",
                News(pk, {**facts, "id": str(pk), "was": was, "status": to, "version": version}),
                at,
            )
            for pk, version in won
        ]
    )


def _history_of(model: "type[Row]") -> type[Any]:
    meta: Any = model._meta
    history: type[Any] = meta.get_field("moves").related_model
    return history
