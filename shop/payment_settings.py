"""By which outside providers does this installation take money, with which keys?"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from payments.setups import DEMO_PAYEE, PAYEE, SETUPS, Variable


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


def _value(env: Any, variable: Variable) -> str:
    path = env.str(variable.file_name, default="")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ImproperlyConfigured(f"{variable.file_name}: {path} can't be read.") from error
    # Where lines can't be broken, as in .env, a break is written as a backslash and n.
    return str(env.str(variable.name, default=variable.default)).replace("\\n", "\n").strip()
