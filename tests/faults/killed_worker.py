"""Does every paid shipment get exactly one slot, however often the worker that assigns slots is killed?

Three hundred orders are placed over HTTP and paid in batches. Thirty times,
while shipments wait and the worker is at work on them, the slot worker's whole
process group is killed with -9 and started again; in the middle Redis forgets
everything. Within two sweeps of the last kill every shipment has one slot, none
two, and the sums of slots and legs are exact.

    python -m tests.faults.killed_worker [--orders 300] [--kills 30] [--seed 7]
"""

import argparse
import random
import sys
import time
from functools import partial

import redis

from tests.faults.ledger import Ledger
from tests.faults.shoppers import Shopper, shoppers, side_by_side
from tests.faults.stack import Stack
from tests.faults.telling import insist, options, run, tell

BUYERS = 30
# A kill that comes too late, when nothing waits any more, isn't counted: some batches are spare.
SPARE_BATCHES = 5
TWO_SWEEPS_S = 60.0
LATEST_BLOW_S = 0.03


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """Place, pay in batches, kill, count."""
    chance = random.Random(asked.seed)
    crowd = shoppers(stack.base_url, stack.keep("people", str(BUYERS)))
    pages = _place(crowd, stack.keep("goods", "4", "1000"), asked.orders)
    tell(f"{len(pages)} orders placed, each with an open payment")
    count = min(asked.kills + SPARE_BATCHES, len(pages))
    waited: list[int] = []
    flushed = False
    for batch in (pages[place::count] for place in range(count)):
        due = ledger.shipments() + len(batch)
        for page in batch:
            crowd[0].pay(page)
        stack.wait("paid orders become shipments", partial(_are_shipments, ledger, due))
        if len(waited) < asked.kills:
            waited += _strike(stack, ledger, chance.uniform(0, LATEST_BLOW_S))
        if not flushed and len(waited) >= asked.kills // 2:
            _flush(stack)
            flushed = True
    tell(f"kills while work was waiting: {len(waited)}; waiting at each: {waited}")
    insist(len(waited) == asked.kills, f"only {len(waited)} kills came while work was waiting")
    _count(stack, ledger, asked.orders)


def _place(crowd: list[Shopper], goods: list[str], count: int) -> list[str]:
    def shop(place: int) -> list[str]:
        # One buyer's connection serves one request at a time.
        shopper = crowd[place]
        groups = [
            shopper.buy((goods[number % len(goods)], 1 + number % 3))
            for number in range(place, count, BUYERS)
        ]
        return [shopper.start_payment(group["id"]) for group in groups]

    placed = side_by_side([partial(shop, place) for place in range(BUYERS)], at_most=6)
    return [page for pages in placed for page in pages]


def _are_shipments(ledger: Ledger, due: int) -> bool:
    return ledger.shipments() >= due


def _strike(stack: Stack, ledger: Ledger, later_s: float) -> list[int]:
    """Kill the worker in the middle of its work; how many waited, or nothing when it was too quick for us."""
    before = ledger.assigned()
    with ledger.watching() as eye:
        while True:
            waiting, assigned = eye.look()
            if assigned > before or waiting == 0:
                break
        # At a moment that chance has chosen: the blow itself, nothing is waited for.
        time.sleep(later_s)
        waiting, _ = eye.look()
        stack.kill("slots")
    stack.start("slots")
    return [waiting] if waiting else []


def _flush(stack: Stack) -> None:
    with redis.Redis.from_url(stack.urls["REDIS_URL"]) as client:
        lost = client.dbsize()
        client.flushall()
    tell(f"Redis forgot everything, {lost} keys")


def _count(stack: Stack, ledger: Ledger, orders: int) -> None:
    lasted_s = stack.wait(
        "every shipment has its slot", lambda: ledger.waiting() == 0, patience_s=TWO_SWEEPS_S
    )
    assigned, doubled = ledger.assigned(), ledger.doubled()
    tell(f"{lasted_s:.1f} s after the last payment: {assigned} assignments of {orders}, {doubled} doubled")
    insist(ledger.shipments() == orders, f"{ledger.shipments()} shipments for {orders} orders")
    insist(assigned == orders, f"{assigned} assignments for {orders} shipments")
    insist(doubled == 0, f"{doubled} shipments were given two slots")
    aside = ledger.ask("SELECT count(*) FROM shipping_shipment WHERE attention_at IS NOT NULL")
    insist(aside == 0, f"{aside} shipments were put aside for a person")


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__ or "")
    parser.add_argument("--orders", type=int, default=300)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=7)
    return run("killed_worker", scenario, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
