"""How does a test read the letters that the shop writes?"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import translation

from kit.letters import Content, Letter
from news.operations.dispatching import dispatch
from shop.wiring import WRITERS

LANGUAGES = ("en", "ru", "kk", "zh-Hans")
GOODS = {
    "en": "Wheat flour",
    "ru": "Мука пшеничная",
    "kk": "Бидай ұны",
    "zh-Hans": "小麦粉",
}
# A word of Latin letters that is no code: codes are in capitals, or have figures or strokes in them.
_LATIN = re.compile(r"(?<![\w/?=&.:-])[A-Za-z]*[a-z][A-Za-z]+(?![\w/?=&:-])")


@dataclass
class Letterbox:
    """What was left to be sent, once for each fact and reader, as the real post keeps it."""

    letters: list[Letter] = field(default_factory=list)

    def post(self, letters: Sequence[Letter], *, at: datetime) -> int:
        """Keep what is new."""
        known = {(each.kind, each.key, each.user_id) for each in self.letters}
        new = [each for each in letters if (each.kind, each.key, each.user_id) not in known]
        self.letters += new
        return len(new)

    def hand_on(self, at: datetime) -> list[str]:
        """Let the dispatcher run until nothing waits; the kinds of letters that came of it."""
        before = len(self.letters)
        with transaction.atomic():
            while dispatch(at=at):
                pass
        return [each.kind for each in self.letters[before:]]

    def to(self, user_id: UUID | None) -> list[str]:
        """The kinds of letters to one reader, the oldest first."""
        return [each.kind for each in self.letters if each.user_id == user_id]

    def last(self, kind: str) -> Letter:
        """The newest letter of a kind."""
        return [each for each in self.letters if each.kind == kind][-1]


def written(letter: Letter, language: str = "en") -> Content:
    """What a reader of a language gets, from facts as they are kept."""
    facts = json.loads(json.dumps(letter.facts, cls=DjangoJSONEncoder))
    with translation.override(language.lower()):
        return WRITERS[letter.kind].write(facts)


def text_of(content: Content) -> str:
    """All its words, a line each."""
    told = (f"{label}: {value}" for label, value in content.facts)
    button = [each.words for each in (*content.links, *([content.link] if content.link else []))]
    return "\n".join([content.subject, *content.paragraphs, *told, *content.goods, *button, *content.after])


def foreign_words(content: Content, known: Iterable[str] = ()) -> list[str]:
    """Words of Latin letters in a letter to somebody who reads no English, without what is known by them."""
    text = text_of(content)
    for name in known:
        text = text.replace(name, "")
    return _LATIN.findall(text)
