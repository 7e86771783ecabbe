"""How good is a list of hits, by grades that people gave before any search was run?"""

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

JUDGED = Path(__file__).parent / "judged.tsv"
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, and how much each listing is worth to who typed it: 3 what they meant, 0 nothing, by SKU."""

    market: str
    kind: str
    query: str
    grades: Mapping[str, int]


def judged_set(skus: Sequence[str]) -> list[Judged]:
    """The judged queries; a grade is given to all SKUs that fit a pattern, the first that fits counts."""
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return [
            Judged(row["market"], row["kind"], row["query"], _grades(row["grades"], skus))
            for row in csv.DictReader(file, delimiter="\t")
        ]


def _grades(text: str, skus: Sequence[str]) -> dict[str, int]:
    patterns = [part.rsplit(":", 1) for part in text.split()]
    found: dict[str, int] = {}
    for sku in skus:
        grade = next((int(grade) for pattern, grade in patterns if fnmatchcase(sku, pattern)), 0)
        if grade:
            found[sku] = grade
    return found


def ndcg(hits: Sequence[str], grades: Mapping[str, int], *, depth: int = DEPTH) -> float:
    """Normalised discounted cumulative gain: 1 if no order of all listings would be better."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(sku, 0) for sku in hits[:depth]]) / best if best else float(not hits)


def _gain(grades: Sequence[int]) -> float:
    return sum((float(2**grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
