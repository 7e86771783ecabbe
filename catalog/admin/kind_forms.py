"""What do staff type about kinds of goods, and which operation judges it?"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.desk import StaffAdmin
from catalog.models import Attribute, AttributeOption, Brand, Category, CategoryAttribute
from catalog.operations import asking, branding, sorting
from catalog.policy import LONGEST_NAME, MODERATORS
from catalog.texts import neat, text_error
from kit.clock import now
from kit.errors import Problem
from kit.languages import language_of, name_in
from kit.refusing import in_readers_words

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Any]
else:
    _ModelForm = forms.ModelForm

NAME_FIELDS = {"name_en": "en", "name_ru": "ru", "name_kk": "kk", "name_zh": "zh-Hans"}
SLUG = r"^[a-z0-9][a-z0-9-]{0,39}\Z"


def named(names: dict[str, str]) -> str:
    """A name in the language in which the page is read."""
    return name_in(names, language_of(get_language() or "en"))


def _name(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=LONGEST_NAME, widget=UnfoldAdminTextInputWidget
    )


class KindForm(_ModelForm):
    """A form that an operation judges: what it refuses is said at its field, or above all."""

    request: HttpRequest
    page: "KindAdmin"

    name_en = _name(_("Name in English"), required=True)
    name_ru = _name(_("Name in Russian"))
    name_kk = _name(_("Name in Kazakh"))
    name_zh = _name(_("Name in Chinese"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """With the names that there are."""
        super().__init__(*args, **kwargs)
        for field, language in NAME_FIELDS.items():
            if field in self.fields:
                self.fields[field].initial = (self.instance.names or {}).get(language, "")

    def clean(self) -> Any:
        """Names are words that people can read."""
        for field in NAME_FIELDS:
            if error := text_error(self.cleaned_data.get(field) or ""):
                self.add_error(field, error)
        return self.cleaned_data

    def _post_clean(self) -> None:
        # Where a model's own checks would run, the operation does, and makes or changes the row.
        if self.errors:
            return
        try:
            with transaction.atomic():
                self.instance = self.keep()
        except Problem as problem:
            for each in problem.fields:
                name = each.pointer.removeprefix("/")
                self.add_error(name if name in self.fields else None, each.message)
            if not problem.fields:
                self.add_error(None, in_readers_words(problem))

    @property
    def names(self) -> dict[str, str]:
        """What was typed, by language."""
        typed = {language: neat(self.cleaned_data[field]) for field, language in NAME_FIELDS.items()}
        return {language: name for language, name in typed.items() if name}

    @property
    def is_new(self) -> bool:
        """Whether the row isn't there yet."""
        return self.instance.created_at is None

    def told(self, *columns: str) -> dict[str, Any]:
        """Some columns as typed, with the names."""
        return {"names": self.names, **{name: self.cleaned_data[name] for name in columns}}

    def keep(self) -> Any:
        """The row that the operation makes or changes."""
        raise NotImplementedError


class KindAdmin(StaffAdmin):
    """Rows that onboarding adds and changes through operations, and never deletes."""

    keeping: type[KindForm]
    typed: tuple[str, ...]
    # What is typed once, and stays.
    typed_once: tuple[str, ...] = ("code",)
    shown: tuple[str, ...] = ()

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Onboarding keeps the kinds of goods."""
        return self.may(request, MODERATORS)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Onboarding keeps the kinds of goods."""
        return self.may(request, MODERATORS)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form with the operation behind it; it is a class of this request alone."""
        form: Any = super().get_form(request, obj, change, form=self.keeping, **kwargs)
        form.request, form.page = request, self
        return form

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is typed, and of a row that stands what is told beside it."""
        if obj is None:
            return (*self.typed_once, *self.typed)
        if not self.has_change_permission(request, obj):
            names = ("all_names",) if "name_en" in self.typed else ()
            rest = (each for each in self.typed if each not in NAME_FIELDS)
            return (*self.typed_once, *names, *rest, *self.shown)
        return (*self.typed_once, *self.typed, *self.shown)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What stays for ever, and what is only told."""
        return () if obj is None else (*self.typed_once, *self.shown)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new row has no others yet."""
        return () if obj is None else super().get_inlines(request, obj)

    @admin.display(description=_("Names"))
    def all_names(self, row: Any) -> str:
        """For those who only look."""
        return " · ".join(row.names[each] for each in NAME_FIELDS.values() if each in row.names)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """The operation has written the row already."""


