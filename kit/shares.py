"""How is a whole number split into whole parts that add up?"""

from collections.abc import Sequence


def largest_remainder(total: int, weights: Sequence[int]) -> list[int]:
    """
    Split `total` by `weights` so that the parts sum to `total` exactly.

    Each part is its floor share; what is left goes one by one to the largest
    remainders, ties to the earlier weight. A negative total is split as its
    opposite. Weights that are all zero count as equal.

    :raises ValueError: if there are no weights or one is negative.
    """
    if not weights or min(weights) < 0:
        raise ValueError("weights must be a non-empty sequence of non-negative integers")
    if total < 0:
        return [-part for part in largest_remainder(-total, weights)]
    whole = sum(weights)
    if whole == 0:
        return largest_remainder(total, [1] * len(weights))
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_need = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_need[: total - sum(parts)]:
        parts[index] += 1
    return parts
