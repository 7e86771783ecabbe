"""What does a scenario's shop get through the real operations before anybody comes in?

Run inside the shop's environment by `Stack.keep`; the last line printed is JSON.
"""

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.operations.keying import create_key
from accounts.operations.organising import put_into_group
from accounts.operations.registering import register
from accounts.policy import SCOPES
from catalog.models import Product, Seller
from catalog.operations.loading_law import load_positive_list
from kit.actors import SYSTEM, Actor
from kit.clock import now
from kit.transactions import owns_transaction
from orders.operations import addressing, identifying
from payments.operations.loading import relay_rates
from shop.made_up import identity_number
from tests.orders.market import ADDRESS, Market

SELLERS = {"ZZ01": "490340000119", "ZZ02": "490440000271"}
PASSWORD = "caravan-of-rails-7"


def people(count: int, *, at: datetime) -> list[dict[str, str]]:
    """Confirmed buyers, each with an API key and an address in Jiangsu; the first has a password."""
    return [owns_transaction(_buyer)(number, at=at) for number in range(count)]


def goods(count: int, units: int, *, at: datetime) -> list[str]:
    """Listings of flour on sale in China with so many units each, of two sellers in turn."""
    owns_transaction(load_positive_list)(at=at)
    owns_transaction(relay_rates)(at=at)
    market, first = Market(at=at), Product.objects.count()
    sellers = [_seller(market, code, tax_id) for code, tax_id in SELLERS.items()]
    return [
        str(market.listing(sellers[number % len(sellers)], f"FLOUR-{number:03}", units=units).pk)
        for number in range(first, first + count)
    ]


def staff(*, at: datetime) -> dict[str, str]:
    """A member of every staff group, with a key."""
    return owns_transaction(_staff)(at=at)


def _buyer(number: int, *, at: datetime) -> dict[str, str]:
    email = f"buyer{number}@example.com"
    user = register(email=email, password=None if number else PASSWORD, confirmed=True, at=at)
    key = create_key(name="faults", scopes=sorted(SCOPES), at=at, by=SYSTEM, user=user)
    by = Actor(kind="buyer", user_id=user.pk)
    address = addressing.add_address(given=ADDRESS, at=at, by=by)
    # Each their own, so that nobody waits for another or uses the other's year up.
    identifying.add_identity(name=ADDRESS["real_name"], number=identity_number(number), at=at, by=by)
    return {"email": email, "password": PASSWORD, "key": key.secret, "address_id": str(address.pk)}


def _seller(market: Market, code: str, tax_id: str) -> Seller:
    return Seller.objects.filter(code=code).first() or market.seller(code, tax_id)


def _staff(*, at: datetime) -> dict[str, str]:
    user = register(email="staff@example.com", password=PASSWORD, confirmed=True, staff=True, at=at)
    for group in ("dispatch", "finance", "support", "onboarding"):
        put_into_group(user=user, group=group)
    key = create_key(name="faults", scopes=sorted(SCOPES), at=at, by=SYSTEM, user=user)
    return {"email": user.email, "key": key.secret}


def seller(*, at: datetime) -> dict[str, str]:
    """A key of the first seller."""
    return owns_transaction(_seller_key)(at=at)


def _seller_key(*, at: datetime) -> dict[str, str]:
    organisation = Seller.objects.get(code=next(iter(SELLERS))).organisation
    key = create_key(name="faults", scopes=sorted(SCOPES), at=at, by=SYSTEM, organisation=organisation)
    return {"key": key.secret}


VERBS: dict[str, Callable[..., Any]] = {
    "people": people,
    "goods": goods,
    "staff": staff,
    "seller": seller,
}


if __name__ == "__main__":
    verb, *numbers = sys.argv[1:]
    print(json.dumps(VERBS[verb](*map(int, numbers), at=now())))
