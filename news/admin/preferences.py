"""What do staff see of how people want to hear of things?"""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.desk import StaffAdmin, when
from accounts.policy import CONTACT_GROUPS
from accounts.sites import staff_site
from kit.words import Words
from news.admin.mail_filters import TopicFilter
from news.models import Preference
from news.topics import TOPICS


@admin.register(Preference, site=staff_site)
class PreferenceAdmin(StaffAdmin):
    """Why somebody got no mail: they wanted none of its topic, or one a day. Only they change it."""

    nothing = _("Everybody hears of everything at once: nobody has chosen otherwise.")
    viewers = CONTACT_GROUPS
    test_rows = Q(user__sandbox=True)
    list_display = ("user", "of", "mode", "changed")
    list_filter = (TopicFilter, "mode")
    list_select_related = ("user",)
    search_fields = ("user__email",)
    ordering = ("-id",)
    fields = readonly_fields = ("user", "of", "mode", "changed")

    @admin.display(description=pgettext_lazy("of a mail", "Topic"), ordering="topic")
    def of(self, row: Preference) -> Words:
        """The topic as its reader sees it."""
        return TOPICS.get(row.topic, row.topic)

    @admin.display(description=_("Changed"), ordering="changed_at")
    def changed(self, row: Preference) -> str:
        return when(row.changed_at)
