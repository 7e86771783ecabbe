"""Is every answer a quick 503 while PostgreSQL is away, and does the shop recover by itself?

PostgreSQL is stopped under traffic, once fast and once immediate: from then on
every answer is a 503 problem with Retry-After within two seconds, /livez says
200 and /readyz 503. Started again, the shop sells, and its workers assign slots,
without any process having been started again.

    python -m tests.faults.postgres_away [--away 15]
"""

import argparse
import collections
import signal
import sys
import time
from collections.abc import Callable, Collection
from functools import partial
from threading import Event

from tests.faults.ledger import Ledger
from tests.faults.shoppers import Answer, Basket, Client, Shopper, new_key, shoppers, side_by_side
from tests.faults.stack import Stack
from tests.faults.telling import by_status, insist, options, run, tell

WITHIN_S = 2.0
PROBES = {"/livez": 200, "/readyz": 503}
WAYS = {"fast": signal.SIGINT, "immediate": signal.SIGQUIT}
RECOVERY_S = 60.0
# The pace of the traffic, and how often it is looked at.
PAUSE_S = 0.05
# So many answers to each question say that the web processes have warm connections to lose.
WARM_ANSWERS = 3
WARM_WITHIN_S = 30.0
# Looks like a session, so that it is looked for.
SIGNED_IN_ONCE = {"Cookie": "sessionid=0123456789abcdefghijklmnopqrstuv"}

Ask = Callable[[Client], Answer]


class Heard:
    """Every answer, by what was asked: while PostgreSQL still was there or just went, and after that."""

    def __init__(self) -> None:
        self.gone, self.over = Event(), Event()
        self.during: dict[str, list[Answer]] = collections.defaultdict(list)
        self.after: dict[str, list[Answer]] = collections.defaultdict(list)

    def note(self, what: str, ask: Callable[[], Answer]) -> None:
        """Ask, and note the answer where it belongs by when it was asked."""
        book = self.after if self.gone.is_set() else self.during
        book[what].append(ask())

    def is_warm(self, questions: Collection[str]) -> bool:
        """Whether each question was answered some times."""
        return all(len(self.during.get(what, ())) >= WARM_ANSWERS for what in questions)


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """Each way of losing it, with the same processes throughout."""
    crowd = shoppers(stack.base_url, stack.keep("people", "4"))
    listing = stack.keep("goods", "1", "1000")[0]
    marks = {name: mark for name, mark in stack.marks().items() if name != "postgres"}
    for way in WAYS:
        _lose(stack, crowd, listing, way=way, away_s=asked.away)
        _recover(stack, ledger, crowd[1], listing)
    after = {name: mark for name, mark in stack.marks().items() if name != "postgres"}
    insist(after == marks, "a process was started again")


def _questions(basket: Basket) -> dict[str, Ask]:
    """One of each kind of request that needs the database."""
    cart = f"/carts/{basket.cart_id}"
    return {
        "GET /products": lambda client: client.get("/products?market=CN"),
        "GET /orders": lambda client: client.get("/orders"),
        "GET a cart": lambda client: client.get(cart),
        "POST /carts": lambda client: client.post("/carts", {"market": "CN"}),
        "POST checkout": basket.check_out,
        "POST /payments": lambda client: client.post("/payments", {}, key=new_key()),
        "POST sign-in": lambda client: client.post(
            "/auth/sign-in", {"email": "a@b.example", "password": "x"}
        ),
        "GET /track": lambda client: client.get("/track/SC0000000000"),
        "GET /admin/": lambda client: client.send("GET", "/admin/", headers=SIGNED_IN_ONCE),
    }


def _lose(stack: Stack, crowd: list[Shopper], listing: str, *, way: str, away_s: float) -> None:
    questions = _questions(crowd[0].ready((listing, 1)))
    heard = Heard()
    loops = [partial(_keep_asking, each.client, questions, heard) for each in crowd]
    side_by_side([*loops, partial(_take_away, stack, heard, questions, way, away_s)], at_most=len(crowd) + 1)
    going = [each for answers in heard.during.values() for each in answers]
    failed = [each for each in going if each.status >= 500]
    slowest_s = max((each.seconds for each in failed), default=0.0)
    tell(f"{way}: {len(going)} answers while it went, of them {by_status(failed)}, slowest {slowest_s:.2f} s")
    insist({each.status for each in failed} <= {503}, f"while PostgreSQL went: {by_status(failed)}")
    for what, answers in heard.after.items():
        slowest_s = max(each.seconds for each in answers)
        tell(f"{way}: {what} {by_status(answers)}, slowest {slowest_s:.2f} s")
        _judge(what, answers, slowest_s)


def _judge(what: str, answers: list[Answer], slowest_s: float) -> None:
    expected = PROBES.get(what, 503)
    wrong = [each for each in answers if each.status != expected]
    insist(not wrong, f"without PostgreSQL, {what} was answered {wrong[0] if wrong else ''}")
    insist(slowest_s < WITHIN_S, f"without PostgreSQL, {what} took {slowest_s:.2f} s")
    if what not in PROBES:
        bare = [each for each in answers if not each.is_problem or "retry-after" not in each.headers]
        insist(not bare, f"no problem document with Retry-After: {what} {bare[0] if bare else ''}")


def _keep_asking(client: Client, questions: dict[str, Ask], heard: Heard) -> None:
    while not heard.over.is_set():
        for what, ask in questions.items():
            heard.note(what, partial(ask, client))
        for path in PROBES:
            heard.note(path, partial(client.get, path))
        time.sleep(PAUSE_S)


def _take_away(stack: Stack, heard: Heard, questions: Collection[str], way: str, away_s: float) -> None:
    try:
        # Connections that are warm are cut under their processes, which is the hard case.
        stack.wait("every question was answered", lambda: heard.is_warm(questions), patience_s=WARM_WITHIN_S)
        stack.end("postgres", by=WAYS[way])
        heard.gone.set()
        # No wait for something: how long it is away is what this is about.
        time.sleep(away_s)
    finally:
        heard.over.set()


def _recover(stack: Stack, ledger: Ledger, shopper: Shopper, listing: str) -> None:
    stack.start("postgres")
    began_s = time.monotonic()
    stack.wait(
        "an order list is answered again",
        lambda: shopper.client.get("/orders").status == 200,
        patience_s=RECOVERY_S,
    )
    served_s = time.monotonic() - began_s
    due = ledger.assigned() + 1
    shopper.pay(shopper.start_payment(shopper.buy((listing, 1))["id"]))
    lasted_s = stack.wait("a slot is assigned", lambda: ledger.assigned() >= due, patience_s=RECOVERY_S)
    tell(f"back: served after {served_s:.2f} s, a new order had its slot {lasted_s:.1f} s after it was paid")


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__ or "")
    parser.add_argument("--away", type=float, default=15.0, help="seconds without PostgreSQL, each time")
    return run("postgres_away", scenario, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
