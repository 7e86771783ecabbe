"""
How does 1C exchange with a site? As its modules of both generations do, over HTTP.

It imports nothing of the shop, which must not be wrong about the protocol together with it.
"""

import base64
import http.client
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import quote, urlsplit

# What runs while 1C waits: a test lets the shop's background work have its turn there.
Wait = Callable[[], object]
# How a request travels: method, address, body, headers; the answer is status and body.
Carry = Callable[[str, str, bytes | None, Mapping[str, str]], tuple[int, bytes]]
_MOST_TIMES = 200


def over_http(method: str, address: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Over a connection of its own, as it is done in life."""
    split = urlsplit(address)
    connection = http.client.HTTPConnection(split.hostname or "", split.port or 80, timeout=60)
    try:
        connection.request(method, f"{split.path}?{split.query}", body=body, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Broken(Exception):
    """The exchange can't go on: the answer was no success, which 1C shows to whoever pressed the button."""


@dataclass
class OneC:
    """
    A base of 1C with the settings of its exchange: address, login, password.

    `sends_cookie` is off in old programs that prove themselves anew with each request; `wait` is what goes on
    elsewhere whenever it is told `progress`.
    """

    address: str
    login: str
    password: str
    sends_cookie: bool = True
    encoding: str = "utf-8"
    type: str = "catalog"
    wait: Wait = lambda: None
    carry: Carry = over_http
    cookie: str = ""
    sessid: str = ""
    timestamp: str = ""
    zips: bool = False
    file_limit: int = 0
    statuses: list[int] = field(default_factory=list)

    # ---- one request ---------------------------------------------------------------------

    def ask(self, mode: str, body: bytes | None = None, /, **parts: str) -> list[str]:
        """One step, GET without a body and POST with one; the lines of the answer."""
        return self.fetch(mode, body, **parts).decode(self.encoding).split("\n")

    def fetch(self, mode: str, body: bytes | None = None, /, **parts: str) -> bytes:
        """One step; the answer as it comes."""
        query = "&".join(
            f"{name}={quote(text, safe='')}"
            for name, text in {"type": self.type, "mode": mode, **parts}.items()
        )
        headers = {"User-Agent": "1C+Enterprise/8.3"}
        if mode == "checkauth" or not self.sends_cookie:
            pair = base64.b64encode(f"{self.login}:{self.password}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        if self.sends_cookie and self.cookie and mode != "checkauth":
            headers["Cookie"] = self.cookie
        if body is not None:
            headers["Content-Type"] = "application/octet-stream"
        method = "GET" if body is None else "POST"
        status, answer = self.carry(method, f"{self.address}?{query}", body, headers)
        self.statuses.append(status)
        return answer

    def must(self, mode: str, body: bytes | None = None, /, **parts: str) -> list[str]:
        """
        One step that has to succeed.

        :raises Broken: with what is shown, if it doesn't.
        """
        lines = self.ask(mode, body, **parts)
        if lines[0] != "success":
            raise Broken("\n".join(lines))
        return lines

    # ---- the steps -----------------------------------------------------------------------

    def sign_in(self) -> None:
        """`checkauth`: the second and third line are a cookie, the others name what they are."""
        lines = self.must("checkauth")
        self.cookie = f"{lines[1].strip()}={lines[2].strip()}"
        named = dict(line.split("=", 1) for line in lines[3:] if "=" in line)
        self.sessid, self.timestamp = named.get("sessid", ""), named.get("timestamp", "")

    def init(self, *, version: str = "") -> None:
        """`init`: whether archives are wanted, and how large a piece may be."""
        parts = {"sessid": self.sessid, "version": version} if version else {}
        lines = self.ask("init", None, **parts)
        if lines[0] == "failure":
            raise Broken("\n".join(lines))
        named = dict(line.strip().split("=", 1) for line in lines if "=" in line)
        self.zips, self.file_limit = named["zip"] == "yes", int(named["file_limit"])

    def send(self, name: str, data: bytes) -> None:
        """`file`: a file in pieces, each the raw body of a request."""
        for start in range(0, len(data), self.file_limit):
            self.must("file", data[start : start + self.file_limit], filename=name)

    def import_(self, name: str) -> list[str]:
        """`import`: asked again as long as the answer is `progress`."""
        return self._patiently("import", filename=name)

    def _patiently(self, mode: str, **parts: str) -> list[str]:
        for _ in range(_MOST_TIMES):
            lines = self.ask(mode, None, **parts)
            if lines[0] == "success":
                return lines
            if lines[0] != "progress":
                raise Broken("\n".join(lines))
            self.wait()
        raise Broken("it goes on for ever")

    # ---- whole exchanges -----------------------------------------------------------------

    def exchange(self, files: Mapping[str, bytes], *, imports: Sequence[str] | None = None) -> None:
        """As modules up to 2.0x do it: all files first, packed where the site takes that, then one by one."""
        self.sign_in()
        self.init()
        self._bring(files)
        for name in imports or [each for each in files if each.endswith(".xml")]:
            self.import_(name)

    def exchange_3(self, files: Mapping[str, bytes], *, is_full: bool) -> None:
        """As modules that speak 3.1 do it: many files, what is gone by then if all came, then an end."""
        self.sign_in()
        self.init(version="3.1")
        self._bring(files)
        for name in (each for each in files if each.endswith(".xml")):
            self.import_(name)
        if is_full:
            self._patiently("deactivate", timestamp=self.timestamp)
        self.must("complete")

    def _bring(self, files: Mapping[str, bytes]) -> None:
        if self.zips:
            self.send("v8_3B8F_3e.zip", zipped(files))
            return
        for name, data in files.items():
            self.send(name, data)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """An archive as 1C writes it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()
