"""How do staff keep the brands that sellers share?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from catalog.errors import CodeTaken, WrongIdentifier
from catalog.identifiers import country_error
from catalog.models import Brand
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.transactions import inside_transaction
from kit.words import say


@inside_transaction
def create_brand(*, code: str, facts: Mapping[str, Any], at: datetime, by: Actor) -> Brand:
    """
    Make a brand that any seller may name; `facts` are its names and country.

    :raises CodeTaken: if there is one of this code.
    :raises WrongIdentifier: if there is no such country.
    """
    _check_country(facts)
    row = Brand(code=code, **facts, created_at=at)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise CodeTaken(
            say("There is another brand %(code)s.", code=code),
            fields=[FieldProblem("/code", "field.taken", say("is taken"))],
        ) from None
    return row


@inside_transaction
def change_brand(*, brand: Brand, facts: Mapping[str, Any], at: datetime, by: Actor) -> Brand:
    """
    Change the names or the country of a brand, locked by the caller; its code stays.

    :raises WrongIdentifier: if there is no such country.
    """
    _check_country(facts)
    changed = {name: value for name, value in facts.items() if getattr(brand, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(brand, name, value)
        brand.version += 1
        brand.save(update_fields=[*changed, "version"])
    return brand


def _check_country(facts: Mapping[str, Any]) -> None:
    country = facts.get("country")
    if country and (error := country_error(country)):
        raise WrongIdentifier(error, fields=[FieldProblem("/country", "field.invalid", error)])
