"""Which columns does every row of a kind share?"""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.ids import uuid7
from kit.words import in_words

if TYPE_CHECKING:
    from kit.lifecycle import Lifecycle


class Row(models.Model):
    """
    A row that people share: a UUIDv7 id, a version, the instant of its making.

    `version` is what the ETag shows. A model with a status also declares
    `LIFECYCLE`, `AGGREGATE` (the noun in its event names) and a history model
    whose foreign key `row` has the related name `moves`.
    """

    LIFECYCLE: ClassVar["Lifecycle"]
    AGGREGATE: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True


def world_field() -> "models.BooleanField[bool, bool]":
    """Whether a row that is read across owners is of the test world; rows below it follow it."""
    return models.BooleanField(
        _("in the sandbox"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Of the test world."),
    )


class Move(models.Model):
    """
    One change of a status, kept for ever; the subclass adds the foreign key `row`.

    `by_kind` and `by_id` name the actor: the id of the key used, else of the user.
    """

    id = models.BigAutoField(primary_key=True)
    was = models.CharField(max_length=32)
    became = models.CharField(max_length=32)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=16)
    by_id = models.UUIDField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{in_words(self.was)} → {in_words(self.became)}"
