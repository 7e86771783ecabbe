"""Whose access does a caller use, and which exchange is under way?"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.keys import digest, same
from channels.models import Exchange, ExchangeAccess, ExchangeFile, OrderReport
from channels.naming import base_of
from channels.policy import EXCHANGE_LAPSES
from kit.actors import Actor

UNSTARTED = ("uploaded", "mapped", "validated")
ENDED_WELL = ("completed", "completed_with_errors")
ENDED = (*ENDED_WELL, "failed", "rejected", "cancelled")


class Caller(NamedTuple):
    """Who has proved by a password or by a cookie whose 1C it is."""

    access: ExchangeAccess
    exchange: Exchange | None


def accesses_of(actor: Actor) -> QuerySet[ExchangeAccess]:
    """The access of the actor's seller, if one was made."""
    rows = ExchangeAccess.objects.filter(
        seller__organisation=actor.organisation_id,
        seller__organisation__isnull=False,
        seller__sandbox=actor.sandbox,
    )
    return rows.select_related("seller")


def by_password(public_id: str, login: str, password: str) -> ExchangeAccess | None:
    """The access to which an address, a login and a password lead."""
    rows = ExchangeAccess.objects.filter(revoked_at__isnull=True).select_related("seller")
    access = rows.filter(public_id=public_id).first()
    # Compared in any case, so that time tells nothing of addresses either.
    right = same(access.digest if access else digest(""), digest(password))
    return access if access is not None and right and login == public_id else None


def encoding_at(public_id: str) -> str:
    """In which encoding an address answers also those who are not let in; UTF-8 where nobody lives."""
    rows = ExchangeAccess.objects.filter(public_id=public_id).values_list("encoding", flat=True)
    return rows.first() or ExchangeAccess.Encoding.UTF_8.value


def by_cookie(public_id: str, cookie: str, *, at: datetime) -> Caller | None:
    """The exchange under way to which a cookie leads, at this address alone."""
    rows = Exchange.objects.filter(
        digest=digest(cookie),
        access__public_id=public_id,
        access__revoked_at__isnull=True,
    )
    exchange = rows.select_related("access__seller").first()
    if exchange is None:
        return None
    is_open = exchange.closed_at is None and exchange.last_at > at - EXCHANGE_LAPSES
    return Caller(exchange.access, exchange if is_open else None)


def open_exchange(access: ExchangeAccess, *, kind: str, at: datetime) -> Exchange | None:
    """The exchange of an access that is under way."""
    rows = Exchange.objects.filter(
        access=access, kind=kind, closed_at__isnull=True, last_at__gt=at - EXCHANGE_LAPSES
    )
    return rows.select_related("access__seller").first()


def actor_of(access: ExchangeAccess) -> Actor:
    """On whose behalf a seller's 1C changes goods."""
    return Actor(
        kind="seller",
        organisation_id=access.seller.organisation_id,
        key_id=access.pk,
        roles=frozenset({"catalogue"}),
        sandbox=access.seller.sandbox,
    )


def orders_actor_of(access: ExchangeAccess) -> Actor:
    """On whose behalf a seller's 1C sees orders, and does with them what those who pack do."""
    return Actor(
        kind="seller",
        organisation_id=access.seller.organisation_id,
        key_id=access.pk,
        roles=frozenset({"warehouse"}),
        sandbox=access.seller.sandbox,
    )


def reports_of(actor: Actor) -> QuerySet[OrderReport]:
    """What the 1C of the actor's seller has reported of orders; nothing without an access."""
    rows = OrderReport.objects.filter(access__in=accesses_of(actor).values("pk"))
    return rows.select_related("order", "file")


def reports_counted(exchange: Exchange) -> dict[str, int]:
    """How many reports of an exchange had each outcome. One query."""
    rows = OrderReport.objects.filter(file__exchange=exchange).order_by()
    counts = dict(rows.values_list("outcome").annotate(count=Count("pk")))
    return {outcome: counts.get(outcome, 0) for outcome in OrderReport.Outcome.values}


def file_named(exchange: Exchange, name: str) -> ExchangeFile | None:
    """A file of an exchange by its name, else by its name without folders where only one is called so."""
    files = list(ExchangeFile.objects.filter(exchange=exchange).exclude(size_bytes=0).select_related("job"))
    exact = next((each for each in files if each.name == name), None)
    alike = [each for each in files if base_of(each.name) == base_of(name)]
    return exact or (alike[0] if len(alike) == 1 else None)


def unended_before(file: ExchangeFile) -> bool:
    """Whether a file of the same seller's exchanges is being taken in that this one has to wait for."""
    rows = ExchangeFile.objects.filter(
        exchange__access=file.exchange.access, job__isnull=False, is_held=False
    )
    return rows.exclude(pk=file.pk).exclude(job__status__in=ENDED).exists()


def startable(*, most: int) -> list[UUID]:
    """Jobs of exchanges that are judged and wait for nobody, the oldest first."""
    rows = ExchangeFile.objects.filter(job__status="validated", is_held=False)
    rows = rows.exclude(exchange__end=Exchange.End.REPLACED)
    return list(rows.order_by("pk").values_list("job__pk", flat=True)[:most])
