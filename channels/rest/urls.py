"""Which addresses under /api/v1 belong to the channels?"""

from django.urls import path

from channels.rest import access, feeds, order_exchange

_FEED = "seller/feeds/<uuid:feed_id>"

urlpatterns = [
    path("seller/exchange", access.ExchangeAccessDoor.as_view()),
    path("seller/exchange/rotate", access.RotateExchangeAccessDoor.as_view()),
    path("seller/exchange/revoke", access.RevokeExchangeAccessDoor.as_view()),
    path("seller/exchange/orders", order_exchange.OrderExchangeDoor.as_view()),
    path("seller/exchange/reports", order_exchange.OrderReportsDoor.as_view()),
    path("seller/feeds", feeds.FeedsDoor.as_view()),
    path(_FEED, feeds.FeedDoor.as_view()),
    path(f"{_FEED}/change-address", feeds.FeedAddressDoor.as_view()),
    path(f"{_FEED}/close", feeds.CloseFeedDoor.as_view()),
]
