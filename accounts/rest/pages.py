"""Which pages open when somebody follows a link in a mail about their account?"""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.errors import BadLink
from accounts.landing import landing, show
from accounts.operations.readdressing import (
    check_confirming_key,
    check_undoing_key,
    confirm_address,
    undo_address,
)
from accounts.operations.registering import address_to_confirm, confirm_email
from accounts.operations.resetting import check_reset_key, reset_password
from kit.clock import now
from kit.errors import Problem


@landing
@require_http_methods(["GET", "POST"])
def confirm_email_page(request: HttpRequest) -> HttpResponse:
    """Ask first, confirm on the button: mail scanners open links, too."""
    words = gettext("Your address is confirmed. You can sign in now.")
    return _asked_first(
        request, "confirm_email", address_to_confirm, lambda key: confirm_email(key=key), words
    )


@landing
@require_http_methods(["GET", "POST"])
def reset_password_page(request: HttpRequest) -> HttpResponse:
    """A form for the new password."""
    password = request.POST.get("password", "")
    words = gettext("Your new password is set. Please sign in.")
    return _asked_first(
        request,
        "reset_password",
        check_reset_key,
        lambda key: reset_password(key=key, password=password, at=now()),
        words,
    )


@landing
@require_http_methods(["GET", "POST"])
def change_email_page(request: HttpRequest) -> HttpResponse:
    """The button that moves an account to the address that got the link."""
    words = gettext("Your account has this address now. Sign in with it from now on.")
    return _asked_first(
        request, "change_email", check_confirming_key, lambda key: confirm_address(key=key, at=now()), words
    )


@landing
@require_http_methods(["GET", "POST"])
def undo_email_page(request: HttpRequest) -> HttpResponse:
    """The button that takes such a move back."""
    words = gettext(
        "Your account has its former address again. A link to choose a new password is on its way to it."
    )
    return _asked_first(
        request, "undo_email", check_undoing_key, lambda key: undo_address(key=key, at=now()), words
    )


def _asked_first(
    request: HttpRequest,
    name: str,
    check: Callable[[str], object],
    verb: Callable[[str], object],
    words: str,
) -> HttpResponse:
    """On GET the key is looked at and nothing else; on POST the verb does, or the page says why not."""
    template = f"accounts/{name}.html"
    try:
        if request.method != "POST":
            check(request.GET.get("key", ""))
            return show(request, template)
        with transaction.atomic():
            verb(request.POST.get("key", ""))
    except BadLink as problem:
        return show(request, "accounts/spent.html", problem=problem)
    except Problem as problem:
        return show(request, template, problem=problem)
    return show(request, "accounts/done.html", words=words)


urlpatterns = [
    path("confirm-email", confirm_email_page),
    path("reset-password", reset_password_page),
    path("change-email", change_email_page),
    path("undo-email", undo_email_page),
]
