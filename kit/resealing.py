"""How do sealed columns come under the newest SECRET_KEY?"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.db.models import Model

from kit import sealing
from kit.transactions import inside_transaction


@dataclass(frozen=True, slots=True)
class Sealed:
    """A model's columns that hold what `kit.sealing` sealed, each with its purpose."""

    model: type[Model]
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """
    What came of some rows: how many were looked at, sealed anew, and read by no key of ours.

    `last` is where the next batch begins, None if there is none.
    """

    seen: int
    resealed: int
    unreadable: int
    last: UUID | None


@inside_transaction
def reseal_batch(kept: Sealed, *, after: UUID, size: int, only_look: bool = False) -> Batch:
    """
    Seal rows behind `after`, in the order of their ids, under SECRET_KEY; doing it again changes nothing.

    What no key of ours reads is left as it is. With `only_look` rows are counted alone.
    """
    rows = kept.model._default_manager.select_for_update(of=("self",), no_key=True)
    if only_look:
        rows = kept.model._default_manager.all()
    found = list(rows.filter(pk__gt=after).order_by("pk").only("pk", *kept.columns)[:size])
    resealed = unreadable = 0
    for row in found:
        try:
            anew = _resealed(row, kept.columns)
        except InvalidToken:
            unreadable += 1
            continue
        resealed += bool(anew)
        if anew and not only_look:
            kept.model._default_manager.filter(pk=row.pk).update(**anew)
    return Batch(len(found), resealed, unreadable, found[-1].pk if len(found) == size else None)


def _resealed(row: Model, columns: Mapping[str, str]) -> dict[str, str]:
    """The columns that are sealed under an older key, as they are to be."""
    sealed = {name: getattr(row, name) for name in columns}
    anew = {name: sealing.reseal(text, purpose=columns[name]) for name, text in sealed.items() if text}
    return {name: text for name, text in anew.items() if text is not None}
