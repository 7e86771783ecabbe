"""Through which door does a seller's 1C come in, which reads lines and no JSON?"""

import base64
import binascii
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.callers import address_of
from accounts.operations.throttling import count_try
from accounts.policy import Limit
from channels import policy
from channels.errors import Failed
from channels.models import Exchange
from channels.naming import is_name
from channels.operations import exchanging, handing_over, passing_on, receiving, taking_back
from channels.operations.passing_on import Standing
from channels.queries.exchanging import (
    Caller,
    by_cookie,
    by_password,
    encoding_at,
    file_named,
    open_exchange,
)
from channels.rest.serving_feeds import serve as serve_feed
from channels.wording import said
from channels.writers.orders import BOOKS, dictionary, orders_document
from kit import audit
from kit.clock import now
from kit.errors import Invalid
from kit.http import Throttled, TooLarge
from kit.jobs import enqueue
from kit.transactions import owns_transaction
from kit.uploads import read_whole

# So many callers at once are let wait in each process: its other threads have the shop to serve.
WAITING = threading.BoundedSemaphore(2)
COOKIE = "steel_camel_exchange"
# In which language 1C is spoken to: that of its own pages, wherever it runs.
_LANGUAGE = "ru"
# A good sign-in counts for its access, a wrong try for the caller's address: from a cloud many firms come at
# once, and nobody guesses 178 bits.
BY_ACCESS = Limit("exchange-access", 30, 300)
BY_ADDRESS = Limit("exchange-address", 60, 300)


class _Answer(NamedTuple):
    """Lines for 1C, the first of which it goes by, or a document of XML in their place."""

    lines: Sequence[str]
    status: int = 200
    cookie: str = ""
    wait_s: int = 0
    document: bytes = b""


class _Asked(NamedTuple):
    """What 1C asks, and when."""

    request: HttpRequest
    at: datetime
    type: str
    mode: str
    name: str


@csrf_exempt
@require_http_methods(["GET", "POST"])
def exchange_door(request: HttpRequest, public_id: str) -> HttpResponse:
    """One step of an exchange: `type` and `mode` in the address say which."""
    given = request.GET
    asked = _Asked(
        *(request, now(), given.get("type", ""), given.get("mode", ""), given.get("filename", "").strip())
    )
    encoding = ""
    with translation.override(_LANGUAGE):
        try:
            caller = _caller(asked, public_id)
            encoding = caller.access.encoding
            answer = _served(asked, caller)
        except Failed as failure:
            is_stranger = failure.code == "exchange.denied"
            answer = _Answer(("failure", said(failure.code, **failure.facts)), 401 if is_stranger else 200)
        except Throttled as throttled:
            wait_s = int(str(throttled.facts["retry_after"]))
            answer = _Answer(("failure", said("exchange.throttled", seconds=wait_s)), 429, wait_s=wait_s)
    return _rendered(answer, encoding or encoding_at(public_id), is_secure=request.is_secure())


# A piece is larger than other bodies.
exchange_door.largest_body = policy.MAX_PIECE_BYTES  # type: ignore[attr-defined]


def _caller(asked: _Asked, public_id: str) -> Caller:
    """
    Who asks: by the cookie of an exchange, as a cookie or as `sessid`, or by a password.

    :raises Failed: if neither is good.
    :raises Throttled: if too many were not.
    """
    request, at = asked.request, asked.at
    credentials = _basic(request.headers.get("Authorization", ""))
    cookie = request.COOKIES.get(COOKIE, "") or request.GET.get("sessid", "")
    if asked.mode != "checkauth" and cookie:
        found = by_cookie(public_id, cookie, at=at)
        if found is not None:
            return _remembered(found)
    access = by_password(public_id, *credentials) if credentials else None
    if access is None:
        count_try(BY_ADDRESS, who=address_of(request), at=at, fall_back=True)
        raise Failed("exchange.denied")
    if asked.mode == "checkauth":
        # Only whoever knows the password: else a stranger who knows the address locks its seller out.
        count_try(BY_ACCESS, who=public_id, at=at, fall_back=True)
    return _remembered(Caller(access, open_exchange(access, kind=asked.type, at=at)))


def _remembered(caller: Caller) -> Caller:
    audit.remember(key=str(caller.access.pk), organisation=str(caller.access.seller.organisation_id))
    return caller


def _served(asked: _Asked, caller: Caller) -> _Answer:
    steps = _STEPS.get(asked.type, {})
    if not steps or asked.mode not in {"checkauth", *steps}:
        raise Failed("exchange.unknown", type=asked.type[:20], mode=asked.mode[:20])
    if asked.type == Exchange.Kind.SALE and not caller.access.takes_orders:
        raise Failed("exchange.no_orders")
    if asked.mode == "checkauth":
        kind = Exchange.Kind(asked.type)
        begun = owns_transaction(exchanging.begin)(access=caller.access, at=asked.at, kind=kind)
        # The second and third line are the cookie; newer programs read the rest.
        named = (f"sessid={begun.cookie}", f"timestamp={int(asked.at.timestamp())}")
        answer = _Answer(("success", COOKIE, begun.cookie, *named), cookie=begun.cookie)
        _note(begun.exchange, asked, answer, words="")
        return answer
    if caller.exchange is None or caller.exchange.kind != asked.type:
        raise Failed("exchange.over")
    try:
        answer = steps[asked.mode](asked, caller.exchange)
    except Failed as failure:
        answer = _Answer(("failure", said(failure.code, **failure.facts)))
    # The lines of `init` name the cookie: whoever reads what was told must not go on with the exchange.
    words = "" if asked.mode == "init" else " ".join(answer.lines[1:])
    _note(caller.exchange, asked, answer, words=words)
    return answer


