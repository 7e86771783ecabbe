"""Does an owner let their 1C in and lock it out over REST, and nobody else?"""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from accounts.models import AccessToken
from accounts.policy import CONFIRMED_FOR
from catalog.models import Seller
from channels.models import Exchange, ExchangeAccess
from kit.clock import now
from tests.api import Api
from tests.catalog.trade import Trade, made
from tests.channels import exchanging
from tests.exchange_1c import OneC

AUDIT = "channels.ExchangeAccessAudit"


@pytest.fixture
def trade(db: None, impatient: None) -> Trade:
    """Two sellers."""
    return Trade()


def proved(trade: Trade, seller: Seller, role: str = "owner") -> Api:
    """A member of a seller's firm who has just given their code."""
    member = trade.member(seller, role)
    AccessToken.objects.update(proved_at=now(), confirmed_at=now())
    return member


@pytest.fixture
def owner(trade: Trade) -> Api:
    return proved(trade, trade.mill)


def base(shown: dict[str, str], password: str) -> OneC:
    """1C with what its user has typed in from the answer."""
    address = exchanging.SITE + "/channels/1c/" + shown["address"].rstrip("/").rpartition("/")[2]
    return OneC(address, shown["login"], password, carry=exchanging.wire)


def test_what_is_shown_once_lets_1c_in(owner: Api) -> None:
    shown = made(owner.post("/seller/exchange"))
    base(shown, shown["password"]).sign_in()
    again = owner.get("/seller/exchange").json()
    assert "password" not in again
    assert (again["login"], again["address"]) == (shown["login"], shown["address"])
    assert again["last_used_at"]
    assert (again["last_exchange"]["mode"], again["last_exchange"]["result"]) == ("checkauth", "success")


def test_only_a_digest_of_the_password_is_kept(owner: Api) -> None:
    shown = made(owner.post("/seller/exchange"))
    history: Any = apps.get_model(AUDIT)
    row, records = ExchangeAccess.objects.values().get(), list(history.objects.values())
    assert shown["password"] not in json.dumps([row, *records], default=str)
    assert records
    assert "digest" in row
    assert all("digest" not in each for each in records)


def test_there_is_one_access_for_a_seller(owner: Api) -> None:
    made(owner.post("/seller/exchange"))
    answer = owner.post("/seller/exchange")
    assert (answer.status_code, answer.json()["code"]) == (409, "channels.exchange_key_exists")


def test_a_new_password_ends_the_old_one_and_what_is_under_way(owner: Api) -> None:
    shown = made(owner.post("/seller/exchange"))
    old = base(shown, shown["password"])
    old.sign_in()
    again = owner.post("/seller/exchange/rotate", {"encoding": "windows-1251"}).json()
    assert (again["address"], again["encoding"]) == (shown["address"], "windows-1251")
    # Also whoever is not let in is told so in the letters that their 1C reads.
    old.encoding = "windows-1251"
    assert "обмен" in old.ask("init")[1]
    assert "парол" in old.ask("checkauth")[1]
    assert old.statuses[-2:] == [200, 401]
    base(shown, again["password"]).sign_in()


def test_whoever_is_revoked_comes_in_again_only_with_a_new_password(owner: Api) -> None:
    shown = made(owner.post("/seller/exchange"))
    old = base(shown, shown["password"])
    old.sign_in()
    assert owner.post("/seller/exchange/revoke").json()["revoked_at"]
    assert old.ask("init")[0] == "failure"
    assert Exchange.objects.get().end == "replaced"
    for verb in ("rotate", "revoke"):
        answer = owner.post(f"/seller/exchange/{verb}")
        assert (answer.status_code, answer.json()["code"]) == (409, "channels.exchange_key_revoked")
    again = made(owner.post("/seller/exchange"))
    assert (again["address"], again["revoked_at"]) == (shown["address"], None)
    assert old.ask("checkauth")[0] == "failure"
    base(again, again["password"]).sign_in()


def test_before_it_is_made_there_is_none(owner: Api) -> None:
    for answer in (owner.get("/seller/exchange"), owner.post("/seller/exchange/rotate")):
        assert (answer.status_code, answer.json()["code"]) == (404, "channels.exchange_not_set_up")


def test_each_seller_has_their_own(trade: Trade, owner: Api) -> None:
    made(owner.post("/seller/exchange"))
    assert proved(trade, trade.farm).get("/seller/exchange").status_code == 404


def test_who_keeps_the_catalogue_looks_and_the_owner_alone_decides(trade: Trade, owner: Api) -> None:
    made(owner.post("/seller/exchange"))
    keeper = proved(trade, trade.mill, "catalogue")
    assert keeper.get("/seller/exchange").status_code == 200
    for rest in ("", "/rotate", "/revoke"):
        assert keeper.post(f"/seller/exchange{rest}").status_code == 403
    assert proved(trade, trade.mill, "warehouse").get("/seller/exchange").status_code == 403
    assert trade.buyer().get("/seller/exchange").status_code == 403


def test_a_password_is_made_by_whoever_has_just_proved_who_they_are(trade: Trade, owner: Api) -> None:
    AccessToken.objects.update(confirmed_at=now() - CONFIRMED_FOR - timedelta(seconds=1))
    assert owner.post("/seller/exchange").json()["code"] == "auth.confirm_again"
    AccessToken.objects.update(confirmed_at=now())
    made(owner.post("/seller/exchange"))
    AccessToken.objects.update(confirmed_at=now() - CONFIRMED_FOR - timedelta(seconds=1))
    assert owner.post("/seller/exchange/rotate").json()["code"] == "auth.confirm_again"
    # It shuts a door.
    assert owner.post("/seller/exchange/revoke").status_code == 200


def test_a_machine_makes_no_password(trade: Trade) -> None:
    robot = trade.robot(trade.mill, "imports:read", "imports:write")
    assert robot.post("/seller/exchange").json()["code"] == "auth.person_needed"
