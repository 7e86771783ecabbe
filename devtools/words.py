"""Which passwords and keys did this checkout generate?"""

import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from devtools.files import read_json, write_json


@dataclass(frozen=True)
class SecretWords:
    """What only this checkout knows; none of it ever stands on a command line."""

    secret_key: str
    postgres_superuser: str
    postgres_owner: str
    postgres_application: str
    redis: str
    home_token: str


def new_secret_words() -> SecretWords:
    """A fresh set."""
    return SecretWords(
        secret_key=secrets.token_urlsafe(50),
        postgres_superuser=secrets.token_hex(20),
        postgres_owner=secrets.token_hex(20),
        postgres_application=secrets.token_hex(20),
        redis=secrets.token_hex(20),
        home_token=secrets.token_hex(20),
    )


def kept_secret_words(path: Path) -> SecretWords:
    """The set in a file, completed and written back when it is missing or lacks some."""
    kept = read_json(path)
    fresh = asdict(new_secret_words())
    known = {field.name: kept[field.name] for field in fields(SecretWords) if field.name in kept}
    words = fresh | known
    if words != kept:
        write_json(path, words)
    return SecretWords(**words)
