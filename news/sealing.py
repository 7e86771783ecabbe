"""How are secrets kept that we must be able to read again?"""

import base64
import functools

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def seal(secret: str) -> str:
    """Encrypt a secret under the installation's key, so that a copy of the database tells nothing."""
    return _fernet().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """
    Read a sealed secret; what was sealed under one of SECRET_KEY_FALLBACKS is still read.

    :raises cryptography.fernet.InvalidToken: if no key of ours has sealed it.
    """
    return _fernet().decrypt(sealed).decode()


def _fernet() -> MultiFernet:
    return MultiFernet([_keyed(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@functools.cache
def _keyed(key: str) -> Fernet:
    """Derived once: it takes longer than reading a secret."""
    derived = HKDF(SHA256(), length=32, salt=None, info=b"webhook secret").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
