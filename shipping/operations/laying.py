"""Which trains run in the test world?"""

from datetime import datetime
from typing import TypeVar

from kit.ids import uuid7
from kit.transactions import inside_transaction
from shipping.models import ServiceLeg, TrainService

R = TypeVar("R", TrainService, ServiceLeg)

# Both ways over both crossings, and between them every day: what a market's hub is reached by.
_ORIGINALS = ("ALA-LYG-KH", "ALA-LYG-DO", "LYG-ALA-KH", "LYG-ALA-DO")
_EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
# Plenty: no tester waits for a place because of another.
_PLACES = 200
_GROSS_CAP_G = 20_000_000_000
_PLUGS = 200
_LENGTH_MM = 5_000_000


@inside_transaction
def lay_services(*, at: datetime) -> dict[str, str]:
    """
    See that the test world has its own services, like live ones but daily and roomy; once is enough.

    Returns their codes by those of the services that they are like, as far as these are there.
    """
    laid: dict[str, str] = {}
    for original in TrainService.objects.filter(code__in=_ORIGINALS, sandbox=False).order_by("code"):
        code = f"T-{original.code}"
        laid[original.code] = code
        if not TrainService.objects.filter(code=code).exists():
            _lay(original, code, at)
    return laid


def _lay(original: TrainService, code: str, at: datetime) -> None:
    service = _again(original, at)
    service.code, service.name, service.sandbox = code, f"{original.name} (test)", True
    service.weekdays, service.edited_at, service.valid_to = _EVERY_DAY, None, None
    service.save(force_insert=True)
    legs = []
    for each in original.legs.order_by("position"):
        leg = _again(each, at)
        leg.service = service
        leg.train_number = each.train_number and f"T-{each.train_number}"
        leg.places, leg.gross_cap_g, leg.plugs = _PLACES, _GROSS_CAP_G, _PLUGS
        leg.max_length_mm = _LENGTH_MM
        legs.append(leg)
    ServiceLeg.objects.bulk_create(legs)


def _again(row: R, at: datetime) -> R:
    """A row like another, not yet written."""
    facts = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    return type(row)(**{**facts, "id": uuid7(), "version": 1, "created_at": at})
