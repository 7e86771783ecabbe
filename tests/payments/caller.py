"""Which worker makes the calls that are due, so that a test may kill it?"""

import sys
from datetime import datetime

import django

django.setup()

from payments.operations.telling import call_due  # noqa: E402

if __name__ == "__main__":
    call_due(at=datetime.fromisoformat(sys.argv[1]))
