"""What happens when a body is larger than anybody needs?"""

import http.client
import select
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.faults.shoppers import Answer

MEGABYTE = 1024 * 1024
PART = b" " * 65536
PATIENCE_S = 10.0


@dataclass(frozen=True)
class Flood:
    """A body of so many bytes; `told` is the Content-Length that the client claims, None for chunks."""

    size: int
    told: str | None
    headers: dict[str, str] = field(default_factory=dict)
    # What isn't HTTP at all is refused by the web server, before our code sees it.
    is_http: bool = True


FLOODS = {
    "50 MB as announced": Flood(50 * MEGABYTE, str(50 * MEGABYTE)),
    "50 MB in chunks": Flood(50 * MEGABYTE, None),
    "50 MB announced, nothing sent": Flood(0, str(50 * MEGABYTE)),
    "50 MB announced, gzip": Flood(50 * MEGABYTE, str(50 * MEGABYTE), {"Content-Encoding": "gzip"}),
    "a length beyond all numbers": Flood(1024, "9" * 30),
    "a negative length": Flood(1024, "-1", is_http=False),
    "a length of letters": Flood(1024, "many", is_http=False),
    "one byte too many": Flood(MEGABYTE + 1, str(MEGABYTE + 1)),
}


def flood(base_url: str, credential: str, spec: Flood) -> Answer:
    """Send it, stop as soon as an answer comes, and read that."""
    parts = urlsplit(base_url)
    began_s = time.monotonic()
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE_S) as line:
        line.sendall(_head(parts.netloc, credential, spec))
        for part in _body(spec):
            if select.select([line], [], [], 0)[0]:
                break
            try:
                line.sendall(part)
            except OSError:
                break
        status, body, heads = _read(line)
    return Answer(status, body, heads, time.monotonic() - began_s)


def _head(host: str, credential: str, spec: Flood) -> bytes:
    length = f"Content-Length: {spec.told}" if spec.told is not None else "Transfer-Encoding: chunked"
    more = "".join(f"{name}: {value}\r\n" for name, value in spec.headers.items())
    return (
        f"POST /api/v1/carts HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {credential}\r\n"
        f"Content-Type: application/json\r\n{length}\r\n{more}Connection: close\r\n\r\n"
    ).encode()


def _body(spec: Flood) -> Iterator[bytes]:
    for _ in range(0, spec.size, len(PART)):
        yield PART if spec.told is not None else f"{len(PART):x}\r\n".encode() + PART + b"\r\n"


def _read(line: socket.socket) -> tuple[int, bytes, dict[str, str]]:
    response = http.client.HTTPResponse(line)
    response.begin()
    return response.status, response.read(), {name.lower(): value for name, value in response.getheaders()}
