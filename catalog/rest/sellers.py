"""Who sells here, and who would like to?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, EVERYONE, Door
from catalog.errors import AlreadySeller, BadAwayDays, WrongIdentifier
from catalog.models import Seller
from catalog.naming import language_of, name_in
from catalog.operations.applying import Firm, apply, found_seller
from catalog.operations.introducing import change_profile
from catalog.policy import MAX_CERTIFICATES_SHOWN, MAX_HANDLING_DAYS, OWNERS
from catalog.queries import selling
from catalog.queries.acting import seller_actions
from catalog.queries.certifying import shown_on
from catalog.queries.showcase import showcase
from catalog.rest.shapes import PUBLIC_CACHING, DescriptionsField, PaperOut, WordsField
from kit.clock import now
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField, found

COUNTRIES = ("CN", "KZ")
PROFILE_BODY = {
    "local_name": "ТОО «Ақдала ұн зауыты»",
    "descriptions": {"en": "Flour mill in Kostanay.", "ru": "Мукомольный завод в Костанае."},
    "city": "Kostanay",
    "handling_days": 2,
    "away_from": None,
    "away_until": None,
}
SELLER_BODY = {
    "code": "KZ77",
    "legal_name": "TOO Aqdala Un Zauyty",
    **{name: value for name, value in PROFILE_BODY.items() if name != "descriptions"},
    "country": "KZ",
    "origin_code": "KZ-KOSTANAY",
    "tax_id": "490340000119",
    "tax_id_kind": "BIN",
}
SELLER_EXAMPLE = {
    "id": "019e0000-0000-7000-8000-000000000001",
    "organisation_id": "019e0000-0000-7000-8000-000000000002",
    "version": 1,
    **SELLER_BODY,
    "status": "applied",
    "status_reason": "",
    "applied_at": "2026-12-05T09:00:00Z",
    "verified_at": None,
    "suspended_at": None,
    "allowed_actions": [],
}


SELLER_PROFILE_EXAMPLE = {
    **SELLER_EXAMPLE,
    "status": "verified",
    "verified_at": "2026-12-06T09:00:00Z",
    "description": "Flour mill in Kostanay.",
    "listings": {"CN": 9, "KZ": 0},
    "categories": [{"code": "wheat-flour", "name": "Wheat flour", "listings": 9}],
    "certificates": [
        {
            "kind": "halal",
            "number": "KZ-HAL-2026-00417",
            "issuer": "Halal Damu, Astana",
            "valid_from": "2026-01-15",
            "valid_to": "2028-01-14",
            "scan": None,
        }
    ],
}


class ProfileIn(In):
    """What a seller changes without being verified anew."""

    local_name = WordsField(max_length=200, required=False, allow_blank=True)
    descriptions = DescriptionsField(required=False, help_text="What the firm tells buyers of itself.")
    city = WordsField(max_length=100)
    handling_days = WholeField(
        min_value=0, max_value=MAX_HANDLING_DAYS, required=False, help_text="From payment to hand-in."
    )
    away_from = serializers.DateField(
        required=False, allow_null=True, help_text="The first day of a holiday, on which nobody packs."
    )
    away_until = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="Its last day; what is ordered meanwhile is packed later.",
    )


class SellerIn(ProfileIn):
    """An application, with the number that the firm's country gave it."""

    code = serializers.RegexField(r"^[A-Z0-9-]{2,16}$", max_length=16, help_text="Short, shown to buyers.")
    legal_name = WordsField(max_length=200, help_text="In Latin letters.")
    country = serializers.ChoiceField(choices=COUNTRIES)
    origin_code = TextField(max_length=32, help_text="Location code where the goods start.")
    tax_id = TextField(max_length=18, help_text="With its check digit.")
    tax_id_kind = serializers.ChoiceField(choices=Seller.TaxIdKind.choices)


class SellerOut(serializers.Serializer[Any]):
    """A firm that sells, by the number under which its country knows it."""

    id = serializers.UUIDField()
    organisation_id = serializers.UUIDField(help_text="Whose members, keys and kept places it has.")
    version = serializers.IntegerField()
    code = serializers.CharField()
    legal_name = serializers.CharField()
    local_name = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    city = serializers.CharField()
    origin_code = serializers.CharField()
    tax_id = serializers.CharField()
    tax_id_kind = serializers.CharField()
    handling_days = serializers.IntegerField()
    away_from = serializers.DateField(allow_null=True)
    away_until = serializers.DateField(
        allow_null=True, help_text="The last day of a holiday, on which nobody packs; promises count it."
    )
    status = serializers.CharField()
    status_reason = serializers.CharField(allow_blank=True, help_text="Why it got this status.")
    applied_at = serializers.DateTimeField()
    verified_at = serializers.DateTimeField(allow_null=True)
    suspended_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class SellerCategoryOut(serializers.Serializer[Any]):
    """A kind of goods that a seller has on sale."""

    code = serializers.CharField()
    name = serializers.CharField(help_text="In the reader's language.")
    listings = serializers.IntegerField()


class SellerProfileOut(SellerOut):
    """A seller as buyers meet it: what it tells of itself, what it has on sale."""

    description = serializers.CharField(allow_blank=True, help_text="In the reader's language.")
    descriptions = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="With ?translations=all."
    )
    listings = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many are on sale, by market."
    )
    categories = SellerCategoryOut(many=True)
    certificates = PaperOut(many=True, help_text="Checked and valid today, for all of its goods.")


class SellerProfileQuery(In):
    """In which languages."""

    translations = serializers.ChoiceField(choices=["all"], required=False)


