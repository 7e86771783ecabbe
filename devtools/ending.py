"""How is everything of this checkout ended, and how does it start over?"""

import shutil
import sys

from devtools.checkout import Checkout, locked
from devtools.home import lasting_home
from devtools.processes import end
from devtools.record import Record, read_record
from devtools.supervisor import SERVERS
from devtools.words import kept_secret_words


def down(checkout: Checkout) -> bool:
    """Ask the launcher to stop everything, and end what a killed launcher left. Returns whether any ran."""
    record = read_record(checkout.running)
    if record and record.launcher.is_alive:
        end([record.launcher])
        clear_leftovers(checkout)
        return True
    return clear_leftovers(checkout)


def clear_leftovers(checkout: Checkout) -> bool:
    """End the processes of a launcher that is dead itself. Returns whether there were any."""
    record = read_record(checkout.running)
    if record is None or record.launcher.is_alive:
        return False
    found = end_recorded(record)
    checkout.running.unlink(missing_ok=True)
    return found


def end_recorded(record: Record) -> bool:
    """End the processes in a record, the servers after those who use them. Returns whether any was alive."""
    alive = any(target.is_alive for target in record.processes.values())
    end([target for name, target in record.processes.items() if name not in SERVERS])
    end([target for name, target in record.processes.items() if name in SERVERS])
    return alive


def reset(checkout: Checkout) -> None:
    """Stop everything, and forget all data, passwords and logs of this checkout; packages stay."""
    down(checkout)
    excuse = "Another ./dev command of this checkout is at work: try again when it is done."
    with locked(checkout.state / "lock", patience_s=30, excuse=excuse):
        words = kept_secret_words(checkout.secrets)
        lasting_home(checkout, token=words.home_token).remove()
        shutil.rmtree(checkout.state, ignore_errors=True)
    if checkout.state.exists():
        print(f"dev: {checkout.state} could not be removed whole.", file=sys.stderr)
