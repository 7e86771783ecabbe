"""Who changed which column when, even behind the ORM's back?"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pghistory
import pghistory.models
import pghistory.trigger
import pgtrigger
from django.db import models

M = TypeVar("M", bound=models.Model)


class AuditRow(pghistory.models.Event):
    """One recorded change; there will be more of them than a plain integer can count."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


class _OfMany(pghistory.trigger.Event):
    """
    The trigger that records all rows that one statement has changed, in one statement.

    What the library has for this keeps the context in a table of its own; ours stands in the row.
    """

    def get_func(self, model: Any) -> pgtrigger.Func:
        """Copy the changed rows, with the context, which is read once."""
        rows = "old_values" if self.row == "OLD" else "new_values"
        own = {
            "pgh_created_at": "NOW()",
            "pgh_label": f"'{self.label}'",
            "pgh_obj_id": f'{rows}."{model._meta.pk.column}"',
            "pgh_context": "(SELECT NULLIF(CURRENT_SETTING('pghistory.context_metadata', TRUE), '')::jsonb)",
            "pgh_context_id": "(SELECT NULLIF(CURRENT_SETTING('pghistory.context_id', TRUE), '')::uuid)",
        }
        model_of: Any = self.event_model
        meta = model_of._meta
        columns = [field.column for field in meta.fields if not isinstance(field, models.AutoField)]
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(own.get(column) or f'{rows}."{column}"' for column in columns)
        return pgtrigger.Func(  # type: ignore[no-untyped-call]
            f'INSERT INTO "{meta.db_table}" ({names}) SELECT {values} FROM {{cond_{rows}}}; RETURN NULL;'  # noqa: S608
        )


class _RowsOfMany(pghistory.RowEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        told = {"event_model": event_model, "label": self.label, "name": self.trigger_name, "row": self.row}
        trigger = _OfMany(  # type: ignore[no-untyped-call]
            **told, operation=self.operation, condition=self.condition, level=pgtrigger.Statement
        )
        pgtrigger.register(trigger)(event_model.pgh_tracked_model)


class _Inserts(_RowsOfMany, pghistory.InsertEvent):
    """All rows that a statement has inserted."""


class _Updates(_RowsOfMany, pghistory.UpdateEvent):
    """All rows that a statement has changed."""


class _Deletes(_RowsOfMany, pghistory.DeleteEvent):
    """All rows that a statement has deleted."""


_EACH = (pghistory.InsertEvent, pghistory.UpdateEvent, pghistory.DeleteEvent)
_OF_MANY = (_Inserts, _Updates, _Deletes)


def audited(*, exclude: Sequence[str] = (), of_many: bool = False) -> Callable[[type[M]], type[M]]:
    """
    Record every insert, update and delete of a model by database trigger.

    `@audited()` makes the event model `<Model>Audit` beside the model; its
    migration must name the table in `kit.schema.ProtectHistory`. The context
    (user, key, request, task) is stored in the row itself, so writing it never
    updates anything and survives a transaction pooler. `exclude` keeps secrets
    out of the record. `of_many` is for tables of which a statement often changes many rows: it is
    recorded by one trigger for all of them.
    """
    trackers = _OF_MANY if of_many else _EACH

    def track(model: type[M]) -> type[M]:
        tracked: type[M] = pghistory.track(
            *(tracker() for tracker in trackers),
            exclude=list(exclude) or None,
            base_model=AuditRow,
            model_name=f"{model.__name__}Audit",
            obj_field=pghistory.ObjForeignKey(related_name="audit", related_query_name="+"),
            context_field=pghistory.ContextJSONField(),
            context_id_field=pghistory.ContextUUIDField(),
        )(model)
        return tracked

    return track


def remember(**facts: str | None) -> None:
    """Add facts to the context of the changes that follow in this request or task."""
    pghistory.context(**{name: value for name, value in facts.items() if value is not None})
