"""What does a mail server say that tests may shut, open, and make difficult?"""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from types import TracebackType
from typing import Self


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    owner: "MailServer"


class _Talk(socketserver.StreamRequestHandler):
    """SMTP as far as `smtplib` speaks it."""

    server: _Server

    def handle(self) -> None:
        owner = self.server.owner
        if owner.busy:
            self._say("421 come back later")
            return
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go ahead")
                owner.take(self._data())
                self._say("250 taken")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 yes")

    def _data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer:
    """
    A real server on a port of its own: `open()` and `shut()` it, let it be `busy`, look at what it `took`.

    While it is shut, connections are refused.
    """

    def __init__(self) -> None:
        self.took: list[Message] = []
        self.busy = False
        self.port = 0
        self._server: _Server | None = None

    def open(self) -> None:
        """Answer, on the same port as before."""
        self._server = _Server(("127.0.0.1", self.port), _Talk)
        self._server.owner = self
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def shut(self) -> None:
        """Refuse connections."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def take(self, data: bytes) -> None:
        """Keep one mail."""
        self.took.append(message_from_bytes(data))

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.shut()
