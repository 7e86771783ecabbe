"""Who is called by webhooks, and how do they behave?"""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LOOPBACK = ["127.0.0.0/8"]
# What a receiver does with one call: answers a status with headers and a body, or behaves otherwise.
Behaviour = Callable[["Received", BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Received:
    """One call as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


class Receiver:
    """A server on a port of its own; by default it takes all it is sent."""

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.behaviour: Behaviour = answers(204)
        self.stopped = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                call = Received(self.path, headers, body)
                receiver.received.append(call)
                receiver.behaviour(call, self)

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/hook"

    @contextmanager
    def listening(self) -> Iterator["Receiver"]:
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield self
        finally:
            self.stopped.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


def answers(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    def behave(_: Received, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def drops(_: Received, handler: BaseHTTPRequestHandler) -> None:
    """Closes the connection without a word."""
    handler.connection.shutdown(socket.SHUT_RDWR)
    handler.close_connection = True


def speaks_no_http(_: Received, handler: BaseHTTPRequestHandler) -> None:
    """Another service altogether."""
    handler.wfile.write(b"SSH-2.0-OpenSSH\r\n\r\n")


def hangs(receiver: Receiver) -> Behaviour:
    """Says nothing until the test is over."""

    def behave(_: Received, handler: BaseHTTPRequestHandler) -> None:
        receiver.stopped.wait()
        handler.close_connection = True

    return behave


def drips(receiver: Receiver) -> Behaviour:
    """Sends the head of an answer a byte at a time, for ever."""

    def behave(_: Received, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not receiver.stopped.wait(0.02):
            handler.wfile.write(b"a")

    return behave


def never_ends(receiver: Receiver) -> Behaviour:
    """Answers 200 and a body without an end; how much of it was taken."""
    taken = [0]

    def behave(_: Received, handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while not receiver.stopped.is_set():
            handler.wfile.write(b"x" * 4096)
            taken[0] += 4096
            time.sleep(0)

    behave.taken = taken  # type: ignore[attr-defined]
    return behave
