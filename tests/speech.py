"""Which English is left on a page that was asked for in another language?"""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = {"ru": "ru", "kk": "kk", "zh-hans": "zh_Hans"}
_SAID = ("aria-label", "title", "placeholder", "alt")
_SILENT = ("script", "style", "svg", "code", "pre")
# Where words of ours stand, never what somebody typed into a table.
_OURS = ("th", "button", "legend", "summary", "caption", "h2", "dt")
# Where what somebody typed may stand, too.
_CODES = ("td", "option", "a", "label")
# No part of a number, a code, an address.
_WORD = re.compile(r"(?<![\w.\-/@])[A-Za-z][a-z]{2,}(?![\w\-/@])")
# Names that are the same in every language, or stand in a table as they are.
_NAMES = {
    *(
        "Steel",
        "Camel",
        "English",
        "Idempotency",
        "Key",
        "Ctrl",
        "Redis",
        "Alt",
        "Firefox",
        "Shift",
        "Nowruz",
        "Webhook",
    ),
    *("Nowruz", "Almaty", "Shanghai", "Seoul", "Moscow", "Berlin"),
}


class _Page(HTMLParser):
    """The texts of a page, each with the elements around it."""

    def __init__(self) -> None:
        super().__init__()
        self.around: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is said beside the text, too."""
        given = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.language = given.get("lang", "")
        self.texts += [(" ".join(given[name].split()), "label") for name in _SAID if given.get(name)]
        if tag not in ("input", "img", "br", "meta", "link", "hr", "source", "wbr"):
            self.around.append("symbol" if "material-symbols-outlined" in given.get("class", "") else tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave the element, and those that nobody closed."""
        while self.around:
            if self.around.pop() in (tag, "symbol"):
                break

    def handle_data(self, data: str) -> None:
        """Keep what people read."""
        text = " ".join(data.split())
        if text and not {*_SILENT, "symbol"}.intersection(self.around):
            nearest = next((tag for tag in reversed(self.around) if tag in (*_OURS, *_CODES)), "")
            if "tbody" in self.around and nearest == "th":
                # The first cell of a list's row.
                nearest = "td"
            self.texts.append((text, nearest))


def english_on(page: str, language: str) -> set[str]:
    """The texts of a page that are in English although the catalogue of its language has other words."""
    read = _Page()
    read.feed(page)
    told, shapes = _english(FOLDERS[language])
    return {text for text, where in read.texts if _is_left(text, where, told, shapes)}


def language_of(page: str) -> str:
    """Which language the page says it is in."""
    read = _Page()
    read.feed(page)
    return read.language


def _is_left(text: str, where: str, told: frozenset[str], shapes: tuple[re.Pattern[str], ...]) -> bool:
    bare = text.strip(" :*·…,.()")
    if where not in _OURS and _is_code(bare, where):
        return False
    if bare in told or text in told or any(shape.fullmatch(text) for shape in shapes):
        return True
    return where in _OURS and not set(_WORD.findall(text)) <= _NAMES


def _is_code(text: str, where: str) -> bool:
    """What may stand there as it stands in a table: a status, an account, a word that somebody typed."""
    return " " not in text and (text.islower() or where in _CODES)


@cache
def _english(folder: str) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    entries = polib.pofile(str(ROOT / "locale" / folder / "LC_MESSAGES" / "django.po"))
    texts = {
        english
        for each in entries
        for english in filter(None, (each.msgid, each.msgid_plural))
        if english not in (each.msgstr, *each.msgstr_plural.values()) and _WORD.search(english)
    }
    plain = {text for text in texts if "%" not in text and "{" not in text}
    capital = {text[:1].upper() + text[1:] for text in plain}
    shapes = [_shape(text) for text in texts - plain if len(_WORD.findall(re.sub(r"%\(\w+\)", "", text))) > 1]
    return frozenset((plain | capital) - _NAMES), tuple(shapes)


def _shape(text: str) -> re.Pattern[str]:
    parts: Iterator[str] = (re.escape(part) for part in re.split(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))
    return re.compile(".+".join(parts).replace("%%", "%"))
