"""Does the shop go on selling while Redis is away, and catch up by itself when it is back?

Redis is stopped under the traffic of several buyers. Browsing, carts, quotes,
checkouts and payments go on; signing in works, and guessing passwords is still
throttled, by PostgreSQL. Once Redis is back every paid shipment gets its slot
within sixty seconds, and no process was started again. With --frozen Redis isn't
stopped but stands still: it takes connections and answers nothing, which is
harder.

    python -m tests.faults.redis_away [--away 60] [--buyers 6] [--frozen]
"""

import argparse
import collections
import sys
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Lock

from tests.faults.ledger import Ledger
from tests.faults.shoppers import Answer, Client, Shopper, new_key, shoppers, side_by_side
from tests.faults.stack import Stack
from tests.faults.telling import by_status, insist, options, run, tell

CATCH_UP_S = 60.0
GUESSES = 14
MOST_GUESSES = 10
# The pace at which each buyer buys.
PAUSE_S = 0.2
SLOWEST_S = 5.0


class Traffic:
    """Buyers who buy in a loop, with every answer counted by what was asked."""

    def __init__(self, crowd: list[Shopper], listing: str) -> None:
        self._crowd = crowd
        self._listing = listing
        self._lock = Lock()
        self.answers: dict[str, list[Answer]] = collections.defaultdict(list)
        self.paid = 0

    def flow(self, over: Event) -> None:
        """Let everybody buy until it is over."""
        side_by_side([partial(self._shop, each, over) for each in self._crowd], at_most=len(self._crowd))

    def _shop(self, shopper: Shopper, over: Event) -> None:
        while not over.is_set():
            self._buy(shopper)
            time.sleep(PAUSE_S)

    def _buy(self, shopper: Shopper) -> None:
        client = shopper.client
        self._ask("browse", lambda: client.get("/products?market=CN"))
        cart = self._ask("open a cart", lambda: client.post("/carts", {"market": "CN"}))
        path = f"/carts/{cart.json()['id']}"
        line = {"listing_id": self._listing, "quantity": 1}
        self._ask("fill it", lambda: client.post(f"{path}/lines", line))
        quote = self._ask("quote", lambda: client.post(f"{path}/quote", {"address_id": shopper.address_id}))
        wanted = {"quote_id": quote.json()["id"]}
        group = self._ask("check out", lambda: client.post(f"{path}/checkout", wanted, key=new_key()))
        pay = {"order_group_id": group.json()["id"], "provider": "demo"}
        payment = self._ask("start a payment", lambda: client.post("/payments", pay, key=new_key()))
        page = f"/demo-provider/charges/{payment.json()['provider_ref']}/pay"
        self._ask("pay", lambda: client.post(page, {"behaviour": "prompt"}))
        with self._lock:
            self.paid += 1

    def _ask(self, what: str, send: Callable[[], Answer]) -> Answer:
        answer = send()
        with self._lock:
            self.answers[what].append(answer)
        insist(answer.status in {200, 201}, f"without Redis, '{what}' was answered {answer}")
        return answer


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """With Redis, without it, with it again."""
    crowd = shoppers(stack.base_url, stack.keep("people", str(asked.buyers)))
    listing = stack.keep("goods", "1", "100000")[0]
    marks = stack.marks()
    if asked.frozen:
        stack.freeze("redis")
    else:
        stack.end("redis")
    traffic, over = Traffic(crowd, listing), Event()
    began_s = time.monotonic()
    side_by_side(
        [partial(traffic.flow, over), partial(_meanwhile, crowd[0], over, began_s + asked.away)], at_most=2
    )
    tell(f"{time.monotonic() - began_s:.0f} s without Redis")
    for what, answers in traffic.answers.items():
        slowest_s = max(each.seconds for each in answers)
        tell(f"{what}: {by_status(answers)}, slowest {slowest_s:.2f} s")
        insist(slowest_s < SLOWEST_S, f"'{what}' took {slowest_s:.1f} s without Redis")
    tell(f"orders paid for: {traffic.paid}; shipments with a slot so far: {ledger.assigned()}")
    insist(traffic.paid > 0, "nobody bought anything")
    if asked.frozen:
        stack.freeze("redis", thaw=True)
    else:
        stack.start("redis")
    lasted_s = stack.wait(
        "every paid order has its slot", lambda: ledger.assigned() >= traffic.paid, patience_s=CATCH_UP_S
    )
    tell(f"{lasted_s:.1f} s after Redis came back {ledger.assigned()} shipments have their slots")
    after = stack.marks()
    insist(
        {name: mark for name, mark in after.items() if name != "redis"}
        == {name: mark for name, mark in marks.items() if name != "redis"},
        "a process was started again",
    )


def _meanwhile(shopper: Shopper, over: Event, until_s: float) -> None:
    try:
        _sign_in(shopper)
        # No wait for something: how long it is away is what this is about.
        time.sleep(max(0.0, until_s - time.monotonic()))
    finally:
        over.set()


def _sign_in(shopper: Shopper) -> None:
    client = Client(shopper.client.base_url)
    right = {"email": shopper.email, "password": shopper.password}
    answer = client.post("/auth/sign-in", right)
    insist(answer.status == 201, f"signing in without Redis was answered {answer}")
    guesses = [
        client.post("/auth/sign-in", {"email": "victim@example.com", "password": f"guess-number-{number}"})
        for number in range(GUESSES)
    ]
    refused = [each.status for each in guesses].count(429)
    tell(f"signed in without Redis; of {GUESSES} guesses {refused} were throttled by PostgreSQL")
    insist(refused == GUESSES - MOST_GUESSES, f"guessing without Redis: {by_status(guesses)}")


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__ or "")
    parser.add_argument("--away", type=float, default=60.0, help="seconds without Redis")
    parser.add_argument("--buyers", type=int, default=6)
    parser.add_argument("--frozen", action="store_true", help="let Redis stand still instead of stopping it")
    return run("redis_away", scenario, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
