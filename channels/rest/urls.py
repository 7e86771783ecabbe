"""Which addresses under /api/v1 belong to the channels?"""

from django.urls import path

from channels.rest import access

urlpatterns = [
    path("seller/exchange", access.ExchangeAccessDoor.as_view()),
    path("seller/exchange/rotate", access.RotateExchangeAccessDoor.as_view()),
    path("seller/exchange/revoke", access.RevokeExchangeAccessDoor.as_view()),
]
