"""Does the demonstration know its people, and keep their secrets?"""

import json
import os
import stat
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import ApiKey, Membership, Organisation, User
from accounts.queries import signed_in_by
from accounts.totp import code_of, step_of
from catalog.models import Lot, Seller
from kit.clock import now
from payments.models import FxRate
from shipping.models import ServiceLeg
from shop.credentials import write_credentials
from shop.demo import REPORTING_PLACES
from shop.tasks import refresh_demo
from storefront.models import Term
from tests import desks
from tests.payments.fx import forget_rates

Credentials = dict[str, Any]
Load = Callable[[], Credentials]


@pytest.fixture
def kept(demo: Path) -> Credentials:
    """What the file of sign-ins says since the demonstration was loaded."""
    return _read(demo)


@pytest.fixture
def load(demo: Path) -> Load:
    """Load the demonstration once more; what the file says then."""

    def run() -> Credentials:
        call_command("load_demo", credentials=demo, stdout=StringIO())
        return _read(demo)

    return run


def _read(file: Path) -> Credentials:
    found: Credentials = json.loads(file.read_text(encoding="utf-8"))
    return found


def keys(kept: Credentials) -> list[str]:
    people = [*kept["buyers"], *kept["sellers"], kept["partner"], kept["staff"]]
    return [each["api_key"] for each in people]


def needing_codes(kept: Credentials) -> list[dict[str, Any]]:
    return [kept["admin"], kept["staff"], *kept["sellers"]]


def test_staff_and_who_looks_after_money_sign_in_with_the_code_of_the_file(kept: Credentials) -> None:
    assert len({each["totp_secret"] for each in needing_codes(kept)}) == 4
    assert not any("totp_secret" in each for each in kept["buyers"])
    admin = kept["admin"]
    desks.forget_tries(admin["email"])
    client = Client()
    desks.at_an_address_of_its_own(client)
    client.post("/admin/login/", {"username": admin["email"], "password": admin["password"]})
    # The code of now is good at once: nothing has used it up.
    client.post("/admin/second-step/", {"code": code_of(admin["totp_secret"], step_of(now()))})
    assert client.get("/admin/").status_code == 200


def test_what_the_phone_holds_stays_good_and_a_foreign_secret_is_made_anew(
    kept: Credentials, load: Load
) -> None:
    before = [each["totp_secret"] for each in needing_codes(kept)]
    assert [each["totp_secret"] for each in needing_codes(load())] == before
    boss = User.objects.get(email=kept["admin"]["email"])
    boss.factors.all().delete()
    desks.enrol(boss)
    anew = load()["admin"]["totp_secret"]
    assert anew != before[0]
    assert desks.secret_of(boss.factors.get()) == anew


def test_how_common_each_word_is_is_known_at_once(demo: Path) -> None:
    assert Term.objects.get(market="CN", language="en", text="flour").listings > 1


