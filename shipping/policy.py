"""Which business numbers does the railway go by."""

from datetime import timedelta

# One place on a train is a forty-foot position: two TEU, counted in thousandths.
PLACE_MTEU = 2_000

# A place takes a wagon's length of a train: on 1520 the conditional wagon in which station tracks are
# counted, on 1435 a flat wagon over its couplers. Neither figure was confirmed by a look-up.
WAGON_MM = {1520: 14_000, 1435: 13_466}

# What a place kept for a seller takes of a train's mass, before it is known which box will stand on
# it: a forty-foot box on Chinese scheduled trains may weigh so much (sinoeurorailway.com).
KEPT_GROSS_G = 25_000_000

# How long places on one train are held for somebody who has not booked yet (rule 11), how long at most.
HOLD_MINUTES = 30
MOST_HOLD_MINUTES = 3 * 24 * 60

TIMETABLE_AHEAD = timedelta(weeks=12)

# A train that can't run on its day is shifted by so many days at most, else it rests.
SHIFT_AT_MOST_DAYS = 3

# A departure edited by hand leaves within so many days of its nominal day, else it is another train.
EDIT_AT_MOST_DAYS = 14

# What an upload of the timetable may weigh, unpack to and hold.
MAX_SHEET_BYTES = 1_000_000
MAX_UNPACKED_BYTES = 20_000_000
MAX_SHEET_ROWS = 2_000

SWEEP_EVERY = timedelta(seconds=30)
SWEEP_SIZE = 500

# After so many trains that a shipment was not handed in for, a person has to look.
MAX_MISSED = 3

# After so many tries a person has to look; the counts are kept in the row.
MAX_CLAIMS = 50
MAX_ERRORS = 5

# How many departures are looked at for one shipment; twelve weeks hold 84 of two services, and the
# first to be reached come first.
MAX_CANDIDATES = 60
# A quote asks about so many at once: hardly any needs the next ones to find a train and its neighbours.
LOOKED_AT_TOGETHER = 12

# How many trains are looked at for one that goods would reach if they were handed in sooner than planned.
MOST_EARLIER = 10

# Onto which trains a dispatcher may choose to move a shipment: how far ahead, how many at most.
CHOICES_AHEAD = timedelta(weeks=4)
MOST_CHOICES = 120

# Whoever moves a shipment without saying which state they saw can't have seen a move so recent.
MOVED_JUST_NOW = timedelta(seconds=2)

# Work between payment and hand-in at the seller's warehouse, besides the seller's own handling days.
HAND_IN_WORKING_DAYS = 2

# A report dated later than this is refused, unless its key is marked for simulation.
REPORT_AHEAD = timedelta(minutes=15)

MAX_EVENTS_PER_POST = 500

# So many packages, cartons, pallets may be named of one container: a full one holds some 830 bags.
MAX_PIECES = 3_000

# Company prefix of GS1's demonstration range; a real operator sets their own.
SSCC_PREFIX = "3952100"

# When goods leave the destination station, and reach the door: what a simulated report is dated by.
OUT_FOR_DELIVERY_AFTER = timedelta(hours=12)
DELIVERED_AFTER = timedelta(hours=24)

# With fewer observations a leg takes what the timetable says; of more than these the latest count.
OBSERVATIONS_NEEDED = 30
OBSERVATIONS_USED = 100

# A promise names the days within which so many of a hundred such journeys end. Its ends are rarer
# than a median, so more of the past is asked: by a hundred runs, what is promised as 90 is 85 to 95
# for most histories only, by three hundred for all but a few.
PROMISED_PERCENT = 90
OBSERVATIONS_PROMISED_BY = 300

# So many shipments of a cancelled train are moved in one transaction.
ROLLED_AT_ONCE = 100

# How many later trains of a leg a container asks for room, soonest first.
TRANSFER_TRIES = 20

# How many later trains of a leg a dry run looks at: some weeks of them.
LATER_TRAINS = 100

