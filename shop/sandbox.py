"""What stands ready in the test world?"""

from datetime import datetime

from catalog.operations.loading_sandbox import load_sandbox
from kit.actors import SYSTEM
from kit.transactions import owns_transaction
from orders.operations.loading import lay_tariffs
from shipping.operations.laying import lay_services
from shipping.operations.timetabling import extend


def lay_sandbox(*, at: datetime) -> dict[str, object]:
    """
    Lay the sellers, goods, stock, trains and tariffs of the test world, or keep them fresh.

    Each in a transaction of its own; a second run only follows the calendar and fills up what
    was bought. Nothing of the live world changes. How much was done, by what.

    :raises BadReferenceRow: if a row of the sample can't be used.
    """
    laid = owns_transaction(lay_services)(at=at)
    tariffs = owns_transaction(lay_tariffs)(like=laid, at=at)
    goods = owns_transaction(load_sandbox)(at=at, by=SYSTEM)
    made = owns_transaction(extend)(at=at, by=SYSTEM)
    return {"services": len(laid), "freight tariffs": tariffs, **goods, "departures": made}
