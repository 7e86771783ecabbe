"""How does a firm of these tests stand as a seller?"""

from accounts.models import Organisation
from catalog.models import Seller
from kit.clock import now


def stand(firm: Organisation, status: str) -> None:
    """Make it the organisation of a seller of a status."""
    at = now()
    stamps = {"verified_at": at, "suspended_at": at if status == "suspended" else None}
    Seller.objects.update_or_create(
        organisation=firm,
        defaults={"status": status, **stamps},
        create_defaults={
            "status": status,
            **stamps,
            "code": "KZ77",
            "country": "KZ",
            "legal_name": firm.name,
            "tax_id": "490340000119",
            "tax_id_kind": "BIN",
            "created_at": at,
            "applied_at": at,
        },
    )
