"""How are things named, so that machines and people can tell them apart?"""

import re
import secrets
from uuid import UUID

from django.db import connection
from stdnum.iso7064 import mod_11_10
from uuid_utils import compat

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TRACKING_LENGTH = 12
_HUMAN = re.compile(r"(?P<prefix>[A-Z]{2,4})-(?P<year>\d{2})-(?P<serial>\d{8,})-(?P<check>\d)", re.ASCII)


def uuid7() -> UUID:
    """A UUIDv7, rising within this process."""
    return compat.uuid7()


def human_number(prefix: str, year: int, serial: int) -> str:
    """
    The number people read to each other, such as SC-26-00000123-5.

    The last digit is the ISO 7064 mod 11,10 check over year and serial.
    """
    digits = f"{year % 100:02d}{serial:08d}"
    check = mod_11_10.calc_check_digit(digits)
    return f"{prefix}-{digits[:2]}-{digits[2:]}-{check}"


def check_number(number: str) -> bool:
    """Whether a human number is well formed with the right check digit."""
    found = _HUMAN.fullmatch(number)
    return found is not None and mod_11_10.is_valid(found["year"] + found["serial"] + found["check"])


def tracking_code() -> str:
    """Twelve random Crockford base32 characters, 60 bits: an authority for reading one parcel."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(_TRACKING_LENGTH))


def normal_tracking_code(text: str) -> str:
    """The code as stored, from what a person typed: case, hyphens, O for 0, I and L for 1."""
    plain = text.upper().replace("-", "").replace(" ", "")
    return plain.translate(str.maketrans("OIL", "011"))


def next_serial(sequence: str) -> int:
    """The next number of a PostgreSQL sequence; gaps are allowed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [sequence])
        return int(cursor.fetchone()[0])
