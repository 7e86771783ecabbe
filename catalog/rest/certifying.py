"""How do sellers hand in the papers that vouch for their goods, and how do staff check them?"""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import ANYONE, Door
from catalog.errors import BadCertificateDates, BadCertificateScope, CodeTaken, SellerNotFound
from catalog.filing import SIDES
from catalog.gate_wording import CATEGORIES
from catalog.models import Certificate
from catalog.operations import certifying as verbs
from catalog.policy import CATALOGUERS, MAX_PICTURE_BYTES, MODERATORS, OVERSEERS
from catalog.queries import selling
from catalog.queries.acting import certificate_actions
from catalog.queries.certifying import certificates_of
from catalog.rest.shapes import JudgementIn, WordsField
from kit.clock import now
from kit.errors import NotFound, Problem
from kit.moves import IllegalMove, LostRace
from kit.openapi import operation, page_of
from kit.paging import PageQuery
from kit.pictures import BadPicture, Clean, clean
from kit.rest import In, TextField, found
from kit.uploads import FORM_BYTES, UploadField

_ID = "019e0000-0000-7000-8000-000000000001"
CERTIFICATE_BODY = {
    "kind": "halal",
    "number": "KZ-HAL-2026-00417",
    "issuer": "Halal Damu, Astana",
    "valid_from": "2026-01-15",
    "valid_to": "2028-01-14",
}
CERTIFICATE_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "seller_id": _ID,
    "product_id": None,
    "lot_id": None,
    "categories": [],
    **CERTIFICATE_BODY,
    "scan": None,
    "status": "submitted",
    "status_reason": "",
    "submitted_at": "2026-12-05T09:00:00Z",
    "verified_at": None,
    "allowed_actions": ["withdraw"],
}
_ABOUT = frozenset({"product_id", "lot_id", "scan"})
_REASON_BODY = {"reason": "The scan can't be read."}


class CertificateIn(In):
    """A paper; nothing of it changes later."""

    kind = serializers.ChoiceField(choices=Certificate.Kind.choices)
    number = WordsField(max_length=64)
    issuer = WordsField(max_length=200)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(required=False, help_text="Its last day, if it ends.")
    product_id = serializers.UUIDField(required=False, help_text="Without one it is for all of your goods.")
    lot_id = serializers.UUIDField(required=False, help_text="If it is for one lot of the product alone.")
    categories = TextField(
        max_length=200,
        required=False,
        help_text="Of a registration with China Customs (gacc), separated by commas: for which goods it is, "
        f"some of {', '.join(sorted(CATEGORIES))}.",
    )
    scan = UploadField(
        most_bytes=MAX_PICTURE_BYTES,
        required=False,
        help_text="JPEG, PNG or still WebP of at most 10 MB and 40 megapixels.",
    )

    def validate_categories(self, given: str) -> list[str]:
        """The categories, each once, in the order of the alphabet."""
        told = {each.strip() for each in given.split(",")} - {""}
        if strange := sorted(told - CATEGORIES.keys()):
            raise serializers.ValidationError(f"knows no {strange[0]!r}")
        return sorted(told)


