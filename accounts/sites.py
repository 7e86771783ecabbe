"""Where do apps register what staff may look at?"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth import logout
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, get_script_prefix, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from accounts.confirming import passed_factor
from accounts.first_step import FirstStep
from accounts.visits import Page, Visit, guarded
from kit.words import Words

# How rows are called, by the keys that are asked for; one query, however many they are.
Namer = Callable[[Collection[Any]], Mapping[Any, str]]


class StaffSite(UnfoldAdminSite):  # type: ignore[misc]
    """
    The admin site for our own people.

    Every app's `admin` registers here, with classes and helpers of `accounts.desk`;
    pages that show several tables at once are added by `add_pages`.
    """

    site_header = "Steel Camel"
    site_title = "Steel Camel"
    index_title = _("Today")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self._pages: list[URLPattern] = []
        self._own_pages: list[URLPattern] = []
        self._menu: list[tuple[Words, Words, str, str]] = []
        self._row_pages: dict[str, list[tuple[Words, str]]] = {}
        self._namers: dict[str, Namer] = {}

    def add_pages(self, patterns: Sequence[URLPattern], *, group: Words, title: Words, first: str) -> None:
        """Serve pages that belong together; the menu leads to the one that is named `first`."""
        self._pages.extend(patterns)
        self.add_to_menu(group=group, title=title, name=first)

    def serve_row_pages(self, patterns: Sequence[URLPattern]) -> None:
        """Serve pages that are about one row each, whose own page leads to them."""
        self._pages.extend(patterns)

    def add_to_menu(self, *, group: Words, title: Words, name: str, **filters: object) -> None:
        """Let the menu lead to a page, or to a list that is filtered by its own columns."""
        query = f"?{urlencode(filters)}" if filters else ""
        self._menu.append((group, title, name, query))

    def add_row_pages(self, model: str, pages: Sequence[tuple[Words, str]]) -> None:
        """
        Let the page of each row of a table lead to further pages about it: pairs of words and name.

        So an app leads to pages of those above it, of which it knows nothing.
        """
        self._row_pages.setdefault(model, []).extend(pages)

    def row_pages(self, model: str, pk: object) -> list[tuple[Words, str]]:
        """The further pages about one row: pairs of words and address."""
        return [
            (words, reverse(f"admin:{name}", args=(pk,))) for words, name in self._row_pages.get(model, ())
        ]

    def add_names(self, model: str, namer: Namer) -> None:
        """
        Say how rows of a table are called, by that key of theirs which apps below keep.

        So a page of money names goods and orders, of which its app knows a number alone.
        """
        self._namers[model] = namer

    def names(self, model: str, keys: Iterable[Any]) -> Mapping[Any, str]:
        """How rows are called, by their keys, as text or as a link; those that nobody knows are left out."""
        wanted, namer = set(keys), self._namers.get(model)
        return namer(wanted) if namer and wanted else {}

    def may_look(self, request: HttpRequest, model: str) -> bool:
        """Whether the pages of a table's rows are open to a reader; `model` is such as "orders.order"."""
        return bool(self.get_model_admin(apps.get_model(model)).has_view_permission(request))

    def seen(self, request: HttpRequest, model: type[Model]) -> "QuerySet[Any] | None":
        """Those rows of a table that a reader may look at; none where its pages are shut to them."""
        admin: Any = self._registry.get(model)
        return admin.get_queryset(request) if admin and admin.has_view_permission(request) else None

    def tables(self) -> dict[type[Model], Any]:
        """The tables that staff may look at, each with its admin."""
        return dict(self._registry)

    def add_own_pages(self, patterns: Sequence[URLPattern]) -> None:
        """Serve pages about whoever reads them, which the menu of their account leads to, if anything."""
        self._own_pages.extend(patterns)

    def extra_urls(self) -> list[URLPattern]:
        """The added pages, which stand before those of the tables."""
        return self._pages

    def get_urls(self) -> list[Any]:
        """Those of the toolkit, after each reader's own."""
        return [*self._own_pages, *super().get_urls()]

    def _build_app_dict(self, request: HttpRequest, label: str | None = None) -> dict[str, dict[str, Any]]:
        """
        Django's own, for every page of every reader: hundreds of addresses are looked up once.

        Names are translated here, not again whenever two of them are compared.
        """
        built: dict[str, dict[str, Any]] = {}
        for model, admin in self._registry.items():
            app = model._meta.app_label
            if label not in (None, app) or not admin.has_module_permission(request):
                continue
            perms = admin.get_model_perms(request)
            if any(perms.values()):
                if app not in built:
                    built[app] = _group_of(app)
                built[app]["models"].append(_table(model, perms))
        return built

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The menu: the added pages, then the tables by app."""
        tables: list[dict[str, Any]] = super().get_app_list(request, app_label)
        # Whoever may look at no table is in no group, and is led nowhere.
        if app_label is not None or not tables:
            return tables
        groups: dict[str, dict[str, Any]] = {}
        for group, title, name, query in self._menu:
            page = _page(str(title), _address(name) + query)
            known = groups.setdefault(str(group), _group(str(group), page["admin_url"]))
            known["models"].append(page)
        return [*groups.values(), *tables]

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """The first step: a password that is right leads to the second, and signs nobody in yet."""
        if self.has_permission(request):
            if request.method == "GET":
                return HttpResponseRedirect(reverse("admin:index"))
        elif request.user.is_authenticated and request.user.is_staff:
            # Signed in before there was a second step, or by something else than it. A seller who has strayed
            # here stays signed in at their own console.
            logout(request)
        context = {
            **self.each_context(request),
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": "",
            **(extra_context or {}),
        }
        return FirstStep.as_view(
            extra_context=context, authentication_form=self.login_form, template_name="admin/login.html"
        )(request)

    def has_permission(self, request: HttpRequest) -> bool:
        """Only active staff, and only with their second factor: no setting spares anybody that."""
        user: Any = request.user
        return bool(user.is_active and user.is_staff) and passed_factor(request)


class SellerSite(UnfoldAdminSite):  # type: ignore[misc]
    """
    The console of sellers: the theme of the staff site, a menu and pages of its own, no tables.

    Pages are served by `serve`, which lets nobody in but through `accounts.visits.guarded`.
    """

    site_header = site_title = "Steel Camel"

    def __init__(self) -> None:
        super().__init__("seller")
        self.pages: dict[str, Page] = {}
        self._doors: list[URLPattern] = []

    def serve(self, pages: Sequence[Page]) -> None:
        """Serve pages of the console; those with a title stand in the menu, in this order."""
        self.pages.update({page.name: page for page in pages})

    def serve_doors(self, patterns: Sequence[URLPattern]) -> None:
        """Serve the pages by which one comes in and goes out."""
        self._doors.extend(patterns)

    @property
    def urls(self) -> tuple[list[URLPattern], str, str]:
        """Its pages, as `seller:<name>`; nothing of Django's own."""
        theme = self.each_context
        inside = [path(page.route, guarded(page, theme), name=page.name) for page in self.pages.values()]
        return [*self._doors, *inside], self.name, self.name

    def menu(self, visit: Visit) -> list[tuple[str, str, str]]:
        """What a reader may open: name, words, address."""
        return [
            (page.name, str(page.title), reverse(f"seller:{page.name}"))
            for page in self.pages.values()
            if page.title and visit.may(page.reads)
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Nobody, as far as the toolkit's own menus go."""
        return False


def _group_of(app: str) -> dict[str, Any]:
    name = str(apps.get_app_config(app).verbose_name)
    address = _address("app_list", app_label=app)
    return {"name": name, "app_label": app, "app_url": address, "has_module_perms": True, "models": []}


def _table(model: type[Model], perms: Mapping[str, bool]) -> dict[str, Any]:
    meta = model._meta
    page = f"{meta.app_label}_{meta.model_name}"
    table = {
        "model": model,
        "name": str(capfirst(meta.verbose_name_plural)),
        "object_name": meta.object_name,
        "perms": perms,
        "admin_url": None,
        "add_url": _address(f"{page}_add") if perms.get("add") else None,
    }
    if perms.get("change") or perms.get("view"):
        table |= {"view_only": not perms.get("change"), "admin_url": _address(f"{page}_changelist")}
    return table


def _address(name: str, **parts: str) -> str:
    return _known_address(get_script_prefix(), name, **parts)


@cache
def _known_address(prefix: str, name: str, **parts: str) -> str:
    """The address of a page of the site, of which there are some hundred, all below `prefix`."""
    return reverse(f"admin:{name}", kwargs=parts)


def _group(name: str, address: str) -> dict[str, Any]:
    return {"name": name, "app_label": name.lower(), "app_url": address, "models": []}


def _page(title: str, address: str) -> dict[str, Any]:
    return {
        "name": title,
        "object_name": title.replace(" ", ""),
        "admin_url": address,
        "view_only": True,
    }


staff_site = StaffSite(name="staff")
seller_site = SellerSite()
