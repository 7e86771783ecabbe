"""How do the pages of the seller console look?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from accounts.desk import NOTHING, status_badge
from accounts.sites import seller_site
from accounts.visits import Visit
from catalog.queries.selling import own_seller
from consoles.policy import SELLER_ROWS_SHOWN
from consoles.seller.parts import Filter, Search, Table, Verb
from kit.errors import Invalid, NotFound
from kit.languages import language_of, name_in
from kit.paging import Page, keyset_page
from kit.reading import dated
from kit.words import Words

M = TypeVar("M", bound=Model)

_LONGEST_WORD = 100
_ZONES = {"CN": "Asia/Shanghai", "KZ": "Asia/Almaty"}


def show(
    visit: Visit, template: str, context: Mapping[str, Any], *, title: Words, status: int = 200
) -> HttpResponse:
    """A page inside of the console's frame: its menu, and the banner of who only looks."""
    known = {
        **seller_site.each_context(visit.request),
        **context,
        "title": title,
        "visit": visit,
        "menu": seller_site.menu(visit),
        "here": getattr(visit.request.resolver_match, "url_name", ""),
    }
    return TemplateResponse(visit.request, f"consoles/seller/{template}.html", known, status=status)


def show_list(
    visit: Visit,
    table: Table,
    *,
    title: Words,
    page: Page[Any] | None = None,
    filters: Sequence[Filter] = (),
    search: Search | None = None,
    verbs: Sequence[Verb] = (),
    notes: Sequence[Words] = (),
) -> HttpResponse:
    """A page with one table, and the ways to its neighbours."""
    return show_tables(
        visit, [table], title=title, page=page, filters=filters, search=search, verbs=verbs, notes=notes
    )


def show_tables(
    visit: Visit,
    tables: Sequence[Table],
    *,
    title: Words,
    page: Page[Any] | None = None,
    filters: Sequence[Filter] = (),
    search: Search | None = None,
    verbs: Sequence[Verb] = (),
    notes: Sequence[Words] = (),
) -> HttpResponse:
    """The same with further tables below the one that has neighbours."""
    context = {
        "tables": tables,
        "filters": filters,
        "search": search,
        "verbs": verbs,
        "notes": notes,
        **_neighbours(page),
    }
    return show(visit, "list", context, title=title)


def show_one(
    visit: Visit,
    *,
    title: Words,
    facts: Iterable[tuple[Words, Words]],
    tables: Sequence[Table] = (),
    verbs: Sequence[Verb] = (),
    notes: Sequence[Words] = (),
    back: tuple[Words, str],
    page: Page[Any] | None = None,
    filters: Sequence[Filter] = (),
) -> HttpResponse:
    """A page about one thing: what is known of it, and what may be done; `page` is of its first table."""
    context = {
        "facts": [(name, value) for name, value in facts if value not in {"", NOTHING}],
        "tables": tables,
        # What needs no thought stands above what is told, forms below.
        "verbs_at_once": [verb for verb in verbs if not verb.title],
        "verbs": [verb for verb in verbs if verb.title],
        "notes": notes,
        "back": (back[0], reverse(f"seller:{back[1]}")),
        "filters": filters,
        **_neighbours(page),
    }
    return show(visit, "one", context, title=title)


def show_once(visit: Visit, secret: str, *, title: Words, leads_to: str) -> HttpResponse:
    """A secret that no page shows a second time."""
    return show(visit, "once", {"secret": secret, "leads_to": leads_to}, title=title)


def page_of(visit: Visit, rows: "QuerySet[M]", *, order: Sequence[str] = ("-id",)) -> Page[M]:
    """
    One page of a list, as REST has it; the address names the page.

    :raises NotFound: if it names none.
    """
    cursor = visit.request.GET.get("cursor", "")
    try:
        return keyset_page(
            Request(visit.request), rows, order=order, limit=SELLER_ROWS_SHOWN, cursor=cursor[:1500]
        )
    except Invalid:
        raise NotFound from None


def word(request: HttpRequest, name: str) -> str:
    """What an address says under a name, as far as anybody reads."""
    return request.GET.get(name, "")[:_LONGEST_WORD].strip()


def address(name: str, *args: object, **words: str) -> str:
    """Where a page of the console is."""
    there = reverse(f"seller:{name}", args=args)
    given = {key: value for key, value in words.items() if value}
    return f"{there}?{urlencode(given)}" if given else there


def filters_by(
    page: str,
    key: str,
    choices: Iterable[tuple[str, Words]],
    *,
    chosen: str,
    args: Sequence[object] = (),
) -> list[Filter]:
    """All rows, or those of each choice; `args` name the row that the page is about."""
    everything = Filter(_("All"), address(page, *args), not chosen)
    return [
        everything,
        *(Filter(words, address(page, *args, **{key: code}), code == chosen) for code, words in choices),
    ]


def at_home(visit: Visit, at: datetime | None) -> str:
    """An instant by the clocks of the seller's own country."""
    return NOTHING if at is None else dated(at, zone_of(visit))


def zone_of(visit: Visit) -> str:
    """By which clocks a seller works. One query a page."""
    kept: str | None = getattr(visit.request, "seller_zone", None)
    if kept is None:
        kept = _ZONES.get(own_seller(visit.actor).country, "UTC")
        visit.request.seller_zone = kept  # type: ignore[attr-defined]
    return kept


def named(names: Mapping[str, str]) -> str:
    """What goods are called, in the reader's language or the next best."""
    return name_in(names, language_of(get_language() or "en"))


def status(code: str, words: Words = "") -> str:
    """A status in its colour."""
    return status_badge(code, words)


def _neighbours(page: Page[Any] | None) -> dict[str, str]:
    return {"newer": below(page.previous) if page else "", "older": below(page.next) if page else ""}


def below(link: str | None) -> str:
    """Of an address of ours, if there is one, what stands behind the page's own."""
    return f"?{urlsplit(link).query}" if link else ""
