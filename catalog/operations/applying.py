"""How does a firm become a seller's application?"""

from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.operations.organising import add_member, found_organisation
from catalog.errors import AlreadySeller, WrongIdentifier
from catalog.identifiers import cn_uscc_error
from catalog.models import Seller
from catalog.operations.mirroring import rename_in_test_world
from catalog.operations.verifying import approve_seller
from kit.actors import SYSTEM, Actor
from kit.errors import FieldProblem
from kit.kazakh_numbers import kz_bin_error
from kit.transactions import inside_transaction

_CHECKS = {
    Seller.TaxIdKind.BIN: ("KZ", kz_bin_error),
    Seller.TaxIdKind.USCC: ("CN", cn_uscc_error),
}


class Firm(TypedDict):
    """What an application tells; `origin_code` is the location where its goods start."""

    code: str
    legal_name: str
    local_name: str
    country: str
    city: str
    origin_code: str
    tax_id: str
    tax_id_kind: str
    handling_days: int
    descriptions: NotRequired[dict[str, str]]


@inside_transaction
def found_seller(*, user_id: UUID, firm: Firm, at: datetime, by: Actor) -> Seller:
    """
    Note that a person who acts for nobody yet wants to sell: they own the firm from now on.

    :raises WrongIdentifier: if the number fails its check or belongs to another country.
    :raises AlreadySeller: if the person acts for a firm already, or as `apply`.
    """
    # Of two applications at once the second must see the firm of the first.
    person = User.objects.select_for_update().get(pk=user_id)
    if person.memberships.exists():
        raise AlreadySeller
    organisation = found_organisation(kind="seller", name=firm["legal_name"], sandbox=by.sandbox, at=at)
    add_member(user=person, organisation=organisation, role="owner", at=at)
    return apply(organisation_id=organisation.pk, firm=firm, at=at, by=by)


@inside_transaction
def apply(*, organisation_id: UUID, firm: Firm, at: datetime, by: Actor) -> Seller:
    """
    Note that an organisation wants to sell; staff judge it next, but for the test world, where all may.

    A code that a tester has given themselves keeps no live firm out: the tester's gets another one.

    :raises WrongIdentifier: if the number fails its check or belongs to another country.
    :raises AlreadySeller: if the organisation or code sells already, or in the live world the number.
    """
    check_tax_id(kind=firm["tax_id_kind"], value=firm["tax_id"], country=firm["country"])
    if not by.sandbox:
        rename_in_test_world(firm["code"])
    seller = Seller(organisation_id=organisation_id, **firm, sandbox=by.sandbox, applied_at=at, created_at=at)
    try:
        with transaction.atomic():
            seller.save(force_insert=True)
    except IntegrityError:
        raise AlreadySeller from None
    return approve_seller(seller=seller, at=at, by=SYSTEM) if by.sandbox else seller


def check_tax_id(*, kind: str, value: str, country: str) -> None:
    """
    Insist on a number that its country could have issued.

    :raises WrongIdentifier: if it can't be.
    """
    home, error_of = _CHECKS[Seller.TaxIdKind(kind)]
    error = error_of(value)
    if error is None and country != home:
        error = f"A {kind} is issued in {home}, not in {country}."
    if error is not None:
        raise WrongIdentifier(error, fields=[FieldProblem("/tax_id", "field.invalid", error)])
