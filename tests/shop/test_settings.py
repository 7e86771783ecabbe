"""Does an installation refuse to run unsafely?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from shop.schedule import beat_schedule

ROOT = Path(__file__).resolve().parents[2]
GOOD = {
    "DEBUG": "0",
    "SECRET_KEY": "k" * 10 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG",
    "DATABASE_URL": "postgresql://app@127.0.0.1/x",
    "PUBLIC_URL": "https://shop.example",
}


def start(**changes: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    show = "from shop import settings as s; print(s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE, s.DEBUG)"
    return subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={**environment, **GOOD, **changes},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("key", ["", "short", "insecure-key-for-development-only"])
def test_production_needs_a_secret_of_its_own(key: str) -> None:
    refused = start(SECRET_KEY=key)
    assert refused.returncode != 0
    assert "SECRET_KEY must be set to at least 50 random characters." in refused.stderr


def test_a_provider_of_mail_that_nobody_knows_is_refused_with_those_that_are() -> None:
    refused = start(EMAIL_PROVIDER="bogus")
    assert refused.returncode != 0
    assert "EMAIL_PROVIDER: 'bogus' is none of amazon_ses, brevo" in refused.stderr
    assert start(EMAIL_PROVIDER="postmark").returncode == 0


def test_a_public_https_address_makes_cookies_and_browsers_strict() -> None:
    assert start().stdout.split() == ["31536000", "True", "False"]
    assert start(PUBLIC_URL="http://127.0.0.1:8000").stdout.split() == ["0", "False", "False"]


def test_every_sweep_comes_within_thirty_seconds() -> None:
    sweeps = {
        name: entry["schedule"].total_seconds()
        for name, entry in beat_schedule(demo=False).items()
        if ".sweep_" in name
    }
    assert sweeps
    assert max(sweeps.values()) <= 30


def test_every_sweep_that_exists_is_scheduled() -> None:
    written = {
        line.split('"')[1]
        for path in ROOT.glob("*/tasks.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("@shared_task(") and ".sweep_" in line
    }
    assert len(written) >= 5
    assert written <= set(beat_schedule(demo=False))


def test_demonstration_data_is_refreshed_only_where_there_is_any() -> None:
    assert set(beat_schedule(demo=True)) - set(beat_schedule(demo=False)) == {"shop.refresh_demo"}


def test_pages_load_from_here_alone_and_run_no_inline_script(db: None, client: Client) -> None:
    for path in ("/admin/login/", "/account/confirm-email", "/api/v1/me"):
        policy = client.get(path).headers["Content-Security-Policy"]
        script = next((part for part in policy.split("; ") if part.startswith("script-src")), "default-src")
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe-inline" not in script
        assert "http" not in policy


def test_only_the_staffs_pages_may_evaluate_expressions(db: None, client: Client) -> None:
    assert "unsafe-eval" in client.get("/admin/login/").headers["Content-Security-Policy"]
    assert "unsafe-eval" not in client.get("/account/confirm-email").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PLANNING_EVERY_MIN", "5", "PLANNING_EVERY_MIN must be 0, or from 15 to 60."),
        ("PLANNING_SECONDS", "61", "PLANNING_SECONDS must be from 1 to 60."),
    ],
)
def test_plans_too_often_or_too_long_are_refused(name: str, value: str, told: str) -> None:
    refused = start(**{name: value})
    assert refused.returncode != 0
    assert told in refused.stderr
    assert start(PLANNING_EVERY_MIN="0").returncode == 0
