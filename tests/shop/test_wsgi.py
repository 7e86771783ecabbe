"""How long does a request wait for a broker that says nothing?"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLISH = """
import shop.wsgi
import time
import kit.jobs
began_s = time.monotonic()
kit.jobs._publish("orders.sweep_paid", {})
print(time.monotonic() - began_s)
"""
# Workers' patience, which no buyer should need, is ten seconds for each try.
MOMENT_S = 5.0


@pytest.fixture
def silent_broker() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(16)
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def test_a_request_waits_for_a_silent_broker_but_a_moment(silent_broker: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PUBLISH],
        cwd=ROOT,
        env={**os.environ, "REDIS_URL": silent_broker},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert "was not sent" in ended.stdout + ended.stderr
    assert float(ended.stdout.splitlines()[-1]) < MOMENT_S
