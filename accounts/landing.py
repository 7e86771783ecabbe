"""How do the pages behind mailed links speak and look?"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache

from kit.errors import Problem
from kit.http import status_of

Page = Callable[[HttpRequest], HttpResponse]
# Scanners of mail ask for the head alone, and warn of links that don't answer.
OPENED_AND_ANSWERED = ["GET", "HEAD", "POST"]


def page_url(page: str, **query: str) -> str:
    """The public address of one of the pages that mails about accounts link to."""
    return f"{settings.PUBLIC_URL}/account/{page}?{urlencode(query)}"


def landing(page: Page) -> Page:
    """
    Let a page speak the language of the mail that led to it, or the one that its reader picks there.

    Its link is a secret: it is kept in no cache, and doesn't travel on to other sites. With no referrer at
    all browsers would name no origin either when the button is pressed, and be refused as forgers.
    """

    @never_cache
    @wraps(page)
    def in_language(request: HttpRequest) -> HttpResponse:
        asked = request.POST.get("lang") or request.GET.get("lang", "")
        if asked.lower() in dict(settings.LANGUAGES):
            translation.activate(asked.lower())
            request.LANGUAGE_CODE = asked.lower()
        response = page(request)
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    return in_language


def show(
    request: HttpRequest, template: str, *, problem: Problem | None = None, **facts: Any
) -> HttpResponse:
    """A page with the key that its form sends on, what went wrong, and the other languages it speaks."""
    key = request.POST.get("key") or request.GET.get("key", "")
    here = translation.get_language()
    context = {
        "key": key,
        "lang": here,
        "problem": problem,
        "shop": settings.SHOP_NAME,
        "languages": [
            (code, name, f"?{urlencode({'key': key, 'lang': code})}")
            for code, name in settings.LANGUAGES
            if code != here
        ],
        **facts,
    }
    return render(request, template, context, status=status_of(problem) if problem is not None else 200)
