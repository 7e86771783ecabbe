"""Which address leads to which app?"""

from importlib.util import find_spec

from django.urls import include, path

from accounts.sites import staff_site

urlpatterns = [path("admin/", staff_site.urls)]
