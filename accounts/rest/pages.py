"""Which pages open when somebody follows a link in a mail?"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.operations.registering import confirm_email
from accounts.operations.resetting import reset_password
from kit.clock import now
from kit.errors import Problem
from kit.http import status_of


@never_cache
@require_http_methods(["GET", "POST"])
def confirm_email_page(request: HttpRequest) -> HttpResponse:
    """Ask first, confirm on the button: mail scanners open links, too."""
    if request.method == "GET":
        return _page(request, "confirm_email")
    try:
        with transaction.atomic():
            confirm_email(key=request.POST.get("key", ""))
    except Problem as problem:
        return _page(request, "confirm_email", problem=problem)
    return _page(request, "done", words=gettext("Your address is confirmed. You can sign in now."))


@never_cache
@require_http_methods(["GET", "POST"])
def reset_password_page(request: HttpRequest) -> HttpResponse:
    """A form for the new password."""
    if request.method == "GET":
        return _page(request, "reset_password")
    given = {name: request.POST.get(name, "") for name in ("key", "password")}
    try:
        with transaction.atomic():
            reset_password(**given, at=now())
    except Problem as problem:
        return _page(request, "reset_password", problem=problem)
    return _page(request, "done", words=gettext("Your new password is set. Please sign in."))


def _page(
    request: HttpRequest, name: str, *, problem: Problem | None = None, words: str = ""
) -> HttpResponse:
    key = request.POST.get("key") or request.GET.get("key", "")
    context = {"key": key, "problem": problem, "words": words}
    status = status_of(problem) if problem is not None else 200
    response = render(request, f"accounts/{name}.html", context, status=status)
    # The link is a secret: it must not travel on to where the page leads.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


urlpatterns = [
    path("confirm-email", confirm_email_page),
    path("reset-password", reset_password_page),
]
