"""How does a payment company on this machine answer over HTTP, as reliably as a test wants?"""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from tests.gateways.books import Books

# A test that holds an answer lets it go well before this.
_LONGEST_HOLD_S = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; `query` and `form` are decoded, `target` is the path with its query as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        """Without the query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address."""
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """A body that is a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def json(self) -> dict[str, object]:
        """A body that is a JSON object."""
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


@dataclass(frozen=True, slots=True)
class Said:
    """One answer."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification as it goes over the wire."""

    body: bytes
    headers: Mapping[str, str]
    content_type: str = "application/json"


class Whims:
    """
    What goes wrong: by verb (`create`, `query`, `refund`, `query_refund`, `close`), so many times.

    `lost_before` answers never and does nothing, `lost_after` does its work and hangs up without an
    answer, `broken` answers 500, `refused` says no, `forged` signs the answer by another key. `hold`
    does its work, sets `held` and answers when `let_go` is set; `delay` does nothing until then.
    """

    def __init__(self) -> None:
        self.lost_before: Counter[str] = Counter()
        self.lost_after: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.forged: Counter[str] = Counter()
        self.hold = self.delay = ""
        self.held, self.let_go = Event(), Event()

    @staticmethod
    def has(kind: "Counter[str]", verb: str) -> bool:
        """Whether it goes wrong this time; once less from now on."""
        if kind[verb] <= 0:
            return False
        kind[verb] -= 1
        return True


class Gateway:
    """
    A server of its own on the loopback, in a thread for each request.

        with WeChatGateway() as gateway:
            gateway.url, gateway.books, gateway.whims
    """

    # Which verb a request is, for whims and for `calls`.
    verbs: tuple[tuple[str, Callable[[Asked], bool]], ...] = ()

    def __init__(self, tls: SSLContext | None = None) -> None:
        self.books = Books()
        self.whims = Whims()
        self.calls: list[str] = []
        # What those who asked did wrong; a test that ends with any has failed.
        self.complaints: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._scheme = "https" if tls else "http"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.whims.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        assert self.complaints == []

    @property
    def url(self) -> str:
        """Where it is."""
        return f"{self._scheme}://127.0.0.1:{self._server.server_port}"

    def perform(self, asked: Asked) -> Said:
        """Do the work; whims come around it."""
        raise NotImplementedError

    def refusal(self) -> Said:
        """What it says to what it will never do."""
        return Said(b'{"code":"PARAM_ERROR","message":"no"}', 400)

    def answer(self, asked: Asked) -> Said | None:
        """The answer to a request, or None to hang up without one."""
        verb = next((name for name, is_it in self.verbs if is_it(asked)), "other")
        self.calls.append(verb)
        if Whims.has(self.whims.lost_before, verb):
            return None
        if Whims.has(self.whims.broken, verb):
            return Said(b'{"code":"SYSTEM_ERROR","message":"try again"}', 500)
        if Whims.has(self.whims.refused, verb):
            return self.refusal()
        if self.whims.delay == verb:
            self.whims.delay = ""
            self._wait()
        try:
            said = self.perform(asked)
        except (AssertionError, LookupError, ValueError) as wrong:
            self.complaints.append(f"{verb}: {type(wrong).__name__} {wrong}")
            return None
        if self.whims.hold == verb:
            self.whims.hold = ""
            self._wait()
        return None if Whims.has(self.whims.lost_after, verb) else said

    def _wait(self) -> None:
        self.whims.held.set()
        self.whims.let_go.wait(_LONGEST_HOLD_S)

    def is_forged(self, asked: Asked) -> bool:
        """Whether this answer is to be signed by somebody else."""
        verb = next((name for name, is_it in self.verbs if is_it(asked)), "other")
        return Whims.has(self.whims.forged, verb)


def _handler(gateway: Gateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = gateway.answer(Asked(self.command, self.path, headers, body))
            if said is None:
                self.close_connection = True
                return
            try:
                self.send_response(said.status)
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body)))
                self.end_headers()
                self.wfile.write(said.body)
            except (BrokenPipeError, ConnectionResetError):
                # Whoever asked is dead, as a test wanted.
                self.close_connection = True

        do_GET = do_POST = _serve  # noqa: N815 names of the base class

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    return Handler