def _note(exchange: Exchange, asked: _Asked, answer: _Answer, *, words: str) -> None:
    result = answer.lines[0] if answer.lines[0] in {"failure", "progress"} else "success"
    owns_transaction(exchanging.note_answer)(
        exchange=exchange, mode=asked.mode, result=result, words=words, at=asked.at
    )


def _init(asked: _Asked, exchange: Exchange) -> _Answer:
    lines = ["zip=yes", f"file_limit={policy.FILE_LIMIT}"]
    if version := asked.request.GET.get("version", ""):
        owns_transaction(exchanging.come_in_parts)(exchange=exchange)
        lines += [f"sessid={asked.request.COOKIES.get(COOKIE, '') or asked.request.GET.get('sessid', '')}"]
        lines += [f"version={version[:10] if version.isascii() and is_name(version) else '3.1'}"]
    return _Answer(lines)


def _file(asked: _Asked, exchange: Exchange) -> _Answer:
    receiving.check_name(asked.name)
    try:
        read_whole(asked.request, most=policy.MAX_PIECE_BYTES)
    except TooLarge as refusal:
        raise Failed("exchange.piece_too_large", most=policy.MAX_PIECE_BYTES) from refusal
    except Invalid as refusal:
        raise Failed("exchange.body_broken", name=asked.name) from refusal
    receiving.receive(exchange=exchange, name=asked.name, data=asked.request.body)
    return _Answer(("success",))


def _import(asked: _Asked, exchange: Exchange) -> _Answer:
    return _told(passing_on.take_in(exchange=exchange, name=asked.name, at=asked.at))


def _deactivate(asked: _Asked, exchange: Exchange) -> _Answer:
    return _told(passing_on.take_off(exchange=exchange, at=asked.at))


def _complete(asked: _Asked, exchange: Exchange) -> _Answer:
    owns_transaction(exchanging.complete)(exchange=exchange, at=asked.at)
    return _Answer(("success",))


def _query(asked: _Asked, exchange: Exchange) -> _Answer:
    told = owns_transaction(handing_over.tell_orders)(exchange=exchange, at=asked.at)
    encoding, is_new = exchange.access.encoding, exchange.is_in_parts
    pieces = orders_document(told.sales, at=asked.at, encoding=encoding, in_containers=is_new)
    words = said("exchange.orders_told", count=len(told.sales))
    return _Answer(("success", words), document=b"".join(pieces))


def _success(asked: _Asked, exchange: Exchange) -> _Answer:
    owns_transaction(handing_over.confirm_orders)(exchange=exchange, at=asked.at)
    return _Answer(("success",))


def _info(asked: _Asked, exchange: Exchange) -> _Answer:
    return _Answer(("success",), document=dictionary(BOOKS, encoding=exchange.access.encoding))


def _file_of_orders(asked: _Asked, exchange: Exchange) -> _Answer:
    answer = _file(asked, exchange)
    if (file := file_named(exchange, asked.name)) and file.awaits_reading:
        enqueue("channels.read_orders", file_id=file.pk)
    return answer


def _import_orders(asked: _Asked, exchange: Exchange) -> _Answer:
    return _told(taking_back.standing(exchange=exchange, name=asked.name))


_STEPS: dict[str, dict[str, Callable[[_Asked, Exchange], _Answer]]] = {
    "catalog": {
        "init": _init,
        "file": _file,
        "import": _import,
        "deactivate": _deactivate,
        "complete": _complete,
    },
    "sale": {
        "init": _init,
        "query": _query,
        "success": _success,
        "info": _info,
        "file": _file_of_orders,
        "import": _import_orders,
        "complete": _complete,
    },
}


def _told(standing: Standing) -> _Answer:
    words = said(standing.code, **standing.facts)
    if standing.is_done:
        return _Answer(("success", words))
    # It asks again at once, as long as it is told to wait.
    if WAITING.acquire(blocking=False):
        try:
            time.sleep(policy.PROGRESS_PAUSE_S)
        finally:
            WAITING.release()
    return _Answer(("progress", words))


def _basic(header: str) -> tuple[str, str] | None:
    """Login and password of a header, if it has the shape."""
    scheme, _, coded = header.partition(" ")
    if scheme.lower() != "basic" or len(header) > 400:
        return None
    try:
        login, colon, password = base64.b64decode(coded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (login, password) if colon else None


def _rendered(answer: _Answer, encoding: str, *, is_secure: bool) -> HttpResponse:
    lines = "\n".join(line.replace("\n", " ") for line in answer.lines).encode(encoding, "replace")
    media_type = "application/xml" if answer.document else "text/plain"
    response = HttpResponse(
        answer.document or lines, status=answer.status, content_type=f"{media_type}; charset={encoding}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    if answer.cookie:
        response.set_cookie(COOKIE, answer.cookie, httponly=True, samesite="Strict", secure=is_secure)
    if answer.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="1C", charset="UTF-8"'
    if answer.wait_s:
        response.headers["Retry-After"] = str(answer.wait_s)
    return response


urlpatterns = [
    path("channels/1c/<slug:public_id>", exchange_door),
    path("channels/1c/<slug:public_id>/", exchange_door, name="exchange_1c"),
    re_path(
        r"^feeds/(?P<feed_id>[0-9a-f]{32})/feed\.(?P<extension>[a-z]{3})\Z",
        serve_feed,
        name="feed",
    ),
]