def test_it_is_refused_where_no_demonstration_runs(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = False
    file = tmp_path / "credentials.json"
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("load_demo", credentials=file)
    assert not file.exists()
    assert Seller.objects.count() == 0


def test_sign_ins_are_kept_in_no_device(db: None, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    device = tmp_path / "null"
    os.mkfifo(device)
    with pytest.raises(CommandError, match="is no file"):
        call_command("load_demo", credentials=device)
    with pytest.raises(FileExistsError):
        write_credentials(device, {})
    assert device.is_fifo()
    assert Seller.objects.count() == 0


def test_everybody_can_come_in_as_who_they_are(kept: Credentials) -> None:
    actors = [signed_in_by(key, at=now()) for key in keys(kept)]
    assert [each and each.actor.kind for each in actors] == [
        *("buyer", "buyer", "seller", "seller", "partner", "staff")
    ]
    people = [kept["admin"], *kept["buyers"], *kept["sellers"], kept["staff"]]
    assert all(User.objects.get(email=each["email"]).check_password(each["password"]) for each in people)


def test_sellers_own_the_firms_whose_goods_are_loaded(kept: Credentials) -> None:
    assert [each["code"] for each in kept["sellers"]] == ["KZ01", "KZ04"]
    for each in kept["sellers"]:
        member = Membership.objects.get(user__email=each["email"])
        assert (member.organisation, member.role) == (
            Seller.objects.get(code=each["code"]).organisation,
            "owner",
        )


def test_only_the_partners_key_simulates_and_only_the_administrator_may_everything(kept: Credentials) -> None:
    simulating = ApiKey.objects.get(simulates=True)
    assert kept["partner"]["api_key"].startswith(f"sck_{simulating.public_id}_")
    assert simulating.organisation == Organisation.objects.get(kind="carrier")
    assert [user.email for user in User.objects.filter(is_superuser=True)] == [kept["admin"]["email"]]


def test_the_file_is_for_its_owner_alone(load: Load, demo: Path) -> None:
    demo.chmod(0o644)
    load()
    assert stat.S_IMODE(demo.stat().st_mode) == 0o600
    assert [each.name for each in demo.parent.iterdir()] == [demo.name]


def test_a_second_run_leaves_every_secret_as_it_was(kept: Credentials, load: Load) -> None:
    assert load() == kept
    assert ApiKey.objects.count() == 6


def test_a_lost_file_ends_the_old_keys_and_gives_new_ones(kept: Credentials, load: Load, demo: Path) -> None:
    old = kept
    demo.unlink()
    new = load()
    assert set(keys(old)).isdisjoint(keys(new))
    assert [signed_in_by(key, at=now()) for key in keys(old)] == [None] * 6
    assert None not in [signed_in_by(key, at=now()) for key in keys(new)]
    assert new["admin"]["password"] != old["admin"]["password"]


@pytest.mark.parametrize("broken", ["", "[]", "{", '{"buyers": {}, "staff": []}'])
def test_a_broken_file_counts_as_lost(kept: Credentials, load: Load, demo: Path, broken: str) -> None:
    demo.write_text(broken, encoding="utf-8")
    assert len(set(keys(load())) - set(keys(kept))) == 6


def test_one_revoked_key_is_replaced_and_the_others_stay(kept: Credentials, load: Load) -> None:
    ApiKey.objects.filter(simulates=True).update(revoked_at=now())
    old, new = kept, load()
    assert [before == after for before, after in zip(keys(old), keys(new), strict=True)] == [
        *(True, True, True, True, False, True)
    ]


def test_a_key_from_before_its_holder_could_do_more_is_replaced(kept: Credentials, load: Load) -> None:
    staff = ApiKey.objects.get(name="demo: dispatcher@demo.example")
    before = [scope for scope in staff.scopes if not scope.startswith("embargoes:")]
    ApiKey.objects.filter(pk=staff.pk).update(scopes=before)
    new = load()
    assert [was == became for was, became in zip(keys(kept), keys(new), strict=True)] == [*(True,) * 5, False]
    held = ApiKey.objects.get(name=staff.name, revoked_at=None).scopes
    assert {"embargoes:write", "allotments:write"} <= set(held)


def test_whoever_buys_sells_or_carries_may_ask_and_be_called(kept: Credentials) -> None:
    *others, _staff = keys(kept)
    for key in others:
        found = signed_in_by(key, at=now())
        assert found is not None
        assert {"events:read", "webhooks:read", "webhooks:write"} <= (found.actor.scopes or set())


def test_a_bad_reference_file_is_one_sentence(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "freight_rates.csv").write_text("service_code\n", encoding="utf-8")
    monkeypatch.setattr("orders.operations.loading.DATA", tmp_path)
    with pytest.raises(CommandError, match=r"^freight_rates\.csv, row 1, column load_type: "):
        call_command("load_reference", stdout=StringIO())


def test_the_daily_job_lays_lots_and_rates_relative_to_today(demo: Path) -> None:
    Lot.objects.update(made_date=now().date() - timedelta(days=900), best_before_date=None)
    forget_rates()
    refresh_demo()
    assert Lot.objects.filter(best_before_date__gt=now().date()).exists()
    assert FxRate.objects.filter(date=now().date()).exists()


def test_the_daily_job_leaves_a_real_shop_alone(demo: Path, settings: Any) -> None:
    forget_rates()
    settings.DEMO = False
    refresh_demo()
    assert not FxRate.objects.exists()


def test_the_carrier_reports_from_wherever_goods_may_ride_to_china(demo: Path) -> None:
    pairs = set(
        ServiceLeg.objects.filter(
            service__origin__code="KZ-ALMATY1", service__destination__code="CN-LYG-BASE"
        ).values_list("origin__code", "destination__code")
    )
    stations = {code for pair in pairs for code in pair}
    assert {"KZ-ALMATY1", "KZ-KHORGOS-GW", "KZ-DOSTYK-YARD", "CN-LYG-BASE"} <= stations
    assert stations <= set(REPORTING_PLACES)
