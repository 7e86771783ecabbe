"""Can nobody make us call what isn't public?"""

import asyncio
import socket
from collections.abc import Sequence

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

import news.calling
from news.calling import Answer, Caller
from news.guarding import PRIVATE, Guard
from news.policy import ANSWER_KEPT_B, ANSWER_READ_B
from tests.news.receiving import LOOPBACK, Receiver, answers, drips, drops, hangs, never_ends, speaks_no_http

PUBLIC = "93.184.215.14"


class Names(AbstractResolver):
    """A name server that gives one answer after the other, the last one for ever."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(self, host: str, port: int = 0, family: int = socket.AF_INET) -> list[ResolveResult]:
        found = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        return [
            ResolveResult(
                hostname=host,
                host=each,
                port=port,
                family=socket.AF_INET6 if ":" in each else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for each in found
        ]

    async def close(self) -> None:
        """Nothing to close."""


def call(url: str, *, allowed: Sequence[str] = (), names: AbstractResolver | None = None) -> Answer:
    async def once() -> Answer:
        async with Caller(Guard.of(allowed), names).opened() as caller:
            return await caller.post(url, b"{}", {})

    return asyncio.run(once())


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://0/",
        "https://0.0.0.0/",
        "https://[::]/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://[::ffff:7f00:1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b:1::7f00:1]/",
        "https://[2002:7f00:1::]/",
        "https://[2001:0:7f00:1::1]/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fe80::1]/",
        "https://[fe80::1%25eth0]/",
        "https://10.0.0.1/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://[fc00::1]/",
        "https://[fec0::1]/",
        "https://224.0.0.1/",
        "https://[ff02::1]/",
        "https://255.255.255.255/",
        "https://240.0.0.1/",
        "https://192.0.0.1/",
        "https://192.88.99.1/",
        "https://198.18.0.1/",
        "https://203.0.113.7/",
        "https://[2001:db8::1]/",
        "https://１２７.0.0.1/",
        "https://localhost/",
        "https://intranet/",
        "https://shop.localhost/",
        "https://shop.localhost./",
        "https://shop.invalid/",
        "https://shop.internal/",
        "https://shop.LOCAL./",
        "https://shop.test/",
        "https://shop..example.com/",
        "https://.example.com/",
        "https://-shop.example.com/",
        "https://shop-.example.com/",
        "https://sh%00op.example.com/",
        "https://shop%2eexample.com/",
        "https://sh%op.example.com/",
        "https://shop,example.com/",
        f"https://{'a' * 64}.example.com/",
        f"https://{'shop.' * 50}example.com/",
        "http://shop.example.com/",
        "ftp://shop.example.com/",
        "file:///etc/passwd",
        "//shop.example.com/",
        "https:///",
        "https://user@shop.example.com/",
        "https://user:secret@shop.example.com/",
        "https://@shop.example.com/",
        "https://shop.example.com:25/",
        "https://shop.example.com:80/",
        "https://shop.example.com:6379/",
        "https://shop.example.com:5432/",
        "https://shop.example.com:0/",
        "https://shop.example.com:70000/",
        "https://shop.example.com/#part",
        "https://shop.example.com/\r\nHost: x",
        f"https://shop.example.com/{'a' * 2000}",
        "not a url",
        "",
    ],
)
def test_an_address_that_we_do_not_call_is_refused_as_it_stands(url: str) -> None:
    assert Guard().why_not(url)
    assert call(url).error == "address"


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.com",
        "https://shop.example.com/hook?tenant=7",
        "https://shop.example.com:8443/",
        "https://shop.example.com:9443/",
        "https://shop.example.com./",
        "https://a--b._shop.example.com/",
        "https://магазин.қаз/хук",
        f"https://{PUBLIC}/",
        "https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/",
    ],
)
def test_a_public_address_is_fine(url: str) -> None:
    assert Guard().why_not(url) == ""


def test_where_loopback_is_allowed_its_names_are_too() -> None:
    assert Guard.of(LOOPBACK).why_not("http://shop.localhost:8080/") == ""
    assert Guard.of(LOOPBACK).why_not("http://shop.internal:8080/") == ""
    assert Guard.of(LOOPBACK).why_not("http://shop..localhost:8080/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:7f00:1", "64:ff9b::7f00:1", "fd00::1"],
)
def test_a_name_that_leads_to_an_internal_address_is_not_called(address: str) -> None:
    answer = call("https://shop.example.com/", names=Names([address]))
    assert (answer.error, answer.detail) == ("address", PRIVATE)


def test_one_internal_address_among_public_ones_is_enough(receiver: Receiver) -> None:
    answer = call("https://shop.example.com/", names=Names([PUBLIC, "127.0.0.1"]))
    assert answer.error == "address"


def test_what_is_connected_to_is_what_was_checked(receiver: Receiver) -> None:
    """Whoever asked twice would be told one address first and another then: we ask once for each call."""
    names = Names(["127.0.0.1"], ["10.0.0.1"])
    port = receiver.url.rpartition(":")[2]
    answer = call(f"http://shop.example.com:{port}", allowed=LOOPBACK, names=names)
    assert (answer.status, names.asked) == (204, 1)
    assert call("http://shop.example.com/", allowed=LOOPBACK, names=names).error == "address"


def test_the_socket_itself_refuses_what_nobody_resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last look, should the one before ever be passed by."""
    monkeypatch.setattr(news.calling, "_CheckedResolver", lambda inner, *_, **__: inner)
    answer = call("https://shop.example.com/", names=Names(["127.0.0.1"]))
    assert (answer.error, answer.detail) == ("address", PRIVATE)


