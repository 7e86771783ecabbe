"""How fast is it, on durable servers of its own?"""

import subprocess
from collections.abc import Sequence

from devtools.checkout import Checkout
from devtools.install import ensure_installed
from devtools.problems import Problem
from devtools.testing import test_environment
from devtools.throwaway import throwaway_servers


def bench(checkout: Checkout, words: Sequence[str]) -> int:
    """
    Run some of the measurements in bench/, or all, one after the other; 1 if one missed its goal.

    What begins with a hyphen, and all behind it, is handed to the one measurement named before it.

    :raises Problem: if there is none of that name, or the servers cannot be started.
    """
    first = next((place for place, word in enumerate(words) if word.startswith("-")), len(words))
    names, options = words[:first], words[first:]
    known = measurements(checkout)
    for name in names:
        if name not in known:
            raise Problem(f"There is no measurement {name!r}: there are {', '.join(known)}.")
    if options and len(names) != 1:
        raise Problem(f"Name the one measurement that {options[0]} is for.")
    ensure_installed(checkout, development=True)
    with throwaway_servers(checkout, durable=True) as urls:
        environment = test_environment(checkout, urls)
        codes = [
            subprocess.run(
                [str(checkout.python), "-m", f"bench.{name}", *options],
                cwd=checkout.root,
                env=environment,
                check=False,
            ).returncode
            for name in names or known
        ]
    return int(any(codes))


def measurements(checkout: Checkout) -> list[str]:
    """The modules of bench/, and its folders that can be run."""
    folder = checkout.root / "bench"
    return sorted(
        [path.stem for path in folder.glob("[!_]*.py")]
        + [path.parent.name for path in folder.glob("[!_]*/__main__.py")]
    )
