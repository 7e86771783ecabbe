"""Which pages open when somebody follows a link in a mail about their account?"""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.errors import BadLink
from accounts.landing import landing, show
from accounts.operations.readdressing import confirm_address, undo_address
from accounts.operations.registering import confirm_email
from accounts.operations.resetting import reset_password
from kit.clock import now
from kit.errors import Problem


@landing
@require_http_methods(["GET", "POST"])
def confirm_email_page(request: HttpRequest) -> HttpResponse:
    """Ask first, confirm on the button: mail scanners open links, too."""
    words = gettext("Your address is confirmed. You can sign in now.")
    return _asked_first(request, "confirm_email", lambda: confirm_email(key=_key(request)), words)


@landing
@require_http_methods(["GET", "POST"])
def reset_password_page(request: HttpRequest) -> HttpResponse:
    """A form for the new password."""
    password = request.POST.get("password", "")
    words = gettext("Your new password is set. Please sign in.")
    return _asked_first(
        request,
        "reset_password",
        lambda: reset_password(key=_key(request), password=password, at=now()),
        words,
    )


@landing
@require_http_methods(["GET", "POST"])
def change_email_page(request: HttpRequest) -> HttpResponse:
    """The button that moves an account to the address that got the link."""
    words = gettext("Your account has this address now. Sign in with it from now on.")
    return _asked_first(request, "change_email", lambda: confirm_address(key=_key(request), at=now()), words)


@landing
@require_http_methods(["GET", "POST"])
def undo_email_page(request: HttpRequest) -> HttpResponse:
    """The button that takes such a move back."""
    words = gettext(
        "Your account has its former address again. A link to choose a new password is on its way to it."
    )
    return _asked_first(request, "undo_email", lambda: undo_address(key=_key(request), at=now()), words)


def _asked_first(request: HttpRequest, name: str, verb: Callable[[], object], words: str) -> HttpResponse:
    """Nothing happens on GET; on POST the verb does, or the page says why not."""
    template = f"accounts/{name}.html"
    if request.method != "POST":
        return show(request, template)
    try:
        with transaction.atomic():
            verb()
    except BadLink as problem:
        return show(request, "accounts/spent.html", problem=problem)
    except Problem as problem:
        return show(request, template, problem=problem)
    return show(request, "accounts/done.html", words=words)


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")


urlpatterns = [
    path("confirm-email", confirm_email_page),
    path("reset-password", reset_password_page),
    path("change-email", change_email_page),
    path("undo-email", undo_email_page),
]
