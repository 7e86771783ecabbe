"""Which pages open when somebody follows a link at the foot of a mail?"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.landing import OPENED_AND_ANSWERED, landing, show
from kit.clock import now
from kit.errors import Problem
from news.links import again_key, read_again_key, read_preferences_key, read_unsubscribe_key
from news.operations.preferring import choose, choose_offered, unsubscribe
from news.queries.mails import offered_to
from news.topics import AT_ONCE, DIGEST, MODES, OFF, TOPICS


# The signed key is the authority: a mail program that follows RFC 8058 has no cookie.
@csrf_exempt
@landing
@require_http_methods(OPENED_AND_ANSWERED)
def unsubscribe_page(request: HttpRequest) -> HttpResponse:
    """Ask first, end the topic on POST, from a browser's button as from a mail program; or begin it again."""
    if request.method == "POST" and "again" in request.POST:
        return _begin_again(request)
    key = request.GET.get("key") or request.POST.get("key", "")
    try:
        user_id, topic = read_unsubscribe_key(key)
    except Problem as problem:
        return show(request, "news/unsubscribe.html", problem=problem)
    title = gettext("What you hear once a day") if topic == DIGEST else TOPICS[topic]
    if request.method != "POST":
        return show(request, "news/unsubscribe.html", topic=title)
    with transaction.atomic():
        ended = unsubscribe(user_id=user_id, topic=topic, at=now())
    heard = {each: AT_ONCE if mode == OFF else mode for each, mode in ended.items()}
    again = again_key(user_id, heard) if heard else ""
    return show(request, "news/unsubscribed.html", topic=title, again=again)


def _begin_again(request: HttpRequest) -> HttpResponse:
    """Let who has unsubscribed by mistake hear of it as before."""
    try:
        user_id, modes = read_again_key(request.POST["again"])
    except Problem as problem:
        return show(request, "news/unsubscribe.html", problem=problem)
    with transaction.atomic():
        choose(user_id=user_id, modes=modes, at=now())
    return show(request, "news/subscribed.html", topics=[TOPICS[topic] for topic in modes])


@landing
@require_http_methods(OPENED_AND_ANSWERED)
def preferences_page(request: HttpRequest) -> HttpResponse:
    """How to hear of each topic, without signing in."""
    key = request.POST.get("key") or request.GET.get("key", "")
    try:
        user_id = read_preferences_key(key)
    except Problem as problem:
        return show(request, "news/preferences.html", problem=problem)
    if request.method == "POST":
        given = {topic: mode for topic in TOPICS if (mode := request.POST.get(topic, "")) in MODES}
        try:
            with transaction.atomic():
                choose_offered(user_id=user_id, modes=given, at=now())
        except Problem as problem:
            return show(request, "news/preferences.html", problem=problem)
    modes = [(topic, TOPICS[topic], mode) for topic, mode in offered_to(user_id).items()]
    return show(
        request, "news/preferences.html", modes=modes, choices=MODES.items(), saved=request.method == "POST"
    )


urlpatterns = [
    path("unsubscribe", unsubscribe_page),
    path("preferences", preferences_page),
]
