"""How is a function told to be compiled, and kept so?"""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit
from numba.core import config

from shipping.planning.caching import cache_folder

# Where compiled code goes is decided when a function is told to be compiled, which is after this line.
setattr(config, "CACHE_DIR", str(cache_folder()))  # noqa: B010

F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """The function as machine code, made at its first call or read from where `compiling` keeps it."""
    return cast(F, njit(cache=True)(function))
