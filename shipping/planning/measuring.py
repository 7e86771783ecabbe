"""How much memory do some processes have together, what they share counted once?"""

import resource
from collections.abc import Iterable
from pathlib import Path


def memory_kb(pids: Iterable[int]) -> int:
    """The proportional set sizes of those that still live, in kB; off Linux, the most that this one had."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
