"""Which business numbers does the catalogue go by."""

from datetime import timedelta

# Rule 17: share of its shelf life that a lot must still have on the day of arrival.
SHELF_LIFE_SHARE_ON_ARRIVAL = 0.5

# A cap far above any real lot keeps a slip of the finger out of the ledger.
MAX_UNITS_PER_MOVE = 1_000_000
MAX_UNITS_ON_HAND = 1_000_000_000
# A page of a transfer shows all of its lots; a count is closed in one transaction; so many of the lines
# that were refused are named.
MAX_TRANSFER_LINES = 200
MAX_COUNT_LINES = 5_000
REFUSED_LINES_NAMED = 20
# A scanned article number may be of several lots; so many of them are named.
SCANNED_LOTS_NAMED = 20

# The newest price a seller may ask for one unit, in minor units of its currency.
MAX_PRICE_MINOR = 10_000_000_000
# Prices for larger quantities that a listing may have, and listings that one request may price.
MAX_STEPS = 10
MAX_PRICED_AT_ONCE = 1_000
# New listings of a file that one request looks at to hand them in.
LISTINGS_AT_ONCE = 1_000
# A line of a cart holds no more: what asks for more could never be bought.
MAX_MIN_QUANTITY = 10_000

LANGUAGES = ("en", "ru", "kk", "zh-Hans")
MARKETS = ("CN", "KZ")
# By whose clocks a market's law and papers begin and end.
MARKET_TIMEZONE = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}
MARKET_CURRENCY = {"CN": "CNY", "KZ": "KZT"}

LONGEST_NAME = 200
LONGEST_STANDARD = 80
# A description is read, not searched through; a tree is looked over at once.
LONGEST_DESCRIPTION = 10_000
MAX_CATEGORY_DEPTH = 4
MAX_CATEGORIES = 1000
MAX_OPTIONS = 200
MAX_ATTRIBUTE_DECIMALS = 4

TEMPERATURE_CLASSES = ("AMBIENT_DRY", "AMBIENT_COOL_15_21", "CHILLED_2_6", "FROZEN_-18")
SEGREGATION_CLASSES = (
    "COSMETICS",
    "DAIRY_CHILLED",
    "DAIRY_POWDER",
    "DANGEROUS",
    "DRY_FOOD",
    "ELECTRONICS",
    "FEED",
    "FROZEN_MEAT",
    "LIQUID_FOOD",
    "PROJECT_CARGO",
    "TEXTILE",
)
PACKAGE_KINDS = ("bag", "bottle", "carton", "pallet", "tin")

# By which regime households' parcels come in, and how long a page of the public catalogue may be cached.
RETAIL_IMPORT_REGIME = {"CN": "cn_retail_import", "KZ": "kz_ecommerce_goods"}
PUBLIC_MAX_AGE_S = 60
PUBLIC_STALE_S = 300

# Who does what: roles in the seller's own firm, then groups of our staff.
CATALOGUERS = frozenset({"owner", "catalogue"})
STOREKEEPERS = frozenset({"owner", "warehouse"})
OWNERS = frozenset({"owner"})
MODERATORS = frozenset({"onboarding"})
LAWYERS = frozenset({"customs"})
OVERSEERS = frozenset({"onboarding", "customs", "support", "viewer"})

# A slip of the finger, not goods: nothing larger fits a container.
MAX_UNIT_G = 30_000_000
MAX_UNIT_CM3 = 100_000_000
MAX_UNIT_MM = 20_000
MAX_SHELF_LIFE_DAYS = 36_500
MAX_HANDLING_DAYS = 30
# A firm that is away for longer takes its goods from sale.
MAX_AWAY_DAYS = 60

# Pictures: what a seller sends, and for how long files that no row names are kept.
MAX_PICTURE_BYTES = 10_000_000
MAX_IMAGES_PER_PRODUCT = 12
STRAY_FILES_KEPT = timedelta(days=1)

# Papers that end so soon are listed for staff; no page shows more of them than so many.
LAPSING_WITHIN_DAYS = 30
# So many days before its end, and once it has ended, the seller is told of a paper; whoever missed the day of
# a step is told at the next look, but not of papers that ended longer ago.
LAPSING_STEPS_DAYS = (30, 14, 7, 1)
LAPSED_TOLD_FOR = timedelta(days=7)
# Of a variant little is left when it would be gone within so many days at the pace of the last so many, or at
# so few units however slowly it sells.
LOW_STOCK_DAYS = 7
LOW_STOCK_PACE_DAYS = 30
LOW_STOCK_UNITS = 5
# How many rows of a table one letter lists, and one sweep looks at in one transaction.
LOW_STOCK_SHOWN = 50
REMIND_BATCH = 500
# No paper that vouches for goods is older, or holds longer from today: such a year is a slip of the finger.
MAX_CERTIFICATE_YEARS = 50
MAX_CERTIFICATES_SHOWN = 50

# Papers that an authority issues for a lot before it may cross the border; the rest are the
# railway's, the seller's or the declarant's own, made for each train.
CERTIFICATES = frozenset({"phytosanitary_certificate", "veterinary_certificate", "health_certificate"})

# How many listings the gate judges in one transaction, how many of them one letter lists, and after how many
# transactions a run leaves the rest to the next.
GATE_BATCH = 500
GATE_SHOWN = 50
GATE_LOOKS = 40
# Of how many listings and papers of one firm the checklist of its beginning is made.
MAX_LISTINGS_CHECKED = 1_000

# No rate is higher; what staff type above it is a slip of the finger.
MOST_PERCENT = 300
LARGEST_PERSON_LIMIT_G = 10_000_000
LONGEST_SOURCE = 500

# What customs, trains and food law go by: of goods on sale it changes once staff have said so.
LEGAL_FACTS = frozenset(
    {
        "cn10",
        "content",
        "eaeu10",
        "gacc_registration_no",
        "gross_g",
        "gtin13",
        "height_mm",
        "length_mm",
        "net_g",
        "origin_country",
        "package_kind",
        "segregation_class",
        "shelf_life_days",
        "standard",
        "tariff_code_id",
        "temperature_class",
        "unit_id",
        "volume_cm3",
        "width_mm",
    }
)

# Files of goods. The parts of a seller's day that a file may take: its bytes, its rows.
MAX_IMPORT_BYTES = 50_000_000
MAX_IMPORT_ROWS = 150_000
MAX_OPEN_IMPORTS = 3
IMPORTS_AN_HOUR = 60
# Rows that are stored, judged or applied in one transaction, and for how long one turn goes on with them.
IMPORT_CHUNK = 500
IMPORT_TURN = timedelta(seconds=20)
IMPORT_LEASE = timedelta(seconds=90)
IMPORT_ATTEMPTS = 3
IMPORT_UNDO_FOR = timedelta(minutes=10)
IMPORT_FILES_KEPT = timedelta(days=1)
IMPORT_ROWS_KEPT = timedelta(days=30)
# By more than so many percent a price seldom moves on purpose: it is shown before a file or a rule sets it.
LARGE_MOVE_PERCENT = 30
# One sweep nudges no more jobs of files than workers could begin before the next one.
IMPORTS_SWEPT = 20

# Listings of which the prices change at once by one rule; for how long what was shown may be set, and what
# was set be taken back.
MAX_REPRICED = 10_000
PREVIEW_HOLDS = timedelta(minutes=30)
UNDO_WITHIN = timedelta(minutes=10)
