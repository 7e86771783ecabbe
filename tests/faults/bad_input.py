"""Is whatever is wrong refused quickly, by name, without a trace?

Numbers that are none, texts that are half, unknown fields, foreign currencies,
wrong check digits, bodies too deep, too large or of another tongue are sent over
REST. Every answer is a 4xx problem document within two seconds, names the field
where there is one, adds no row to any table, and the web server's memory stays
within twice what it was.

    python -m tests.faults.bad_input
"""

import argparse
import collections
import sys
from pathlib import Path

from tests.faults.bad_goods import bad_goods
from tests.faults.bad_requests import Bad, Scene, bad_requests
from tests.faults.floods import FLOODS, flood
from tests.faults.ledger import Ledger
from tests.faults.shoppers import Answer, Client, new_key, shoppers
from tests.faults.stack import Stack
from tests.faults.telling import insist, options, run, tell

WITHIN_S = 2.0
GROWN_BY = 2.0


def scenario(stack: Stack, ledger: Ledger, asked: argparse.Namespace) -> None:
    """Everything wrong that we could think of, then the floods."""
    scene = _scene(stack)
    _warm_up(scene)
    before, memory_before = ledger.tally(), _memory_kb(stack)
    told: collections.Counter[str] = collections.Counter()
    slowest_s, complaints = 0.0, list[str]()
    requests = [*bad_requests(scene), *bad_goods(scene)]
    for bad in requests:
        answer = _send(scene, bad)
        complaints += _complaints(bad, answer)
        told[f"{answer.status} {answer.code}"] += 1
        slowest_s = max(slowest_s, answer.seconds)
    tell(f"{len(requests)} bad requests, slowest {slowest_s:.2f} s: {dict(sorted(told.items()))}")
    for complaint in complaints:
        tell(complaint)
    insist(not complaints, f"{len(complaints)} of {len(requests)} bad requests were answered badly")
    for name, spec in FLOODS.items():
        answer = flood(stack.base_url, scene.buyer.client.credential, spec)
        tell(f"{name}: {answer.status} {answer.code} after {answer.seconds:.2f} s")
        insist(400 <= answer.status < 500 and answer.seconds < WITHIN_S, f"{name} was answered {answer}")
        insist(answer.is_problem or not spec.is_http, f"{name} was answered {answer}")
    after, memory_after = ledger.tally(), _memory_kb(stack)
    changed = {table: (before[table], after[table]) for table in before if before[table] != after[table]}
    tell(f"rows in {len(before)} tables: {sum(before.values())} before, {sum(after.values())} after")
    insist(not changed, f"rows were added: {changed}")
    grown = memory_after / memory_before
    tell(f"web server: {memory_before // 1024} MB before, at most {memory_after // 1024} MB since")
    insist(grown < GROWN_BY, f"the web server grew to {grown:.1f} times its size")


def _scene(stack: Stack) -> Scene:
    buyer = shoppers(stack.base_url, stack.keep("people", "1"))[0]
    listing = stack.keep("goods", "1", "100")[0]
    staff = Client(stack.base_url, stack.keep("staff")["key"])
    seller = Client(stack.base_url, stack.keep("seller")["key"])
    cart_id = buyer.cart((listing, 1))
    ids = {name: _first_id(seller, f"/seller/{name}") for name in ("products", "variants", "lots")}
    return Scene(
        buyer=buyer,
        seller=seller,
        staff=staff,
        listing_id=listing,
        product_id=ids["products"],
        variant_id=ids["variants"],
        lot_id=ids["lots"],
        cart_id=cart_id,
        quote_id=buyer.quote(cart_id),
    )


def _first_id(client: Client, path: str) -> str:
    return str(client.get(path).json()["items"][0]["id"])


def _warm_up(scene: Scene) -> None:
    """Let every web process import what it needs, so what grows later is the fault of bodies."""
    for _ in range(40):
        client = Client(scene.buyer.client.base_url, scene.buyer.client.credential)
        client.get("/orders")
        client.send("POST", f"/carts/{scene.cart_id}/lines", {"listing_id": scene.listing_id, "quantity": 0})
        client.hang_up()


def _send(scene: Scene, bad: Bad) -> Answer:
    client = {"buyer": scene.buyer.client, "seller": scene.seller, "staff": scene.staff}[bad.who]
    key = new_key() if bad.keyed else ""
    return client.send(bad.method, bad.path, bad.body, key=key, headers=bad.headers)


def _complaints(bad: Bad, answer: Answer) -> list[str]:
    """What is wrong with the answer to something wrong."""
    said = answer.json() if answer.is_problem else {"errors": []}
    named = {each["pointer"] for each in said["errors"]}
    found = {
        "no 4xx": not 400 <= answer.status < 500,
        "no problem document": not answer.is_problem,
        f"too slow, {answer.seconds:.1f} s": answer.seconds >= WITHIN_S,
        f"{bad.pointer} isn't named": bool(bad.pointer) and bad.pointer not in named,
    }
    return [f"{complaint}: {bad} was answered {answer}" for complaint, holds in found.items() if holds]


def _memory_kb(stack: Stack) -> int:
    """The most that the web server's processes have held at any time, summed."""
    return sum(_peak_kb(pid) for pid in stack.members("web"))


def _peak_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def main() -> int:
    """Read the options and run."""
    return run("bad_input", scenario, options(__doc__ or "").parse_args())


if __name__ == "__main__":
    sys.exit(main())
