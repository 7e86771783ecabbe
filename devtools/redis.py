"""How is an embedded Redis or Valkey configured and started?"""

import socket
import time
from dataclasses import dataclass
from pathlib import Path

from devtools.home import Home
from devtools.ports import LOOPBACK
from devtools.postgres import BARE_ENVIRONMENT
from devtools.problems import Problem, last_words
from devtools.processes import Running, Service


@dataclass(frozen=True)
class Redis:
    """One embedded server: its program, its home, its password, and whether its queue outlives a crash."""

    program: Path
    home: Home
    password: str
    log: Path
    durable: bool

    def service(self, port: int) -> Service:
        """The server as a service on a loopback port. The password stays out of the command line."""
        folder = self.home.make_folder("redis")
        configuration = folder / "redis.conf"
        self.home.write(configuration, self._configuration(folder, port))
        return Service(
            name="redis",
            title="Redis",
            argv=[str(self.program), str(configuration)],
            environment=BARE_ENVIRONMENT,
            folder=folder,
            log=self.log,
            account=self.home.account,
        )

    def wait_until_ready(self, running: Running, port: int, *, patience_s: float = 30.0) -> bool:
        """
        Wait for the server to answer with its data loaded; False when it ended instead.

        :raises Problem: if it does neither in time.
        """
        deadline = time.monotonic() + patience_s
        while time.monotonic() < deadline:
            if running.has_ended:
                return False
            if self._answers(port):
                return True
            time.sleep(0.05)
        raise Problem(f"Redis does not answer on port {port}: {last_words(self.log)} (see {self.log})")

    def url(self, port: int) -> str:
        """The address, password included."""
        return f"redis://:{self.password}@{LOOPBACK}:{port}/0"

    def _configuration(self, folder: Path, port: int) -> str:
        lines = [
            f"bind {LOOPBACK}",
            f"port {port}",
            f'dir "{folder}"',
            f"requirepass {self.password}",
            f"appendonly {'yes' if self.durable else 'no'}",
            "appendfsync everysec",
            'save ""',
            # A full broker must refuse, never forget.
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection((LOOPBACK, port), timeout=1.0) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                connection.settimeout(1.0)
                answer = b""
                while answer.count(b"\n") < 2:
                    part = connection.recv(256)
                    if not part:
                        return False
                    answer += part
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
