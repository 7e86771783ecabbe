"""What do staff see of people, organisations, credentials?"""

from accounts.admin import (
    credentials,
    exports,
    organisations,
    own_keys,
    people,
    requests,
    second_factor,
    second_step,
)

__all__ = [
    "credentials",
    "exports",
    "organisations",
    "own_keys",
    "people",
    "requests",
    "second_factor",
    "second_step",
]
