"""Which texts of the libraries whose pages we show have no translation of their own?"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path

import polib
from django.template import Engine, TemplateSyntaxError

from devtools.extracting import Text, said_in

# What people meet of each library on our pages. Each library's catalogues lie beside its code.
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "django.contrib.admin": (
        *("**/*.py", "templates/admin/**/*.html"),
        *("templates/registration/logged_out.html", "templates/registration/password_change_*.html"),
    ),
    "django.contrib.auth": (
        *("forms.py", "models.py", "base_user.py", "password_validation.py", "admin.py"),
        *("views.py", "hashers.py"),
    ),
    "django": (
        *("forms/*.py", "core/validators.py", "db/models/base.py", "db/models/constraints.py"),
        *("db/models/fields/__init__.py", "db/models/fields/json.py", "db/models/fields/related.py"),
    ),
    "unfold": (
        *(
            "*.py",
            "mixins/*.py",
            "templatetags/*.py",
            "templates/admin/**/*.html",
            "templates/unfold/**/*.html",
        ),
        *("contrib/filters/**/*.py", "contrib/filters/**/*.html"),
    ),
}
_CATALOGUES = ("django/conf", "django/contrib/admin", "django/contrib/auth")


def untranslated(languages: tuple[str, ...], engine: Engine) -> set[Text]:
    """The texts that one of the languages lacks at least: all of them need ours, then."""
    known = [own_translations(language) for language in languages]
    return {text for text in _shown(engine) if not all((text.context, text.text) in each for each in known)}


def untranslated_in_scripts(languages: tuple[str, ...]) -> set[Text]:
    """The texts of the admin's own scripts that one of the languages lacks at least."""
    known = [own_translations(language, "djangojs") for language in languages]
    path = _catalogue("django/contrib/admin", "en", "djangojs")
    texts = [Text(each.msgid, each.msgctxt or "", each.msgid_plural) for each in polib.pofile(str(path))]
    return {text for text in texts if not all((text.context, text.text) in each for each in known)}


def own_translations(language: str, domain: str = "django") -> dict[tuple[str, str], polib.POEntry]:
    """What the libraries themselves say in a language, by context and text."""
    paths = [_catalogue(folder, language, domain) for folder in _CATALOGUES]
    entries = [entry for path in paths if path.is_file() for entry in polib.pofile(str(path))]
    return {(entry.msgctxt or "", entry.msgid): entry for entry in entries if entry.translated()}


def _shown(engine: Engine) -> Iterator[Text]:
    for package, patterns in _SHOWN.items():
        root = Path(str(files(package)))
        for pattern in patterns:
            for path in sorted(root.glob(pattern)):
                try:
                    yield from said_in(path, engine)
                except TemplateSyntaxError:
                    # A page for an add-on that isn't installed here.
                    continue


def _catalogue(folder: str, language: str, domain: str) -> Path:
    return Path(str(files("django"))).parent / folder / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
