"""With which request does each operation about addresses and mails succeed, on behalf of one side?"""

from secrets import token_hex

from accounts.models import AddressChange, User
from accounts.operations.readdressing import (
    ask_for_address,
    confirm_address,
    confirming_key_of,
    undoing_key_of,
)
from kit.clock import now
from kit.transactions import owns_transaction
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import PASSWORD, Side, caller, good


def _fresh() -> str:
    return f"walker-{token_hex(6)}"


def _person(side: Side) -> User:
    return side.world.user(_fresh(), password=PASSWORD)


def _wish(side: Side) -> AddressChange:
    owns_transaction(ask_for_address)(
        user=_person(side), email=f"{_fresh()}@example.com", password=PASSWORD, at=now()
    )
    return AddressChange.objects.select_related("user").latest("id")


def change_email(side: Side) -> Sample:
    given = {"email": _person(side).email, "password": PASSWORD}
    person = caller().with_credential(good(caller().post("/auth/sign-in", given))["token"])
    # From then on it is known when the token was last used.
    good(person.get("/me"))
    return Sample(
        person,
        "/me/email",
        {"email": f"{_fresh()}@example.com", "password": PASSWORD},
    )


def confirm_email(side: Side) -> Sample:
    return Sample(caller(), "/me/email/confirm", {"key": confirming_key_of(_wish(side))})


def undo_email(side: Side) -> Sample:
    wish = _wish(side)
    owns_transaction(confirm_address)(key=confirming_key_of(wish), at=now())
    return Sample(caller(), "/me/email/undo", {"key": undoing_key_of(wish)})


MAILING: dict[str, Recipe] = {
    "changeEmail": change_email,
    "confirmChangedEmail": confirm_email,
    "undoChangedEmail": undo_email,
    "showNotificationPreferences": lambda side: Sample(side.buyer, "/me/notification-preferences"),
    "changeNotificationPreferences": lambda side: Sample(
        side.buyer, "/me/notification-preferences", {"shipping": "digest"}
    ),
}