class CertificateOut(serializers.Serializer[Any]):
    """A paper of a seller."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    seller_id = serializers.UUIDField()
    product_id = serializers.UUIDField(allow_null=True)
    lot_id = serializers.UUIDField(allow_null=True)
    kind = serializers.CharField()
    categories = serializers.ListField(
        child=serializers.CharField(),
        help_text="Of a registration with China Customs: for which goods it is.",
    )
    number = serializers.CharField()
    issuer = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    scan = serializers.DictField(
        child=serializers.URLField(), allow_null=True, help_text="WebP files by their longest side in pixels."
    )
    status = serializers.CharField()
    status_reason = serializers.CharField(allow_blank=True, help_text="Why it got this status.")
    submitted_at = serializers.DateTimeField()
    verified_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class CertificateQuery(PageQuery):
    """Which papers."""

    status = serializers.ChoiceField(choices=Certificate.Status.choices, required=False)
    product_id = serializers.UUIDField(required=False)


class CertificateDoorBase(Door):
    """Papers are handed in by those who keep the catalogue, read by all of the firm and by staff."""

    resource = "products"
    readers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": ANYONE, "staff": OVERSEERS}
    writers: ClassVar[Mapping[str, frozenset[str]]] = {"seller": CATALOGUERS}

    def view(self, row: Certificate) -> dict[str, Any]:
        """A paper as JSON values for this reader."""
        derived = {
            "allowed_actions": certificate_actions(row, actor=self.actor),
            # Nobody has given a reason for a paper that was only just handed in.
            "status_reason": getattr(row, "status_reason", ""),
        }
        columns = {name: getattr(row, name) for name in CertificateOut().fields.keys() - derived.keys()}
        shown: dict[str, Any] = CertificateOut({**columns, **derived}).data
        return shown

    def locked(self, certificate_id: UUID) -> Certificate:
        """One paper, which nobody else moves meanwhile."""
        return found(certificates_of(self.actor).select_for_update(of=("self",)), pk=certificate_id)

    def shown(self, certificate_id: UUID) -> Response:
        """Answer with one paper as it is now."""
        row = found(certificates_of(self.actor), pk=certificate_id)
        return self.answer(self.view(row), row=row)


class CertificatesDoor(CertificateDoorBase):
    """All of them."""

    largest_body: ClassVar[int] = MAX_PICTURE_BYTES + FORM_BYTES

    _given: dict[str, Any]
    _scan: Clean | None = None
    _refusal: Exception | None = None

    @operation(
        id="listCertificates",
        summary="Your papers, the newest first",
        query=CertificateQuery,
        response=page_of(CertificateOut),
        problems=[NotFound],
        response_example={"items": [CERTIFICATE_EXAMPLE], "next": None, "previous": None},
    )
    def get(self, request: Request) -> Response:
        rows = certificates_of(self.actor)
        if "product_id" in self.query:
            rows = rows.filter(product=found(selling.products_of(self.actor), pk=self.query["product_id"]))
        if "status" in self.query:
            rows = rows.filter(status=self.query["status"])
        return self.page(rows, self.view, order=("-id",))

    @operation(
        id="submitCertificate",
        summary="Hand in a paper; buyers see it once staff have checked it",
        description="Nothing of it changes later: withdraw a wrong one and hand it in anew.",
        form=CertificateIn,
        response=CertificateOut,
        status=201,
        problems=[BadPicture, BadCertificateDates, BadCertificateScope, CodeTaken, SellerNotFound, NotFound],
        request_example={**CERTIFICATE_BODY, "scan": "(the file)"},
        response_example=CERTIFICATE_EXAMPLE,
    )
    def post(self, request: Request) -> Response:
        if self._refusal is not None:
            raise self._refusal
        facts = {name: value for name, value in self._given.items() if name not in _ABOUT}
        product_id, lot_id = self._given.get("product_id"), self._given.get("lot_id")
        row = verbs.submit_certificate(
            seller=selling.own_seller(self.actor),
            product=found(selling.products_of(self.actor), pk=product_id) if product_id else None,
            lot=found(selling.lots_of(self.actor), pk=lot_id) if lot_id else None,
            facts=facts,
            scan=self._scan,
            at=now(),
            by=self.actor,
        )
        return self.created(self.view(row), row=row, location=f"/api/v1/seller/certificates/{row.pk}")

    def before(self) -> None:
        """Decode before the transaction opens; a used key is told before a bad form."""
        if self.request.method != "POST":
            return
        try:
            self._given = self.form(CertificateIn)
            if scan := self._given.get("scan"):
                self._scan = clean(scan.data, sides=SIDES, pointer="/scan")
        except (Problem, APIException) as refusal:
            self._refusal = refusal


class CertificateDoor(CertificateDoorBase):
    """One of them."""

    @operation(
        id="showCertificate",
        summary="One paper",
        response=CertificateOut,
        response_example=CERTIFICATE_EXAMPLE,
    )
    def get(self, request: Request, certificate_id: UUID) -> Response:
        return self.shown(certificate_id)


class WithdrawCertificateDoor(CertificateDoorBase):
    """Back."""

    @operation(
        id="withdrawCertificate",
        summary="Take a paper back; buyers see it no longer",
        response=CertificateOut,
        problems=[IllegalMove, LostRace],
        response_example={**CERTIFICATE_EXAMPLE, "status": "withdrawn", "allowed_actions": []},
    )
    def post(self, request: Request, certificate_id: UUID) -> Response:
        self.body(In)
        verbs.withdraw_certificate(certificate=self.locked(certificate_id), at=now(), by=self.actor)
        return self.shown(certificate_id)


class CheckDoorBase(CertificateDoorBase):
    """A paper in the hands of onboarding."""

    writers: ClassVar[Mapping[str, frozenset[str]]] = {"staff": MODERATORS}


class VerifyCertificateDoor(CheckDoorBase):
    """True."""

    @operation(
        id="verifyCertificate",
        summary="Show a paper to buyers while it is valid",
        response=CertificateOut,
        problems=[IllegalMove, LostRace],
        response_example={
            **CERTIFICATE_EXAMPLE,
            "status": "verified",
            "verified_at": "2026-12-06T09:00:00Z",
            "allowed_actions": ["reject"],
        },
    )
    def post(self, request: Request, certificate_id: UUID) -> Response:
        self.body(In)
        verbs.verify_certificate(certificate=self.locked(certificate_id), at=now(), by=self.actor)
        return self.shown(certificate_id)


class RejectCertificateDoor(CheckDoorBase):
    """False."""

    @operation(
        id="rejectCertificate",
        summary="Refuse a paper, saying why",
        request=JudgementIn,
        response=CertificateOut,
        problems=[IllegalMove, LostRace],
        request_example=_REASON_BODY,
        response_example={
            **CERTIFICATE_EXAMPLE,
            "status": "rejected",
            "status_reason": _REASON_BODY["reason"],
            "allowed_actions": [],
        },
    )
    def post(self, request: Request, certificate_id: UUID) -> Response:
        reason = self.body(JudgementIn)["reason"]
        verbs.reject_certificate(
            certificate=self.locked(certificate_id), reason=reason, at=now(), by=self.actor
        )
        return self.shown(certificate_id)
