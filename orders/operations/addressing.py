"""Where do a buyer's goods go?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from kit.actors import Actor
from kit.errors import Invalid
from kit.transactions import inside_transaction
from orders.errors import TooManyAddresses
from orders.models import Address, Buyer
from orders.policy import MAX_ADDRESSES
from orders.postal import settled
from orders.queries.rules import destination_of


@inside_transaction
def buyer_of(*, actor: Actor, at: datetime) -> Buyer:
    """The buyer behind a signed-in person, made the first time they buy something."""
    buyer, _ = Buyer.objects.get_or_create(user_id=actor.person_id, defaults={"created_at": at})
    return buyer


@inside_transaction
def add_address(*, given: Mapping[str, Any], at: datetime, by: Actor) -> Address:
    """
    Keep an address for the buyer, completed by its district where that is coded.

    :raises Invalid: naming each field that a courier or customs could not use, and why.
    :raises NoDeliveryZone: if nothing is delivered to its province.
    :raises TooManyAddresses: if the buyer keeps as many as one may.
    """
    buyer = buyer_of(actor=by, at=at)
    if buyer.addresses.filter(removed_at=None).count() >= MAX_ADDRESSES:
        raise TooManyAddresses(most=MAX_ADDRESSES)
    texts = _usable(given)
    destination_of(country=texts["country"], province=texts["province"])
    return Address.objects.create(buyer=buyer, created_at=at, **texts)


@inside_transaction
def change_address(*, address: Address, given: Mapping[str, Any]) -> Address:
    """
    Change a locked address; orders keep theirs as it was.

    :raises Invalid: naming each changed field that a courier or customs could not use, and why.
    :raises NoDeliveryZone: if nothing is delivered to its province.
    """
    for name, value in _usable(given, address.as_snapshot()).items():
        setattr(address, name, value)
    destination_of(country=address.country, province=address.province)
    address.version += 1
    address.save()
    return address


@inside_transaction
def remove_address(*, address: Address, at: datetime) -> None:
    """Take a locked address out of the buyer's sight."""
    Address.objects.filter(pk=address.pk).update(removed_at=at, version=F("version") + 1)


def addresses_of(actor: Actor) -> QuerySet[Address]:
    """The addresses that the buyer keeps."""
    return Address.objects.filter(buyer__user_id=actor.person_id, removed_at=None)


def _usable(given: Mapping[str, Any], kept: Mapping[str, str] | None = None) -> dict[str, str]:
    texts, wrong = settled(given, kept)
    if wrong:
        raise Invalid(f"{wrong[0].pointer[1:]}: {wrong[0].message}", fields=wrong)
    return texts
