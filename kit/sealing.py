"""How are secrets kept that we must be able to read again?"""

import base64
import functools
import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(secret: str, *, purpose: str) -> str:
    """
    Encrypt a secret under the installation's key, so that a copy of the database tells nothing.

    What was sealed for one `purpose` can't be read for another.
    """
    return _fernet(purpose).encrypt(secret.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """
    Read a sealed secret; what was sealed under one of SECRET_KEY_FALLBACKS is still read.

    :raises cryptography.fernet.InvalidToken: if no key of ours has sealed it for this purpose.
    """
    return _fernet(purpose).decrypt(sealed).decode()


def reseal(sealed: str, *, purpose: str) -> str | None:
    """
    The same secret sealed under SECRET_KEY, once that has changed; None if it is so already.

    :raises cryptography.fernet.InvalidToken: if no key of ours has sealed it for this purpose.
    """
    try:
        _keyed(settings.SECRET_KEY, purpose).decrypt(sealed)
    except InvalidToken:
        return _fernet(purpose).rotate(sealed).decode()
    return None


def new_hash_key() -> str:
    """A key for `keyed_hash`, to be kept sealed."""
    return secrets.token_hex(32)


def keyed_hash(text: str, *, key: str) -> str:
    """By which a text is found again, without a way back for those who lack the key (HMAC-SHA256)."""
    return hmac.new(bytes.fromhex(key), text.encode(), hashlib.sha256).hexdigest()


def _fernet(purpose: str) -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_keyed(key, purpose) for key in keys])


@functools.cache
def _keyed(key: str, purpose: str) -> Fernet:
    """Derived once: it takes longer than reading a secret."""
    derived = HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
