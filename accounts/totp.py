"""Which six digits does an authenticator app show at which moment (RFC 6238)?"""

import base64
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

# What every app assumes where an address doesn't say otherwise: SHA-1, six digits, half a minute.
STEP_S = 30
DIGITS = 6
# A clock may be half a minute off, and whoever types takes a while.
_NEAR: Sequence[int] = (0, -1, 1)
_SECRET_BYTES = 20


def new_secret() -> str:
    """A secret of 160 random bits in base32, as apps take it by hand."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def step_of(at: datetime) -> int:
    """The number of the half minute that an instant is in."""
    return int(at.timestamp()) // STEP_S


def code_of(secret: str, step: int) -> str:
    """The code of a half minute."""
    return _generator(secret).generate(step * STEP_S).decode()


def matching_step(secret: str, code: str, *, at: datetime) -> int | None:
    """The half minute around `at` whose code this is; all are compared, and none tells by time how far."""
    found = None
    for offset in _NEAR:
        step = step_of(at) + offset
        if hmac.compare_digest(code_of(secret, step).encode(), code.encode()):
            found = step
    return found


def address_of(secret: str, *, account: str, issuer: str) -> str:
    """The `otpauth:` address that an app reads off a picture."""
    # Apps show a plus as a plus.
    asked = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer, safe='')}:{quote(account, safe='')}?{asked}"


def _generator(secret: str) -> TOTP:
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), STEP_S)  # noqa: S303 as RFC 6238 and the apps have it
