"""Which addresses outside the API belong to the channels?"""

from django.urls import re_path

from channels.rest.serving_feeds import serve

urlpatterns = [
    re_path(
        r"^feeds/(?P<feed_id>[0-9a-f]{32})/(?P<token>[0-9a-f]{40})/feed\.(?P<extension>[a-z]{3})\Z",
        serve,
        name="feed",
    ),
]
