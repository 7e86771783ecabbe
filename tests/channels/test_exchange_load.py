"""Does whoever tries too often, or waits, leave the door of 1C to everybody else?"""

import pytest

from channels import policy
from channels.rest import pages
from tests.channels.exchanging import import_xml
from tests.channels.files import FLOUR
from tests.exchange_1c import OneC


def test_wrong_tries_lock_out_who_makes_them_and_not_the_seller(
    onec: OneC, monkeypatch: pytest.MonkeyPatch
) -> None:
    # More than an access has, and counted apart from what other tests get wrong.
    limit = pages.BY_ADDRESS._replace(name=f"exchange-{onec.login}")
    assert limit.tries > pages.BY_ACCESS.tries
    monkeypatch.setattr(pages, "BY_ADDRESS", limit)
    right, onec.password = onec.password, "wrong"
    for _ in range(limit.tries):
        onec.ask("checkauth")
    assert set(onec.statuses) == {401}
    assert onec.ask("checkauth")[0] == "failure"
    assert onec.statuses[-1] == 429
    onec.password = right
    onec.sign_in()


def test_good_sign_ins_are_counted_too(onec: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BY_ACCESS", pages.BY_ACCESS._replace(tries=1))
    onec.sign_in()
    assert onec.ask("checkauth")[0] == "failure"
    assert onec.statuses[-1] == 429


def test_only_so_many_are_let_wait_at_once(onec: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(policy, "PROGRESS_PAUSE_S", 0.25)
    monkeypatch.setattr("channels.rest.pages.time.sleep", slept.append)
    onec.sign_in()
    onec.init()
    onec.send("import.xml", import_xml(FLOUR))
    with pages.WAITING, pages.WAITING:
        assert onec.ask("import", filename="import.xml")[0] == "progress"
    assert slept == []
    assert onec.ask("import", filename="import.xml")[0] == "progress"
    assert slept == [0.25]
