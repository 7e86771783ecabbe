"""Whom does an installation ask for exchange rates?"""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from shop.payment_settings import rate_feed_settings


@pytest.fixture(autouse=True)
def _nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FX_FEEDS", "FX_NBK_URL", "FX_ECB_URL"):
        monkeypatch.delenv(name, raising=False)


def feeds(*, pretended: bool = False) -> dict[str, str]:
    return rate_feed_settings(environ.Env(), pretended=pretended)


def test_both_banks_are_asked_unless_prices_are_pretended() -> None:
    assert feeds() == {
        "nbk": "https://nationalbank.kz/rss/get_rates.cfm?fdate={day}",
        "ecb": "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
    }
    assert feeds(pretended=True) == {}


def test_an_operator_says_who_is_asked_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FX_FEEDS", "ecb")
    monkeypatch.setenv("FX_ECB_URL", "https://mirror.example/rates.xml")
    assert feeds(pretended=True) == {"ecb": "https://mirror.example/rates.xml"}


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [("FX_FEEDS", "nbk,fed", "FX_FEEDS: fed"), ("FX_NBK_URL", "http://nationalbank.kz", "FX_NBK_URL")],
)
def test_what_nobody_can_be_asked_by_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=told):
        feeds()
