"""Which endpoints and calls may somebody see?"""

from uuid import UUID

from django.db.models import QuerySet

from kit.actors import Actor
from news.models import Delivery, Endpoint


def reader_of(actor: Actor) -> UUID:
    """
    As whom an actor hears of events: the organisation that they act for, else themselves.

    :raises LookupError: if nobody in particular acts.
    """
    return actor.person_id if actor.kind == "buyer" else actor.firm_id


def endpoints_of(actor: Actor) -> QuerySet[Endpoint]:
    """An actor's own endpoints, without those that they have deleted."""
    return Endpoint.objects.filter(reader_id=reader_of(actor)).exclude(status=Endpoint.Status.DELETED)


def deliveries_of(actor: Actor) -> QuerySet[Delivery]:
    """What was due at an actor's own endpoints in the days of the log, each with its event."""
    return Delivery.objects.filter(endpoint__in=endpoints_of(actor)).select_related("event")
