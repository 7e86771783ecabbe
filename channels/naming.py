"""What is an access called, and may a file be called so?"""

import re
import secrets
import string
from pathlib import PurePosixPath

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
# Fields of 1C for passwords are short; 30 such characters are 178 random bits.
PASSWORD_PREFIX = "sc1c_"  # noqa: S105 it only marks a password
_PASSWORD_LENGTH = 30
_PUBLIC_ID_LENGTH = 12
_LONGEST_NAME = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")
ARCHIVE, GOODS = ".zip", ".xml"
# What programs of the old kind send: one file of goods, one of offers. Any other name is one of several.
WHOLE_NAMES = frozenset({"import.xml", "offers.xml"})


def new_public_id() -> str:
    """Twelve random characters for the address of an access, 71 bits."""
    return "".join(secrets.choice(_BASE62) for _ in range(_PUBLIC_ID_LENGTH))


def new_password() -> str:
    """A password that nobody guesses, and 1C has room for."""
    return PASSWORD_PREFIX + "".join(secrets.choice(_BASE62) for _ in range(_PASSWORD_LENGTH))


def is_name(name: str) -> bool:
    """Whether it is a name of a file, folders before it allowed, that leads nowhere else."""
    if not 0 < len(name) <= _LONGEST_NAME or _CONTROL.search(name) or "\\" in name or _DRIVE.match(name):
        return False
    return all(part not in {"", ".", ".."} for part in name.split("/"))


def kind_of(name: str) -> str:
    """What a file is by its ending: an archive, goods, or nothing that is kept."""
    ending = PurePosixPath(name.lower()).suffix
    return ending if ending in {ARCHIVE, GOODS} else ""


def base_of(name: str) -> str:
    """The name without its folders."""
    return name.rpartition("/")[2]
