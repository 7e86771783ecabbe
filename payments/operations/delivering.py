"""How does the demo provider's notification reach us?"""

from datetime import datetime
from uuid import UUID

from kit.transactions import inside_transaction
from payments.models import DemoCharge
from payments.operations.receiving import receive_notification
from payments.providers.demo import DemoProvider, notification_body, sign


@inside_transaction
def deliver_demo(*, charge_id: UUID, at: datetime) -> bool:
    """
    Send what a paid charge owes us, by the same signed bytes as over HTTP.

    `doubled` sends one event twice, then its news once more as another event.
    False means that nothing is due: unknown, unpaid, not yet, or sent before.
    """
    due = DemoCharge.objects.select_for_update().filter(
        pk=charge_id, paid_at__isnull=False, notify_at__lte=at, notified_at__isnull=True
    )
    charge = due.first()
    if charge is None:
        return False
    for number in (1, 1, 2) if charge.behaviour == DemoCharge.Behaviour.DOUBLED else (1,):
        body = notification_body(charge, event_id=f"evt_{charge.id.hex}_{number}")
        receive_notification(provider=DemoProvider.name, body=body, headers=sign(body, at=at), at=at)
    charge.notified_at = at
    charge.save(update_fields=["notified_at"])
    return True
