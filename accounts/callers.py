"""From which address does a request come?"""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The caller's address, believed from as many proxies as are ours."""
    named = request.headers.get("X-Forwarded-For", "").split(",")
    proxies = settings.NUM_PROXIES
    if proxies and len(named) >= proxies:
        return named[-proxies].strip()[:64]
    return str(request.META.get("REMOTE_ADDR", ""))
