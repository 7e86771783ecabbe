"""Do the pages work in a real browser, under our own content policy, without anything from elsewhere?"""

import shutil
import subprocess
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from devtools.testing import SYSTEM_PROGRAMS

pytestmark = pytest.mark.system


@pytest.fixture(scope="session")
def chromium() -> str:
    found = [path for path in map(shutil.which, SYSTEM_PROGRAMS["Chromium"]) if path]
    assert found, "Chromium is missing: ./dev test --system says how to get on"
    return found[0]


def visit(chromium: str, url: str, profile: Path) -> tuple[str, list[str]]:
    """The page after its scripts ran, and what the browser complained about."""
    answer = subprocess.run(
        [
            chromium,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
            f"--user-data-dir={profile}",
            "--enable-logging=stderr",
            "--virtual-time-budget=5000",
            "--dump-dom",
            url,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=90,
    )
    return answer.stdout, [line for line in answer.stderr.splitlines() if ":CONSOLE" in line]


@pytest.mark.parametrize(
    ("path", "landmark"),
    [("/admin/login/", 'name="password"'), ("/api/docs", 'class="opblock-summary-path"')],
)
def test_a_page_shows_without_a_complaint(
    chromium: str, live_server: LiveServer, tmp_path: Path, path: str, landmark: str
) -> None:
    page, complaints = visit(chromium, f"{live_server.url}{path}", tmp_path)
    assert complaints == []
    assert landmark in page
