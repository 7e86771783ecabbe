"""By which attributes may goods be told, with which answers?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from catalog.errors import BadAttributes, CodeTaken
from catalog.models import Attribute, AttributeOption
from catalog.policy import MAX_OPTIONS
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import say

Kind = Attribute.Kind


@inside_transaction
def create_attribute(*, code: str, facts: Mapping[str, Any], at: datetime, by: Actor) -> Attribute:
    """
    Make an attribute; `facts` are its columns. Its kind and level stay for ever.

    :raises CodeTaken: if there is one of this code.
    :raises BadAttributes: if its range or unit makes no sense for its kind.
    """
    row = Attribute(code=code, **facts, created_at=at)
    _check(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise CodeTaken(say("There is another attribute %(code)s.", code=code), fields=[_taken()]) from None
    return row


@inside_transaction
def change_attribute(*, attribute: Attribute, facts: Mapping[str, Any], at: datetime, by: Actor) -> Attribute:
    """
    Change an attribute, locked by the caller; what goods say already is judged when they change next.

    :raises BadAttributes: if its range or unit makes no sense for its kind.
    """
    changed = {name: value for name, value in facts.items() if getattr(attribute, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(attribute, name, value)
        _check(attribute)
        attribute.version += 1
        attribute.save(update_fields=[*changed, "version"])
    return attribute


@inside_transaction
def put_option(
    *, attribute: Attribute, code: str, facts: Mapping[str, Any], at: datetime, by: Actor
) -> AttributeOption:
    """
    Give an attribute, locked by the caller, one more answer, or change that answer.

    What has been chosen is never taken away: it is closed by `is_open`.

    :raises BadAttributes: if the attribute is no choice, or has too many answers.
    """
    if attribute.kind != Kind.CHOICE:
        raise _bad("/code", say("%(code)s is no choice, so it has no options", code=attribute.code))
    row = AttributeOption.objects.filter(attribute=attribute, code=code).first()
    if row is None:
        if AttributeOption.objects.filter(attribute=attribute).count() >= MAX_OPTIONS:
            raise _bad(
                "/code", say("%(code)s has %(count)s options already", code=attribute.code, count=MAX_OPTIONS)
            )
        row = AttributeOption(attribute=attribute, code=code, **facts, created_at=at)
        row.save(force_insert=True)
    else:
        changed = {name: value for name, value in facts.items() if getattr(row, name) != value}
        if not changed:
            return row
        for name, value in changed.items():
            setattr(row, name, value)
        row.version += 1
        row.save(update_fields=[*changed, "version"])
    attribute.version += 1
    attribute.save(update_fields=["version"])
    return row


def _check(row: Attribute) -> None:
    numeric = row.kind == Kind.NUMBER
    if row.unit_id is not None and not numeric:
        raise _bad("/unit", say("only a number has a unit"))
    for name in ("least", "most"):
        if getattr(row, name) is not None and not numeric:
            raise _bad(f"/{name}", say("only a number has a range"))
    if row.decimals and not numeric:
        raise _bad("/decimals", say("only a number has decimal places"))
    if row.least is not None and row.most is not None and row.most < row.least:
        raise _bad("/most", say("must not be less than least"))


def _bad(pointer: str, reason: str) -> BadAttributes:
    return BadAttributes(reason, fields=[FieldProblem(pointer, "field.invalid", reason)])


def _taken() -> FieldProblem:
    return FieldProblem("/code", "field.taken", say("is taken"))
