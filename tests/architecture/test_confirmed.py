"""Is everything that moves money or lets somebody in done by whoever has just proved who they are?"""

import inspect
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.policy import CONFIRMED_FOR
from accounts.sites import staff_site
from kit.clock import now
from kit.ids import uuid7
from tests import desks
from tests.openapi.document import Op, operations

# Apps whose verbs and pages are judged here one by one: a new one fails until it stands in a list.
JUDGED = ("accounts", "payments", "orders", "channels")

CONFIRMED_VERBS = {
    "accounts.user": {"reset_factors"},
    "orders.order": {"cancel", "decline"},
    "orders.orderline": {"decline_missing", "decline_kept"},
    "orders.claim": {"at_sellers_cost", "at_carriers_cost", "at_customs_cost", "at_our_cost"},
    "payments.payment": {"return_surplus", "return_unmatched"},
    "payments.refund": {"approve", "decline", "send", "finish", "fail", "ask_again"},
    "payments.payout": {
        *("schedule", "approve", "hold", "let_go", "order_pain_03", "order_pain_09", "order_1c"),
        *("confirm", "bounce"),
    },
}
# Each with the reason why nobody is asked again.
OTHER_VERBS = {
    # They shut doors, and are most needed in a hurry.
    "accounts.accesstoken": {"revoke"},
    "accounts.apikey": {"revoke"},
    "channels.exchangeaccess": {"revoke"},
    # They move goods, or say where they are.
    "orders.order": {"accept", "pack", "hand_in", "complete"},
    # They say what becomes of goods that came back, or that nothing is refunded.
    "orders.claim": {"approve", "decline", "note", "receive", "restock", "quarantine", "destroy", "reject"},
    # It shuts a door.
    "orders.coupon": {"stop"},
    # They say what money is worth, on record and by finance alone; none leaves.
    "payments.ratedocument": {"accept", "dismiss"},
    "payments.ratefeed": {"ask"},
    # Money that came is counted; none leaves.
    "orders.ordergroup": {"count_late_money"},
    "payments.payment": {"confirm", "accept_surplus", "ask_provider", "cancel"},
    "payments.paymentevent": {"dismiss"},
    "payments.statementline": {"book_sure", "note_returned", "ignore", "take_up"},
}
CONFIRMED_PAGES = {
    *("payout_file", "book_by_hand", "order_refund", "claim_decide"),
    *("second_factors", "add_factor", "own_keys", "identity_number"),
}
# What they show is no secret.
_OPEN_TO_READ = {"book_by_hand", "order_refund", "claim_decide"}
OTHER_PAGES = {
    # It shows what the group may read anyway, as its seller sees it, on record; nothing can be changed there.
    "see_as_seller",
    # Before there is anything to confirm.
    "second_step",
    # Lines of statements are matched with what is due; nothing leaves.
    "money_to_sort",
    # Nothing is changed there.
    *("commission_preview", "order_attachment", "document_paper", "tariff_file"),
    # They say what money and carriage are worth, on record and by finance alone; none leaves.
    *("exchange_rates", "exchange_rate_correct", "tariff_sheet"),
}
CONFIRMED_DOORS = {
    *("requestRefund", "approveRefund", "declineRefund", "sendRefund", "finishRefund", "failRefund"),
    "repeatRefund",
    *("changePayoutAccount", "removeFactor", "renewRecoveryCodes"),
    *("makeExchangeKey", "rotateExchangeKey", "setOrderExchange"),
    *("inviteMember", "inviteAgain", "changeMember", "removeMember"),
}
# The same, where it depends on what is asked for: each has a test of its own.
SOMETIMES_CONFIRMED_DOORS = {"createApiKey", "rotateApiKey", "beginFactor"}
FACTOR_DOORS = {
    *(
        "showSellerBalance",
        "listSellerStatements",
        "showSellerStatement",
        "listSellerPayouts",
        "showSellerPayout",
    ),
    *("showPayoutAccount", "changePayoutAccount", "listRefunds", "showRefund"),
    *("listSellerDocuments", "showSellerDocument"),
    *(each for each in CONFIRMED_DOORS if each.endswith("Refund")),
}
# What writes near money and is a buyer's, a seller's or a provider's own: reasons stand beside.
OTHER_DOORS = {
    # A buyer pays, or gives up paying.
    *("startPayment", "cancelPayment", "payDemoCharge", "settleTestPayment"),
    # A provider reports, under its own signature.
    "receivePaymentNotification",
}
_AT = now()
_ADDRESSES = (
    "/refunds",
    "/payments",
    "/seller/payout",
    "/seller/balance",
    "/seller/statement",
    "/payment-",
    "/demo-",
)


def verbs() -> dict[str, set[str]]:
    """The verbs of the apps that are judged here."""
    return {
        model._meta.label_lower: set(admin.verbs)
        for model, admin in staff_site.tables().items()
        if model._meta.app_label in JUDGED and getattr(admin, "verbs", None)
    }


def pages() -> set[str]:
    """The names of their added pages."""
    found = [*staff_site.extra_urls(), *staff_site._own_pages]
    return {str(page.name) for page in found if _home(page.callback).split(".")[0] in JUDGED}


def _home(view: Any) -> str:
    return str(inspect.unwrap(view).__module__)


def near_money(op: Op) -> bool:
    return op.path.removeprefix("/api/v1").startswith(_ADDRESSES)


# ---- nothing is forgotten ---------------------------------------------------------------


def test_every_verb_is_judged() -> None:
    judged: dict[str, set[str]] = {}
    for known in (CONFIRMED_VERBS, OTHER_VERBS):
        for label, names in known.items():
            judged.setdefault(label, set()).update(names)
    assert verbs() == judged


