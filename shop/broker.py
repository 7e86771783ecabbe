"""How do we hold on to a broker that may be half gone?"""

from typing import Any

TRANSPORT_OPTIONS: dict[str, Any] = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # Both are needed: without them a half-open connection leaves a worker deaf for ever.
    "socket_timeout": 10,
    "health_check_interval": 10,
    "socket_connect_timeout": 3,
    "socket_keepalive": True,
    "global_keyprefix": "shop:",
    "max_retries": 3,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.5,
}
