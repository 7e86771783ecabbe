"""Does an invitation let in whoever reads its address, once, and nobody else?"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import ApiKey, Invitation, Membership, Organisation, User
from accounts.operations.inviting import accepting_key_of
from accounts.operations.keying import create_key
from accounts.operations.registering import register
from accounts.policy import INVITATIONS_BY_FIRM
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests import desks
from tests.accounts.conftest import PASSWORD
from tests.accounts.firms import stand
from tests.api import Api
from tests.mailbox import deliver, link_in_the_mail

pytestmark = pytest.mark.usefixtures("uncounted")
WANTED = "daulet@example.com"


@pytest.fixture
def firm(make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation()


@pytest.fixture
def owner(make_member: Callable[..., User], firm: Organisation) -> Api:
    return Api(desks.token_of(make_member("owner", firm)))


def invite(owner: Api, email: str = WANTED, role: str = "finance") -> Any:
    answer = owner.post("/seller/invitations", {"email": email, "role": role})
    deliver()
    return answer


def accept(api: Api, key: str = "", **given: str) -> Any:
    key = key or link_in_the_mail()[1]
    return api.post("/auth/invitations/accept", {"key": key, **given})


def code(answer: Any) -> str:
    return str(answer.json()["code"])


def test_with_who_invited_and_was_switched_off_ends_what_they_sent(
    owner: Api, firm: Organisation, api: Api, make_member: Callable[..., User]
) -> None:
    other = make_member("owner", firm)
    invite(Api(desks.token_of(other)))
    User.objects.filter(pk=other.pk).update(is_active=False)
    answer = accept(api, password=PASSWORD, name="Daulet")
    assert code(answer) == "invitations.ended"
    assert not Membership.objects.filter(role="finance").exists()


def verb(owner: Api, name: str) -> Any:
    answer = owner.post(f"/seller/invitations/{Invitation.objects.get().pk}/{name}")
    deliver()
    return answer


def test_whoever_reads_the_mail_opens_an_account_and_acts_for_the_firm(
    owner: Api, firm: Organisation, api: Api
) -> None:
    assert invite(owner, " Daulet@Example.com ").status_code == 201
    assert mail.outbox[-1].to == [WANTED]
    assert firm.name in str(mail.outbox[-1].body)
    assert accept(api, password=PASSWORD, name="Daulet").status_code == 200
    member = Membership.objects.get(organisation=firm, role="finance")
    assert (member.user.email, member.user.name) == (WANTED, "Daulet")
    # The mailbox was proved; money still asks for a second factor.
    signed = api.post("/auth/sign-in", {"email": WANTED, "password": PASSWORD})
    assert (signed.status_code, signed.json()["step"]) == (201, "enrol")


def test_whoever_has_an_account_joins_with_it_and_keeps_their_password(
    owner: Api, firm: Organisation, api: Api, wang: User
) -> None:
    invite(owner, wang.email, "catalogue")
    assert accept(api, password="another-one-by-rail-9").status_code == 200
    assert Membership.objects.get(organisation=firm, role="catalogue").user == wang
    wang.refresh_from_db()
    assert wang.check_password(PASSWORD)


def test_the_firm_learns_nothing_of_accounts(owner: Api, wang: User) -> None:
    told = [invite(owner, email).json() for email in (wang.email, "nobody@example.com")]
    assert [sorted(each) for each in told] == [
        ["created_at", "email", "expires_at", "id", "role", "version"]
    ] * 2
    assert len(mail.outbox) == 2


def test_the_mail_speaks_the_language_of_whoever_reads_it(owner: Api, wang: User) -> None:
    User.objects.filter(pk=wang.pk).update(language="ru")
    invite(owner, wang.email)
    assert "lang=ru" in str(mail.outbox[-1].body)


def test_of_somebody_unknown_the_mail_speaks_the_language_of_who_invites(
    owner: Api, firm: Organisation
) -> None:
    User.objects.filter(memberships__organisation=firm).update(language="zh-Hans")
    invite(owner)
    assert "lang=zh-hans" in str(mail.outbox[-1].body)


def test_a_squatter_of_the_address_gets_nothing(owner: Api, firm: Organisation, api: Api) -> None:
    owns_transaction(register)(email=WANTED, password="the squatter has it", at=now())
    invite(owner)
    assert code(accept(api)) == "invitations.password_needed"
    assert accept(api, password=PASSWORD).status_code == 200
    user = Membership.objects.get(organisation=firm, role="finance").user
    assert (user.check_password("the squatter has it"), user.check_password(PASSWORD)) == (False, True)


def test_a_link_is_good_once(owner: Api, api: Api) -> None:
    invite(owner)
    assert accept(api, password=PASSWORD).status_code == 200
    Membership.objects.filter(user__email=WANTED).delete()
    assert code(accept(api)) == "invitations.used"
    assert not Membership.objects.filter(user__email=WANTED).exists()


def test_a_link_is_good_for_seven_days(owner: Api, api: Api) -> None:
    invite(owner)
    key = link_in_the_mail()[1]
    sent = Invitation.objects.get().created_at
    with time_machine.travel(sent + timedelta(days=7), tick=False):
        assert code(accept(api, key, password=PASSWORD)) == "invitations.expired"
    with time_machine.travel(sent + timedelta(days=7, seconds=-1), tick=False):
        assert accept(api, key, password=PASSWORD).status_code == 200


def test_what_is_taken_back_opens_nothing(owner: Api, api: Api) -> None:
    invite(owner)
    assert verb(owner, "withdraw").status_code == 204
    assert code(accept(api, password=PASSWORD)) == "invitations.ended"
    assert owner.get("/seller/invitations").json()["items"] == []


def test_the_link_before_dies_when_it_is_sent_again(owner: Api, api: Api) -> None:
    invite(owner)
    before = link_in_the_mail()[1]
    assert verb(owner, "send-again").json()["version"] == 2
    assert len(mail.outbox) == 2
    assert api.client.get("/account/join", {"key": before}).status_code == 422
    assert code(accept(api, before, password=PASSWORD)) == "invitations.ended"
    assert accept(api, password=PASSWORD).status_code == 200


def test_nobody_is_taken_in_while_the_firm_is_suspended(owner: Api, firm: Organisation, api: Api) -> None:
    invite(owner)
    stand(firm, "suspended")
    assert code(accept(api, password=PASSWORD)) == "members.firm_shut"
    assert code(verb(owner, "send-again")) == "members.firm_shut"
    assert code(invite(owner, "other@example.com")) == "members.firm_shut"
    stand(firm, "verified")
    assert accept(api, password=PASSWORD).status_code == 200


def test_who_is_signed_in_as_somebody_else_is_told_so(
    owner: Api, wang: User, signed_in: Callable[[User], Api]
) -> None:
    invite(owner)
    key = link_in_the_mail()[1]
    assert code(accept(signed_in(wang), key, password=PASSWORD)) == "invitations.other_address"
    assert not Membership.objects.filter(user=wang).exists()


def test_staff_and_accounts_switched_off_join_nobody(owner: Api, api: Api, wang: User) -> None:
    invite(owner, wang.email)
    for shut in ({"is_staff": True}, {"is_staff": False, "is_active": False}):
        User.objects.filter(pk=wang.pk).update(**shut)
        assert code(accept(api)) == "invitations.cannot_join"


def test_somebody_who_was_added_meanwhile_keeps_their_role(
    owner: Api, firm: Organisation, api: Api, wang: User
) -> None:
    invite(owner, wang.email, "warehouse")
    Membership.objects.create(user=wang, organisation=firm, role="owner", created_at=now())
    assert code(accept(api)) == "members.known"
    assert Membership.objects.get(user=wang).role == "owner"
    assert code(invite(owner, wang.email)) == "members.known"


def test_an_address_has_one_open_invitation_of_a_firm(owner: Api, firm: Organisation) -> None:
    invite(owner)
    assert code(invite(owner)) == "invitations.open"
    first = Invitation.objects.get()
    with pytest.raises(IntegrityError, match="one_open_invitation"), transaction.atomic():
        Invitation.objects.create(
            organisation=firm,
            email=WANTED,
            role="owner",
            language="en",
            expires_at=first.expires_at,
            created_at=first.created_at,
        )
    with time_machine.travel(first.expires_at, tick=False):
        owner = Api(desks.token_of(Membership.objects.get(organisation=firm, role="owner").user))
        assert invite(owner).status_code == 201


def test_a_firm_sends_so_many_within_an_hour_and_no_more(owner: Api) -> None:
    for number in range(INVITATIONS_BY_FIRM.tries):
        assert invite(owner, f"no-{number}@example.com").status_code == 201
    assert invite(owner).status_code == 429


def test_owners_alone_invite_and_no_machine(
    make_member: Callable[..., User], firm: Organisation, owner: Api
) -> None:
    for role in ("catalogue", "warehouse", "finance"):
        somebody = Api(desks.token_of(make_member(role, firm)))
        assert invite(somebody).status_code == 403
        assert somebody.get("/seller/invitations").status_code == 403
    key = owns_transaction(create_key)(
        name="robot", scopes=["sellers:write"], organisation=firm, at=now(), by=SYSTEM
    )
    assert code(invite(Api(key.secret))) == "auth.person_needed"
    assert not Invitation.objects.exists()


def test_nobody_is_invited_into_the_test_world(owner: Api, firm: Organisation) -> None:
    made = owner.post(
        "/api-keys",
        {"name": "test", "scopes": ["sellers:write"], "for_organisation": True, "sandbox": True},
    )
    assert code(invite(Api(made.json()["secret"]))) == "sandbox.no_members"
    assert ApiKey.objects.filter(sandbox=True).count() == 1
    assert not Invitation.objects.exists()


def test_an_invitation_of_another_firm_is_not_there(owner: Api, make_member: Callable[..., User]) -> None:
    invite(owner)
    stranger = Api(desks.token_of(make_member("owner")))
    for name in ("send-again", "withdraw"):
        assert verb(stranger, name).status_code == 404


def test_nothing_that_is_kept_opens_anything(owner: Api) -> None:
    invite(owner)
    key, row = link_in_the_mail()[1], Invitation.objects.get()
    assert key not in str({name: str(value) for name, value in vars(row).items()})
    assert accepting_key_of(row).split(":")[0] == key.split(":")[0]


@pytest.mark.parametrize("key", ["x", "WyJ4IiwxXQ:1vKqAA:forged-by-somebody-else"])
def test_a_forged_link_opens_nothing(api: Api, key: str) -> None:
    assert code(accept(api, key, password=PASSWORD)) == "auth.bad_link"
