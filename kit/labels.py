"""What are apps, tables and columns called in the language of whoever reads?"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.conf import settings
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from kit.words import Words


def our_apps() -> list[AppConfig]:
    """The apps whose code is in this checkout."""
    root = Path(settings.BASE_DIR)
    return [app for app in installed.get_app_configs() if Path(app.path).parent == root]


def tables_of(app: AppConfig) -> list[type[Model]]:
    """The tables of an app, without the audit behind them, which nobody reads by column."""
    return [model for model in app.get_models() if not hasattr(model, "pgh_tracked_model")]


def speak_to_readers(apps: Iterable[AppConfig], meant: Mapping[tuple[str, str], Words]) -> None:
    """
    Let the names that Django derives from ours be translated like all other words.

    A verbose name that is written into a table is state of its migrations; these are not. `meant` names
    columns whose word alone would be told as another's, by the label of their table and their own name.
    """
    for app in apps:
        app.verbose_name = _lazily(app.verbose_name)
        for model in tables_of(app):
            meta = model._meta
            given = meta.original_attrs
            meta.verbose_name = _lazily(meta.verbose_name)
            meta.verbose_name_plural = _lazily(
                given.get("verbose_name_plural") or str(meta.verbose_name_plural)
            )
            for field in _columns(model):
                known = meant.get((meta.label_lower, field.name))
                field.verbose_name = known or _lazily(field.verbose_name)


def names_in(models: Iterable[type[Model]]) -> Iterator[str]:
    """The names of some tables, of their apps and columns, as they have to stand in the catalogues."""
    for model in models:
        meta = model._meta
        yield str(meta.app_config.verbose_name)
        yield str(meta.verbose_name)
        yield str(meta.verbose_name_plural)
        yield from (str(field.verbose_name) for field in _columns(model))


def _columns(model: type[Model]) -> "Iterator[Field[Any, Any]]":
    return (field for field in model._meta.get_fields() if isinstance(field, Field))


def _lazily(name: Words | None) -> Words:
    return name if isinstance(name, Promise) else gettext_lazy(name or "")
