"""Which rows do the channels keep?"""

from channels.models.exchanges import Exchange, ExchangeAccess, ExchangeFile, ExchangePiece
from channels.models.feeds import GoodsFeed, GoodsFeedItem, GoodsFeedMove
from channels.models.sales import OrderReport

__all__ = [
    "Exchange",
    "ExchangeAccess",
    "ExchangeFile",
    "ExchangePiece",
    "GoodsFeed",
    "GoodsFeedItem",
    "GoodsFeedMove",
    "OrderReport",
]
