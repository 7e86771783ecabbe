"""Do carts that want the same goods in opposite order, or one checkout sent twenty times, ever hurt a buyer?

Carts with the same goods of two sellers in opposite order are checked out at
the same instant, while orders of the round before are cancelled: every answer
is a success, or a 409 when the goods run out; no deadlock reaches a client.
Then twenty identical checkouts with one Idempotency-Key at once: one order,
and every answer has the same body, or is a 409 with Retry-After that turns
into it.

    python -m tests.faults.opposite_carts [--rounds 10] [--buyers 24]
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from tests.faults.ledger import Ledger
from tests.faults.shoppers import Answer, Basket, Client, Shopper, at_once, shoppers, side_by_side
from tests.faults.stack import Stack
from tests.faults.telling import by_status, insist, options, run, tell

GOODS = 4
REPEATS = 20
KEYS = 5
MOST_TRIES = 60


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """Plenty first, then scarcity, then repeats."""
    crowd = shoppers(stack.base_url, stack.keep("people", str(asked.buyers)))
    plenty = stack.keep("goods", str(GOODS), "100000")
    _opposite("plenty", asked.rounds, crowd, plenty, allowed={200, 201})
    scarce = stack.keep("goods", str(GOODS), str(asked.buyers // 2))
    _opposite("scarce", 2, crowd, scarce, allowed={200, 201, 409})
    for number, shopper in enumerate(crowd[:KEYS], start=1):
        _repeat(number, shopper.ready((plenty[0], 1)), ledger)
    deadlocks = stack.log_of("postgres").count("deadlock detected")
    tell(f"deadlocks that PostgreSQL saw, none of which reached a client: {deadlocks}")


def _opposite(what: str, rounds: int, crowd: list[Shopper], goods: list[str], *, allowed: set[int]) -> None:
    orders: list[str] = []
    for number in range(1, rounds + 1):
        baskets = side_by_side(list(_fillings(crowd, goods)))
        cancellers = [Client(each.client.base_url, each.client.credential) for each in crowd[: len(orders)]]
        works: list[Callable[[], Answer]] = [basket.check_out for basket in baskets]
        works += [partial(_cancel, client, order) for client, order in zip(cancellers, orders, strict=True)]
        clients = [each.client for each in crowd] + cancellers
        answers = at_once(clients, works)
        found = by_status(answers)
        tell(f"{what} {number:2}: {found}, slowest {max(each.seconds for each in answers):.2f} s")
        insist({each.status for each in answers} <= allowed, f"{what}, round {number}: {found}")
        # A cancelled order belongs to the buyer at the same place of the crowd.
        placed = answers[: len(crowd) // 2]
        if any(each.status != 201 for each in placed):
            return
        orders = [str(each.json()["orders"][0]["id"]) for each in placed]


def _fillings(crowd: list[Shopper], goods: list[str]) -> Iterator[Callable[[], Basket]]:
    for place, shopper in enumerate(crowd):
        order = goods if place % 2 else goods[::-1]
        # The same goods twice in one cart count as their sum.
        lines = [(listing, 1) for listing in (*order, order[0])]
        yield partial(shopper.ready, *lines)


def _cancel(client: Client, order_id: str) -> Answer:
    return client.post(f"/orders/{order_id}/cancel", {"reason": "changed my mind"})


def _repeat(number: int, basket: Basket, ledger: Ledger) -> None:
    before = _groups(ledger)
    sender = basket.shopper.client
    clients = [Client(sender.base_url, sender.credential) for _ in range(REPEATS)]
    tries = at_once(clients, [partial(_until_answered, client, basket) for client in clients])
    bodies = {answers[-1].body for answers in tries}
    waits = sum(len(answers) - 1 for answers in tries)
    replayed = sum(answers[-1].headers.get("idempotent-replayed") == "true" for answers in tries)
    made = _groups(ledger) - before
    tell(f"key {number}: {REPEATS} posts, {waits} told to wait, {replayed} replayed, {made} order group made")
    insist(made == 1, f"{made} order groups were made under one key")
    insist(len(bodies) == 1, f"{len(bodies)} different bodies were answered under one key")
    insist(replayed == REPEATS - 1, f"{replayed} of {REPEATS} answers were replays")


def _until_answered(client: Client, basket: Basket) -> list[Answer]:
    answers = []
    for _ in range(MOST_TRIES):
        answer = basket.check_out(client)
        answers.append(answer)
        if answer.status == 201:
            return answers
        insist(answer.status == 409 and "retry-after" in answer.headers, f"a repeat was answered {answer}")
        # As the answer asks: that it is a good advice is what this is about.
        time.sleep(float(answer.headers["retry-after"]))
    insist(False, "a repeat was told to wait for ever")
    return answers


def _groups(ledger: Ledger) -> int:
    return int(ledger.ask("SELECT count(*) FROM orders_ordergroup"))


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--buyers", type=int, default=24)
    return run("opposite_carts", scenario, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
