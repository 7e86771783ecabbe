"""Which moves of a webhook endpoint are legal?"""

from kit.lifecycle import Lifecycle

ENDPOINT = Lifecycle(
    "webhook_endpoint",
    {
        "enabled": {"disabled", "deleted"},
        "disabled": {"enabled", "deleted"},
    },
)
