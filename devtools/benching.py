"""How fast is it, on durable servers of its own?"""

import subprocess
from collections.abc import Sequence

from devtools.checkout import Checkout
from devtools.install import ensure_installed
from devtools.problems import Problem
from devtools.testing import test_environment
from devtools.throwaway import throwaway_servers


def bench(checkout: Checkout, names: Sequence[str]) -> int:
    """
    Run some of the measurements in bench/, or all, one after the other; 1 if one missed its goal.

    :raises Problem: if there is none of that name, or the servers cannot be started.
    """
    known = sorted(path.stem for path in (checkout.root / "bench").glob("[!_]*.py"))
    for name in names:
        if name not in known:
            raise Problem(f"There is no measurement {name!r}: there are {', '.join(known)}.")
    ensure_installed(checkout, development=True)
    with throwaway_servers(checkout, durable=True) as urls:
        environment = test_environment(checkout, urls)
        codes = [
            subprocess.run(
                [str(checkout.python), "-m", f"bench.{name}"],
                cwd=checkout.root,
                env=environment,
                check=False,
            ).returncode
            for name in names or known
        ]
    return int(any(codes))
