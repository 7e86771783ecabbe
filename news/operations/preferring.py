"""How does a member choose what they hear?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.errors import FieldProblem, Invalid, step
from kit.transactions import inside_transaction
from news.models import Mail, Preference
from news.queries.mails import modes_of, offered_to
from news.topics import DIGEST, OFF


@inside_transaction
def choose(*, user_id: UUID, modes: Mapping[str, str], at: datetime) -> None:
    """
    Note how a member wants to hear of some topics; of the others as before.

    What isn't sent yet of a topic that is off now stays unsent. Two statements, however many.
    """
    Preference.objects.bulk_create(
        [Preference(user_id=user_id, topic=topic, mode=mode, changed_at=at) for topic, mode in modes.items()],
        update_conflicts=True,
        unique_fields=["user", "topic"],
        update_fields=["mode", "changed_at"],
    )
    off = [topic for topic, mode in modes.items() if mode == OFF]
    unsent = Mail.objects.filter(
        user_id=user_id, topic__in=off, state__in=["waiting", "gathered"], lease__isnull=True
    )
    unsent.update(state="suppressed", why="unwanted", version=F("version") + 1)


@inside_transaction
def choose_offered(*, user_id: UUID, modes: Mapping[str, str], at: datetime) -> None:
    """
    The same for what a member typed, who is offered the topics alone of which they may hear.

    :raises Invalid: naming each other topic; nothing is noted then.
    """
    offered = offered_to(user_id)
    others = [topic for topic in modes if topic not in offered]
    if others:
        fields = [FieldProblem(step(topic), "topic.not_offered", "you never hear of it") for topic in others]
        raise Invalid(f"you never hear of {others[0]}", fields=fields)
    choose(user_id=user_id, modes=modes, at=at)


@inside_transaction
def unsubscribe(*, user_id: UUID, topic: str, at: datetime) -> dict[str, str]:
    """End a topic for a member, or with the digest all that they hear that way; how they heard it before."""
    modes = modes_of(user_id)
    ended = {each: mode for each, mode in modes.items() if topic == (mode if topic == DIGEST else each)}
    choose(user_id=user_id, modes=dict.fromkeys(ended, OFF), at=at)
    return ended
