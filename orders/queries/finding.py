"""Which orders, checkouts and buyers does a word name?"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from kit.hits import as_hits
from orders.models import Address, Buyer, Order, OrderGroup
from orders.models.buyers import LAST_DIGITS, LAST_DIGITS_AT_CHECKOUT

_OF_ORDER = {
    "status": "status",
    "seller": "seller__code",
    "minor": "total_minor",
    "currency": "currency",
    "at": "placed_at",
    "market": "group__market",
}
_OF_GROUP = {"minor": "total_minor", "currency": "currency", "at": "placed_at", "market": "market"}


def orders_numbered(numbers: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Orders by their whole numbers."""
    return as_hits(
        Order.objects.filter(number__in=numbers, group__sandbox=False),
        kind="order",
        name="number",
        most=most,
        facts=_OF_ORDER,
    )


def groups_numbered(numbers: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Checkouts by their whole numbers."""
    return as_hits(
        OrderGroup.objects.filter(number__in=numbers, sandbox=False),
        kind="group",
        name="number",
        most=most,
        facts=_OF_GROUP,
    )


def buyers_with_email(emails: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Buyers by their e-mail address in lower case."""
    return as_hits(
        Buyer.objects.filter(user__email__in=emails, user__sandbox=False),
        kind="buyer",
        name="user__email",
        most=most,
        facts={"buyer": "pk", "person": "user__name"},
    )


def groups_of_email(emails: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """The newest checkouts of the buyer with an e-mail address in lower case."""
    return as_hits(
        OrderGroup.objects.filter(buyer__user__email__in=emails, sandbox=False),
        kind="group",
        name="number",
        most=most,
        facts={"buyer": "buyer_id", **_OF_GROUP},
    )


def groups_to_phone(digits: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """The newest checkouts whose goods go to a telephone number, by its last digits."""
    return as_hits(
        OrderGroup.objects.alias(digits=LAST_DIGITS_AT_CHECKOUT).filter(digits__in=digits, sandbox=False),
        kind="group",
        name="number",
        most=most,
        facts={"buyer": "buyer_id", "person": "address__recipient", **_OF_GROUP},
    )


def addresses_with_phone(digits: Sequence[str], *, most: int) -> "QuerySet[Any, Any]":
    """Addresses as buyers keep them now, by the last digits of their telephone number."""
    return as_hits(
        Address.objects.alias(digits=LAST_DIGITS).filter(
            digits__in=digits, removed_at=None, buyer__user__sandbox=False
        ),
        kind="address",
        name="recipient",
        most=most,
        facts={"buyer": "buyer_id", "city": "city", "street": "street"},
    )
