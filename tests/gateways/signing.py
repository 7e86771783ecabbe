"""How do the payment companies sign and seal, by their own published rules?"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)


@cache
def key_of(whom: str) -> RSAPrivateKey:
    """Somebody's RSA key, of the length that all of them ask for; made once, as it takes a while."""
    return generate_private_key(public_exponent=65537, key_size=2048)


def private_pem(key: RSAPrivateKey) -> str:
    """As operators keep theirs."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: RSAPrivateKey) -> str:
    """As it is given to the other side."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def read_private(text: str) -> RSAPrivateKey:
    """A private key in PEM."""
    key = load_pem_private_key(text.encode(), None)
    assert isinstance(key, RSAPrivateKey)
    return key


def read_public(text: str) -> RSAPublicKey:
    """A public key in PEM."""
    key = load_pem_public_key(text.encode())
    assert isinstance(key, RSAPublicKey)
    return key


def rsa_sign(text: str, key: RSAPrivateKey) -> str:
    """RSA PKCS#1 v1.5 over SHA-256, in base64: Alipay's RSA2 and WeChat Pay's SHA256-RSA2048."""
    return b64encode(key.sign(text.encode(), PKCS1v15(), SHA256())).decode()


def is_rsa_signed(text: str, signature: str, key: RSAPublicKey) -> bool:
    """Whether it is."""
    try:
        key.verify(b64decode(signature), text.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def alipay_text(fields: Mapping[str, str], *, without: tuple[str, ...]) -> str:
    """What Alipay signs: the fields but some, by name, not escaped."""
    return "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in without)


def wechat_text(*parts: str) -> str:
    """What WeChat Pay signs: each part on a line of its own."""
    return "".join(f"{part}\n" for part in parts)


def wechat_seal(text: str, *, key: str, nonce: str, data: str) -> str:
    """AEAD_AES_256_GCM with the merchant's APIv3 key, the tag at the end, in base64."""
    return b64encode(AESGCM(key.encode()).encrypt(nonce.encode(), text.encode(), data.encode())).decode()


def stripe_header(body: bytes, *, secret: str, stamp: int) -> str:
    """The header `Stripe-Signature` of scheme v1."""
    signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={signature}"
