"""Which pages open when somebody follows a link at the foot of a mail?"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.landing import landing, show
from kit.clock import now
from kit.errors import Problem
from news.links import read_preferences_key, read_unsubscribe_key
from news.operations.preferring import choose, unsubscribe
from news.queries.mails import offered_to
from news.topics import DIGEST, MODES, TOPICS


# The signed key is the authority: a mail program that follows RFC 8058 has no cookie.
@csrf_exempt
@landing
@require_http_methods(["GET", "POST"])
def unsubscribe_page(request: HttpRequest) -> HttpResponse:
    """Ask first, end the topic on POST, from a browser's button as from a mail program."""
    key = request.GET.get("key") or request.POST.get("key", "")
    try:
        user_id, topic = read_unsubscribe_key(key)
    except Problem as problem:
        return show(request, "news/unsubscribe.html", problem=problem)
    title = gettext("What you hear once a day") if topic == DIGEST else TOPICS[topic]
    if request.method != "POST":
        return show(request, "news/unsubscribe.html", topic=title)
    with transaction.atomic():
        unsubscribe(user_id=user_id, topic=topic, at=now())
    return show(request, "news/unsubscribed.html", topic=title)


@landing
@require_http_methods(["GET", "POST"])
def preferences_page(request: HttpRequest) -> HttpResponse:
    """How to hear of each topic, without signing in."""
    key = request.POST.get("key") or request.GET.get("key", "")
    try:
        user_id = read_preferences_key(key)
    except Problem as problem:
        return show(request, "news/preferences.html", problem=problem)
    if request.method == "POST":
        given = {topic: mode for topic in TOPICS if (mode := request.POST.get(topic, "")) in MODES}
        with transaction.atomic():
            choose(user_id=user_id, modes=given, at=now())
    modes = [(topic, TOPICS[topic], mode) for topic, mode in offered_to(user_id).items()]
    return show(
        request, "news/preferences.html", modes=modes, choices=MODES.items(), saved=request.method == "POST"
    )


urlpatterns = [
    path("unsubscribe", unsubscribe_page),
    path("preferences", preferences_page),
]
