"""Which addresses under /api/v1 belong to the shop window?"""

from django.urls import path

from storefront.rest import browsing, noticing, suggesting

urlpatterns = [
    path("products", browsing.ProductsDoor.as_view()),
    path("products/suggestions", suggesting.SuggestionsDoor.as_view()),
    path("me/notices", noticing.NoticesDoor.as_view()),
    path("me/notices/<uuid:notice_id>", noticing.NoticeDoor.as_view()),
    path("me/notices/<uuid:notice_id>/cancel", noticing.StopWaitingDoor.as_view()),
    path("products/<uuid:listing_id>", browsing.ProductDoor.as_view()),
]
