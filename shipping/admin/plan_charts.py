"""How are figures over time drawn, without a library and for every reader?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext

# In units of the drawing, which is stretched to the room that there is.
_WIDTH, _HEIGHT = 1_000, 200
_GRID = format_html_join(
    "",
    '<path class="grid" d="M0 {}H{}"/>',
    ((level, _WIDTH) for level in range(0, _HEIGHT + 1, _HEIGHT // 4)),
)
# So many lines have a colour of their own in planning.css.
COLOURS = 8


@dataclass(frozen=True, slots=True)
class Series:
    """One line: its name, its values in the order of time, None where there is none, each also in words."""

    name: str
    values: Sequence[float | None]
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with the words beside it: the top of its scale, its first and last instant, its legend."""

    drawing: str
    top: str
    first: str
    last: str
    legend: Sequence[tuple[int, str, str]]


def chart(series: Sequence[Series], *, most: float, top: str, first: str, last: str) -> Chart:
    """
    Lines from nothing up to `most`, which `top` says in words, each told whole to those who can't see them.

    All series have their values at the same instants.
    """
    drawn = format_html_join(
        "",
        '<g class="line c{}"><title>{}</title>{}</g>',
        (
            (place % COLOURS, f"{each.name}: {', '.join(filter(None, each.words))}", _path(each.values, most))
            for place, each in enumerate(series)
        ),
    )
    drawing = format_html(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        _WIDTH,
        _HEIGHT,
        _told(series, first, last),
        _GRID,
        drawn,
    )
    legend = [(place % COLOURS, each.name, _last(each.words)) for place, each in enumerate(series)]
    return Chart(drawing, top, first, last, legend)


def spark(values: Sequence[float | None], *, most: float, words: str) -> str:
    """A small line without a scale, told in words; nothing where there is at most one value."""
    if sum(value is not None for value in values) < 2:
        return ""
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<g class="line c0">{}</g></svg>',
        _WIDTH,
        _HEIGHT,
        words,
        _path(values, most),
    )


def _path(values: Sequence[float | None], most: float) -> str:
    """Where a value lacks the line has a gap; one alone is drawn across its share of the width."""
    step = _WIDTH / max(len(values) - 1, 1)
    half = _WIDTH / 2 if len(values) == 1 else min(step / 2, 12)
    parts = []
    for run in _runs(values):
        if len(run) == 1:
            place, value = run[0]
            middle = _WIDTH / 2 if len(values) == 1 else place * step
            level = _level(value, most)
            parts.append(
                f"M{max(middle - half, 0):.1f} {level:.1f}L{min(middle + half, _WIDTH):.1f} {level:.1f}"
            )
        else:
            spots = (f"{place * step:.1f} {_level(value, most):.1f}" for place, value in run)
            parts.append("M" + "L".join(spots))
    return format_html('<path d="{}"/>', "".join(parts))


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is not None:
            runs[-1].append((place, value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _level(value: float, most: float) -> float:
    return _HEIGHT * (1 - min(max(value / most, 0), 1)) if most else float(_HEIGHT)


def _told(series: Sequence[Series], first: str, last: str) -> str:
    told = gettext("From %(first)s to %(last)s. %(lines)s")
    lines = "; ".join(f"{each.name}: {_first(each.words)} → {_last(each.words)}" for each in series)
    return told % {"first": first, "last": last, "lines": lines}


def _first(words: Sequence[str]) -> str:
    return next((each for each in words if each), "–")


def _last(words: Sequence[str]) -> str:
    return _first(words[::-1])