class CategoryForm(KindForm):
    """A category and its place in the tree."""

    class Meta:
        model = Category
        fields = ("code", "parent", "position", "is_open")

    def keep(self) -> Category:
        """The category, moved if another parent was chosen."""
        by, parent = self.page.actor(self.request), self.cleaned_data["parent"]
        facts = self.told("position", "is_open")
        if self.is_new:
            code = self.cleaned_data["code"]
            return sorting.create_category(code=code, parent=parent, facts=facts, at=now(), by=by)
        row = sorting.move_category(category=self.instance, parent=parent, at=now(), by=by)
        return sorting.change_category(category=row, facts=facts, at=now(), by=by)


class BrandForm(KindForm):
    """A brand that any seller may name."""

    class Meta:
        model = Brand
        fields = ("code", "country")

    def keep(self) -> Brand:
        """The brand."""
        by, facts = self.page.actor(self.request), self.told("country")
        if self.is_new:
            return branding.create_brand(code=self.cleaned_data["code"], facts=facts, at=now(), by=by)
        row = Brand.objects.select_for_update().get(pk=self.instance.pk)
        return branding.change_brand(brand=row, facts=facts, at=now(), by=by)


class AttributeForm(KindForm):
    """An attribute; its kind and level stay."""

    class Meta:
        model = Attribute
        fields = (
            *("code", "kind", "level", "unit", "decimals", "least", "most"),
            *("is_filter", "is_legal", "position"),
        )

    def keep(self) -> Attribute:
        """The attribute."""
        by = self.page.actor(self.request)
        facts = self.told("unit", "decimals", "least", "most", "is_filter", "is_legal", "position")
        if self.is_new:
            fixed = {name: self.cleaned_data[name] for name in ("kind", "level")}
            code = self.cleaned_data["code"]
            return asking.create_attribute(code=code, facts={**fixed, **facts}, at=now(), by=by)
        row = Attribute.objects.select_for_update().get(pk=self.instance.pk)
        return asking.change_attribute(attribute=row, facts=facts, at=now(), by=by)


class AttributeOptionForm(KindForm):
    """One answer to a choice."""

    class Meta:
        model = AttributeOption
        fields = ("attribute", "code", "position", "is_open")

    def keep(self) -> AttributeOption:
        """The option."""
        attribute = self.cleaned_data["attribute"] if self.is_new else self.instance.attribute
        return asking.put_option(
            attribute=Attribute.objects.select_for_update().get(pk=attribute.pk),
            code=self.cleaned_data["code"] if self.is_new else self.instance.code,
            facts=self.told("position", "is_open"),
            at=now(),
            by=self.page.actor(self.request),
        )


class AskForm(KindForm):
    """That a category asks for an attribute."""

    # It has no name of its own.
    name_en = name_ru = name_kk = name_zh = None  # type: ignore[assignment]
    # Chosen, not ticked: a form that says nothing changes nothing.
    is_required = forms.TypedChoiceField(
        label=_("Is it required"),
        choices=(("no", _("no")), ("yes", _("yes"))),
        coerce=lambda chosen: chosen == "yes",
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """As it is now."""
        super().__init__(*args, **kwargs)
        self.initial["is_required"] = "yes" if self.instance.is_required else "no"

    class Meta:
        model = CategoryAttribute
        fields = ("category", "attribute", "is_required")

    def keep(self) -> CategoryAttribute:
        """The row that says so."""
        said = self.cleaned_data
        return sorting.ask(
            category=said["category"] if self.is_new else self.instance.category,
            attribute=said["attribute"] if self.is_new else self.instance.attribute,
            is_required=said["is_required"],
            at=now(),
            by=self.page.actor(self.request),
        )
