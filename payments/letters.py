"""How do letters read to those who look after a seller's money?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from kit.letters import Content, Writer
from kit.money import Money
from kit.saying import hour_of, money_said
from kit.words import say

Facts = Mapping[str, Any]


def account_changed(facts: Facts) -> Content:
    """New bank data were given."""
    return Content(
        subject=gettext("Your bank data were changed"),
        paragraphs=[
            say(
                "From %(since)s on we pay %(firm)s to another account. Until then nothing is paid out.",
                since=hour_of(datetime.fromisoformat(facts["usable_from"]), facts["zone"]),
                firm=facts["firm"],
            ),
            gettext("If it was none of you who changed them, tell us at once, and change your passwords."),
        ],
        facts=[
            (gettext("Bank"), facts["bank"]),
            (gettext("Account number ends in"), facts["ends"]),
        ],
    )


def paid(facts: Facts) -> Content:
    """Money has left us for them."""
    return Content(
        subject=say("We have paid you %(amount)s", amount=_money(facts["paid"])),
        paragraphs=[
            say(
                "The bank has paid %(amount)s to your account; its statement names payout %(number)s.",
                amount=_money(facts["paid"]),
                number=facts["number"],
            )
        ],
        facts=_sums(facts),
    )


def failed(facts: Facts) -> Content:
    """It came back."""
    return Content(
        subject=say("Payout %(number)s came back", number=facts["number"]),
        paragraphs=[
            gettext("Your bank did not take the money. It is in your balance again, and in the next payout."),
            gettext("Please look whether your bank data are right."),
            *([say("Why: %(reason)s", reason=facts["reason"])] if facts["reason"] else []),
        ],
        facts=_sums(facts),
    )


# All are owed: they tell of money, and of who may have it.
WRITERS: Mapping[str, Writer] = {
    "payout.account_changed": Writer(account_changed),
    "payout.paid": Writer(paid),
    "payout.failed": Writer(failed),
}


def _sums(facts: Facts) -> list[tuple[str, str]]:
    return [
        (gettext("Payout"), facts["number"]),
        (gettext("Taken out of your balance"), _money(facts["amount"])),
        (gettext("Account number ends in"), facts["ends"]),
    ]


def _money(told: Mapping[str, str]) -> str:
    return money_said(Money.parse(told["amount"], told["currency"]))
