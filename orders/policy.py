"""Which business numbers do orders go by."""

from datetime import timedelta

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
SWEEP_EVERY = timedelta(seconds=30)
SWEEP_SIZE = 200

# Whose calendar days count where the law or a shelf life speaks of a day.
MARKET_TIMEZONE = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}
SELLER_TIMEZONE = MARKET_TIMEZONE
SELLER_DAY_ENDS_HOUR = 18

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

# Sheets of freight tariffs, and the parcels by which staff see what one would change: grams, cubic
# centimetres, each with goods worth so much in minor units of the tariff's currency.
TARIFF_SHEET_BYTES = 2 * 1024 * 1024
TARIFF_SHEET_UNPACKED_BYTES = 20 * 1024 * 1024
MOST_TARIFF_ROWS = 2_000
SAMPLE_PARCELS = ((1_000, 3_000), (20_000, 60_000), (200_000, 600_000))
SAMPLE_WORTH_MINOR = 10_000
