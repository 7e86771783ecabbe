"""How does somebody come to be called, and no longer?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F

from kit.actors import Actor
from kit.errors import FieldProblem
from kit.moves import move
from kit.transactions import inside_transaction
from news.errors import (
    BadEndpointUrl,
    OldSecretSigns,
    SwitchedOffByStaff,
    TooManyEndpoints,
    UnknownEventType,
)
from news.event_types import WEBHOOK_TEST, event_types
from news.guarding import Guard
from news.models import Endpoint
from news.operations.switching_off import tell_owners
from news.policy import ENDPOINTS_PER_OWNER, OLD_SECRET_FOR
from news.sealing import seal
from news.signing import new_secret


class NewSecret(NamedTuple):
    """An endpoint's row, with the secret that is shown once."""

    row: Endpoint
    secret: str


@inside_transaction
def create_endpoint(
    *,
    reader_id: UUID,
    url: str,
    event_types: Sequence[str] = (),
    description: str = "",
    at: datetime,
    kind: str = "",
) -> NewSecret:
    """
    Have an organisation's or a person's events sent to an address, from now on.

    `kind` is what its owner is where that is known: a seller, buyer or partner.

    :raises BadEndpointUrl: if it is one that we don't call.
    :raises UnknownEventType: if nobody outside, or nobody of that kind, is told of such events.
    :raises TooManyEndpoints: if the owner has as many as policy allows.
    """
    _check_url(url)
    _check_types(event_types, kind)
    _count(reader_id)
    secret = new_secret()
    row = Endpoint.objects.create(
        reader_id=reader_id,
        url=url,
        description=description,
        event_types=sorted(set(event_types)),
        secret=seal(secret),
        created_at=at,
    )
    return NewSecret(row, secret)


@inside_transaction
def change_endpoint(*, endpoint: Endpoint, changes: Mapping[str, Any], kind: str = "") -> Endpoint:
    """
    Change url, description or event_types of an endpoint whose row the caller has locked.

    `kind` is what its owner is where that is known: a seller, buyer or partner.

    :raises BadEndpointUrl: if the address is one that we don't call.
    :raises UnknownEventType: if nobody outside, or nobody of that kind, is told of such events.
    """
    changes = dict(changes)
    if "url" in changes:
        _check_url(changes["url"])
        # Another address has not failed yet.
        changes |= {"failing_since": None, "rests_until": None}
    if "event_types" in changes:
        _check_types(changes["event_types"], kind)
        changes["event_types"] = sorted(set(changes["event_types"]))
    _write(endpoint, **changes)
    return endpoint


@inside_transaction
def rotate_secret(*, endpoint: Endpoint, at: datetime, end_old: bool = False) -> NewSecret:
    """
    Give a locked endpoint a new secret; the one before signs beside it for a day.

    There are two at most: while one before it still signs, `end_old` says that it may end at once.

    :raises OldSecretSigns: if it would end before the day that it was promised.
    """
    until = endpoint.old_secret_until
    if until is not None and until > at and not end_old:
        raise OldSecretSigns(
            f'it signs until {until:%Y-%m-%d %H:%M} UTC; send {{"end_old": true}} to end it now',
            old_secret_until=until.isoformat(),
        )
    secret = new_secret()
    _write(
        endpoint,
        secret=seal(secret),
        old_secret=endpoint.secret,
        old_secret_until=at + OLD_SECRET_FOR,
    )
    return NewSecret(endpoint, secret)


@inside_transaction
def enable_endpoint(*, endpoint: Endpoint, at: datetime, by: Actor, reason: str = "") -> Endpoint:
    """
    Call an endpoint again; what has waited meanwhile goes on.

    :raises IllegalMove: if it is switched on.
    :raises SwitchedOffByStaff: if staff have switched it off, and somebody else asks.
    """
    if endpoint.disabled_reason == Endpoint.Off.BY_STAFF and by.kind != "staff":
        raise SwitchedOffByStaff
    return move(
        endpoint,
        to=Endpoint.Status.ENABLED,
        at=at,
        by=by,
        reason=reason,
        disabled_reason="",
        failing_since=None,
        rests_until=None,
    )


@inside_transaction
def disable_endpoint(*, endpoint: Endpoint, at: datetime, by: Actor, reason: str = "") -> Endpoint:
    """
    Call an endpoint no more; what waits goes on if it is switched on within three days.

    Where staff do it, its owner is written to, with their `reason`.

    :raises IllegalMove: if it is switched off.
    """
    why = Endpoint.Off.BY_STAFF if by.kind == "staff" else Endpoint.Off.BY_OWNER
    off = move(endpoint, to=Endpoint.Status.DISABLED, at=at, by=by, reason=reason, disabled_reason=why.value)
    if why == Endpoint.Off.BY_STAFF:
        tell_owners(off, words=reason, at=at)
    return off


@inside_transaction
def delete_endpoint(*, endpoint: Endpoint, at: datetime, by: Actor) -> None:
    """
    Take an endpoint away for good: its secrets at once, what was sent to it after the days of the log.

    :raises IllegalMove: if it is gone already.
    """
    move(endpoint, to=Endpoint.Status.DELETED, at=at, by=by, secret="", old_secret="", old_secret_until=None)


def _write(endpoint: Endpoint, **changes: object) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(**changes, version=F("version") + 1)
    endpoint.refresh_from_db()


def _check_url(url: str) -> None:
    if why := Guard.of(settings.WEBHOOK_ALLOWED_NETWORKS).why_not(url):
        raise BadEndpointUrl(f"the address {why}", fields=[FieldProblem("/url", "field.url", why)])


def _check_types(types: Sequence[str], kind: str) -> None:
    problems = [
        FieldProblem(f"/event_types/{place}", "field.event_type", why)
        for place, each in enumerate(types)
        if (why := _why_unheard(each, kind))
    ]
    if problems:
        raise UnknownEventType(fields=problems)


def _why_unheard(type_: str, kind: str) -> str:
    if type_ == WEBHOOK_TEST.type:
        return "is sent whenever you ask for a test, without being named here"
    known = event_types().get(type_)
    if known is None:
        return "no type that you could be told of"
    if kind and kind not in known.readers:
        return f"no {kind} is told of such events, but each {' and each '.join(known.readers)}"
    return ""


def _count(reader_id: UUID) -> None:
    """Two that come at once must not both be the last one allowed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('news.subscribing'), hashtext(%s))", [str(reader_id)]
        )
    owned = Endpoint.objects.filter(reader_id=reader_id).exclude(status=Endpoint.Status.DELETED)
    if owned.count() >= ENDPOINTS_PER_OWNER:
        raise TooManyEndpoints(limit=ENDPOINTS_PER_OWNER)
