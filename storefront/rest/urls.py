"""Which addresses under /api/v1 belong to the shop window?"""

from django.urls import path

from storefront.rest import browsing

urlpatterns = [
    path("products", browsing.ProductsDoor.as_view()),
    path("products/<uuid:listing_id>", browsing.ProductDoor.as_view()),
]
