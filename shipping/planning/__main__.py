"""``python -m shipping.planning``: what it takes and writes is told by ``--help`` and docs/planning.md."""

import sys
import time

if __name__ == "__main__":
    # The seconds begin before everything that planning needs is imported.
    began = time.monotonic()
    from shipping.planning.commanding import main

    sys.exit(main(began=began))
