"""Who comes through the doors of the catalogue in its tests, with which goods?"""

import itertools
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Membership, User
from accounts.operations.keying import create_key
from accounts.operations.signing_in import issue_token
from catalog.models import Listing, Seller
from catalog.operations.loading import load_reference
from catalog.operations.loading_law import load_positive_list
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests.api import Api
from tests.orders.market import Market

PRODUCT = {
    "code": "FLR",
    "names": {"en": "Wheat flour", "ru": "Мука пшеничная"},
    "origin_country": "KZ",
    "hs6": "110100",
    "temperature_class": "AMBIENT_DRY",
    "segregation_class": "DRY_FOOD",
    "shelf_life_days": 365,
}
SIZE = {
    "sku": "FLR-2KG",
    "names": {"en": "2 kg"},
    "gtin13": "9521000000018",
    "net_g": 2000,
    "gross_g": 2044,
    "length_mm": 295,
    "width_mm": 185,
    "height_mm": 60,
    "volume_cm3": 3275,
    "package_kind": "bag",
}
PRICE = {"price": {"amount": "17.50", "currency": "CNY"}}


class Trade:
    """Two sellers in a shop that is open today, with everybody who works for them and for us."""

    def __init__(self) -> None:
        self.market = Market(at=now())
        owns_transaction(load_reference)(at=self.market.at, by=SYSTEM)
        owns_transaction(load_positive_list)(at=self.market.at)
        self.mill = self.market.seller()
        self.farm = self.market.seller("KZ02", "490440000271")
        self._numbers = itertools.count(1)

    def member(self, seller: Seller, role: str = "owner") -> Api:
        """A member of a seller's firm."""
        user = self._user()
        Membership.objects.create(
            user=user, organisation=seller.organisation, role=role, created_at=self.market.at
        )
        return signed_in(user)

    def staff(self, *groups: str) -> Api:
        """A member of staff."""
        user = self._user()
        User.objects.filter(pk=user.pk).update(is_staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        return signed_in(user)

    def buyer(self) -> Api:
        """Somebody who sells nothing."""
        return signed_in(self._user())

    def robot(self, seller: Seller, *scopes: str) -> Api:
        """A seller's machine."""
        made = owns_transaction(create_key)(
            name="robot", scopes=scopes, organisation=seller.organisation, at=now(), by=SYSTEM
        )
        return Api(made.secret)

    def listing(self, seller: Seller | None = None, *, status: str = "live", units: int = 10) -> Listing:
        """Flour of a seller, at some point of its life."""
        listing = self.market.listing(seller or self.mill, units=units)
        Listing.objects.filter(pk=listing.pk).update(
            status=status, retired_at=self.market.at if status == "retired" else None
        )
        return Listing.objects.get(pk=listing.pk)

    def _user(self) -> User:
        return self.market.user(f"person{next(self._numbers)}")


def signed_in(user: User) -> Api:
    """A client with a token of a user."""
    return Api(owns_transaction(issue_token)(user=user, user_agent="pytest", at=now()).token)


def made(answer: Any) -> dict[str, Any]:
    """The body of an answer that must say 201."""
    assert answer.status_code == 201, answer.content
    shown: dict[str, Any] = answer.json()
    return shown


def pointers(answer: Any) -> list[str]:
    """Which fields a 400 blames."""
    assert answer.status_code == 400, answer.content
    return [error["pointer"] for error in answer.json()["errors"]]
