"""Do the catalogues hold all that is said to readers of pages, in every language, as the shop reads it?"""

import re
from pathlib import Path

import polib
import pytest
from django.template import Engine, engines
from django.utils.translation import ngettext, override

from devtools.extracting import Text, said_in_code, said_in_template
from devtools.messages import (
    FOLDER,
    LANGUAGES,
    catalogue,
    collected,
    collected_in_scripts,
)

ROOT = Path(__file__).resolve().parents[2]
DOMAINS = ("django", "djangojs")
ALL = [(language, domain) for language in LANGUAGES for domain in DOMAINS]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sdr]|\{\w*\}|</?\w+[^>]*>")


def path_of(language: str, domain: str) -> Path:
    return ROOT / FOLDER / language / "LC_MESSAGES" / f"{domain}.po"


def forms_of(entry: polib.POEntry | polib.MOEntry) -> list[str]:
    return [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def said() -> dict[str, set[Text]]:
    return {"django": set(collected(ROOT)), "djangojs": set(collected_in_scripts())}


@pytest.mark.parametrize(("language", "domain"), ALL)
def test_the_catalogue_has_exactly_what_code_and_templates_say(
    language: str, domain: str, said: dict[str, set[Text]]
) -> None:
    entries = polib.pofile(str(path_of(language, domain)))
    there = {Text(each.msgid, each.msgctxt or "", each.msgid_plural) for each in entries}
    assert there - said[domain] == set(), "no longer said: python -m devtools.messages"
    assert said[domain] - there == set(), "not collected yet: python -m devtools.messages"


@pytest.mark.parametrize(("language", "domain"), ALL)
def test_nothing_is_left_untranslated_or_guessed(language: str, domain: str) -> None:
    entries = polib.pofile(str(path_of(language, domain)))
    assert [each.msgid for each in entries.untranslated_entries()] == []
    assert [each.msgid for each in entries.fuzzy_entries()] == []
    assert [each.msgid for each in entries.obsolete_entries()] == []


@pytest.mark.parametrize(("language", "domain"), ALL)
def test_every_translation_keeps_the_placeholders_and_the_markup(language: str, domain: str) -> None:
    wrong = [
        (each.msgid, form)
        for each in polib.pofile(str(path_of(language, domain)))
        for form in forms_of(each)
        if sorted(PLACEHOLDER.findall(form))
        not in (
            sorted(PLACEHOLDER.findall(each.msgid)),
            sorted(PLACEHOLDER.findall(each.msgid_plural)),
        )
    ]
    assert wrong == []


@pytest.mark.parametrize(("language", "domain"), ALL)
def test_the_shop_reads_what_was_translated(language: str, domain: str) -> None:
    path = path_of(language, domain)
    compiled = polib.mofile(str(path.with_suffix(".mo")))
    read = {(each.msgctxt, each.msgid): forms_of(each) for each in compiled}
    assert read == {(each.msgctxt, each.msgid): forms_of(each) for each in polib.pofile(str(path))}


def test_plurals_follow_the_count_in_each_language() -> None:
    def told(language: str, count: int) -> str:
        with override(language):
            return ngettext("%(count)d container", "%(count)d containers", count) % {"count": count}

    assert [told("ru", count) for count in (1, 2, 5, 11, 21)] == [
        *("1 контейнер", "2 контейнера", "5 контейнеров", "11 контейнеров", "21 контейнер"),
    ]
    assert [told("kk", count) for count in (1, 5)] == ["1 контейнер", "5 контейнер"]
    assert [told("zh-hans", count) for count in (1, 5)] == ["1 个集装箱", "5 个集装箱"]


def test_code_says_what_stands_in_the_calls_that_translate() -> None:
    source = (
        '_("Open"); pgettext("verb", "Open"); ngettext("%d train", "%d trains", n); gettext(name); f("No")'
    )
    assert set(said_in_code(source)) == {
        Text("Open"),
        Text("Open", "verb"),
        Text("%d train", "", "%d trains"),
    }


def test_templates_say_what_the_engine_would_look_up() -> None:
    source = (
        '{% load i18n %}{% if a %}{% translate "50 % off" %}{% endif %}'
        '{% for b in c %}{% translate "From" context "time" %}{% endfor %}'
        "{% blocktranslate count n=b %}{{ n }} week{% plural %}{{ n }} weeks{% endblocktranslate %}"
        "{% translate b.name %}{{ a|default:_('Nobody') }}"
    )
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    assert set(said_in_template(source, engine)) == {
        Text("50 %% off"),
        Text("From", "time"),
        Text("Nobody"),
        Text("%(n)s week", "", "%(n)s weeks"),
    }


def test_collecting_anew_keeps_translations_and_drops_what_is_no_longer_said(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    catalogue(path, "ru", {Text("Kept"): ["a.py"], Text("Gone"): ["a.py"]}).save(str(path))
    entries = polib.pofile(str(path))
    for each in entries:
        each.msgstr = "Переведено"
    entries.save()
    again = catalogue(path, "ru", {Text("Kept"): ["b.py"], Text("New"): ["b.py"]})
    assert {each.msgid: each.msgstr for each in again} == {"Kept": "Переведено", "New": ""}
