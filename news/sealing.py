"""How are the secrets of webhooks kept, which we must be able to read again?"""

from kit import sealing

PURPOSE = "webhook secret"


def seal(secret: str) -> str:
    """Encrypt a secret under the installation's key, so that a copy of the database tells nothing."""
    return sealing.seal(secret, purpose=PURPOSE)


def unseal(sealed: str) -> str:
    """
    Read a sealed secret; what was sealed under one of SECRET_KEY_FALLBACKS is still read.

    :raises cryptography.fernet.InvalidToken: if no key of ours has sealed it.
    """
    return sealing.unseal(sealed, purpose=PURPOSE)
