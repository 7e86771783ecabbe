"""How do new words get into the catalogues of translations, and translations to where the shop reads them?"""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path

import django
import polib
from django.template import Engine, engines

from devtools.checkout import this_checkout
from devtools.extracting import Text, said_in
from devtools.foreign import own_translations, untranslated, untranslated_in_scripts

USAGE = "python -m devtools.messages: collect what is said, and compile what was translated."
FOLDER = "locale"
# By the folder of each language: how its plurals are told apart.
_THREE = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
LANGUAGES: Mapping[str, tuple[str, str]] = {
    "ru": ("ru", _THREE),
    "kk": ("kk", "nplurals=2; plural=(n != 1);"),
    "zh_Hans": ("zh-Hans", "nplurals=1; plural=0;"),
}
# Folders that say nothing to readers of pages.
_LEFT_OUT = {"tests", "bench", "devtools", "migrations"}


def collected(root: Path) -> dict[Text, list[str]]:
    """Every text that must stand in the catalogues, with the files that say it."""
    # Its apps must be loaded before it can be.
    words: Callable[[], list[str]] = import_module("shop.words").words
    engine: Engine = engines["django"].engine  # type: ignore[attr-defined]
    found: dict[Text, list[str]] = {}
    for path in _files(root):
        for text in said_in(path, engine):
            found.setdefault(text, []).append(path.relative_to(root).as_posix())
    for word in words():
        found.setdefault(Text(word), []).append("shop/words.py")
    for text in untranslated(tuple(LANGUAGES), engine):
        found.setdefault(text, []).append("devtools/foreign.py")
    return _one_for_each(found)


def collected_in_scripts() -> dict[Text, list[str]]:
    """The same for scripts, of which ours say nothing: the page hands them their words."""
    return {text: ["devtools/foreign.py"] for text in untranslated_in_scripts(tuple(LANGUAGES))}


def _one_for_each(found: Mapping[Text, list[str]]) -> dict[Text, list[str]]:
    """A text that is said with a plural in one place and without in another is one entry, with its plural."""
    with_plural = {(text.context, text.text): text for text in found if text.plural}
    merged: dict[Text, list[str]] = {}
    for text, places in found.items():
        merged.setdefault(with_plural.get((text.context, text.text), text), []).extend(places)
    return merged


def catalogue(path: Path, folder: str, texts: Mapping[Text, Iterable[str]]) -> polib.POFile:
    """The catalogue of a language with exactly these texts: what was translated stays so."""
    tag, plurals = LANGUAGES[folder]
    known = {
        (each.msgctxt or "", each.msgid): each for each in (polib.pofile(str(path)) if path.exists() else ())
    }
    own = own_translations(folder, path.stem)
    made = polib.POFile(wrapwidth=110, check_for_duplicates=True)
    made.metadata = {
        "Project-Id-Version": "Steel Camel",
        "Language": tag,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plurals,
    }
    forms = int(plurals.partition("=")[2].partition(";")[0])
    for text in sorted(texts):
        entry = _entry(text, texts[text], forms)
        _keep(entry, known.get((text.context, text.text)) or own.get((text.context, text.text)))
        made.append(entry)
    return made


def _entry(text: Text, places: Iterable[str], forms: int) -> polib.POEntry:
    entry = polib.POEntry(msgid=text.text, msgctxt=text.context or None)
    entry.occurrences = [(place, "") for place in sorted(set(places))]
    if text.plural:
        entry.msgid_plural = text.plural
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    if "%(" in text.text or "%s" in text.text or "%d" in text.text:
        entry.flags = ["python-format"]
    return entry


def _keep(entry: polib.POEntry, said: polib.POEntry | None) -> None:
    """Take over a translation that was made before, unless it was only guessed."""
    if said is None or "fuzzy" in said.flags:
        return
    if not entry.msgid_plural:
        entry.msgstr = said.msgstr or said.msgstr_plural.get(max(said.msgstr_plural, default=0), "")
    elif len(said.msgstr_plural) == len(entry.msgstr_plural):
        entry.msgstr_plural = dict(said.msgstr_plural)


def _files(root: Path) -> Iterable[Path]:
    for path in sorted((*root.rglob("*.py"), *root.rglob("*.html"))):
        first, *folders = path.relative_to(root).parts[:-1] or ("",)
        if (root / first / "__init__.py").is_file() and not _LEFT_OUT.intersection((first, *folders)):
            yield path


def main() -> int:
    """Write all catalogues anew; 1 says that translations are missing, and which."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    os.environ.setdefault("DEBUG", "1")
    django.setup()
    root = this_checkout().root
    missing = 0
    for domain, texts in (("django", collected(root)), ("djangojs", collected_in_scripts())):
        for folder in LANGUAGES:
            lacking = _write(root / FOLDER / folder / "LC_MESSAGES" / f"{domain}.po", folder, texts)
            missing += len(lacking)
            print(f"{folder} {domain}: {len(texts)} texts, {len(lacking)} not translated yet")
            for entry in lacking:
                print(f"  {entry.msgid!r}")
    return 1 if missing else 0


def _write(path: Path, folder: str, texts: Mapping[Text, Iterable[str]]) -> list[polib.POEntry]:
    made = catalogue(path, folder, texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(str(path))
    made.save_as_mofile(str(path.with_suffix(".mo")))
    lacking: list[polib.POEntry] = made.untranslated_entries()
    return lacking


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(USAGE)
    sys.exit(main())
