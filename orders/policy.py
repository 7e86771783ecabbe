"""Which business numbers do orders go by."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

QUOTE_HELD_FOR = timedelta(minutes=30)
CART_LIVES_FOR = timedelta(days=30)

# An order for which nobody starts a payment lets its stock go after this.
UNPAID_WITHOUT_PAYMENT = timedelta(minutes=30)

SELLER_ACCEPT_WORKING_DAYS = 2
HAND_IN_WORKING_DAYS = 2
CLAIM_WINDOW = timedelta(days=7)

# On record as the reason why an order was declined by itself.
NOT_ANSWERED = "The seller did not answer in time."
# A seller who has said nothing is told once more so long before the order is declined by itself.
REMIND_BEFORE = timedelta(hours=24)

# How long a bank may take with money that has left us; told to the buyer, never waited for.
REFUND_BANKING_DAYS = 5

# Eight days planned, twelve at the ninetieth percentile: what lies between is not promised away.
PROMISE_SLACK = timedelta(days=4)

MAX_CART_LINES = 50
MAX_LINE_UNITS = 10_000
MAX_ADDRESSES = 20
# In whose names one account may order.
MAX_IDENTITIES = 10
SWEEP_EVERY = timedelta(seconds=30)
SWEEP_SIZE = 200

# Whose calendar days count where the law or a shelf life speaks of a day.
MARKET_TIMEZONE = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}
SELLER_TIMEZONE = MARKET_TIMEZONE
# In which a seller's own books are kept.
SELLER_CURRENCY = {"CN": "CNY", "KZ": "KZT"}
SELLER_DAY_ENDS_HOUR = 18

# By the seller's own law on what leaves the country: nought in Kazakhstan (Tax Code in force from 2026-01-01,
# export of goods, as before) and in China (Law on VAT in force from 2026-01-01, article 10).
EXPORT_VAT_PERCENT: Mapping[str, Decimal] = {"CN": Decimal(0), "KZ": Decimal(0)}

# Where households bring in goods untaxed up to a limit that the law gives in euros.
FREE_LIMITS_IN_EUROS = frozenset({"KZ"})

# Baskets by which staff see what a change of the law would do: goods of the code on sale, else goods worth
# so much, in minor units of the market's currency; freight is taken as so many hundredths of the goods.
SAMPLE_GOODS_MINOR = {
    "CN": (10_000, 100_000, 580_000),
    "KZ": (5_000_000, 15_000_000, 50_000_000),
}
SAMPLE_UNIT_G = 1_000
SAMPLE_FREIGHT_PERCENT = 10
SAMPLE_UNITS = (1, 10, 1)
# How many of the quotes that are held one page of staff lists.
HELD_QUOTES_SHOWN = 25

# Where customs ask in whose name a household brings goods in.
IDENTITY_NEEDED_IN = frozenset({"CN"})
IDENTITY_SEALED_AS = "import identity"
IDENTITY_NAME_SEALED_AS = "name of an import identity"
HASH_KEY_SEALED_AS = "key of identities"
# Who may read the whole number of a card, with a reason that stays on record.
IDENTITY_READERS = ("customs",)

# Who lets the shop bear a coupon, and stops any.
COUPON_KEEPERS = ("finance",)

# Rule 19: one cubic metre counts as so many kilograms.
CHARGEABLE_KG_PER_M3 = 500

# What staff write down about an order, and what they may attach to it.
LONGEST_NOTE = 2_000
MOST_ATTACHMENTS = 5
LARGEST_ATTACHMENT_B = 10 * 1024 * 1024
# The longer side that a note's photo is kept with.
PHOTO_SIDE_PX = 2_048
# Whoever sees an order reads what was written about it; these write.
NOTE_WRITERS = ("support",)

# Returns and claims. A buyer opens them so long after the delivery was known; while nothing came they may be
# opened as soon as goods are lost, kept by customs, or later than promised.
# Goods that are as ordered may go back by the law of where the buyer lives, food apart: China, Law on the
# Protection of Consumer Rights and Interests (2013), art. 25: 7 days; Kazakhstan, Law on Protection of
# Consumer Rights (2010), art. 30: 14 days.
CHANGED_MIND_WINDOW = {"CN": timedelta(days=7), "KZ": timedelta(days=14)}
# Chapters of the Harmonised System that are food, drink and live things: what left the shop isn't sold again.
FOOD_CHAPTERS = frozenset(f"{chapter:02}" for chapter in range(1, 25))
# Then staff answer in the seller's stead.
CLAIM_ANSWER_WITHIN = timedelta(days=3)
# An approved return that isn't sent back by then is over.
CLAIM_SEND_WITHIN = timedelta(days=14)
# A seller's money that waits for a decision waits no longer than this.
CLAIM_HOLDS_MONEY_FOR = timedelta(days=60)
LONGEST_CLAIM_TEXT = 2_000
MOST_CLAIM_MESSAGES = 100
MOST_CLAIM_PHOTOS = 10
MOST_OPEN_CLAIMS = 10
# On record as the reason why a return ended by itself.
NOT_SENT_BACK = "The goods were not sent back in time."

# Sheets of freight tariffs, and the parcels by which staff see what one would change: grams, cubic
# centimetres, each with goods worth so much in minor units of the tariff's currency.
TARIFF_SHEET_BYTES = 2 * 1024 * 1024
TARIFF_SHEET_UNPACKED_BYTES = 20 * 1024 * 1024
MOST_TARIFF_ROWS = 2_000
SAMPLE_PARCELS = ((1_000, 3_000), (20_000, 60_000), (200_000, 600_000))
SAMPLE_WORTH_MINOR = 10_000

# So many orders of recalled lots are looked after in one sweep.
RECALL_BATCH = 200
# Their goods that may still leave are looked at again after so long.
RECALL_LOOKED_AT_AGAIN = timedelta(hours=1)

# Orders whose papers are printed at once: a drawing of hundreds of pages takes a second or two. An order may
# have hundreds of parcels, each with a label of its own.
MAX_ORDERS_PRINTED = 100
MAX_LABELS_PRINTED = 500
