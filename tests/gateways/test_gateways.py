"""Do the payment companies on this machine sign as the real ones do, without knowing our code?"""

import ast
from pathlib import Path

from tests.gateways import published
from tests.gateways.signing import (
    alipay_text,
    is_rsa_signed,
    read_private,
    read_public,
    rsa_sign,
    stripe_header,
    wechat_seal,
    wechat_text,
)

HERE = Path(__file__).resolve().parent


def test_no_gateway_knows_the_code_that_it_tries() -> None:
    imported = {
        name.split(".")[0]
        for path in HERE.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        )
    }
    # Nor the libraries by which we sign: who signs and who checks would make the same mistake.
    assert imported & {"payments", "orders", "kit", "shop", "alipay", "wechatpayv3", "stripe"} == set()
    assert "cryptography" in imported


def test_wechat_pay_signs_as_published() -> None:
    key = read_private(published.WECHAT_PRIVATE_KEY)
    assert rsa_sign(published.WECHAT_TEXT, key) == published.WECHAT_SIGNATURE
    text = wechat_text(published.WECHAT_STAMP, published.WECHAT_NONCE, published.WECHAT_NOTICE)
    assert rsa_sign(text, key) == published.WECHAT_NOTICE_SIGNATURE
    assert is_rsa_signed(text, published.WECHAT_NOTICE_SIGNATURE, read_public(published.WECHAT_PUBLIC_KEY))


def test_wechat_pay_seals_as_published() -> None:
    sealed = wechat_seal(
        published.WECHAT_OPENED,
        key=published.WECHAT_API_V3_KEY,
        nonce=published.WECHAT_SEALED_NONCE,
        data=published.WECHAT_SEALED_DATA,
    )
    assert sealed == published.WECHAT_SEALED


def test_alipay_signs_the_text_of_its_published_notification() -> None:
    # Its private key is its own: what is signed, and how, is tried by what it signed.
    key = read_public(published.ALIPAY_PUBLIC_KEY)
    fields = {**published.ALIPAY_NOTICE, "sign": published.ALIPAY_SIGNATURE, "sign_type": "RSA2"}
    text = alipay_text(fields, without=("sign", "sign_type"))
    assert is_rsa_signed(text, published.ALIPAY_SIGNATURE, key)
    assert not is_rsa_signed(text + " ", published.ALIPAY_SIGNATURE, key)
    assert not is_rsa_signed(alipay_text(fields, without=("sign",)), published.ALIPAY_SIGNATURE, key)


def test_stripe_signs_as_published() -> None:
    header = stripe_header(
        published.STRIPE_BODY, secret=published.STRIPE_SECRET, stamp=published.STRIPE_STAMP
    )
    assert header == f"t={published.STRIPE_STAMP},v1={published.STRIPE_SIGNATURE}"
