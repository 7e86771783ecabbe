"""Are seven units sold to exactly seven of sixty buyers who check out at the same instant?

Sixty buyers, each with a quoted cart and an open connection, are released at
once on a stock of seven, twenty times in a row: seven answers are 201, the
others 409 with a code, none is 5xx, and seven units are reserved.

    python -m tests.faults.sold_out [--rounds 20] [--buyers 60]
"""

import argparse
import sys
import time
from functools import partial

from tests.faults.ledger import Ledger
from tests.faults.shoppers import Shopper, at_once, shoppers, side_by_side
from tests.faults.stack import Stack
from tests.faults.telling import by_status, insist, options, run, tell

STOCK = 7
GONE = "409 catalog.out_of_stock"


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """Round after round."""
    crowd = shoppers(stack.base_url, stack.keep("people", str(asked.buyers)))
    listings = stack.keep("goods", str(asked.rounds), str(STOCK))
    for number, listing in enumerate(listings, start=1):
        _round(number, listing, crowd, ledger)
    deadlocks = stack.log_of("postgres").count("deadlock detected")
    tell(f"{asked.rounds} rounds: {STOCK} sold in each; deadlocks resolved on the way: {deadlocks}")


def _round(number: int, listing: str, crowd: list[Shopper], ledger: Ledger) -> None:
    baskets = side_by_side([partial(each.ready, (listing, 1)) for each in crowd])
    began_s = time.monotonic()
    answers = at_once([each.client for each in crowd], [basket.check_out for basket in baskets])
    lasted_s = time.monotonic() - began_s
    found = by_status(answers)
    tell(
        f"round {number:2}: {found}, slowest {max(each.seconds for each in answers):.2f} s of {lasted_s:.2f}"
    )
    insist(found == {"201": STOCK, GONE: len(crowd) - STOCK}, f"round {number}: {found}")
    insist(all(each.is_problem for each in answers if each.status != 201), "a refusal is no problem document")
    insist(ledger.reserved([listing]) == STOCK, f"{ledger.reserved([listing])} units are reserved")


def main() -> int:
    """Read the options and run."""
    parser = options(__doc__ or "")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--buyers", type=int, default=60)
    return run("sold_out", scenario, parser.parse_args())


if __name__ == "__main__":
    sys.exit(main())
