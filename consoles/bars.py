"""How is the fill of a leg drawn?"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kit.words import Words
from shipping.queries.weeks import Fill, LegOfWeek

MEASURES: Mapping[str, Words] = {"places": _("places"), "mass": _("mass"), "volume": _("volume")}
# In the order in which they are drawn, from what is certain to what is left.
STATES: Mapping[str, Words] = {
    "loaded": pgettext_lazy("room", "loaded"),
    "locked": pgettext_lazy("room", "locked"),
    "assigned": pgettext_lazy("room", "assigned"),
    "kept": pgettext_lazy("room", "kept"),
    "cut": pgettext_lazy("room", "cut"),
    "free": pgettext_lazy("room", "free"),
}
# What was free of a train that takes nothing more: nobody can buy it.
UNSOLD = "unsold"
ROOM: Mapping[str, Words] = {**STATES, UNSOLD: pgettext_lazy("room", "unsold")}
# One shown unit of each measure in the unit of the books, and its name.
_UNITS: Mapping[str, tuple[int, Words]] = {
    "places": (2_000, ""),
    "mass": (1_000_000, _("t")),
    "volume": (1_000_000, _("m³")),
}
_CRANES = mark_safe('<span aria-hidden="true">⇄</span>')
_WHAT: Mapping[str, Words] = {
    "places": _("%(parts)s of %(total)s places"),
    "mass": _("%(parts)s of %(total)s of gross mass"),
    "volume": _("%(parts)s of %(total)s in opened containers"),
}


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
    said = gettext("cancelled") if leg.is_cancelled else _short(fill, measure, takes_more=takes_more)
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
        f"{_way(leg)}: {gettext('cancelled')}. {words}" if leg.is_cancelled else f"{_way(leg)}: {words}",
        _segments(fill, takes_more=takes_more),
    )


def in_words(fill: Fill, measure: str, *, takes_more: bool = True) -> str:
    """The whole of a bar in words."""
    if not fill.total:
        return gettext("no container is opened") if measure == "volume" else gettext("no limit")
    parts = [
        f"{_number(getattr(fill, state), measure)} {ROOM[_name(state, takes_more=takes_more)]}"
        for state in STATES
        if getattr(fill, state)
    ]
    return str(_WHAT[measure]) % {"parts": ", ".join(parts), "total": _number(fill.total, measure)}


def limits(fill: Fill, measure: str) -> list[str]:
    """One limit in figures: full, as it is now, sold, kept for sellers, free."""
    sold = fill.assigned + fill.locked + fill.loaded
    figures = (fill.total, fill.total - fill.cut, sold, fill.kept, fill.free)
    return [_bare(figure, measure) for figure in figures]


def amounts(mteu: int, gross_g: int) -> str:
    """So many places, so much mass: "2 places, 14.5 t"; what is nothing is left out."""
    places = _bare(mteu, "places")
    told = ngettext("%(count)s place", "%(count)s places", 1 if places == "1" else 2 + mteu // 2_000)
    parts = [told % {"count": places}] if mteu else []
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
    parts = [
        gettext("%(count)d d") % {"count": days} if days else "",
        gettext("%(count)d h") % {"count": hours} if hours else "",
    ]
    if not days and not hours:
        parts = [gettext("%(count)d min") % {"count": minutes}]
    return "+" + " ".join(part for part in parts if part)


def size(gross_g: int, volume_cm3: int) -> str:
    """How much there is: "25.3 kg · 0.041 m³"."""
    told = gettext("%(mass)s kg · %(volume)s m³")
    return told % {"mass": _rounded(gross_g / 1000), "volume": _rounded(volume_cm3 / 1_000_000)}


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
        return gettext("none opened") if measure == "volume" else "–"
    if not takes_more:
        sold = fill.assigned + fill.locked + fill.loaded
        told, part = gettext("%(part)s of %(total)s sold"), sold
    else:
        told, part = gettext("%(part)s of %(total)s free"), fill.free
    return told % {"part": _bare(part, measure), "total": _number(fill.total, measure)}


def _number(amount: int, measure: str) -> str:
    return f"{_bare(amount, measure)} {_UNITS[measure][1]}".rstrip()


def _bare(amount: int, measure: str) -> str:
    return f"{amount / _UNITS[measure][0]:,.1f}".removesuffix(".0")


def _rounded(amount: float) -> str:
    return f"{amount:,.0f}" if amount >= 100 else f"{amount:.3g}"


def _way(leg: LegOfWeek) -> str:
    gauge = gettext("%(gauge)d mm") % {"gauge": leg.gauge_mm} if leg.gauge_mm else gettext("transshipment")
    return f"{gauge} {leg.train_number} {leg.origin_code} → {leg.destination_code}".replace("  ", " ")
