"""Which code does the authenticator app of a demo account show now, for who has no such app at hand?"""

import base64
import hashlib
import hmac
from collections.abc import Mapping

STEP_S = 30
DIGITS = 6


def with_codes(credentials: object, *, at_s: float) -> object:
    """The same sign-ins, each `totp_secret` with the `code` that it shows at `at_s` (Unix time)."""
    if isinstance(credentials, list):
        return [with_codes(each, at_s=at_s) for each in credentials]
    if not isinstance(credentials, Mapping):
        return credentials
    shown = {name: with_codes(value, at_s=at_s) for name, value in credentials.items()}
    secret = credentials.get("totp_secret")
    return shown | {"code": code_at(secret, at_s=at_s)} if isinstance(secret, str) and secret else shown


def code_at(secret: str, *, at_s: float) -> str:
    """RFC 6238 with SHA-1, by the standard library alone: this runs before anything is installed."""
    counted = (int(at_s) // STEP_S).to_bytes(8)
    digest = hmac.digest(base64.b32decode(secret), counted, hashlib.sha1)
    place = digest[-1] & 15
    number = int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)
