"""Which words do staff let search take for the same?"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import PaginationInlineFormSet

from accounts.desk import StaffAdmin, StaffInline
from accounts.sites import staff_site
from kit.clock import now
from storefront.models import Synonym, SynonymGroup
from storefront.operations.paraphrasing import find_by_words, has_words, is_left_out
from storefront.words.folding import fold
from storefront.words.synonyms import LONGEST_SPAN, words_in

_EDITORS = {"onboarding"}

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
    _InlineFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    _ModelForm = forms.ModelForm
    _InlineFormSet = PaginationInlineFormSet


class SynonymForm(_ModelForm):
    """One way to say it."""

    class Meta:
        model = Synonym
        fields = ("language", "text", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A browser would cut what is too long without a word; we say so.
        self.fields["text"].widget.attrs.pop("maxlength", None)

    def clean_text(self) -> str:
        """Something that can be looked for."""
        text: str = self.cleaned_data["text"]
        if "text" not in self.changed_data:
            # What was written down under older rules stays, or the group couldn't be switched off.
            return text
        if not has_words(text, self.data.get(self.add_prefix("language"), "en")):
            raise forms.ValidationError(_("There is no word in it."))
        if len(words_in(text)) > LONGEST_SPAN:
            raise forms.ValidationError(_("It has more than %(most)s words."), params={"most": LONGEST_SPAN})
        if is_left_out(text):
            raise forms.ValidationError(_("Search leaves such words out: nobody would find anything by it."))
        return text

    def has_changed(self) -> bool:
        """A new row without words is the blank one, whatever its lists stand at from the start."""
        words = self.data.get(self.add_prefix("text"), "")
        return not (self.instance.created_at is None and not words.strip()) and super().has_changed()


class SynonymFormSet(_InlineFormSet):
    """All ways to say it."""

    def clean(self) -> None:
        """No way stands there twice, and one leads to another."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.has_changed() or form.instance.created_at]
        ways = [form.cleaned_data for form in kept if not form.cleaned_data.get("DELETE")]
        seen: set[tuple[str, ...]] = set()
        for way in ways:
            words = (way["language"], *fold(way["text"]).split())
            if words in seen:
                raise forms.ValidationError(_("“%(text)s” stands there twice."), params={"text": way["text"]})
            seen.add(words)
        asked = {place for place, way in enumerate(ways) if way["role"] != Synonym.Role.FOUND}
        found = {place for place, way in enumerate(ways) if way["role"] != Synonym.Role.ASKED}
        if not asked or not found or len(asked | found) < 2:
            raise forms.ValidationError(
                _("Write at least two ways, one of which is asked and another found.")
            )


class SynonymInline(StaffInline):
    """The ways to say it, edited on the page of their group."""

    model = Synonym
    form = SynonymForm
    formset = SynonymFormSet
    fields = ("language", "text", "role")
    extra = 1
    can_delete = True
    show_change_link = False
    tab = False
    per_page = 200

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Those who may edit the group."""
        return bool(self.admin_site.get_model_admin(SynonymGroup).has_change_permission(request))

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Those who may edit the group."""
        return self.has_add_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Those who may edit the group; what was there stays on record."""
        return self.has_add_permission(request)


@admin.register(SynonymGroup, site=staff_site)
class SynonymGroupAdmin(StaffAdmin):
    """Ways to say the same; a change holds for the next search."""

    nothing = _("No words mean the same: add what buyers call one thing, and search finds it by each.")
    list_display = ("title", "is_active", "ways")
    list_filter = ("is_active",)
    search_fields = ("title", "synonyms__text")
    ordering = ("title",)
    fields = ("title", "is_active")
    inlines = (SynonymInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With how many ways there are."""
        rows: QuerySet[Any] = super().get_queryset(request).annotate(ways=Count("synonyms"))
        return rows

    @admin.display(description=_("ways to say it"), ordering="ways")
    def ways(self, group: Any) -> int:
        return int(group.ways)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Those who review listings know how goods are called."""
        return self.may(request, _EDITORS)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Those who review listings."""
        return self.may(request, _EDITORS)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Those who review listings; what was there stays on record."""
        return self.may(request, _EDITORS)

    def save_model(self, request: HttpRequest, obj: SynonymGroup, form: Any, change: bool) -> None:
        """A group is a plain fact: it has no verb of its own."""
        if change:
            obj.version += 1
        else:
            obj.created_at = now()
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Each way to say it is found by its words."""
        for row in formset.save(commit=False):
            if row.created_at is None:
                row.created_at = now()
            else:
                row.version += 1
            row.save()
            find_by_words(synonym=row)
        for row in formset.deleted_objects:
            row.delete()
