"""What is said to one person by mail, before anybody thinks of how it is sent?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from kit.transactions import require_transaction


class Letter(NamedTuple):
    """
    One fact that somebody hears of by mail, once.

    `kind` picks its words, such as `order.paid`; `facts` (JSON) are what they need.
    `key` names the fact: a second letter of the same kind, key and recipient is none.
    `about` are the public numbers of what it tells of, by which staff find what was written.
    The recipient is a user, at whatever address and in whatever language they have
    when it is sent, or whoever reads `to`, for addresses that are not anybody's yet.
    """

    kind: str
    key: str
    facts: Mapping[str, object]
    user_id: UUID | None = None
    to: str = ""
    about: Sequence[str] = ()


class Link(NamedTuple):
    """Where a letter leads: what the button says, and an absolute address."""

    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    The words of a letter in one language; both its text and its HTML are made of them.

    `facts` are pairs of a label and a value, shown as a small table; `goods` are
    lines of what it is about, such as "2 × Flour, 5 kg", `links` lead to several
    things of a kind. `after` follows the button.
    """

    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    goods: Sequence[str] = ()
    links: Sequence[Link] = ()
    link: Link | None = None
    after: Sequence[str] = ()


class NothingToSay(Exception):
    """What a writer raises when its letter no longer holds, such as a link to what is done: none is sent."""


Renewal = Callable[[Mapping[str, Any], datetime], Mapping[str, Any]]


class Writer(NamedTuple):
    """
    How letters of one kind are written, in the language that is active.

    `topic` is what its reader may choose to hear at once, in a digest or not at all;
    a letter without one is always sent, at once: it is owed, or was asked for.
    The link of a `secret` letter opens something to whoever holds it: the writer signs
    it when it is sent, from ids in the facts, and staff never see it.

    Mails may leave long after they were posted: `renew` is asked just before, with the
    facts and the time, and answers with the facts as they are by then, or raises
    NothingToSay. Whoever only looks at a mail is shown what it was made of.
    """

    write: Callable[[Mapping[str, object]], Content]
    topic: str = ""
    secret: bool = False
    renew: Renewal | None = None


class Post(Protocol):
    """Keeps letters in the open transaction until they are sent; how many were new."""

    def __call__(self, letters: Sequence[Letter], *, at: datetime) -> int: ...


class _Handed:
    """What the app that keeps letters handed in: kit itself imports none."""

    post: Post | None = None


def hand_in_post(post: Post) -> None:
    """Tell kit who keeps letters; called once by the app that sends them."""
    _Handed.post = post


def post(letters: Sequence[Letter], *, at: datetime) -> int:
    """Leave letters to be sent once the open transaction has committed; how many were new."""
    require_transaction("post")
    if not letters:
        return 0
    if _Handed.post is None:
        raise RuntimeError("no post: the app that keeps letters hands itself in")
    return _Handed.post(letters, at=at)
