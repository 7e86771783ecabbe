"""Which environment do the shop's processes get?"""

import os
import re
from collections.abc import Mapping
from pathlib import Path

from devtools.checkout import Checkout
from devtools.ports import LOOPBACK
from devtools.words import SecretWords

LINE = re.compile(r"^\s*(?:export\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>.*?)\s*$")
# Left over from another environment they would lead ours astray.
FOREIGN = ("PYTHONHOME", "PYTHONPATH", "DJANGO_SETTINGS_MODULE", "VIRTUAL_ENV")


def read_dotenv(path: Path) -> dict[str, str]:
    """The names and values of a ``.env`` file; none without one."""
    if not path.is_file():
        return {}
    found = {}
    for line in path.read_text().splitlines():
        match = LINE.match(line)
        if match:
            found[match["name"]] = _unquoted(match["value"])
    return found


def operator_settings(checkout: Checkout) -> dict[str, str]:
    """What the operator says: the environment, and below it ``.env``."""
    said = read_dotenv(checkout.root / ".env") | dict(os.environ)
    return {name: value for name, value in said.items() if name not in FOREIGN}


def shop_environment(
    checkout: Checkout,
    said: Mapping[str, str],
    *,
    words: SecretWords,
    urls: Mapping[str, str],
    base_url: str,
    demo: bool,
) -> dict[str, str]:
    """The whole environment of the shop's processes; what the operator says wins over our defaults."""
    defaults = {
        "SECRET_KEY": words.secret_key,
        "ALLOWED_HOSTS": f"{LOOPBACK},localhost,[::1]",
        "PUBLIC_URL": base_url,
        "CSRF_TRUSTED_ORIGINS": f"{base_url},{base_url.replace(LOOPBACK, 'localhost')}",
        "DEBUG": "0",
        "PYTHONUNBUFFERED": "1",
        "LC_ALL": "C.UTF-8",
    }
    ours = {"STATE_DIR": str(checkout.state), "DEMO": "1" if demo else "0"}
    return defaults | dict(said) | dict(urls) | ours


def production_environment(urls: Mapping[str, str], *, secret_key: str) -> dict[str, str]:
    """Settings as an operator would give them behind https, for the deployment check."""
    return {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "SECRET_KEY": secret_key,
        "DEBUG": "0",
        "ALLOWED_HOSTS": "shop.example",
        "PUBLIC_URL": "https://shop.example",
        "CSRF_TRUSTED_ORIGINS": "https://shop.example",
        **urls,
    }


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value.partition(" #")[0].rstrip()
