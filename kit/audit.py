"""Who changed which column when, even behind the ORM's back?"""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pghistory.models
from django.db import models

M = TypeVar("M", bound=models.Model)


class AuditRow(pghistory.models.Event):
    """One recorded change; there will be more of them than a plain integer can count."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def audited(*, exclude: Sequence[str] = ()) -> Callable[[type[M]], type[M]]:
    """
    Record every insert, update and delete of a model by database trigger.

    `@audited()` makes the event model `<Model>Audit` beside the model; its
    migration must name the table in `kit.schema.ProtectHistory`. The context
    (user, key, request, task) is stored in the row itself, so writing it never
    updates anything and survives a transaction pooler. `exclude` keeps secrets
    out of the record.
    """

    def track(model: type[M]) -> type[M]:
        tracked: type[M] = pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
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
