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


class _Step(NamedTuple):
    """From which status to which, and why, as history has it."""

    was: str
    became: str
    reason: str


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
    through: Mapping[str, str] | None = None,
    facts: Mapping[str, object] | None = None,
    facts_of: str = "",
    **stamps: object,
) -> R:
    """
    Move one row to another status, with its history row and its outbox event.

    `stamps` are columns written with the status. `facts` (JSON) join the event's
    payload. The row in memory gets the new status, version and stamps. `through`
    are statuses that it passes on the way, each with its reason: they are on
    record and told as if it had been moved to one after the other, `facts` with
    the one that they are `facts_of`, else the last.

    :raises IllegalMove: if the lifecycle has no such move.
    :raises LostRace: if the row no longer has the status this copy shows.
    """
    require_transaction("move")
    model, was = type(row), _status(row)
    steps = _steps(was, {**(through or {}), to: reason})
    for step in steps:
        _check_legal(model.LIFECYCLE, step.was, step.became)
    won = _change(model, [row.pk], steps, at=at, by=by, stamps=stamps)
    if not won:
        raise LostRace(resource=model.AGGREGATE, expected=was)
    row.version = won[0][1]
    for name, value in {**stamps, "status": to}.items():
        setattr(row, name, value)
    _tell(model, won, steps, at=at, facts=facts or {}, facts_of=facts_of or to)
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
    steps = _steps(was, {to: reason})
    won = _change(model, wanted, steps, at=at, by=by, stamps=stamps)
    _tell(model, won, steps, at=at, facts=facts or {}, facts_of=to)
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


def tell_begun(rows: "Sequence[Row]", *, at: datetime) -> None:
    """
    Tell the outbox of rows of one kind that were just made, with the status that they begin with.

    For beginnings that somebody outside has to hear of, such as `order.placed`;
    the event is told as if the row had been moved there from nothing.
    """
    require_transaction("tell_begun")
    _hand_over([_begun(row, at) for row in rows])


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


def _begun(row: "Row", at: datetime) -> Told:
    model, status = type(row), _status(row)
    if status != model.LIFECYCLE.initial:
        raise ValueError(f"{model.AGGREGATE} doesn't begin as {status}")
    known = {"id": str(row.pk), "was": None, "status": status, "version": row.version}
    return Told(model.AGGREGATE, f"{model.AGGREGATE}.{status}", News(row.pk, known), at)


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


def _steps(was: str, reasons: Mapping[str, str]) -> list[_Step]:
    statuses = [was, *reasons]
    return [_Step(*step) for step in zip(statuses, statuses[1:], reasons.values(), strict=False)]


def _change(
    model: "type[Row]",
    ids: Sequence[UUID],
    steps: Sequence[_Step],
    *,
    at: datetime,
    by: Actor,
    stamps: Mapping[str, object],
) -> list[tuple[UUID, int]]:
    """Compare and set, with the history of exactly those that won; their ids and versions, in id order."""
    rows: Any = model._base_manager
    return update_recorded(
        rows.filter(pk__in=ids, status=steps[0].was),
        {**stamps, "status": steps[-1].became, "version": F("version") + len(steps)},
        history=_history_of(model),
        said={"at": at, "by_kind": by.kind, "by_id": by.id},
        steps=[step._asdict() for step in steps],
    )


def _tell(
    model: "type[Row]",
    won: Sequence[tuple[UUID, int]],
    steps: Sequence[_Step],
    *,
    at: datetime,
    facts: Mapping[str, object],
    facts_of: str,
) -> None:
    """Of each step; of one of them with `facts`."""
    told = []
    for pk, version in won:
        for still, step in zip(range(len(steps) - 1, -1, -1), steps, strict=True):
            known = {"id": str(pk), "was": step.was, "status": step.became, "version": version - still}
            news = News(pk, {**facts, **known} if step.became == facts_of else known)
            told.append(Told(model.AGGREGATE, f"{model.AGGREGATE}.{step.became}", news, at))
    _hand_over(told)


def _history_of(model: "type[Row]") -> type[Any]:
    meta: Any = model._meta
    history: type[Any] = meta.get_field("moves").related_model
    return history
