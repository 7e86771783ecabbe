"""How is it remembered that rows left?"""

from datetime import datetime

from accounts.models import Export, User
from kit.transactions import inside_transaction

_LONGEST_QUESTION = 2000


@inside_transaction
def record_export(
    *, user: User, table: str, asked: str, format: str, rows: int, personal: bool, at: datetime
) -> Export:
    """
    Put an export on record, before its first row leaves.

    `table` is such as "orders.order", `asked` the list's query string, `personal` whether buyers can be told
    from it.
    """
    return Export.objects.create(
        user=user,
        table=table,
        asked=asked[:_LONGEST_QUESTION],
        format=format,
        rows=rows,
        personal=personal,
        at=at,
    )
