"""By which pages does somebody come into the console of sellers, choose one of theirs, and go out?"""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm as UsualForm
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from unfold.forms import AuthenticationForm

from accounts.admin.second_step import Site, take_step
from accounts.confirming import begin_half, finish_by_password
from accounts.first_step import FirstStep
from accounts.models import User
from accounts.operations.enrolling import end_sign_ins
from accounts.operations.signing_in import check_confirmed_address, step_of
from accounts.queries import organisations_called, people
from accounts.sites import seller_site
from accounts.visits import choose_firm, roles_of, stop_looking
from kit.clock import now
from kit.errors import Problem
from kit.refusing import in_readers_words
from kit.rest import uuid_or_none
from kit.transactions import owns_transaction

_CONSOLE = "/seller/"


class SellerForm(AuthenticationForm):  # type: ignore[misc]
    """Address and password of somebody who acts for a seller."""

    error_messages = UsualForm.error_messages

    def confirm_login_allowed(self, user: Any) -> None:
        """Tell why who has given the right password is still let nowhere."""
        if user.is_staff:
            raise forms.ValidationError(_("Staff signs in at the staff site."), code="staff")
        try:
            check_confirmed_address(user)
        except Problem as problem:
            raise forms.ValidationError(in_readers_words(problem), code="unconfirmed") from None
        if not roles_of(people().get(pk=user.pk)):
            raise forms.ValidationError(
                _("You act for no seller: apply as one, or let its owner add you."), code="no_seller"
            )


class SellerFirstStep(FirstStep):
    """The same, on to the second step for whoever has to take it, or has a second factor."""

    authentication_form = SellerForm
    template_name = "admin/login.html"

    def get_context_data(self, **known: Any) -> dict[str, Any]:
        """What the theme needs."""
        ours = {
            "title": _("Log in"),
            "subtitle": None,
            "app_path": self.request.get_full_path(),
            "username": "",
        }
        if "too_often" in known:
            messages.error(self.request, str(known["too_often"]))
        return super().get_context_data(**seller_site.each_context(self.request), **ours, **known)

    def get_redirect_url(self, request: HttpRequest | None = None) -> str:
        """Where they wanted to go, if that is in the console."""
        asked = super().get_redirect_url()
        return asked if asked.startswith(_CONSOLE) else ""

    def get_default_redirect_url(self) -> str:
        """Else to their day."""
        return reverse("seller:today")

    def form_valid(self, form: Any) -> HttpResponse:
        """The password was right."""
        user, at = form.get_user(), now()
        if step_of(user):
            begin_half(self.request, user, leads_to=self.get_success_url(), at=at)
            return HttpResponseRedirect(reverse("seller:second_step"))
        finish_by_password(self.request, user, at=at)
        return HttpResponseRedirect(self.get_success_url())


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code, or a factor that is enrolled first, as REST asks it of whoever looks after money."""
    return take_step(request, Site(False, seller_site, "seller:sign_in"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """For which of several sellers somebody acts from now on."""
    if not isinstance(request.user, User):
        return HttpResponseRedirect(reverse("seller:sign_in"))
    if request.user.is_staff or not (roles := roles_of(request.user)):
        raise PermissionDenied
    if request.method == "POST":
        firm_id = uuid_or_none(request.POST.get("firm", ""))
        if firm_id not in roles:
            raise Http404
        choose_firm(request, firm_id)
        return HttpResponseRedirect(reverse("seller:today"))
    names = organisations_called(roles)
    context = {
        **seller_site.each_context(request),
        "title": _("For whom do you act?"),
        "firms": [(pk, names[pk], role.label) for pk, role in roles.items()],
    }
    return TemplateResponse(request, "accounts/seller/choose.html", context)


@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out of the console; whoever of staff has looked at it goes back to their own site."""
    if getattr(request.user, "is_staff", False):
        stop_looking(request)
        return HttpResponseRedirect(reverse("admin:index"))
    logout(request)
    return HttpResponseRedirect(reverse("seller:sign_in"))


@never_cache
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    """Out of every browser and every program that was signed in to; staff do that at their own site."""
    if isinstance(request.user, User) and not request.user.is_staff:
        owns_transaction(end_sign_ins)(user=request.user, at=now())
    return sign_out(request)


seller_site.serve_doors(
    [
        path("sign-in/", never_cache(SellerFirstStep.as_view()), name="sign_in"),
        path("second-step/", second_step, name="second_step"),
        path("choose/", choose, name="choose"),
        path("sign-out/", sign_out, name="sign_out"),
        path("sign-out-everywhere/", sign_out_everywhere, name="sign_out_everywhere"),
    ]
)
