"""Which numbers does the shop window go by?"""

from datetime import timedelta

LANGUAGES = ("en", "ru", "kk", "zh-Hans")

# So many touches are claimed, and so many listings made anew, in one transaction.
REFRESH_BATCH = 1_000
REBUILD_BATCH = 1_000
# The clock asks this often whether something that buyers see has changed.
REFRESH_EVERY = timedelta(seconds=1)
REFRESH_FOR = timedelta(seconds=20)
# Trains fill slowly; what a cart is quoted is worked out anew anyway.
ESTIMATE_EVERY = timedelta(minutes=1)

# To which place the estimate of a market is told, before the buyer says where they live.
HUB = {"CN": "CN-LYG-BASE", "KZ": "KZ-ALMATY1"}
TIMEZONE = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}
# A parcel of this size stands for whatever will be ordered.
ESTIMATED_G = 10_000
ESTIMATED_CM3 = 20_000
HAND_IN_WORKING_DAYS = 2
SELLER_DAY_ENDS_HOUR = 18

# Facets are counted over at most so many hits; the answer says whether that was all of them.
FACET_ROWS = 2_000
# Of each facet at most so many values are told, the most frequent first.
FACET_VALUES = 30
MAX_NOTICES = 200
NOTICE_BATCH = 500

# Stands in ready JSON for the address of pictures, which is a setting.
IMAGES_PLACE = "\x01"
# How many listings have a word is counted among the newest so many.
COUNTED_LISTINGS = 50_000
RECOUNT_EVERY = timedelta(minutes=10)
# The best of so many hits are ranked; common words have more, and the answer says so.
RANKED_HITS = 200
# By price, name or age so many are sorted. Where there are more, a page of them is met along the index
# that has that order, of which at most so many rows are looked at.
SORTED_HITS = 2_000
SORTED_WALK = 20_000
# So many hits are looked through for those that fulfil what documents don't say.
LOOKED_THROUGH = 4_000
# Where so few have everything, others that have most of it follow them.
FEW_HITS = 10
# Above so many listings, words that very many have are looked for in a part of them first; ...
LARGE_CATALOGUE = 50_000
# ... above so many, what says only part of a query is looked for nowhere else.
VAST_CATALOGUE = 200_000
# If the part has so many, those are enough to rank.
PART_HITS = 100
# A search through what is common looks at so many of the newest listings.
WALKED_LISTINGS = 1_500
SUGGESTIONS = 10
# Whether goods have words together is judged by so many of those that say them anywhere.
LOOKED_OVER = 60
SUGGESTION_CACHING = "public, max-age=60"

MARKETS = ("CN", "KZ")
# Each market has two windows, one in each world: whoever asks for one of them sees nothing of the other.
WINDOWS = (*MARKETS, *(market.lower() for market in MARKETS))
MARKET_CURRENCY = {"CN": "CNY", "KZ": "KZT"}
# What is sold out must not be shown as there for longer than two seconds, by no cache either.
PUBLIC_CACHING = "public, max-age=1"
