"""What time is it, for the doors that hand the clock inward?"""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant as an aware UTC datetime."""
    return datetime.now(UTC)
