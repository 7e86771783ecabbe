"""Which browser do the system tests look through?"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from devtools.testing import SYSTEM_PROGRAMS
from tests import desks
from tests.shipping.conftest import real_rails

__all__ = ["real_rails"]

# Longer than any page takes on a busy machine: what never comes fails, what comes late doesn't.
_PATIENCE_MS = 20_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own Chromium, without a window."""
    found = [path for path in map(shutil.which, SYSTEM_PROGRAMS["Chromium"]) if path]
    assert found, "Chromium is missing: ./dev test --system says how to get on"
    # The driver runs an event loop in this thread; the tests' own queries wait for nobody there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=_PATIENCE_MS)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=found[0], args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """Somebody before a screen: tabs that share a session, what their browser complained about."""

    site: str
    context: BrowserContext
    complaints: list[str] = field(default_factory=list)
    posts: list[Request] = field(default_factory=list)

    def open(self, address: str) -> Page:
        """A new tab."""
        tab = self.context.new_page()
        tab.on("console", self._hear)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))
        tab.on("request", self._count)
        tab.goto(f"{self.site}{address}")
        return tab

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _count(self, request: Request) -> None:
        if request.method == "POST":
            self.posts.append(request)


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Visitor]]:
    """Open a browser of a visitor, signed in or not; nothing from elsewhere is reached."""
    with ExitStack() as closing:

        def come(user: User | None = None, *, script: bool = True, zone: str = "UTC") -> Visitor:
            context = chromium.new_context(
                viewport={"width": 1280, "height": 800},
                java_script_enabled=script,
                locale="en-GB",
                timezone_id=zone,
            )
            closing.callback(context.close)
            context.set_default_timeout(_PATIENCE_MS)
            visitor = Visitor(live_server.url, context)
            context.route(lambda url: not url.startswith(live_server.url), lambda route: route.abort())
            if user is not None:
                name = settings.SESSION_COOKIE_NAME
                context.add_cookies([{"name": name, "value": _session(user), "url": live_server.url}])
            return visitor

        yield come


def _session(user: User) -> str:
    client = Client()
    desks.sign_in(client, user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
