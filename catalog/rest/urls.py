"""Which addresses under /api/v1 belong to the catalogue?"""

from django.urls import path

from catalog.rest import browsing

urlpatterns = [
    path("products", browsing.ProductsDoor.as_view()),
    path("products/<uuid:listing_id>", browsing.ProductDoor.as_view()),
]
