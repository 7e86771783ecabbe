"""How is an address called that somebody else has named?"""

import asyncio
import contextlib
import socket
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any, NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from news.guarding import Guard
from news.policy import ANSWER_KEPT_B, ANSWER_READ_B, CALL_S, CONNECT_S

_HEADERS = {
    "Content-Type": "application/json",
    "User-Agent": "Steel-Camel-Webhooks/1",
    "Accept-Encoding": "identity",
}
_MOST_HEADERS = 50
_LONGEST_HEADER = 500


class Answer(NamedTuple):
    """
    What came back: a status with the headers and beginning of the body, or the word why none did.

    Words are `address` (one that we don't call), `dns`, `connect`, `tls`, `timeout`,
    `dropped` and `nonsense` (no HTTP). `detail` says more of an address. `sent` are
    all headers as they went over the line; none where no connection was made.
    """

    duration_ms: int
    status: int | None = None
    headers: Mapping[str, str] = {}
    body: str = ""
    error: str = ""
    detail: str = ""
    retry_after: timedelta | None = None
    sent: Mapping[str, str] = {}


class AddressRefused(OSError):
    """The name leads where we don't call."""


class Caller:
    """
    Posts to addresses that the guard lets through, resolved anew for each call.

    The connection goes to the very address that was checked: there is no second
    look-up, no redirect is followed, no proxy of the environment used, no cookie
    kept, and no connection used twice.
    """

    def __init__(self, guard: Guard, resolver: AbstractResolver | None = None) -> None:
        self._guard = guard
        self._resolver = resolver
        self._sessions: dict[str, aiohttp.ClientSession] = {}

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator["Caller"]:
        """Ready to call, inside a running loop."""
        async with contextlib.AsyncExitStack() as stack:
            for scheme in ("https", "http"):
                session = self._session(plain=scheme == "http")
                self._sessions[scheme] = await stack.enter_async_context(session)
            yield self

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """POST once; whatever happens becomes an answer, within `CALL_S` seconds."""
        if why := self._guard.why_not(url):
            return Answer(0, error="address", detail=why)
        began = time.monotonic()
        answered: list[aiohttp.ClientResponse] = []
        sent: dict[str, str] = {}
        try:
            # Over the library's own limits: nothing, a name server or a handshake, may take longer.
            async with asyncio.timeout(CALL_S):
                text = await self._post(URL(url), body, headers, answered, sent)
        except AddressRefused as error:
            return Answer(_ms(began), error="address", detail=str(error))
        except (TimeoutError, OSError, ssl.SSLError, aiohttp.ClientError, ValueError) as error:
            if not answered:
                return Answer(_ms(began), error=_word(error), detail=_detail(error), sent=sent)
            # The status is the answer: what follows it is for people, and may be cut off or never end.
            text = ""
        return _answer(answered[0], text, began)._replace(sent=sent)

    async def _post(
        self,
        url: URL,
        body: bytes,
        headers: Mapping[str, str],
        answered: list[aiohttp.ClientResponse],
        sent: dict[str, str],
    ) -> str:
        call = self._sessions[url.scheme].post(
            url,
            data=body,
            headers={**_HEADERS, **headers},
            allow_redirects=False,
            trace_request_ctx=sent,
        )
        async with call as response:
            answered.append(response)
            return await _beginning(response)

    def _session(self, *, plain: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=_CheckedResolver(self._resolver or _resolver(), self._guard, plain=plain),
            socket_factory=_checked_sockets(self._guard, plain=plain),
            use_dns_cache=False,
            force_close=True,
            # How many are in flight is the sender's to say.
            limit=0,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_S),
            read_bufsize=ANSWER_KEPT_B,
            trace_configs=[_traced()],
        )


class _CheckedResolver(AbstractResolver):
    """Resolves a name, and refuses it if any of its addresses is one that we don't call."""

    def __init__(self, inner: AbstractResolver, guard: Guard, *, plain: bool) -> None:
        self._inner, self._guard, self._plain = inner, guard, plain

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of a name."""
        async with asyncio.timeout(CONNECT_S):
            found = await self._inner.resolve(host, port, family)
        for each in found:
            if why := self._guard.why_not_there(each["host"], port, plain=self._plain):
                raise AddressRefused(why)
        return found

    async def close(self) -> None:
        """Let the resolver behind it go."""
        await self._inner.close()


def _resolver() -> AbstractResolver:
    """Asks name servers without a thread for each question: a few dead ones must not use all threads up."""
    return aiohttp.AsyncResolver(timeout=2.0, tries=2)


def _checked_sockets(guard: Guard, *, plain: bool) -> Any:
    """Sockets for addresses that we call: the last look, at what is connected to, whoever resolved it."""

    def make(info: tuple[Any, ...]) -> socket.socket:
        family, kind, protocol, _, address = info
        if why := guard.why_not_there(str(address[0]), int(address[1]), plain=plain):
            raise AddressRefused(why)
        return socket.socket(family=family, type=kind, proto=protocol)

    return make


def _traced() -> aiohttp.TraceConfig:
    """Writes down the headers of each call as they go over the line, the library's own among them."""

    async def note(
        _: object, context: SimpleNamespace, params: aiohttp.TraceRequestHeadersSentParams
    ) -> None:
        context.trace_request_ctx.update(params.headers)

    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(note)
    return config


def _answer(response: aiohttp.ClientResponse, text: str, began: float) -> Answer:
    return Answer(
        _ms(began),
        status=response.status,
        headers=_kept(response),
        body=text,
        retry_after=_retry_after(response.headers.get("Retry-After", "")),
    )


async def _beginning(response: aiohttp.ClientResponse) -> str:
    """The first 2 kB of a body of which at most 64 kB are read."""
    kept, read = b"", 0
    async for chunk in response.content.iter_any():
        kept = (kept + chunk)[:ANSWER_KEPT_B]
        read += len(chunk)
        if read >= ANSWER_READ_B:
            break
    return _plain(kept)


def _plain(text: bytes) -> str:
    """As PostgreSQL takes it: its texts have no NUL."""
    return text.decode("utf-8", "replace").replace("\0", "\ufffd")


def _kept(response: aiohttp.ClientResponse) -> dict[str, str]:
    some = list(response.headers.items())[:_MOST_HEADERS]
    return {
        name[:_LONGEST_HEADER]: _plain(value[:_LONGEST_HEADER].encode("utf-8", "replace"))
        for name, value in some
    }


def _retry_after(text: str) -> timedelta | None:
    """Seconds or an HTTP date, as RFC 9110 has it; nonsense is nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 86_400))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(until - datetime.now(UTC), timedelta(0))


def _word(error: BaseException) -> str:
    causes = _causes(error)
    if any(isinstance(each, AddressRefused) for each in causes):
        return "address"
    if any(isinstance(each, TimeoutError) for each in causes):
        return "timeout"
    if any(isinstance(each, aiohttp.ClientConnectorDNSError) for each in causes):
        return "dns"
    if any(isinstance(each, ssl.SSLError | aiohttp.ClientSSLError) for each in causes):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "connect"
    if isinstance(error, aiohttp.ClientResponseError | ValueError):
        return "nonsense"
    return "dropped"


def _detail(error: BaseException) -> str:
    """Why an address is refused; of other failures nothing that tells of our own network."""
    return next((str(each) for each in _causes(error) if isinstance(each, AddressRefused)), "")


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        inner = getattr(error, "os_error", None)
        error = inner if isinstance(inner, BaseException) and inner not in found else error.__cause__
    return found


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)
