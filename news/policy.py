"""Which numbers of news may an operator argue about?"""

from datetime import time, timedelta

from accounts.policy import Limit

# How often events are handed on, how many in one transaction, and for how long before others have their turn.
DISPATCH_EVERY = timedelta(seconds=1)
DISPATCH_BATCH = 500
DISPATCH_FOR = timedelta(seconds=30)
# When an event is tried again that could not be handed on.
ASIDE_FOR = timedelta(minutes=5)

# No event takes more bytes to tell, so that readers know what to expect.
LARGEST_BODY_B = 20_000

# How many webhook endpoints one organisation or person may have, how many types of events one may name.
ENDPOINTS_PER_OWNER = 20
MOST_EVENT_TYPES = 100
# For how long the secret before a rotation still signs.
OLD_SECRET_FOR = timedelta(hours=24)
# How many workers may call endpoints at once, over all machines; each has its own share of endpoints.
LANES = 1
# For how long one turn of a sender lasts, after how long without work it ends, and how often it looks.
SEND_FOR = timedelta(seconds=45)
SEND_IDLE = timedelta(milliseconds=200)
SEND_TICK = timedelta(milliseconds=50)
SEND_EVERY = timedelta(seconds=1)
# How many calls are in flight at most, of all endpoints in a lane and of one.
MOST_IN_FLIGHT = 512
MOST_IN_FLIGHT_EACH = 8
# One that has only failed for so long gets one call at a time, and a second that was asked for by name.
FAILING_AFTER = timedelta(minutes=1)
MOST_IN_FLIGHT_FAILING = 2
# It rests between two calls for a part of the time that it has failed, up to so long.
REST_SHARE = 8
LONGEST_REST = timedelta(minutes=5)
# How long a call belongs to the sender that claimed it; well above what a call may take.
LEASE = timedelta(seconds=60)
# What a call may take, and what of its answer is read and kept.
CALL_S = 15.0
CONNECT_S = 5.0
ANSWER_READ_B = 64 * 1024
ANSWER_KEPT_B = 2 * 1024
# After which waits a call is tried again, each spread by a fifth, and when it is given up.
RETRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
RETRY_SPREAD = 0.2
GIVE_UP_AFTER = timedelta(days=3)
LONGEST_RETRY_AFTER = timedelta(hours=1)
# An endpoint that has done nothing but fail for so long is switched off.
OFF_AFTER = timedelta(days=7)
# How long calls stay on record, and how many rows one statement forgets.
LOG_KEPT = timedelta(days=30)
FORGET_BATCH = 2_000
# How many calls one request may repeat, and how many requests one caller may make to that end, or for tests.
REPLAYED_AT_ONCE = 1_000
REPLAYS_BY_CALLER = Limit("webhook-replay", 1_000, 3600)
TESTS_BY_CALLER = Limit("webhook-test", 600, 3600)
# How often due mails are sent, how many are claimed together, for how long before others have their turn.
MAIL_EVERY = timedelta(seconds=5)
MAIL_BATCH = 10
MAIL_FOR = timedelta(seconds=30)
# For how long a batch goes on at a server that takes its time: with the above below the limit of a task.
MAIL_BATCH_FOR = timedelta(seconds=40)
# Longer than a batch takes at its slowest; what a crashed sender had in hand waits for no longer.
MAIL_LEASE = timedelta(minutes=3)
# While the server is away a mail is tried again after the first of these, then twice as late, up to the last.
MAIL_FIRST_PAUSE = timedelta(seconds=30)
MAIL_LAST_PAUSE = timedelta(minutes=15)
MAIL_GIVEN_UP_AFTER = timedelta(days=3)
# After so many tries, about an hour, a mail at which the server hangs up holds the others no longer.
MAIL_HOLDS_TRIES = 8
# A mail that takes its sender down with it is not tried for ever.
MAIL_ATTEMPTS = 400
# What a sent mail was made of is forgotten after so long; that it was sent stays.
MAIL_FACTS_KEPT = timedelta(days=90)
MAIL_PRUNED_AT_ONCE = 5_000

# When a digest is made, by the clocks of the place where each language is read, so that it is there by eight.
DIGEST_AT = time(7, 40)
DIGEST_ZONES = {"en": "Asia/Almaty", "ru": "Asia/Almaty", "kk": "Asia/Almaty", "zh-Hans": "Asia/Shanghai"}
# How many lines one has, and how many are made in one transaction.
DIGEST_LINES = 100
DIGESTS_AT_ONCE = 200

# For how long a reader may pull an event.
PULLED_FOR = timedelta(days=90)
# How far one request looks for events of some types.
LOOKED_THROUGH_AT_ONCE = 5_000
