"""How is a refusal told to a person, in the language they read?"""

from django.utils.translation import get_language, gettext

from kit.errors import Problem
from kit.moves import IllegalMove
from kit.words import Told, in_words


def in_readers_words(problem: Problem) -> str:
    """
    Why it was refused: its own sentence where it was said or the catalogue has it, else what it is about.

    A sentence with a number or a code in it is put by `kit.words.say`; over REST that
    speaks English, and the code is what counts.
    """
    if isinstance(problem.detail, Told):
        return problem.detail
    told = gettext(problem.detail)
    if told != problem.detail or (get_language() or "en").startswith("en"):
        return told
    was, became = (str(problem.facts.get(name) or "") for name in ("was", "became"))
    if isinstance(problem, IllegalMove) and was:
        words = {"was": in_words(was), "became": in_words(became)}
        if became:
            return gettext("It is “%(was)s” now and can't become “%(became)s”.") % words
        return gettext("It is “%(was)s” now, which doesn't allow this.") % words
    return gettext(problem.title)
