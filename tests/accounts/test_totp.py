"""Do codes agree with the ones that RFC 6238 works out?"""

import base64
from datetime import UTC, datetime

import pytest

from accounts.totp import address_of, code_of, matching_step, new_secret, step_of

# The secret of the RFC's appendix B, in base32, and the last six of the eight digits that it has for SHA-1.
SECRET = base64.b32encode(b"12345678901234567890").decode()
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_of(SECRET, step_of(at)) == code
    assert matching_step(SECRET, code, at=at) == seconds // 30


@pytest.mark.parametrize(("late_s", "good"), [(-31, False), (-1, True), (0, True), (59, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(late_s: int, good: bool) -> None:
    # 1111111110 begins a half minute: 37037037 · 30.
    shown = code_of(SECRET, 37037037)
    at = datetime.fromtimestamp(1111111110 + late_s, UTC)
    assert (matching_step(SECRET, shown, at=at) is not None) is good


def test_a_secret_has_a_hundred_and_sixty_bits_and_is_never_the_same() -> None:
    assert len(base64.b32decode(new_secret())) == 20
    assert new_secret() != new_secret()


def test_the_address_holds_what_an_app_needs() -> None:
    address = address_of(SECRET, account="anna@example.com", issuer="Steel Camel")
    assert address.startswith("otpauth://totp/Steel%20Camel:anna%40example.com?")
    assert f"secret={SECRET}" in address
    assert "issuer=Steel%20Camel" in address


def test_a_code_that_is_no_number_matches_nothing() -> None:
    assert matching_step(SECRET, "éé", at=datetime.fromtimestamp(59, UTC)) is None
