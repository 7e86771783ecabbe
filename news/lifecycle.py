"""Which moves of a webhook endpoint and of a mail are legal?"""

from kit.lifecycle import Lifecycle

ENDPOINT = Lifecycle(
    "webhook_endpoint",
    {
        "enabled": {"disabled", "deleted"},
        "disabled": {"enabled", "deleted"},
    },
)

# What is gathered waits for its reader's next digest, and is folded into it. A mail is suppressed where its
# reader wants none of its topic, its address can't be reached, or what it says no longer holds.
MAIL = Lifecycle(
    "mail",
    {
        "waiting": {"sent", "failed", "bounced", "suppressed"},
        "gathered": {"folded", "suppressed"},
        "sent": {"bounced"},
        "failed": {"waiting"},
        "suppressed": {"waiting"},
    },
)
