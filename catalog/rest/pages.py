"""Which addresses outside the API belong to the catalogue?"""

from django.urls import re_path

from catalog.filing import FOLDER
from catalog.rest.serving import serve

urlpatterns = [
    re_path(
        rf"^{FOLDER}/(?P<folder>[0-9a-f]{{2}})/(?P<key>[0-9a-f]{{32}})-(?P<side>320|800|1600)\.webp\Z", serve
    ),
]