class SellerQuery(PageQuery):
    """Which sellers."""

    status = serializers.ChoiceField(choices=Seller.Status.choices, required=False)
    country = serializers.ChoiceField(choices=COUNTRIES, required=False)
    mine = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only, or not, the one that you act for."
    )


class SellerDoorBase(Door):
    """Everybody may know the verified; the firm itself and staff know it earlier."""

    resource = "sellers"
    readers = EVERYONE
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": OWNERS}

    def view(self, row: Seller) -> dict[str, Any]:
        """A seller as JSON values for this reader."""
        derived = {
            "allowed_actions": seller_actions(row, actor=self.actor),
            # Nobody has given a reason for an application that was only just made.
            "status_reason": getattr(row, "status_reason", ""),
        }
        columns = {name: getattr(row, name) for name in SellerOut().fields.keys() - derived.keys()}
        shown: dict[str, Any] = SellerOut({**columns, **derived}).data
        return shown

    def shown(self, seller_id: UUID) -> Response:
        """Answer with one seller as it is now."""
        row = found(selling.sellers_shown_to(self.actor), pk=seller_id)
        return self.cached(self.answer(self.view(row), row=row))

    def cached(self, response: Response) -> Response:
        """Let caches keep for a moment what strangers may see."""
        if self.actor.kind == "anonymous":
            response.headers["Cache-Control"] = PUBLIC_CACHING
        return response


class SellersDoor(SellerDoorBase):
    """All whom the caller may know."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {"buyer": ANYONE, "seller": OWNERS}
    # Whoever applies acts for a firm from then on.
    founds_organisation = True

    @operation(
        id="listSellers",
        summary="Sellers: the verified, your own, all for staff",
        query=SellerQuery,
        response=page_of(SellerOut),
        response_example={"items": [SELLER_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows: QuerySet[Seller] = selling.sellers_shown_to(self.actor)
        if self.query["mine"] is not None:
            firm = self.actor.organisation_id
            own = rows.filter(organisation_id__in=[firm] if firm else [])
            rows = own if self.query["mine"] else rows.exclude(pk__in=own.values("pk"))
        plain = {name: self.query[name] for name in ("status", "country") if name in self.query}
        return self.cached(self.page(rows.filter(**plain), self.view, order=("-id",)))

    @operation(
        id="applyAsSeller",
        summary="Ask to sell; staff judge the application",
        description="A buyer becomes the owner of the firm that applies and acts for it from then on.",
        request=SellerIn,
        response=SellerOut,
        status=201,
        problems=[AlreadySeller, WrongIdentifier],
        request_example=SELLER_BODY,
        response_example=SELLER_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        row = self._applied(_firm(self.body(SellerIn)))
        return self.created(self.view(row), row=row, location=f"/api/v1/sellers/{row.pk}")

    def _applied(self, firm: Firm) -> Seller:
        if self.actor.organisation_id is not None:
            return apply(organisation_id=self.actor.organisation_id, firm=firm, at=now(), by=self.actor)
        return found_seller(user_id=self.actor.person_id, firm=firm, at=now(), by=self.actor)


class SellerDoor(SellerDoorBase):
    """One of them, as buyers meet it."""

    vary = (*SellerDoorBase.vary, "Accept-Language")

    @operation(
        id="showSeller",
        summary="One seller: what it tells of itself, what it has on sale",
        query=SellerProfileQuery,
        response=SellerProfileOut,
        response_example=SELLER_PROFILE_EXAMPLE,
    )
    def get(self, request: Request, seller_id: UUID) -> Response:
        row = found(selling.sellers_shown_to(self.actor), pk=seller_id)
        return self.cached(self.answer(self._profile(row), row=row))

    @operation(
        id="changeSeller",
        summary="Change what your firm says of itself",
        request=ProfileIn,
        response=SellerProfileOut,
        problems=[BadAwayDays],
        request_example={"handling_days": 3, "descriptions": PROFILE_BODY["descriptions"]},
        response_example={**SELLER_PROFILE_EXAMPLE, "handling_days": 3},
    )
    def patch(self, request: Request, seller_id: UUID) -> Response:
        rows = selling.sellers_of(self.actor).select_for_update(of=("self",))
        row = self.matched(found(rows, pk=seller_id))
        facts = self.body(ProfileIn, partial=True)
        row = change_profile(seller=row, facts=facts, at=now(), by=self.actor)
        return self.answer(self._profile(row), row=row)

    def _profile(self, row: Seller) -> dict[str, Any]:
        language = language_of(self.request.headers.get("Accept-Language", ""))
        goods = showcase(row)
        page = {
            **self.view(row),
            "description": name_in(row.descriptions, language),
            "listings": goods.listings,
            "categories": [
                {"code": category.code, "name": name_in(category.names, language), "listings": count}
                for category, count in goods.categories
            ],
        }
        papers = shown_on([], [row.pk], on=now().date())
        shown = papers.of_sellers.get(row.pk, [])[:MAX_CERTIFICATES_SHOWN]
        page["certificates"] = PaperOut(shown, many=True).data
        return {**page, "descriptions": row.descriptions} if "translations" in self.query else page


def _firm(given: dict[str, Any]) -> Firm:
    return Firm(
        code=given["code"],
        legal_name=given["legal_name"],
        local_name=given.get("local_name", ""),
        country=given["country"],
        city=given["city"],
        origin_code=given["origin_code"],
        tax_id=given["tax_id"],
        tax_id_kind=given["tax_id_kind"],
        handling_days=given.get("handling_days", 1),
        descriptions=given.get("descriptions", {}),
    )
