"""What does each outside provider need to be told by the operator?"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kit.money import CURRENCIES


class Variable(NamedTuple):
    """
    One variable of the environment; its value is called `key` in code.

    A text of several lines, such as a key in PEM, may stand in a file that `<name>_FILE` names.
    """

    key: str
    name: str
    default: str = ""
    is_needed: bool = True

    @property
    def file_name(self) -> str:
        """The variable that names a file instead."""
        return f"{self.name}_FILE"


SETUPS: Mapping[str, Sequence[Variable]] = {
    "alipay": (
        Variable("app_id", "ALIPAY_APP_ID"),
        Variable("seller_id", "ALIPAY_SELLER_ID"),
        Variable("private_key", "ALIPAY_PRIVATE_KEY"),
        Variable("public_key", "ALIPAY_PUBLIC_KEY"),
        Variable("url", "ALIPAY_URL", "https://openapi.alipay.com/gateway.do", is_needed=False),
    ),
    "wechat": (
        Variable("app_id", "WECHAT_APP_ID"),
        Variable("merchant_id", "WECHAT_MERCHANT_ID"),
        Variable("certificate_serial", "WECHAT_CERTIFICATE_SERIAL"),
        Variable("private_key", "WECHAT_PRIVATE_KEY"),
        Variable("api_v3_key", "WECHAT_API_V3_KEY"),
        Variable("public_key", "WECHAT_PUBLIC_KEY"),
        Variable("public_key_id", "WECHAT_PUBLIC_KEY_ID"),
        Variable("url", "WECHAT_URL", "https://api.mch.weixin.qq.com", is_needed=False),
    ),
    "stripe": (
        Variable("secret_key", "STRIPE_SECRET_KEY"),
        Variable("webhook_secrets", "STRIPE_WEBHOOK_SECRETS"),
        Variable("currencies", "STRIPE_CURRENCIES", "CNY,EUR,KZT,USD", is_needed=False),
        Variable("url", "STRIPE_URL", "https://api.stripe.com", is_needed=False),
    ),
    "kaspi": (
        Variable("organization_bin", "KASPI_ORGANIZATION_BIN"),
        Variable("device_token", "KASPI_DEVICE_TOKEN"),
        Variable("certificate_path", "KASPI_CERTIFICATE_PATH", is_needed=False),
        Variable("key_path", "KASPI_KEY_PATH", is_needed=False),
        Variable("key_password", "KASPI_KEY_PASSWORD", is_needed=False),
        Variable("authority_path", "KASPI_AUTHORITY_PATH", is_needed=False),
        Variable("url", "KASPI_URL", "https://qrapi-cert-ip.kaspi.kz/r3/v01", is_needed=False),
    ),
}

# Whom a bank transfer goes to: the payee of the invoice, by the accounts for each currency, such as
# KZT=KZ…,CNY=KZ…; KBe is the payee's sector (17: a firm of Kazakhstan), KNP what is paid for (710: goods).
PAYEE: Sequence[Variable] = (
    Variable("name", "PAYEE_NAME"),
    Variable("bin", "PAYEE_BIN"),
    Variable("bank", "PAYEE_BANK"),
    Variable("bic", "PAYEE_BIC"),
    Variable("accounts", "PAYEE_ACCOUNTS"),
    Variable("kbe", "PAYEE_KBE", "17", is_needed=False),
    Variable("knp", "PAYEE_KNP", "710", is_needed=False),
    Variable("address", "PAYEE_ADDRESS", is_needed=False),
)
# Where central banks publish their rates; `{day}` becomes the day that is asked for, as dd.mm.yyyy.
RATE_FEEDS: Mapping[str, Variable] = {
    "nbk": Variable(
        "nbk", "FX_NBK_URL", "https://nationalbank.kz/rss/get_rates.cfm?fdate={day}", is_needed=False
    ),
    "ecb": Variable(
        "ecb",
        "FX_ECB_URL",
        "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml",
        is_needed=False,
    ),
}
_DEMO_ACCOUNT = "KZ98999DEMO000000001"
# Well formed, yet nobody has a bank of code 999, nor a business number of the year 2049.
DEMO_PAYEE: Mapping[str, str] = {
    "name": "Steel Camel LLP (demo payee)",
    "bin": "490340000018",
    "bank": "Demo Bank, Almaty",
    "bic": "DEMOKZKA",
    "accounts": ",".join(f"{each}={_DEMO_ACCOUNT}" for each in CURRENCIES),
    "kbe": "17",
    "knp": "710",
    "address": "Almaty, Demo street 1",
}


def accounts_of(payee: Mapping[str, str]) -> dict[str, str]:
    """A payee's account for each currency; what isn't written so has no place among them."""
    pairs = (each.partition("=") for each in payee.get("accounts", "").split(","))
    return {name.strip(): account.strip() for name, _, account in pairs if account.strip()}


def needed(provider: str) -> list[Variable]:
    """Without which it can't be used."""
    return [each for each in SETUPS[provider] if each.is_needed]


def missing(provider: str, setup: Mapping[str, str]) -> list[Variable]:
    """What it needs and wasn't told."""
    return [each for each in needed(provider) if not setup.get(each.key)]


def is_wanted(provider: str, setup: Mapping[str, str]) -> bool:
    """Whether the operator has begun to set it up."""
    return any(setup.get(each.key) for each in needed(provider))
