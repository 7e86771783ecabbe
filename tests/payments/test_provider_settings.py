"""What does the shop say of a provider that is set up by half, or wrongly?"""

from pathlib import Path
from typing import Any

import environ
import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from payments import queries
from payments.checks import check_providers
from payments.errors import UnknownProvider
from payments.setups import DEMO_PAYEE, SETUPS, needed
from shop.payment_settings import payee_settings, payment_settings
from tests.gateways.certificates import Authority
from tests.gateways.kaspi import KaspiGateway
from tests.payments.money import start
from tests.payments.vendors import VENDORS, OfKaspi, Vendor, ask, tell_all

SECRET = "this is a secret that nobody may read"


def said(settings: Settings, provider: str, **setup: str) -> list[str]:
    """What the checks say of one provider that is set up so."""
    settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, provider: setup}
    return [str(each.msg) for each in check_providers()]


def test_nothing_is_said_of_what_nobody_set_up() -> None:
    assert check_providers() == []
    assert not [each for each in run_checks() if str(each.id).startswith("payments.")]


@pytest.mark.parametrize("provider", SETUPS)
def test_a_half_setup_names_what_is_missing_and_no_secret(settings: Settings, provider: str) -> None:
    first, *others = needed(provider)
    (told,) = said(settings, provider, **{first.key: SECRET})
    assert SECRET not in told
    assert first.name not in told
    for each in others:
        assert each.name in told
    assert provider not in queries.open_ways(currency="CNY")


@pytest.mark.parametrize("vendor_class", VENDORS)
def test_a_whole_setup_is_open_for_its_currencies(settings: Settings, vendor_class: type[Vendor]) -> None:
    settings.DEBUG = True
    with vendor_class.opened() as vendor:
        assert check_providers() == []
        assert vendor.name in queries.open_ways(currency=vendor.currency)
        assert vendor.name not in queries.open_ways(currency="RUB")


@pytest.mark.parametrize(
    ("provider", "wrong", "told"),
    [
        ("alipay", {"private_key": SECRET}, "no RSA key"),
        ("alipay", {"public_key": SECRET}, "no RSA key"),
        ("alipay", {"url": "http://openapi.alipay.com/gateway.do"}, "https://"),
        ("wechat", {"private_key": SECRET}, "no RSA key"),
        ("wechat", {"api_v3_key": SECRET}, "32 bytes"),
        ("stripe", {"secret_key": SECRET}, "sk_ or rk_"),
        ("stripe", {"webhook_secrets": SECRET}, "whsec_"),
        ("stripe", {"currencies": "CNY,GBP"}, "GBP"),
        ("kaspi", {"organization_bin": "940140000384"}, "should be 5, not 4"),
        ("kaspi", {"certificate_path": "/nowhere.pem"}, "belong together"),
        ("kaspi", {"authority_path": "/nowhere.pem"}, "can't be read"),
    ],
)
def test_a_setup_that_cannot_work_is_told_without_its_secret(
    settings: Settings, provider: str, wrong: dict[str, str], told: str
) -> None:
    settings.DEBUG = not wrong.get("url")
    (vendor_class,) = [each for each in VENDORS if each.name == provider]
    with vendor_class.opened() as vendor:
        found = said(settings, provider, **{**vendor.gateway.setup, **wrong})
    assert any(told in each for each in found), found
    assert not any(SECRET in each for each in found)


def test_a_payee_is_checked_to_the_last_digit(settings: Settings) -> None:
    settings.PAYEE = {**DEMO_PAYEE, "accounts": "KZT=KZ99999DEMO000000001,XAU=KZ98999DEMO000000001"}
    found = [str(each.msg) for each in check_providers()]
    assert any("KZ99999DEMO000000001" in each for each in found)
    assert any("XAU" in each for each in found)
    for name, wrong in (("bin", "1"), ("bic", "?"), ("kbe", "x"), ("knp", "7"), ("accounts", "KZ98")):
        settings.PAYEE = {**DEMO_PAYEE, name: wrong}
        assert check_providers(), name


def test_a_payee_named_by_half_takes_no_transfers(settings: Settings, db: None) -> None:
    settings.PAYEE = {**DEMO_PAYEE, "bic": ""}
    (told,) = check_providers()
    assert "PAYEE_BIC" in str(told.msg)
    with pytest.raises(UnknownProvider):
        start("bank_transfer")


def test_nobody_is_told_to_pay_a_payee_that_nobody_named(settings: Settings, db: None) -> None:
    settings.PAYEE = payee_settings(environ.Env(), pretended=False)
    assert settings.PAYEE == {}
    with pytest.raises(UnknownProvider):
        start("bank_transfer")
    assert payee_settings(environ.Env(), pretended=True) == DEMO_PAYEE


def test_keys_come_from_variables_or_files(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n")
    monkeypatch.setenv("ALIPAY_PRIVATE_KEY_FILE", str(key))
    monkeypatch.setenv("ALIPAY_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\\nMII\\n-----END PUBLIC KEY-----")
    found = payment_settings(environ.Env())["alipay"]
    assert found["private_key"] == key.read_text().strip()
    assert found["public_key"].splitlines()[1] == "MII"
    assert found["url"] == "https://openapi.alipay.com/gateway.do"
    monkeypatch.setenv("ALIPAY_PRIVATE_KEY_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="ALIPAY_PRIVATE_KEY_FILE"):
        payment_settings(environ.Env())


def test_secrets_stay_out_of_the_log(caplog: pytest.LogCaptureFixture, db: None) -> None:
    caplog.set_level("DEBUG")
    for vendor_class in VENDORS:
        with vendor_class.opened() as vendor:
            vendor.whims.broken["create"] = vendor.whims.lost_after["query"] = 1
            payment = vendor.started(reference=f"SCG-{vendor.name}", tell=False)
            tell_all()
            try:
                ask(payment)
            except Exception as error:  # noqa: BLE001 whatever it says is looked at
                caplog.records.append(_record(error))
            text = "\n".join(record.getMessage() for record in caplog.records)
            for name in ("private_key", "api_v3_key", "secret_key", "webhook_secrets", "device_token"):
                value = vendor.gateway.setup.get(name)
                assert not value or value not in text, (vendor.name, name)


def _record(error: Exception) -> Any:
    return type("Record", (), {"getMessage": lambda _self: repr(error) + str(error)})()


def test_kaspi_is_spoken_to_with_our_certificate_alone(db: None, settings: Settings, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("merchant")
    with KaspiGateway(authority.server()) as gateway:
        ours = {
            **gateway.setup,
            "authority_path": str(authority.path),
            "certificate_path": str(certificate),
            "key_path": str(key),
        }
        settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "kaspi": ours}
        vendor = OfKaspi(gateway)
        assert vendor.started().status == "pending"
        nobody = {**ours, "certificate_path": "", "key_path": ""}
        settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "kaspi": nobody}
        assert vendor.started(reference="SCG-26-00000002-5").status == "unknown"
        strangers = {**ours, "authority_path": ""}
        settings.PAYMENT_PROVIDERS = {**settings.PAYMENT_PROVIDERS, "kaspi": strangers}
        assert vendor.started(reference="SCG-26-00000003-3").status == "unknown"
