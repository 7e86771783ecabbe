"""Through what does an order go that goes all the way?"""

from collections.abc import Callable
from datetime import datetime, timedelta

from kit.actors import SYSTEM, Actor
from kit.transactions import owns_transaction
from orders.models import Order
from orders.operations import accepting, dispatching
from orders.operations.attaching import Upload, cleaned
from orders.operations.noting import write_note
from shipping.operations import reporting, rolling
from tests.orders.uploads import PDF, photo

FOUR_SCRIPTS = "Әже Ғани Қымыз Ң Ө Ұ Ү Һ І · щебень · 面粉 骆驼奶粉 · <b>flour</b>"
STAGES = ("loaded", "departed", "at_border", "transshipped", "arrived", "delivered")
HOUR = timedelta(hours=1)


def go_all_the_way(order: Order, *, at: datetime, by: Actor, drain: Callable[[], object]) -> None:
    """It is rolled, handed in, reported at every stage, and written about with a photo and a paper."""
    owns_transaction(accepting.accept)(order=order, at=at + HOUR, by=SYSTEM)
    shipment = order.shipments.get().shipment
    owns_transaction(rolling.roll_shipment)(shipment_id=shipment.pk, reason="Snow.", at=at + 2 * HOUR, by=by)
    order.refresh_from_db()
    owns_transaction(dispatching.pack)(order=order, packages={}, at=at + 3 * HOUR, by=SYSTEM)
    order.refresh_from_db()
    owns_transaction(dispatching.hand_in)(order=order, at=at + 4 * HOUR, by=SYSTEM)
    for number, kind in enumerate(STAGES, start=5):
        owns_transaction(reporting.report_stage)(
            shipment_id=shipment.pk, kind=kind, at=at + number * HOUR, by=by
        )
    drain()
    files = [cleaned(Upload("пломба.jpg", photo(size=(640, 400)))), cleaned(Upload("накладная.pdf", PDF))]
    owns_transaction(write_note)(order_id=order.pk, text=FOUR_SCRIPTS, files=files, at=at + 20 * HOUR, by=by)
