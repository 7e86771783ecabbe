"""Does every receiver's library know that it was us, also while a secret is exchanged?"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.fernet import InvalidToken
from standardwebhooks import Webhook

from kit.clock import now
from news.retrying import next_try
from news.sealing import seal, unseal
from news.signing import headers_of, new_secret

# As the standard's own libraries are tested.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5))])
def test_the_published_vector_is_signed_as_published(zone: timezone) -> None:
    assert headers_of(message_id=ID, body=BODY, secrets=[SECRET], at=AT.astimezone(zone)) == {
        "webhook-id": ID,
        "webhook-timestamp": "1614265330",
        "webhook-signature": SIGNATURE,
    }


def test_while_a_secret_is_exchanged_both_are_good() -> None:
    before, after = new_secret(), new_secret()
    headers = headers_of(message_id=ID, body=BODY, secrets=[after, before], at=now())
    for secret in (before, after):
        assert Webhook(secret).verify(BODY, headers) == {"test": 2432232314}


def test_a_secret_has_as_many_bytes_as_the_standard_asks_for() -> None:
    assert len(Webhook(new_secret())._whsecret) == 32


def test_what_is_kept_of_a_secret_does_not_show_it() -> None:
    sealed = seal(SECRET)
    assert SECRET.removeprefix("whsec_") not in sealed
    assert unseal(sealed) == SECRET


def test_a_secret_is_read_while_the_installations_own_key_is_exchanged(settings: object) -> None:
    sealed = seal(SECRET)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-of-this-installation" * 2  # type: ignore[attr-defined]
    with pytest.raises(InvalidToken):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [old]  # type: ignore[attr-defined]
    assert unseal(sealed) == SECRET


def test_waits_grow_from_seconds_to_a_day_and_end_after_three_days() -> None:
    at, waits = AT, []
    for attempts in range(1, 30):
        again = next_try(attempts=attempts, created_at=AT, at=at)
        if again is None:
            break
        waits.append((again - at).total_seconds())
        at = again
    planned = [5, 300, 1800, *(hours * 3600 for hours in (2, 5, 10, 14, 20))]
    assert all(0.8 * plan <= wait <= 1.2 * plan for plan, wait in zip(planned, waits, strict=False))
    assert at - AT == timedelta(days=3)


def test_not_all_come_back_at_the_same_moment() -> None:
    assert len({next_try(attempts=3, created_at=AT, at=AT) for _ in range(20)}) > 1


def test_what_is_found_after_three_days_has_had_its_last_call() -> None:
    assert next_try(attempts=1, created_at=AT, at=AT + timedelta(days=4)) is None


@pytest.mark.parametrize(("asked", "waits"), [(600, 600), (86_400, 3_600)])
def test_a_receiver_may_ask_for_an_hour_at_most(asked: int, waits: int) -> None:
    again = next_try(attempts=1, created_at=AT, at=AT, retry_after=timedelta(seconds=asked))
    assert again == AT + timedelta(seconds=waits)