def test_each_call_resolves_anew(receiver: Receiver) -> None:
    names, port = Names(["127.0.0.1"]), receiver.url.split(":")[2].split("/")[0]

    async def thrice() -> None:
        async with Caller(Guard.of(LOOPBACK), names).opened() as caller:
            for _ in range(3):
                await caller.post(f"http://shop.example.com:{port}/", b"{}", {})

    asyncio.run(thrice())
    assert names.asked == len(receiver.received) == 3


def test_without_tls_only_allowed_networks_are_called() -> None:
    answer = call("http://shop.example.com:8080/", allowed=LOOPBACK, names=Names([PUBLIC]))
    assert (answer.error, answer.detail) == ("address", "must begin with https://")


def test_a_redirect_is_not_followed(receiver: Receiver) -> None:
    receiver.behaviour = answers(302, Location=receiver.url + "/internal")
    assert call(receiver.url, allowed=LOOPBACK).status == 302
    assert len(receiver.received) == 1


def test_who_drips_an_answer_is_left_in_time(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news.calling, "CALL_S", 0.5)
    receiver.behaviour = drips(receiver)
    assert call(receiver.url, allowed=LOOPBACK).error == "timeout"


def test_who_hangs_is_left_in_time(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(news.calling, "CALL_S", 0.5)
    receiver.behaviour = hangs(receiver)
    assert call(receiver.url, allowed=LOOPBACK).error == "timeout"


def test_of_an_endless_answer_little_is_read_and_less_kept(receiver: Receiver) -> None:
    receiver.behaviour = behaviour = never_ends(receiver)
    answer = call(receiver.url, allowed=LOOPBACK)
    assert (answer.status, len(answer.body)) == (200, ANSWER_KEPT_B)
    # What the sockets between us hold comes on top.
    assert behaviour.taken[0] < ANSWER_READ_B + 16 * 1024 * 1024  # type: ignore[attr-defined]


def test_who_hangs_up_has_not_answered(receiver: Receiver) -> None:
    receiver.behaviour = drops
    assert call(receiver.url, allowed=LOOPBACK).error == "dropped"


def test_where_nobody_listens_is_no_answer() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert call(f"http://127.0.0.1:{taken.getsockname()[1]}/", allowed=LOOPBACK).error == "connect"


def test_who_speaks_no_http_has_not_answered(receiver: Receiver) -> None:
    receiver.behaviour = speaks_no_http
    assert call(receiver.url, allowed=LOOPBACK).error == "nonsense"


def test_no_proxy_of_the_environment_is_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert call(receiver.url, allowed=LOOPBACK).status == 204


def test_no_cookie_is_kept(receiver: Receiver) -> None:
    receiver.behaviour = answers(200, Set_Cookie="who=you; Path=/")

    async def twice() -> None:
        async with Caller(Guard.of(LOOPBACK)).opened() as caller:
            for _ in range(2):
                await caller.post(receiver.url, b"{}", {})

    asyncio.run(twice())
    assert not any("cookie" in each.headers for each in receiver.received)
