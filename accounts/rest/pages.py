"""Which pages open when somebody follows a link in a mail about their account?"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.callers import address_of
from accounts.errors import BadLink, InvitedAnother
from accounts.landing import OPENED_AND_ANSWERED, landing, show
from accounts.models import User
from accounts.operations.inviting import accept_invitation, invitation_behind
from accounts.operations.readdressing import (
    change_to_confirm,
    change_to_undo,
    confirm_address,
    undo_address,
)
from accounts.operations.registering import address_to_confirm, confirm_email
from accounts.operations.resetting import check_reset_key, reset_password
from accounts.operations.throttling import count_try
from accounts.policy import SIGN_UP_BY_ADDRESS
from kit.clock import now
from kit.errors import Problem
from kit.transactions import owns_transaction


@landing
@require_http_methods(OPENED_AND_ANSWERED)
def confirm_email_page(request: HttpRequest) -> HttpResponse:
    """Ask first, confirm on the button: mail scanners open links, too."""
    words = gettext("Your address is confirmed. You can sign in now.")
    return _asked_first(
        request,
        "confirm_email",
        lambda key: {"address": address_to_confirm(key).email},
        lambda key: confirm_email(key=key),
        words,
    )


@landing
@require_http_methods(OPENED_AND_ANSWERED)
def reset_password_page(request: HttpRequest) -> HttpResponse:
    """A form for the new password."""
    password = request.POST.get("password", "")
    words = gettext("Your new password is set. Please sign in.")
    return _asked_first(
        request,
        "reset_password",
        _opens_something,
        lambda key: reset_password(key=key, password=password, at=now()),
        words,
    )


@landing
@require_http_methods(OPENED_AND_ANSWERED)
def change_email_page(request: HttpRequest) -> HttpResponse:
    """The button that moves an account to the address that got the link."""
    words = gettext("Your account has this address now. Sign in with it from now on.")
    return _asked_first(
        request,
        "change_email",
        lambda key: {"address": change_to_confirm(key).became},
        lambda key: confirm_address(key=key, at=now()),
        words,
    )


@landing
@require_http_methods(OPENED_AND_ANSWERED)
def undo_email_page(request: HttpRequest) -> HttpResponse:
    """The button that takes such a move back."""
    words = gettext(
        "Your account has its former address again. A link to choose a new password is on its way to it."
    )
    return _asked_first(
        request,
        "undo_email",
        lambda key: {"address": change_to_undo(key).was},
        lambda key: undo_address(key=key, at=now()),
        words,
    )


@landing
@sensitive_post_parameters("password")
@require_http_methods(OPENED_AND_ANSWERED)
def join_page(request: HttpRequest) -> HttpResponse:
    """Who invites to what, and a button; whoever has no account yet chooses a password."""
    key = request.POST.get("key") or request.GET.get("key", "")
    me = request.user.pk if isinstance(request.user, User) else None
    try:
        invitation, account = invitation_behind(key, at=now(), signed_in_as=me)
    except InvitedAnother as problem:
        # The form that signs out leads back here: all it does is to end the session of this browser.
        if request.method == "POST" and request.POST.get("verb") == "sign-out":
            logout(request)
            return HttpResponseRedirect(f"?{urlencode({'key': key, 'lang': get_language() or 'en'})}")
        return show(request, "accounts/other_address.html", problem=problem, mine=request.user)
    except Problem as problem:
        return show(request, "accounts/spent_invitation.html", problem=problem)
    facts: dict[str, Any] = {"invitation": invitation, "is_new": account is None}
    if request.method != "POST":
        return show(request, "accounts/join.html", **facts)
    try:
        count_try(SIGN_UP_BY_ADDRESS, who=address_of(request), at=now(), fall_back=True)
        owns_transaction(accept_invitation)(
            key=key,
            password=request.POST.get("password", "")[:200],
            name=request.POST.get("name", "").replace("\0", "").strip()[:200],
            signed_in_as=me,
            at=now(),
        )
    except Problem as problem:
        return show(request, "accounts/join.html", problem=problem, **facts)
    words = gettext("You act for %(firm)s from now on.") % {"firm": invitation.organisation.name}
    return show(request, "accounts/joined.html", words=words)


def _asked_first(
    request: HttpRequest,
    name: str,
    look: Callable[[str], Mapping[str, Any]],
    verb: Callable[[str], object],
    words: str,
) -> HttpResponse:
    """Opened, the page says what the key is for; on POST the verb does that, or the page says why not."""
    template = f"accounts/{name}.html"
    try:
        if request.method != "POST":
            return show(request, template, **look(request.GET.get("key", "")))
        with transaction.atomic():
            verb(request.POST.get("key", ""))
    except BadLink as problem:
        return show(request, "accounts/spent.html", problem=problem)
    except Problem as problem:
        return show(request, template, problem=problem)
    return show(request, "accounts/done.html", words=words)


def _opens_something(key: str) -> Mapping[str, Any]:
    check_reset_key(key)
    return {}


urlpatterns = [
    path("confirm-email", confirm_email_page),
    path("reset-password", reset_password_page),
    path("change-email", change_email_page),
    path("undo-email", undo_email_page),
    path("join", join_page),
]
