"""How is the fill of a leg drawn?"""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from shipping.queries.weeks import Fill, LegOfWeek

MEASURES = ("places", "mass", "volume")
# In the order in which they are drawn, from what is certain to what is left.
STATES = ("loaded", "locked", "assigned", "kept", "cut", "free")
# What was free of a train that takes nothing more: nobody can buy it.
UNSOLD = "unsold"
# One shown unit of each measure in the unit of the books, and its name.
_UNITS = {"places": (2_000, ""), "mass": (1_000_000, " t"), "volume": (1_000_000, " m³")}
_CRANES = mark_safe('<span aria-hidden="true">⇄</span>')
_WHAT = {"places": "places", "mass": "of gross mass", "volume": "in opened containers"}


def leg_bar(leg: LegOfWeek, measure: str, service_code: str, *, takes_more: bool = True) -> str:
    """
    One leg as a line of words over a bar, with the same in words for those who can't see it.

    Room on a train that takes nothing more is not told as free.
    """
    fill: Fill = getattr(leg, measure)
    name = leg.train_number if leg.gauge_mm else _CRANES
    if name == f"{service_code} {leg.gauge_mm}":
        # Not numbered by the railway yet: the gauge beside it says all.
        name = ""
    gauge = format_html('<b class="gauge g{}">{}</b> ', leg.gauge_mm, leg.gauge_mm) if leg.gauge_mm else ""
    late = format_html(' <span class="mark late">{}</span>', spell(leg.late_by)) if leg.late_by else ""
    words = in_words(fill, measure, takes_more=takes_more)
    said = "cancelled" if leg.is_cancelled else _short(fill, measure, takes_more=takes_more)
    return format_html(
        '<div class="leg{}" title="{}"><div class="leg-words"><span class="leg-name">{}{}{}</span>'
        '<span class="leg-said">{}</span></div>'
        '<div class="bar" role="img" aria-label="{}">{}</div></div>',
        " is-cancelled" if leg.is_cancelled else "",
        _way(leg),
        gauge,
        name,
        late,
        said,
        f"{_way(leg)}: {'cancelled. ' if leg.is_cancelled else ''}{words}",
        _segments(fill, takes_more=takes_more),
    )


def in_words(fill: Fill, measure: str, *, takes_more: bool = True) -> str:
    """The whole of a bar in words."""
    if not fill.total:
        return "no container is opened" if measure == "volume" else "no limit"
    parts = [
        f"{_number(getattr(fill, state), measure)} {_name(state, takes_more=takes_more)}"
        for state in STATES
        if getattr(fill, state)
    ]
    return f"{', '.join(parts)} of {_number(fill.total, measure)} {_WHAT[measure]}"


def limits(fill: Fill, measure: str) -> list[str]:
    """One limit in figures: full, as it is now, sold, kept for sellers, free."""
    sold = fill.assigned + fill.locked + fill.loaded
    figures = (fill.total, fill.total - fill.cut, sold, fill.kept, fill.free)
    return [_bare(figure, measure) for figure in figures]


def amounts(mteu: int, gross_g: int) -> str:
    """So many places, so much mass: "2 places, 14.5 t"; what is nothing is left out."""
    places = _bare(mteu, "places")
    parts = [f"{places} place" if places == "1" else f"{places} places"] if mteu else []
    return ", ".join([*parts, _number(gross_g, "mass")] if gross_g else parts)


def part_bar(taken: int, limit: int, words: str) -> str:
    """How full one container is by one measure."""
    share = 100 * taken // limit if limit else 0
    return format_html(
        '<span class="part" role="img" aria-label="{}"><i style="width:{}%"></i></span>',
        words,
        share,
    )


def spell(late: timedelta) -> str:
    """A delay as people say it: "+3 h", "+1 d 2 h", "+40 min"."""
    minutes = int(late.total_seconds()) // 60
    days, hours = divmod(minutes // 60, 24)
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else ""]
    if not days and not hours:
        parts = [f"{minutes} min"]
    return "+" + " ".join(part for part in parts if part)


def size(gross_g: int, volume_cm3: int) -> str:
    """How much there is: "25.3 kg · 0.041 m³"."""
    return f"{_rounded(gross_g / 1000)} kg · {_rounded(volume_cm3 / 1_000_000)} m³"


def _segments(fill: Fill, *, takes_more: bool) -> str:
    shares = ((_name(state, takes_more=takes_more), share) for state, share in _shares(fill))
    return format_html_join("", '<i class="{}" style="flex-grow:{}"></i>', shares)


def _name(state: str, *, takes_more: bool) -> str:
    return state if takes_more or state != "free" else UNSOLD


def _shares(fill: Fill) -> Iterator[tuple[str, int]]:
    for state in STATES:
        amount: int = getattr(fill, state)
        if amount:
            # In thousandths of the whole; the least is still seen.
            yield state, max(1000 * amount // fill.total, 4)


def _short(fill: Fill, measure: str, *, takes_more: bool) -> str:
    if not fill.total:
        return "none opened" if measure == "volume" else "–"
    if not takes_more:
        sold = fill.assigned + fill.locked + fill.loaded
        return f"{_bare(sold, measure)} of {_number(fill.total, measure)} sold"
    return f"{_bare(fill.free, measure)} of {_number(fill.total, measure)} free"


def _number(amount: int, measure: str) -> str:
    return _bare(amount, measure) + _UNITS[measure][1]


def _bare(amount: int, measure: str) -> str:
    return f"{amount / _UNITS[measure][0]:,.1f}".removesuffix(".0")


def _rounded(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


def _way(leg: LegOfWeek) -> str:
    gauge = f"{leg.gauge_mm} mm" if leg.gauge_mm else "transshipment"
    return f"{gauge} {leg.train_number} {leg.origin_code} → {leg.destination_code}".replace("  ", " ")
