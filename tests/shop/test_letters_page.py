"""Does the page about letters tell each of them as it is?"""

import re
from pathlib import Path

from news.topics import DIGEST, TOPICS
from shop.wiring import CLERKS, WRITERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "letters.md"
_ROW = re.compile(r"^\| `([a-z_.]+)` \| ([^|]*) \| ([^|]*) \| ([a-z]*) ?\| ([^|]*) \|$", re.MULTILINE)


def rows() -> dict[str, tuple[str, str]]:
    """Since when, and of which topic, by the kind of letter."""
    found = _ROW.findall(PAGE.read_text(encoding="utf-8"))
    return {kind: (since, topic) for kind, _to, since, topic, _says in found}


def test_every_letter_stands_there_with_its_topic() -> None:
    assert {kind: topic for kind, (_, topic) in rows().items()} == {
        kind: writer.topic for kind, writer in WRITERS.items()
    }


def test_every_event_that_causes_a_letter_stands_there() -> None:
    told = {type_ for since, _ in rows().values() for type_ in re.findall(r"`([a-z_]+\.[a-z_]+)`", since)}
    assert told == set(CLERKS)


def test_every_topic_is_one_that_readers_may_choose() -> None:
    assert {writer.topic for writer in WRITERS.values()} <= {"", DIGEST, *TOPICS}
