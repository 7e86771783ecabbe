"""How does a page of the consoles reach a member of staff?"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.desk import is_trusted
from accounts.policy import STAFF_GROUPS
from accounts.sites import staff_site
from kit.words import Words

View = Callable[..., HttpResponse]

# Whoever may change what is shown; the others look.
MOVERS = ("dispatch",)


def for_staff(view: View) -> View:
    """A page that any group of staff may look at, after signing in; posts need their CSRF token."""

    @wraps(view)
    def looked_at(request: HttpRequest, **captured: Any) -> HttpResponse:
        if not is_trusted(request, STAFF_GROUPS):
            raise PermissionDenied
        return view(request, **captured)

    return staff_site.admin_view(looked_at)  # type: ignore[no-any-return]


def may_move(request: HttpRequest) -> bool:
    """Whether the reader may do more than look."""
    return is_trusted(request, MOVERS)


def refuse_others(request: HttpRequest) -> None:
    """
    Let only dispatchers on.

    :raises PermissionDenied: for everybody else.
    """
    if not may_move(request):
        raise PermissionDenied


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, title: Words, status: int = 200
) -> HttpResponse:
    """
    A part of a page for our script, which asks with `part=1`; the whole page for everybody else.

    The part's template is `consoles/board/<template>.html`.
    """
    part = f"consoles/board/{template}.html"
    known = {**context, "may_move": may_move(request), "title": title}
    if request.GET.get("part"):
        return TemplateResponse(request, part, known, status=status)
    whole = {**staff_site.each_context(request), **known, "part": part}
    return TemplateResponse(request, "consoles/board/page.html", whole, status=status)
