"""Which business numbers does the catalogue go by."""

# Rule 17: share of its shelf life that a lot must still have on the day of arrival.
SHELF_LIFE_SHARE_ON_ARRIVAL = 0.5

# A cap far above any real lot keeps a slip of the finger out of the ledger.
MAX_UNITS_PER_MOVE = 1_000_000

# The newest price a seller may ask for one unit, in minor units of its currency.
MAX_PRICE_MINOR = 10_000_000_000

LANGUAGES = ("en", "ru", "kk", "zh-Hans")
MARKETS = ("CN", "KZ")
MARKET_CURRENCY = {"CN": "CNY", "KZ": "KZT"}
