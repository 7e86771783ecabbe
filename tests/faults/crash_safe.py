"""Does an order that was answered with 201 survive every crash, once?

Buyers note every 201 in a file while web, workers, Redis and PostgreSQL are
killed and started again in random order: processes with -9, PostgreSQL by an
immediate shutdown, which is its own crash. Afterwards every order in the file
is there with the same total, every order that was paid has its slot, and every
key that was ever sent is sent again: none has made two orders.

    python -m tests.faults.crash_safe [--seconds 60] [--seed 11] [--buyers 8]
"""

import argparse
import collections
import contextlib
import json
import os
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event, Lock
from typing import TextIO

from tests.faults.ledger import Ledger
from tests.faults.shoppers import CUT, Answer, Basket, Refused, Shopper, shoppers, side_by_side
from tests.faults.stack import Stack
from tests.faults.telling import insist, options, run, tell

# The web server twice as often: what it had committed and not yet answered is the hard case.
VICTIMS = ("web", "web", "slots", "work", "redis", "postgres")
# For how long a part is away, then none is, at random: this makes the crashes, and waits for nothing.
DOWN_S = (0.0, 1.5)
BETWEEN_S = (0.2, 2.0)
# Within this a checkout is repeated with its key; then its buyer gives up, and it is asked again at the end.
ANSWER_WITHIN_S = 20.0
# A buyer who was turned away rests so long before the next try; without it the crowd would only knock.
REST_S = 0.2
# Messages that were lost are found by two sweeps, one after the other: of payments, then of shipments.
CATCH_UP_S = 90.0


@dataclass
class Book:
    """The buyers' own notes: every basket that was ever sent, and every 201 on disk."""

    file: TextIO
    lock: Lock
    sent: list[Basket]
    cuts: int = 0
    replayed: int = 0
    unavailable: int = 0

    def note(self, basket: Basket, answer: Answer) -> None:
        """Note a 201, so that it survives whatever happens to us."""
        group = answer.json()
        line = json.dumps({"key": basket.key, "id": group["id"], "total": group["total"]})
        with self.lock:
            self.file.write(line + "\n")
            self.file.flush()
            os.fsync(self.file.fileno())


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """Kill while they buy, then ask for everything again."""
    crowd = shoppers(stack.base_url, stack.keep("people", str(asked.buyers)))
    listings = stack.keep("goods", "4", "100000")
    over = Event()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.jsonl"
        with path.open("w") as file:
            book = Book(file, Lock(), [])
            buying = [partial(_shop, each, listings, book, over) for each in crowd]
            killing = partial(_kill, stack, random.Random(asked.seed), asked.seconds, over)
            side_by_side([*buying, killing], at_most=len(crowd) + 1)
        noted = [json.loads(line) for line in path.read_text().splitlines()]
    tell(
        f"{len(book.sent)} checkouts sent, {len(noted)} answered 201; "
        f"{book.cuts} connections cut, {book.unavailable} answers 503; "
        f"{book.replayed} orders were there although their first answer was lost"
    )
    insist(len(noted) > 0, "no order was placed")
    stack.wait_until_ready()
    _check_noted({basket.key: basket.shopper for basket in book.sent}, noted)
    _check_slots(stack, ledger)
    _check_keys(ledger, book.sent, noted)


def _shop(shopper: Shopper, listings: list[str], book: Book, over: Event) -> None:
    chance = random.Random(shopper.email)
    while not over.is_set():
        try:
            basket = shopper.ready((chance.choice(listings), 1))
        except (*CUT, Refused):
            time.sleep(REST_S)
            continue
        with book.lock:
            book.sent.append(basket)
        group_id = _check_out(basket, book)
        # Whether the answer to a payment is lost is of no interest: its own row says that it was made.
        with contextlib.suppress(*CUT, Refused):
            shopper.pay(shopper.start_payment(group_id))


def _check_out(basket: Basket, book: Book) -> str:
    until_s = time.monotonic() + ANSWER_WITHIN_S
    while time.monotonic() < until_s:
        try:
            answer = basket.check_out()
        except CUT:
            book.cuts += 1
            time.sleep(REST_S)
            continue
        if answer.status == 201:
            book.replayed += answer.headers.get("idempotent-replayed") == "true"
            book.note(basket, answer)
            return str(answer.json()["id"])
        book.unavailable += answer.status == 503
        insist(answer.status in {409, 503}, f"a checkout was answered {answer}")
        insist("retry-after" in answer.headers, f"a checkout was answered {answer}")
        time.sleep(REST_S)
    return ""


def _kill(stack: Stack, chance: random.Random, seconds: float, over: Event) -> None:
    killed: collections.Counter[str] = collections.Counter()
    until_s = time.monotonic() + seconds
    try:
        while time.monotonic() < until_s:
            victim = chance.choice(VICTIMS)
            if victim == "postgres":
                stack.end(victim, by=signal.SIGQUIT)
            else:
                stack.kill(victim)
            killed[victim] += 1
            time.sleep(chance.uniform(*DOWN_S))
            stack.start(victim)
            time.sleep(chance.uniform(*BETWEEN_S))
    finally:
        over.set()
    tell(f"killed in {seconds:.0f} s: {dict(killed)}")


def _check_noted(owners: dict[str, Shopper], noted: list[dict[str, object]]) -> None:
    lost, changed = [], []
    for each in noted:
        answer = owners[str(each["key"])].client.get(f"/order-groups/{each['id']}")
        if answer.status != 200:
            lost.append(each["id"])
        elif answer.json()["total"] != each["total"]:
            changed.append(each["id"])
    tell(f"of {len(noted)} noted orders {len(lost)} are lost, {len(changed)} have another total")
    insist(not lost and not changed, f"lost: {lost[:3]}, changed: {changed[:3]}")


def _check_slots(stack: Stack, ledger: Ledger) -> None:
    paid = int(ledger.ask("SELECT count(*) FROM payments_democharge WHERE paid_at IS NOT NULL"))
    lasted_s = stack.wait(
        "every paid order has its slot", lambda: ledger.assigned() >= paid, patience_s=CATCH_UP_S
    )
    tell(f"{paid} orders were paid, {ledger.assigned()} have a slot {lasted_s:.1f} s later")
    insist(
        ledger.assigned() == paid and ledger.doubled() == 0, f"{ledger.assigned()} slots, {paid} paid orders"
    )


def _check_keys(ledger: Ledger, sent: list[Basket], noted: list[dict[str, object]]) -> None:
    known = {str(each["key"]): each["id"] for each in noted}
    unanswered = [basket for basket in sent if basket.key not in known]
    before = _groups(ledger)
    silent = 0
    for basket in sent:
        answer = basket.check_out()
        insist(answer.status == 201, f"a key sent again was answered {answer}")
        if basket.key in known:
            replayed = answer.headers.get("idempotent-replayed") == "true"
            insist(replayed and answer.json()["id"] == known[basket.key], f"a key made two orders: {answer}")
        elif answer.headers.get("idempotent-replayed") == "true":
            silent += 1
    made = _groups(ledger) - before
    tell(f"{len(sent)} keys sent again; of {len(unanswered)} unanswered {silent} had their order already")
    insist(made == len(unanswered) - silent, f"{made} orders were made by sending the keys again")
    insist(_groups(ledger) == len(sent), f"{_groups(ledger)} orders for {len(sent)} keys")


def _groups(ledger: Ledger) -> int:
    return int(ledger.ask("SELECT count(*) FROM orders_ordergroup"))


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__ or "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--buyers", type=int, default=8)
    return run("crash_safe", scenario, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
