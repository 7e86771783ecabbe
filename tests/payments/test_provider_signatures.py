"""Do we believe what the companies' own published samples say, and nothing that only looks like them?"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from pytest_django import Settings

from payments.errors import BadNotification, BadSignature, ProviderNotFound
from payments.models import PaymentEvent
from payments.providers import provider_named
from tests.api import Api
from tests.gateways import published
from tests.gateways.serving import Notice
from tests.gateways.signing import key_of, private_pem
from tests.payments.money import NOW
from tests.payments.vendors import VENDORS, OfAlipay, OfStripe, OfWeChat, Vendor

WECHAT_AT = datetime.fromtimestamp(int(published.WECHAT_STAMP), UTC)
STRIPE_AT = datetime.fromtimestamp(published.STRIPE_STAMP, UTC)


@pytest.fixture
def set_up(settings: Settings) -> Callable[..., None]:
    # Our own key has no part in what they sign.
    merchants_key = private_pem(key_of("the merchant"))

    def set_up(provider: str, **setup: str) -> None:
        said = {"private_key": merchants_key, "url": "https://gateway.example", **setup}
        settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, provider: said}

    return set_up


@pytest.fixture
def wechat(db: None) -> Iterator[Vendor]:
    with OfWeChat.opened() as vendor:
        yield vendor


@pytest.fixture
def stripe(db: None) -> Iterator[Vendor]:
    with OfStripe.opened() as vendor:
        yield vendor


@pytest.fixture
def alipay(db: None) -> Iterator[Vendor]:
    with OfAlipay.opened() as vendor:
        yield vendor


# ---- as published ----------------------------------------------------------------------


def wechat_headers(**changed: str) -> dict[str, str]:
    return {
        "Wechatpay-Nonce": published.WECHAT_NONCE,
        "Wechatpay-Timestamp": published.WECHAT_STAMP,
        "Wechatpay-Serial": published.WECHAT_SERIAL,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        "Wechatpay-Signature": published.WECHAT_NOTICE_SIGNATURE,
        **changed,
    }


def test_the_published_notification_of_wechat_pay_is_believed(set_up: Callable[..., None]) -> None:
    set_up(
        "wechat",
        app_id="054aa7d7a2a54ab5898df65bd96f001c",
        merchant_id="1234567890",
        certificate_serial="F5765756002FDD77",
        api_v3_key=published.WECHAT_API_V3_KEY,
        public_key=published.WECHAT_PUBLIC_KEY,
        public_key_id=published.WECHAT_SERIAL,
    )
    read = provider_named("wechat").parse_notification
    body = published.WECHAT_NOTICE.encode()
    # It tells that somebody opened a service: well signed, and no money in it.
    assert read(body=body, headers=wechat_headers(), at=WECHAT_AT) is None
    with pytest.raises(BadSignature):
        read(body=body.replace(b"2021", b"2022"), headers=wechat_headers(), at=WECHAT_AT)


def test_the_published_notification_of_alipay_is_believed(set_up: Callable[..., None]) -> None:
    set_up(
        "alipay",
        app_id="2018121762595097",
        seller_id="2088331578818800",
        public_key=published.ALIPAY_PUBLIC_KEY,
    )
    read = provider_named("alipay").parse_notification
    form = {**published.ALIPAY_NOTICE, "sign": published.ALIPAY_SIGNATURE, "sign_type": "RSA2"}
    said = read(body=urlencode(form).encode(), headers={}, at=NOW)
    assert said is not None
    assert (said.provider_ref, said.amount_minor, said.currency) == ("tpxy23962362669658", 1, "CNY")
    assert said.event_id == "2019052300222141714026431019971405"
    # Two in the afternoon in Shanghai.
    assert said.occurred_at == datetime(2019, 5, 23, 6, 17, 13, tzinfo=UTC)
    # Who paid is none of our business.
    assert "2088512613526436" not in said.raw
    with pytest.raises(BadSignature):
        read(body=urlencode({**form, "total_amount": "0.02"}).encode(), headers={}, at=NOW)


def test_the_published_event_of_stripe_is_believed(set_up: Callable[..., None]) -> None:
    set_up("stripe", secret_key="sk_test_1", webhook_secrets=published.STRIPE_SECRET)
    read = provider_named("stripe").parse_notification
    headers = {"Stripe-Signature": published.STRIPE_HEADER}
    assert read(body=published.STRIPE_BODY, headers=headers, at=STRIPE_AT) is None
    with pytest.raises(BadSignature):
        read(body=published.STRIPE_BODY + b" ", headers=headers, at=STRIPE_AT)


def test_kaspi_signs_nothing_and_is_listened_to_by_nobody(set_up: Callable[..., None]) -> None:
    set_up("kaspi", organization_bin="940140000385", device_token="x")
    with pytest.raises(ProviderNotFound):
        provider_named("kaspi").parse_notification(body=b"{}", headers={}, at=NOW)


# ---- our own window of 300 seconds -----------------------------------------------------


@pytest.mark.parametrize("seconds", [-300, 300])
@pytest.mark.parametrize("name", ["wechat", "stripe"])
def test_a_signature_within_the_window_is_believed(
    request: pytest.FixtureRequest, name: str, seconds: int
) -> None:
    vendor: Vendor = request.getfixturevalue(name)
    payment = vendor.started()
    vendor.pays(payment)
    assert vendor.deliver(vendor.notice(payment), at=NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize("seconds", [-301, 301, 3600])
@pytest.mark.parametrize("name", ["wechat", "stripe"])
def test_an_older_or_newer_one_is_refused(request: pytest.FixtureRequest, name: str, seconds: int) -> None:
    vendor: Vendor = request.getfixturevalue(name)
    payment = vendor.started()
    vendor.pays(payment)
    with pytest.raises(BadSignature):
        vendor.deliver(vendor.notice(payment), at=NOW + timedelta(seconds=seconds))
    assert not PaymentEvent.objects.exists()


# ---- WeChat Pay ------------------------------------------------------------------------


def changed(notice: Notice, **headers: str) -> Notice:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Notice(notice.body, {**notice.headers, **named})


@pytest.mark.parametrize(
    "headers",
    [
        {"Wechatpay_Signature": "WECHATPAY/SIGNTEST/tjIvcA7Tk5v1M=="},
        {"Wechatpay_Signature": ""},
        {"Wechatpay_Signature": "é"},
        {"Wechatpay_Signature_Type": "WECHATPAY2-SM2-WITH-SM3"},
        {"Wechatpay_Timestamp": "soon"},
        {"Wechatpay_Timestamp": ""},
        {"Wechatpay_Timestamp": "9" * 400},
        {"Wechatpay_Nonce": "another"},
    ],
)
def test_wechat_pays_probes_and_broken_headers_are_refused(wechat: Vendor, headers: dict[str, str]) -> None:
    payment = wechat.started()
    wechat.pays(payment)
    with pytest.raises(BadSignature):
        wechat.deliver(changed(wechat.notice(payment), **headers))


@pytest.mark.parametrize("serial", ["", "ABCDEF", "PUB_KEY_ID_0", "not hexadecimal"])
def test_a_key_that_we_do_not_know_is_refused_without_a_look_into_the_network(
    wechat: Vendor, serial: str
) -> None:
    payment = wechat.started()
    wechat.pays(payment)
    calls = list(wechat.gateway.calls)
    with pytest.raises(BadSignature):
        wechat.deliver(changed(wechat.notice(payment), Wechatpay_Serial=serial))
    assert wechat.gateway.calls == calls


@pytest.mark.parametrize(
    "said",
    [
        {"amount": {"total": -1, "currency": "CNY"}},
        {"amount": {"total": "12300", "currency": "CNY"}},
        {"amount": {"total": 12300, "currency": "XXX"}},
        {"amount": None},
        {"out_trade_no": ""},
        {"out_trade_no": "x" * 65},
        {"appid": "wx of somebody else"},
    ],
)
def test_well_signed_nonsense_of_wechat_pay_is_refused(wechat: Vendor, said: dict[str, Any]) -> None:
    payment = wechat.started()
    wechat.pays(payment)
    with pytest.raises(BadNotification):
        wechat.deliver(wechat.notice(payment, **said))
    assert not PaymentEvent.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", '{"resource_type": "encrypt-resource"}'])
def test_a_signed_body_without_a_sealed_text_is_refused(wechat: Vendor, body: str) -> None:
    with pytest.raises((BadNotification, BadSignature)):
        wechat.deliver(wechat.gateway.signed_notice(body, at=NOW))


# ---- Stripe ----------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "t=,v1=", "t=1", "v1=0", "t=now,v1=0", "t=1,v1=é", ",,", "t"])
def test_broken_headers_of_stripe_are_refused(stripe: Vendor, header: str) -> None:
    payment = stripe.started()
    stripe.pays(payment)
    with pytest.raises(BadSignature):
        stripe.deliver(changed(stripe.notice(payment), Stripe_Signature=header))


def test_the_older_secret_of_stripe_counts_while_it_stands_in_the_settings(
    stripe: Vendor, settings: Settings
) -> None:
    payment = stripe.started()
    stripe.pays(payment)
    notice = stripe.notice(payment)
    alone = {**stripe.gateway.setup, "webhook_secrets": "whsec_older"}
    settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "stripe": alone}
    with pytest.raises(BadSignature):
        stripe.deliver(notice)


def test_events_of_stripes_test_mode_do_not_pay_where_money_is_real(
    stripe: Vendor, settings: Settings
) -> None:
    payment = stripe.started()
    stripe.pays(payment)
    live = {**stripe.gateway.setup, "secret_key": "sk_live_1"}
    settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "stripe": live}
    with pytest.raises(BadNotification):
        stripe.deliver(stripe.notice(payment))


def test_who_paid_by_stripe_is_not_kept(stripe: Vendor) -> None:
    payment = stripe.started()
    stripe.pays(payment)
    event = stripe.deliver(stripe.notice(payment))
    assert event is not None
    assert "wang@example.com" not in event.raw
    assert payment.provider_ref in event.raw


# ---- Alipay ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"sign=x", b"a=1&a=2", b"a", b"&".join(b"%d=1" % n for n in range(200))]
)
def test_no_form_of_alipay_is_refused(alipay: Vendor, body: bytes) -> None:
    with pytest.raises((BadNotification, BadSignature)):
        alipay.deliver(Notice(body, {}))


@pytest.mark.parametrize(
    "said",
    [
        {"total_amount": "123"},
        {"total_amount": "-123.00"},
        {"total_amount": "1e3"},
        {"out_trade_no": ""},
        {"trade_status": "SOMETHING"},
        {"notify_id": "x" * 121},
        {"trans_currency": "XXX"},
    ],
)
def test_well_signed_nonsense_of_alipay_is_refused(alipay: Vendor, said: dict[str, Any]) -> None:
    payment = alipay.started()
    alipay.pays(payment)
    if said == {"total_amount": "123"}:
        # Without places it is the same sum.
        assert alipay.deliver(alipay.notice(payment, **said))
        return
    with pytest.raises(BadNotification):
        alipay.deliver(alipay.notice(payment, **said))


# ---- the door --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("vendor_class", "answer", "content_type"),
    [
        (OfAlipay, b"success", "text/plain"),
        (OfWeChat, b'{"received":true}', "application/json"),
        (OfStripe, b'{"received":true}', "application/json"),
    ],
)
def test_each_company_is_answered_as_it_asks_for(
    api: Api, time_machine: object, vendor_class: type[Vendor], answer: bytes, content_type: str
) -> None:
    with vendor_class.opened() as vendor:
        payment = vendor.started(at=datetime.now(UTC))
        vendor.pays(payment)
        notice = vendor.notice(payment, at=datetime.now(UTC))
        headers = {**notice.headers, "Accept": "text/plain"}
        for _ in range(2):
            given = api.send(
                "POST",
                f"/payment-notifications/{vendor.name}",
                notice.body,
                content_type=notice.content_type,
                **headers,
            )
            assert (given.status_code, given.content) == (200, answer)
            assert given.headers["Content-Type"].startswith(content_type)
        payment.refresh_from_db()
        assert payment.status == "captured"


def test_a_forged_notification_is_answered_with_its_reason(api: Api) -> None:
    with OfWeChat.opened() as vendor:
        payment = vendor.started(at=datetime.now(UTC))
        vendor.pays(payment)
        notice = vendor.notice(payment, at=datetime.now(UTC), forged=True)
        given = api.send("POST", "/payment-notifications/wechat", notice.body, **notice.headers)
        assert (given.status_code, given.json()["code"]) == (400, "payments.bad_signature")


@pytest.mark.parametrize("vendor_class", VENDORS)
def test_nobody_is_listened_to_without_their_keys(api: Api, vendor_class: type[Vendor]) -> None:
    given = api.send("POST", f"/payment-notifications/{vendor_class.name}", b"{}")
    assert (given.status_code, given.json()["code"]) == (404, "payments.provider_not_found")