def test_the_lists_ask_again_for_what_stands_here_and_nothing_else() -> None:
    asked = {
        model._meta.label_lower: set(admin.confirmed_verbs)
        for model, admin in staff_site.tables().items()
        if getattr(admin, "confirmed_verbs", None)
    }
    assert asked == CONFIRMED_VERBS


def test_every_page_is_judged() -> None:
    assert pages() == CONFIRMED_PAGES | OTHER_PAGES


def test_every_door_near_money_is_judged() -> None:
    written = {op.id for op in operations() if near_money(op) and op.method != "get"}
    assert written - CONFIRMED_DOORS - OTHER_DOORS == set()
    assert {
        op.id for op in operations() if op.door.needs_confirmation and op.method != "get"
    } == CONFIRMED_DOORS
    assert {op.id for op in operations() if op.door.needs_factor} == FACTOR_DOORS


# ---- and all of it asks -----------------------------------------------------------------


@pytest.fixture
def stale(db: None) -> Client:
    """A browser whose holder gave their code a while ago."""
    return grown_stale(desks.sign_in(Client(), User.objects.create_superuser("boss@example.com")))


def grown_stale(desk: Client) -> Client:
    session = desk.session
    session["confirmed_at"] = (now() - CONFIRMED_FOR - timedelta(seconds=1)).isoformat()
    session.save()
    return desk


def asks(answer: Any) -> bool:
    return answer.status_code == 403 and b'name="_confirming_code"' in answer.content


def a_list(label: str) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


@pytest.mark.parametrize(
    ("label", "verb"), [(label, verb) for label, names in CONFIRMED_VERBS.items() for verb in sorted(names)]
)
def test_a_verb_that_moves_money_asks_first(stale: Client, label: str, verb: str) -> None:
    given = {"action": verb, "_selected_action": [str(UUID(int=7))], "reason": "as agreed"}
    page = stale.post(a_list(label), given)
    assert asks(page)
    assert "no-store" in page.headers["Cache-Control"]
    for name, value in (("action", verb), ("_selected_action", str(UUID(int=7))), ("reason", "as agreed")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page.content.decode()
    # Whichever of two such fields is read.
    for place, both in enumerate(([verb, ""], ["", verb])):
        assert asks(stale.post(a_list(label), {**given, "action": both, "index": str(place)}))


@pytest.mark.parametrize("name", sorted(CONFIRMED_PAGES))
def test_a_page_near_money_asks_first(stale: Client, name: str) -> None:
    kwargs = {
        "payout_file": {"file_id": uuid7()},
        "identity_number": {"identity_id": uuid7()},
        "order_refund": {"order_id": uuid7()},
        "claim_decide": {"claim_id": uuid7()},
    }
    address = reverse(f"admin:{name}", kwargs=kwargs.get(name, {}))
    assert asks(stale.post(address, {"amount": "1.00 CNY"}))
    # What is shown there is a secret, save in the form.
    assert asks(stale.get(address)) is (name not in _OPEN_TO_READ)


@pytest.mark.parametrize("page", ["add", "change", "password"])
def test_who_may_do_what_is_changed_after_a_proof(stale: Client, page: str) -> None:
    person = User.objects.get()
    address = {
        "add": reverse("admin:accounts_user_add"),
        "change": reverse("admin:accounts_user_change", args=(person.pk,)),
        "password": reverse("admin:auth_user_password_change", args=(person.pk,)),
    }[page]
    assert asks(stale.post(address, {"email": "new@example.com"}))
    assert stale.get(address).status_code == 200


def test_what_was_asked_for_goes_on_after_the_code(stale: Client) -> None:
    boss = User.objects.get()
    given = {"action": "reset_factors", "_selected_action": [str(other().pk)]}
    assert asks(stale.post(a_list("accounts.user"), given))
    wrong = stale.post(
        a_list("accounts.user"), {**given, "_confirming_then": "", "_confirming_code": "000000"}
    )
    assert asks(wrong)
    assert 'role="alert"' in wrong.content.decode()
    assert other().factors.exists()
    right = {**given, "_confirming_then": "", "_confirming_code": desks.next_code(boss)}
    assert stale.post(a_list("accounts.user"), right).status_code == 302
    assert not other().factors.exists()
    assert not asks(stale.post(a_list("accounts.user"), given))


def test_a_page_that_was_opened_opens_after_the_code(stale: Client) -> None:
    address = reverse("admin:second_factors")
    assert asks(stale.get(address))
    given = {"_confirming_then": "by link", "_confirming_code": desks.next_code(User.objects.get())}
    answer = stale.post(address, given)
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    assert stale.get(address).status_code == 200


def test_a_password_is_no_code(stale: Client) -> None:
    given = {"_confirming_then": "by link", "_confirming_code": desks.PASSWORD}
    assert asks(stale.post(reverse("admin:second_factors"), given))


def test_codes_are_not_guessed_there_either(stale: Client) -> None:
    address = reverse("admin:second_factors")
    for _ in range(10):
        stale.post(address, {"_confirming_then": "by link", "_confirming_code": "000000"})
    boss = User.objects.get()
    given = {"_confirming_then": "by link", "_confirming_code": desks.next_code(boss)}
    assert asks(stale.post(address, given))
    assert asks(stale.get(address))
    desks.forget_tries(boss.email)


def other() -> User:
    user, made = User.objects.get_or_create(email="other@example.com", is_staff=True, created_at=_AT)
    if made:
        desks.enrol(user)
    return user
