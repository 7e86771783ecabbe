"""Does a sealed secret open for its own purpose alone?"""

from typing import Any

import pytest
from cryptography.fernet import InvalidToken

from kit.sealing import seal, unseal


def test_a_secret_is_read_again_and_stands_nowhere() -> None:
    sealed = seal("KZ86125KZT5004100100", purpose="payout account")
    assert "KZ86" not in sealed
    assert unseal(sealed, purpose="payout account") == "KZ86125KZT5004100100"


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    sealed = seal("secret", purpose="payout account")
    with pytest.raises(InvalidToken):
        unseal(sealed, purpose="webhook secret")


def test_an_older_key_still_reads(settings: Any) -> None:
    settings.SECRET_KEY = "an older key of fifty characters, which was changed"
    sealed = seal("secret", purpose="payout account")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = (
        "a new one of fifty characters or even more",
        [settings.SECRET_KEY],
    )
    assert unseal(sealed, purpose="payout account") == "secret"
