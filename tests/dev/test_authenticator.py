"""Does ./dev info show the codes that the shop takes?"""

import base64

import pytest

from devtools.authenticator import code_at, with_codes
from tests.accounts.test_totp import SECRET, VECTORS


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert code_at(SECRET, at_s=seconds + 0.5) == code


def test_each_sign_in_with_a_secret_shows_its_code() -> None:
    kept = {
        "admin": {"email": "a@example.com", "totp_secret": SECRET},
        "buyers": [{"email": "b@example.com"}],
        "sellers": [{"email": "s@example.com", "totp_secret": SECRET}],
    }
    assert with_codes(kept, at_s=59) == {
        "admin": {"email": "a@example.com", "totp_secret": SECRET, "code": "287082"},
        "buyers": [{"email": "b@example.com"}],
        "sellers": [{"email": "s@example.com", "totp_secret": SECRET, "code": "287082"}],
    }
    assert base64.b32decode(SECRET) == b"12345678901234567890"
