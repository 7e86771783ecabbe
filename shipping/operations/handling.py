"""Who may put hands on this container now?"""

from typing import Literal
from uuid import UUID

from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.words import say
from shipping.errors import ContainerNotFound, ContainerSealed, ContainerStripped, ReportOutOfPlace
from shipping.models import Container, Slot
from shipping.queries.containers import containers_for, may_handle


def handled_slot(container_id: UUID, *, stage: Literal["stuff", "strip", "way"], by: Actor) -> Slot:
    """
    The slot of a container on which the actor may work at this stage; not locked.

    :raises ContainerNotFound: if there is none, or it isn't the actor's to see.
    :raises ReportOutOfPlace: if a partner doesn't work there.
    """
    seen = containers_for(by).filter(pk=container_id).values("pk")
    slot = Slot.objects.select_related("container_type", "departure").filter(container__in=seen).first()
    if slot is None:
        raise ContainerNotFound(container_id=str(container_id))
    if not may_handle(by, slot, stage=stage):
        raise ReportOutOfPlace(container_id=str(container_id))
    return slot


def check_open(container: Container, slot: Slot) -> None:
    """
    Insist on a container that goods can still go into.

    :raises ContainerStripped: if its ride is over, or its goods have left it for another train.
    :raises ContainerSealed: if it is sealed.
    """
    if container.stripped_at is not None or slot.status == Slot.Status.DONE:
        raise ContainerStripped(container_id=str(container.pk))
    if container.sealed_at is not None:
        raise ContainerSealed(
            say("The container is under seal %(seal)s: break it first.", seal=container.seal_no),
            seal_no=container.seal_no,
        )


def wrong(field: str, message: str) -> Invalid:
    """A refusal that names one field of what was said."""
    return Invalid(message, fields=[FieldProblem(f"/{field}", "field.invalid", message)])
