"""Which worker goes on with a file of goods, so that a test may kill it before a chunk?"""

import sys
from datetime import datetime
from uuid import UUID

import django

django.setup()

from catalog import policy  # noqa: E402
from catalog.operations.working import work  # noqa: E402


class Clock:
    """Tells the time so many times, then says so and waits for its end."""

    def __init__(self, at: datetime, times: int) -> None:
        self.at, self.left = at, times

    def __call__(self) -> datetime:
        if not self.left:
            print("held", flush=True)
            sys.stdin.read()
        self.left -= 1
        return self.at


if __name__ == "__main__":
    policy.IMPORT_CHUNK = int(sys.argv[4])
    work(job_id=UUID(sys.argv[1]), clock=Clock(datetime.fromisoformat(sys.argv[2]), int(sys.argv[3])))
