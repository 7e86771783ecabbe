"""What does a visitor see of the goods on sale?"""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.doors import ANYONE, Door
from catalog.errors import ListingNotFound
from kit.errors import FieldProblem, Invalid
from kit.languages import language_of
from kit.openapi import operation
from kit.paging import bad_cursor, cursor_link, read_cursor
from kit.rest import In
from storefront.policy import IMAGES_PLACE, LANGUAGES, PUBLIC_CACHING
from storefront.queries import browsing, looking_up, searching
from storefront.queries.browsing import Order, Shown, Spot
from storefront.queries.faceting import facets
from storefront.queries.hitting import order_of
from storefront.queries.wishes import Wish
from storefront.rendering import ENCODE, with_marks
from storefront.rest.asking import ProductQuery, WindowQuery, wish_of
from storefront.rest.reading import plainly
from storefront.rest.shapes import CARD, FACETS, ProductDetailOut, ProductPageOut
from storefront.words.asking import ask

_PLACE = IMAGES_PLACE.encode()
EVERYBODY = dict.fromkeys(("anonymous", "buyer", "seller", "partner", "staff"), ANYONE)


class WindowDoorBase(Door):
    """Everybody may look, caches may keep what they saw for a moment."""

    readers = EVERYBODY
    cache_control = PUBLIC_CACHING
    # Whoever comes with a test key looks into another window.
    vary = ("Authorization", "Accept-Language")

    def parameters(self, shape: type[In] | None) -> dict[str, Any]:
        """The query parameters, without a serializer where they are plainly right."""
        values = None if shape is None else plainly(shape)(self.request.query_params)
        return super().parameters(shape) if values is None else values

    @property
    def language(self) -> str:
        """In which the reader is answered."""
        return language_of(self.request.headers.get("Accept-Language", ""))

    def ready(self, content: bytes) -> HttpResponseBase:
        """Answer with JSON that is ready, told in the reader's language."""
        answer = super().ready(content.replace(_PLACE, settings.IMAGES_URL.encode()))
        answer.headers["Content-Language"] = self.language
        return answer


class ProductsDoor(WindowDoorBase):
    """The list."""

    @operation(
        id="listProducts",
        summary="Goods on sale, narrowed, sorted and counted by what else they could be narrowed",
        query=WindowQuery,
        response=ProductPageOut,
        response_example={"items": [CARD], "next": None, "previous": None, "facets": FACETS},
    )
    def get(self, request: Request) -> HttpResponseBase:
        wish = wish_of(self.query, language=self.language, sandbox=self.actor.sandbox)
        ordering, cursor = self.query["ordering"], self.query.get("cursor", "")
        backwards, values = self._place(cursor, order_of(ordering)) if cursor else (False, None)
        spot = Spot(ordering, values, backwards, self.query["limit"])
        page, besides = self._found(wish, spot) if self.query["q"] else self._browsed(wish, spot)
        after = page.has_more or backwards
        before = page.has_more if backwards else bool(cursor)
        spoken = [self.language] if order_of(ordering).is_by_name else []
        links = (
            cursor_link(request, [*page.keys[-1], *spoken], backwards=False) if after and page.keys else None,
            cursor_link(request, [*page.keys[0], *spoken], backwards=True) if before and page.keys else None,
        )
        members = [
            f'"items":[{",".join(page.items)}]',
            f'"next":{json.dumps(links[0])}',
            f'"previous":{json.dumps(links[1])}',
            *(f'"{name}":{ENCODE(shown)}' for name, shown in besides.items()),
        ]
        return self.ready(f"{{{','.join(members)}}}".encode())

    def _place(self, cursor: str, order: Order) -> tuple[bool, list[Any]]:
        """Where a page goes on; a place among names is one among names of the same language."""
        if not order.is_by_name:
            return read_cursor(cursor, width=len(order.columns))
        backwards, (*values, language) = read_cursor(cursor, width=len(order.columns) + 1)
        if language not in LANGUAGES:
            raise bad_cursor()
        if language != self.language:
            reason = f"goes on in the order of names in {language}; ask for it with the same Accept-Language"
            raise Invalid(fields=[FieldProblem("/cursor", "field.invalid", reason)])
        return backwards, values

    def _browsed(self, wish: Wish, spot: Spot) -> tuple[Shown, dict[str, Any]]:
        page = browsing.page(wish, spot=spot, translations="translations" in self.query)
        return page, {"facets": facets(wish)} if self.query["facets"] else {}

    def _found(self, wish: Wish, spot: Spot) -> tuple[Shown, dict[str, Any]]:
        read = looking_up.read(ask(self.query["q"], exact=self.query["exact"]), market=wish.window)
        hits = searching.search(
            wish,
            read,
            spot=spot,
            translations="translations" in self.query,
            with_facets=self.query["facets"],
        )
        about = {
            "corrected_to": read.understood.corrected_to,
            # What goods were found by isn't ignored, whether or not the table of known words has it.
            "ignored": [] if hits.with_all else list(read.understood.unknown),
            "complete": hits.complete,
        }
        items = [with_marks(item, read.understood.lexemes) for item in hits.shown.items]
        found = replace(hits.shown, items=items)
        return found, {"search": about, "facets": hits.facets} if hits.facets else {"search": about}


class ProductDoor(WindowDoorBase):
    """One of them."""

    @operation(
        id="showProduct",
        summary="One listing on sale",
        query=ProductQuery,
        response=ProductDetailOut,
        problems=[ListingNotFound],
    )
    def get(self, request: Request, listing_id: UUID) -> HttpResponseBase:
        shown = browsing.one(
            listing_id,
            language=self.language,
            translations="translations" in self.query,
            sandbox=self.actor.sandbox,
        )
        return self.ready(shown.encode())
