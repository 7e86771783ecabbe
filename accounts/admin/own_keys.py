"""How does somebody of staff look after the keys of their own machines?"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.desk import is_trusted, list_address, staff_actor, when
from accounts.guarding import confirmed_first
from accounts.models import ApiKey, User
from accounts.operations.keying import NewKey, create_key, revoke_key
from accounts.policy import API_KEYS_PER_OWNER
from accounts.scoping import scopes_within
from accounts.sites import staff_site
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.transactions import owns_transaction

_LIFETIMES = (("90", _("90 days")), ("365", _("A year")), ("", _("Until it is revoked")))
_REVOKERS = ("support",)


class KeyForm(forms.Form):
    """A key to be made: its name, what it may do, for how long."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("Such as of the machine that uses it."),
        widget=UnfoldAdminTextInputWidget(),
    )
    lasts = forms.ChoiceField(
        label=_("Good for"),
        choices=_LIFETIMES,
        required=False,
        initial="90",
        widget=UnfoldAdminSelectWidget(),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("No more than your groups may; what they lose, it loses, too."),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )

    def __init__(self, data: Any, *, offered: Sequence[str]) -> None:
        super().__init__(data)
        cast("forms.MultipleChoiceField", self.fields["scopes"]).choices = [(each, each) for each in offered]

    def clean_name(self) -> str:
        """Some words that a database can keep."""
        name: str = self.cleaned_data["name"].strip()
        if not name:
            raise ValidationError(_("Give it a name."), code="required")
        return name


@confirmed_first
@require_http_methods(["GET", "HEAD", "POST"])
def own_keys(request: HttpRequest) -> HttpResponse:
    """Somebody's own live keys; a post makes one, whose secret this one answer shows, or revokes one."""
    if request.POST.get("verb") == "revoke":
        return _revoked(request)
    form = KeyForm(request.POST or None, offered=scopes_within(staff_actor(request)))
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = owns_transaction(_make)(request, form)
        except Problem as problem:
            form.add_error(None, in_readers_words(problem))
    return _page(request, form, made)


def _make(request: HttpRequest, form: KeyForm) -> NewKey:
    said, at = form.cleaned_data, now()
    lasts = said["lasts"]
    return create_key(
        name=said["name"],
        scopes=said["scopes"],
        user=cast("User", request.user),
        expires_at=at + timedelta(days=int(lasts)) if lasts else None,
        at=at,
        by=staff_actor(request),
    )


def _revoked(request: HttpRequest) -> HttpResponse:
    try:
        key = _own(request).get(pk=UUID(request.POST.get("key", "")))
    except (ValueError, ApiKey.DoesNotExist):
        raise Http404 from None
    try:
        owns_transaction(revoke_key)(key=key, at=now())
    except Problem as problem:
        messages.error(request, in_readers_words(problem))
    else:
        messages.success(request, gettext("“%(key)s” opens nothing any more.") % {"key": key.name})
    return HttpResponseRedirect(reverse("admin:own_keys"))


def _own(request: HttpRequest) -> Any:
    return ApiKey.objects.filter(user=cast("User", request.user))


def _page(request: HttpRequest, form: KeyForm, made: NewKey | None) -> HttpResponse:
    live = _own(request).filter(revoked_at__isnull=True).order_by("-id")[:API_KEYS_PER_OWNER]
    context = {
        **staff_site.each_context(request),
        "title": gettext("Your keys"),
        "form": form,
        "made": made,
        "keys": [(key, ", ".join(key.scopes), when(key.last_used_at), when(key.expires_at)) for key in live],
        "others": list_address("accounts.apikey") if is_trusted(request, _REVOKERS) else "",
        "here": reverse("admin:own_keys"),
    }
    status = 400 if form.errors else 200
    return TemplateResponse(request, "accounts/admin/own_keys.html", context, status=status)


staff_site.add_own_pages([path("keys/", staff_site.admin_view(own_keys), name="own_keys")])
