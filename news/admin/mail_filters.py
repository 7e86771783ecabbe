"""How are mails narrowed down to a topic, or to a language?"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.people import LANGUAGES
from kit.words import Words
from news.topics import TOPICS

# What is owed or was asked for has no topic.
_NONE = "none"


class TopicFilter(admin.SimpleListFilter):
    """Rows of one topic as readers see it, or of none."""

    title = pgettext_lazy("of a mail", "Topic")
    parameter_name = "topic"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Words]]:
        """The topics in words."""
        return [(_NONE, _("Always sent")), *TOPICS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrowed to what is of it."""
        value = self.value()
        return queryset if value is None else queryset.filter(topic="" if value == _NONE else value)


class LanguageFilter(admin.SimpleListFilter):
    """Mails that were sent in one language; before that they have none."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The four, each by its own name."""
        return LANGUAGES

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrowed to what was sent in it."""
        value = self.value()
        return queryset if value is None else queryset.filter(language=value)
