"""Which address leads to which app?"""

from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from accounts.sites import seller_site, staff_site

APPS = ("accounts", "news", "catalog", "shipping", "payments", "orders", "storefront", "channels")

urlpatterns = [
    *(path("api/v1/", include(f"{app}.rest.urls")) for app in APPS),
    path("api/v1/", include("news.rest.mail_urls")),
    path(
        "api/v1/schema",
        SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[]),
        name="schema",
    ),
    path(
        "api/docs",
        SpectacularSwaggerSplitView.as_view(
            url_name="schema", authentication_classes=[], permission_classes=[]
        ),
        name="docs",
    ),
    # Shop windows are built by clients; whoever opens the bare address is shown what to build on.
    path("", RedirectView.as_view(url="/api/docs")),
    path("account/", include("accounts.rest.pages")),
    path("mail/", include("news.rest.pages")),
    path("mail-events/", include("news.rest.tracking")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("catalog.rest.pages")),
    path("", include("shipping.rest.pages")),
    path("", include("payments.rest.pages")),
    path("", include("orders.rest.pages")),
    path("", include("channels.rest.pages")),
    path("admin/", staff_site.urls),
    path("seller/", seller_site.urls),
]
handler400 = "kit.faults.bad_request"
handler403 = "kit.faults.denied"
handler404 = "kit.faults.not_found"
handler500 = "kit.faults.server_error"
