"""How does a crowd of demonstration buyers buy, through the operations that every door uses?"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TypeVar
from uuid import UUID

from accounts.models import User
from accounts.operations.registering import register
from catalog.queries.offering import on_sale
from kit.actors import SYSTEM, Actor
from kit.clock import now
from kit.errors import Problem
from kit.transactions import inside_transaction, owns_transaction
from orders.errors import OverAnnualLimit, OverPersonLimit
from orders.models import Address, Buyer, ImportIdentity, OrderGroup, OrderShipment
from orders.operations import addressing, filling, fulfilling, identifying, paying, placing, quoting
from payments.operations.charging import pay_charge
from payments.operations.delivering import deliver_demo
from shipping.operations.assigning import try_assign
from shop.made_up import identity_number

MARKET = "CN"
# Lianyungang, Shanghai, Beijing, Guangzhou, Chengdu.
DISTRICTS = ("320706", "310115", "110105", "440106", "510104")
# What stands on the cards of all of them; the numbers tell them apart.
NAME = "买家"
MOST_LINES = 4
MOST_UNITS = 3
# So many refusals in a row mean that the shelves are empty, or that nothing may be bought at all.
PATIENCE = 100

T = TypeVar("T")


class NothingToBuy(Exception):
    """Every try was refused; the message counts the reasons."""


@dataclass(slots=True)
class Bought:
    """What has come of it so far: refusals are counted by their code."""

    groups: int = 0
    orders: int = 0
    lines: int = 0
    shipments: int = 0
    assigned: int = 0
    refusals: Counter[str] = field(default_factory=Counter)


class Crowd:
    """
    Some buyers who fill carts, pay and get their slots, one checkout after the other.

    The same `seed` picks the same goods as long as the shelves are the same.
    """

    def __init__(self, *, buyers: int, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - nothing is kept secret by it
        self._listings = sorted(on_sale(MARKET).values_list("pk", flat=True))
        self._people = [_owned(settle_buyer, number=number) for number in range(1, buyers + 1)]
        self.bought = Bought()

    def buy(self, orders: int) -> None:
        """
        Check out until so many orders were placed, paid and handed to the railway.

        :raises NothingToBuy: if refusals don't end.
        """
        in_vain = 0
        while self.bought.orders < orders:
            buyer = self._random.choice(self._people)
            try:
                self._check_out(buyer)
                in_vain = 0
            except (OverAnnualLimit, OverPersonLimit) as problem:
                # The law lets one person have so much a year, and a crowd is many.
                self.bought.refusals[problem.code] += 1
                _owned(rename_buyer, buyer=buyer)
            except Problem as problem:
                self.bought.refusals[problem.code] += 1
                in_vain += 1
                if in_vain >= PATIENCE:
                    raise NothingToBuy(f"{PATIENCE} tries in a row were refused: {problem}") from None

    def _check_out(self, buyer: Buyer) -> None:
        by = Actor(kind="buyer", user_id=buyer.user_id)
        group = _owned(self._place, buyer=buyer, by=by)
        payment = _owned(paying.pay, group=group, provider="demo", by=by)
        charge = _owned(pay_charge, provider_ref=payment.provider_ref, behaviour="prompt")
        # The workers do the same as soon as they hear of it: whoever comes second finds nothing to do.
        _owned(deliver_demo, charge_id=charge.pk)
        _owned(fulfilling.fulfil_paid, reference=group.number, by=SYSTEM)
        self._count(group)

    def _place(self, *, buyer: Buyer, by: Actor, at: datetime) -> OrderGroup:
        cart, _ = filling.open_cart(market=MARKET, buyer=buyer, at=at)
        for listing_id in self._wanted():
            units = self._random.randint(1, MOST_UNITS)
            filling.put(cart=cart, listing_id=listing_id, quantity=units, at=at)
        address = self._random.choice(list(buyer.addresses.filter(removed_at=None, real_name=NAME)))
        identity = identifying.identities_of(by).first()
        quote = quoting.quote_cart(cart=cart, address=address, identity=identity, at=at)
        return placing.place_order(buyer=buyer, cart=cart, quote_id=quote.pk, at=at, by=by)

    def _wanted(self) -> Sequence[UUID]:
        most = min(MOST_LINES, len(self._listings))
        return self._random.sample(self._listings, self._random.randint(min(1, most), most))

    def _count(self, group: OrderGroup) -> None:
        orders = list(group.orders.all())
        carried = OrderShipment.objects.filter(order__in=orders).values_list("shipment_id", flat=True)
        shipment_ids = sorted(carried)
        self.bought.groups += 1
        self.bought.orders += len(orders)
        self.bought.lines += sum(order.lines.count() for order in orders)
        self.bought.shipments += len(shipment_ids)
        for shipment_id in shipment_ids:
            self.bought.assigned += try_assign(shipment_id=shipment_id, at=now(), by=SYSTEM)


@inside_transaction
def settle_buyer(*, number: int, at: datetime) -> Buyer:
    """The crowd's buyer of a number with an address in some province, made at first sight."""
    email = f"crowd{number}@demo.example"
    user = User.objects.filter(email=email).first()
    user = user or register(email=email, password=None, name=f"Buyer {number}", confirmed=True, at=at)
    by = Actor(kind="buyer", user_id=user.pk)
    buyer = addressing.buyer_of(actor=by, at=at)
    if not Address.objects.filter(buyer=buyer, removed_at=None, real_name=NAME).exists():
        addressing.add_address(given=_address(number), at=at, by=by)
    if not buyer.identities.filter(removed_at=None).exists():
        identifying.add_identity(name=NAME, number=_unused_number(), at=at, by=by)
    return buyer


@inside_transaction
def rename_buyer(*, buyer: Buyer, at: datetime) -> None:
    """From now on the buyer orders in the name of somebody who has brought in nothing yet."""
    for identity in buyer.identities.select_for_update(no_key=True).filter(removed_at=None):
        identifying.remove_identity(identity=identity, at=at)
    by = Actor(kind="buyer", user_id=buyer.user_id)
    identifying.add_identity(name=NAME, number=_unused_number(), at=at, by=by)


def _unused_number() -> str:
    """That of nobody, and of no other buyer of a crowd."""
    return identity_number(ImportIdentity.objects.count())


def _address(number: int) -> dict[str, str]:
    return {
        "recipient": f"买家 {number}",
        "real_name": NAME,
        "phone": f"+86138{number:08d}",
        "country": "CN",
        "district_code": DISTRICTS[number % len(DISTRICTS)],
        "street": f"示范路 {number} 号",
    }


def _owned(verb: Callable[..., T], **facts: object) -> T:
    """One verb in a transaction of its own, as of now."""
    return owns_transaction(verb)(at=now(), **facts)
