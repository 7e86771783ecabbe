"""How does a test let the shop window follow what it did?"""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kit.clock import now
from kit.transactions import owns_transaction
from storefront.operations import estimating, refreshing


def follow() -> int:
    """Show anew what was touched, as the clock asks for every second; how many listings that was."""
    return refreshing.fill_window(at=now())


def estimate() -> int:
    """Ask the railway for the lanes of what is shown, as the clock asks for every minute."""
    return owns_transaction(estimating.estimate_all)(at=now())


def plan_of(ask: Callable[[], object], *avoided: str) -> str:
    """How PostgreSQL would answer the statement that reads the window, if it avoided some ways."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    [statement] = [each["sql"] for each in queries if "storefront_listingview" in each["sql"]]
    with connection.cursor() as cursor:
        for way in avoided:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        # What is told of who asks stands before it.
        cursor.execute("EXPLAIN " + statement[statement.index("WITH ") :])
        return "\n".join(row[0] for row in cursor.fetchall())
