"""What happens when a buyer pays on the demo provider's page?"""

from datetime import datetime

from kit.jobs import enqueue
from kit.transactions import inside_transaction
from payments import policy
from payments.errors import ChargeAlreadyPaid, ChargeNotFound
from payments.models import DemoCharge, Payment

_Behaviour = DemoCharge.Behaviour


@inside_transaction
def pay_charge(*, provider_ref: str, behaviour: str, at: datetime) -> DemoCharge:
    """
    Take the buyer's pretended money; `behaviour` says how we'll hear of it.

    `prompt`, `doubled` and `wrong` notify at once, `late` a minute after the
    payment's expiry, `silent` never.

    :raises ChargeNotFound: if there is no such charge.
    :raises ChargeAlreadyPaid: if it was paid before.
    """
    charge = DemoCharge.objects.select_for_update().filter(provider_ref=provider_ref).first()
    if charge is None:
        raise ChargeNotFound(charge=provider_ref)
    if charge.paid_at is not None:
        raise ChargeAlreadyPaid(charge=provider_ref)
    charge.behaviour = behaviour
    charge.paid_at = at
    charge.notify_at = _notify_at(charge, at)
    charge.version += 1
    charge.save(update_fields=["behaviour", "paid_at", "notify_at", "version"])
    if charge.notify_at is not None and charge.notify_at <= at:
        enqueue("payments.deliver_demo", charge_id=charge.id)
    return charge


def _notify_at(charge: DemoCharge, at: datetime) -> datetime | None:
    if charge.behaviour == _Behaviour.SILENT:
        return None
    if charge.behaviour != _Behaviour.LATE:
        return at
    expires_at = Payment.objects.values_list("expires_at", flat=True).get(provider_ref=charge.provider_ref)
    return max(expires_at, at) + policy.DEMO_LATE_BY
