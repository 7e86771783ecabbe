"""How are rows narrowed down to one topic of mails?"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
