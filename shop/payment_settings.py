"""By which outside providers does this installation take money, with which keys?"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from payments.setups import DEMO_PAYEE, PAYEE, RATE_FEEDS, SETUPS, Variable


def payment_settings(env: Any) -> dict[str, dict[str, str]]:
    """
    What the environment says of each provider, by its name (docs/payments.md).

    :raises ImproperlyConfigured: if a file that a variable names can't be read.
    """
    return {
        provider: {each.key: _value(env, each) for each in variables}
        for provider, variables in SETUPS.items()
    }


def payee_settings(env: Any, *, pretended: bool) -> dict[str, str]:
    """
    Whom bank transfers go to; where nobody says so, a payee that nobody is, if money is `pretended`.

    :raises ImproperlyConfigured: if a file that a variable names can't be read.
    """
    said = {each.key: _value(env, each) for each in PAYEE}
    if any(said[each.key] for each in PAYEE if each.is_needed):
        return said
    return dict(DEMO_PAYEE) if pretended else {}


def rate_feed_settings(env: Any, *, pretended: bool) -> dict[str, str]:
    """
    Which central banks are asked for their rates, at which addresses; none where prices are `pretended`.

    :raises ImproperlyConfigured: if an address isn't safe or a bank isn't known.
    """
    asked = env.list("FX_FEEDS", default=[] if pretended else list(RATE_FEEDS))
    if unknown := sorted(set(asked) - set(RATE_FEEDS)):
        raise ImproperlyConfigured(f"FX_FEEDS: {unknown[0]} is none of {', '.join(RATE_FEEDS)}.")
    found = {name: _value(env, RATE_FEEDS[name]) for name in asked}
    for name, url in found.items():
        if not url.startswith("https://"):
            raise ImproperlyConfigured(f"{RATE_FEEDS[name].name} has to begin with https://")
    return found


def _value(env: Any, variable: Variable) -> str:
    path = env.str(variable.file_name, default="")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{variable.file_name}: {path} can't be read.") from error
    # Where lines can't be broken, as in .env, a break is written as a backslash and n.
    return str(env.str(variable.name, default=variable.default)).replace("\\n", "\n").strip()