# --- scenarios: what staff ask of a railway that isn't so, solved aside -----------------------------------
# How long the planner may have for each of both plans; how many questions may wait, be asked in an hour.
SCENARIO_SECONDS = (10, 20, 30, 45)
MOST_SCENARIOS_OPEN = 4
MOST_SCENARIOS_AN_HOUR = 20
# What the work takes besides: reading the book, starting the planner twice, judging.
SCENARIO_OVERHEAD = timedelta(seconds=120)
SCENARIO_TRIES = 2
# The planner's processes for a scenario, and the address space of each: the live book's plan goes first.
SCENARIO_WORKERS = 1
SCENARIO_MEMORY_MB = 4_000
MOST_DAYS_LATER = 14

# --- the planning page: of what it shows so much -----------------------------------------------------------
MOVES_SHOWN = 12
PLANS_COMPARED = 40
COMPARED_OVER = timedelta(days=30)
TRAINS_COMPARED = 40
WAITING_WEIGHED = 15
SCENARIOS_SHOWN = 8

# --- planning: what a plan is judged by, in cents of the US dollar; staff may enter their own -----------
# A container on one train by its size-type, else by its TEU; and by crossing and direction in percent.
# Planning defaults, shaped after quoted through rates of 2025; no tariff was confirmed.
HAUL_CENTS = {"22G1": 190_000, "42G1": 320_000, "45G1": 330_000, "22R1": 390_000, "45R1": 620_000}
HAUL_CENTS_PER_TEU = 170_000
HAUL_PERCENT = {
    ("KHORGOS", "KZ-CN"): 100,
    ("KHORGOS", "CN-KZ"): 115,
    ("DOSTYK", "KZ-CN"): 80,
    ("DOSTYK", "CN-KZ"): 92,
}
# What goods are worth to the railway: by m³, or by mass where that is more; never less than so much.
FREIGHT_CENTS_PER_M3 = 11_500
FREIGHT_COOLED_PERCENT = 220
FREIGHT_LEAST_CENTS = 300
CHARGEABLE_KG_PER_M3 = 400
# A day late, of the freight: what keeps, what is cooled, what spoils on a date of its own.
LATE_PER_MILLE, LATE_COOLED_PER_MILLE, LATE_SPOILING_PER_MILLE = 10, 25, 60
STORAGE_CENTS_PER_M3_DAY = 60
REFUSAL_PERCENT = 250
# And never less than this: more than the dearest container, for whatever was paid has to be carried.
REFUSAL_LEAST_CENTS = 800_000
CHANGE_CENTS, CHANGE_PER_MILLE = 200, 30

# Trains that leave later are not planned yet; a twelve weeks' timetable has hundreds of them.
PLAN_AHEAD = timedelta(weeks=4)
# So many of what waits are planned at once.
MOST_PLANNED = 20_000
# From so long before its consolidation cut-off on a train keeps what it has: boxes are being stuffed.
FREEZE_BEFORE_CUT_OFF = timedelta(hours=24)
# What has neither a promise nor a place yet is late after so long.
DUE_WITHOUT_PROMISE = timedelta(days=21)
# Where more of a plan's moves can't be made any more, none is: the next run plans by what is there then.
MOST_LEFT_OUT_PERCENT = 50
# The planner answers by its deadline; by so much later it is ended with all its processes.
PLANNER_OVERRUN = timedelta(seconds=20)
# A run that has not ended so long after its planner's deadline is lost: the next one takes over.
PLAN_LEASE = timedelta(minutes=3)
# Whether the trains are to be planned is asked so often.
PLANNING_ASKED_EVERY = timedelta(minutes=1)
# Runs begin so far apart at least, whatever happens in between.
PLAN_AT_LEAST_APART = timedelta(minutes=2)
# After so many runs in a row that came to nothing the next one is due by the clock alone.
PLAN_TRIES = 3
# Trains are planned once more so shortly before their goods stay where they are.
PLAN_BEFORE_FREEZE = timedelta(minutes=10)
# After so long without a plan in effect a person has to look.
PLAN_SILENCE = timedelta(hours=3)
# A small book gets less time than the operator allows: so many shipments a second, and some seconds at least.
PLAN_GOODS_PER_SECOND, PLAN_LEAST_SECONDS = 200, 5
# What each train cost is kept so long, and runs that moved nothing; moves are kept for ever.
PLANS_KEPT = timedelta(days=90)

# Goods are placed, and planned, on trains that are due so long before their promise: the rest is for delays.
PROMISE_MARGIN = timedelta(days=2)
