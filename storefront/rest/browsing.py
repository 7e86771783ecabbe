"""What does a visitor see of the goods on sale?"""

import json
from uuid import UUID

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from accounts.doors import ANYONE, Door
from catalog.errors import ListingNotFound
from kit.languages import language_of
from kit.openapi import operation
from kit.paging import cursor_link, read_cursor
from storefront.policy import IMAGES_PLACE, PUBLIC_CACHING
from storefront.queries import browsing
from storefront.queries.browsing import Spot
from storefront.queries.faceting import facets
from storefront.rest.asking import ProductQuery, WindowQuery, wish_of
from storefront.rest.shapes import CARD, FACETS, ProductDetailOut, ProductPageOut

_PLACE = IMAGES_PLACE.encode()
EVERYBODY = dict.fromkeys(("anonymous", "buyer", "seller", "partner", "staff"), ANYONE)


class WindowDoorBase(Door):
    """Everybody may look, caches may keep what they saw for a moment."""

    readers = EVERYBODY
    cache_control = PUBLIC_CACHING
    vary = ("Accept-Language",)

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
        wish = wish_of(self.query, language=self.language)
        ordering, cursor = self.query["ordering"], self.query.get("cursor", "")
        width = len(browsing.ORDERS[ordering].columns)
        backwards, values = read_cursor(cursor, width=width) if cursor else (False, None)
        spot = Spot(ordering, values, backwards, self.query["limit"])
        page = browsing.page(wish, spot=spot, translations="translations" in self.query)
        after = page.has_more or backwards
        before = page.has_more if backwards else bool(cursor)
        links = (
            cursor_link(request, page.keys[-1], backwards=False) if after and page.keys else None,
            cursor_link(request, page.keys[0], backwards=True) if before and page.keys else None,
        )
        members = [
            f'"items":[{",".join(page.items)}]',
            f'"next":{json.dumps(links[0])}',
            f'"previous":{json.dumps(links[1])}',
        ]
        if self.query["facets"]:
            members.append(f'"facets":{json.dumps(facets(wish), ensure_ascii=False, separators=(",", ":"))}')
        return self.ready(f"{{{','.join(members)}}}".encode())


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
        shown = browsing.one(listing_id, language=self.language, translations="translations" in self.query)
        return self.ready(shown.encode())
