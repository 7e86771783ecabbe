"""How are credentials made, recognised, kept from view?"""

import base64
import hashlib
import hmac
import secrets
import string

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TOKEN_PREFIX = "sct_"  # noqa: S105 it only marks a token
KEY_PREFIX = "sck_"
# Of a key whose owner's twin lives in the test world: told apart by whoever finds one lying about.
TEST_MARK = "test_"
_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_PUBLIC_ID_LENGTH = 12


def new_token() -> str:
    """An access token: 32 random bytes in base62."""
    return TOKEN_PREFIX + _base62(secrets.token_bytes(32))


def new_key(*, sandbox: bool = False) -> tuple[str, str]:
    """An API key's public id, and the whole key that is shown once: `sck_test_…` in the sandbox."""
    prefix = KEY_PREFIX + (TEST_MARK if sandbox else "")
    public_id = "".join(secrets.choice(_BASE62) for _ in range(_PUBLIC_ID_LENGTH))
    return public_id, f"{prefix}{public_id}_{_base62(secrets.token_bytes(32))}"


def new_recovery_code() -> str:
    """Eighty random bits in base32, in fours: `k3ad-…`."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def recovery_digest(code: str) -> str:
    """What is kept of a recovery code, however it was typed: 80 random bits need no slow hash either."""
    return digest("".join(each for each in code.lower() if each.isalnum()))


def public_id_of(key: str) -> str | None:
    """The public id inside an API key, if it has the shape of one."""
    parts = key.removeprefix(KEY_PREFIX).removeprefix(TEST_MARK).split("_")
    if not key.startswith(KEY_PREFIX) or len(parts) != 2 or len(parts[0]) != _PUBLIC_ID_LENGTH:
        return None
    return parts[0]


def digest(secret: str) -> str:
    """What is kept of a credential: 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two digests without telling by time where they differ."""
    return hmac.compare_digest(left, right)


def seal(body: bytes, *, key: str) -> bytes:
    """Encrypt an answer so that only who knows the Idempotency-Key can read it again."""
    return _fernet(key).encrypt(body)


def unseal(body: bytes, *, key: str) -> bytes:
    """Read a sealed answer."""
    return _fernet(key).decrypt(body)


def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"idempotent answer").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def _base62(raw: bytes) -> str:
    number, digits = int.from_bytes(raw), []
    while number:
        number, rest = divmod(number, 62)
        digits.append(_BASE62[rest])
    return "".join(reversed(digits)).rjust(43, "0")
