"""How do sellers show their products in pictures?"""

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.errors import TooManyPictures, UnknownReference
from catalog.filing import SIDES
from catalog.models import Image, Product
from catalog.operations import picturing
from catalog.policy import MAX_IMAGES_PER_PRODUCT, MAX_PICTURE_BYTES
from catalog.queries import selling
from catalog.rest.goods import GoodsDoorBase
from catalog.rest.shapes import ImageOut, NamesField
from kit.clock import now
from kit.errors import NotFound, Problem
from kit.openapi import operation
from kit.pictures import BadPicture, Clean, clean
from kit.rest import In, WholeField, found
from kit.uploads import FORM_BYTES, UploadField

_ID = "019e0000-0000-7000-8000-000000000001"
ALT = {"en": "A paper bag of flour", "kk": "Қағаз қаптағы ұн", "zh-Hans": "一袋面粉"}
IMAGE_EXAMPLE = {
    "id": _ID,
    "version": 1,
    "product_id": _ID,
    "variant_id": None,
    "position": 0,
    "alt": ALT,
    "width": 1600,
    "height": 1200,
    "urls": {
        str(side): f"https://shop.example/images/7f/7f3a9c04d1e85b26a07c4f9e13d2b685-{side}.webp"
        for side in SIDES
    },
    "created_at": "2026-12-05T09:00:00Z",
}


class ImageFactsIn(In):
    """What is said of a picture."""

    alt = NamesField(required=False, help_text="What it shows, by language.")
    position = WholeField(
        min_value=0,
        max_value=MAX_IMAGES_PER_PRODUCT - 1,
        required=False,
        help_text="Its place, 0 the first; the others close up.",
    )


class ImageIn(ImageFactsIn):
    """A picture on its way in."""

    file = UploadField(
        most_bytes=MAX_PICTURE_BYTES, help_text="JPEG, PNG or still WebP of at most 10 MB and 40 megapixels."
    )
    variant_id = serializers.UUIDField(required=False, help_text="If it shows one size only.")


class ImageChangeIn(ImageFactsIn):
    """What may be said otherwise."""

    variant_id = serializers.UUIDField(required=False, allow_null=True)


class ImageListOut(serializers.Serializer[Any]):
    """All of a product: there are never many."""

    items = ImageOut(many=True)


class ImagesDoor(GoodsDoorBase):
    """All pictures of a product."""

    largest_body: ClassVar[int] = MAX_PICTURE_BYTES + FORM_BYTES

    _cleaned: Clean
    _given: dict[str, Any]
    _refusal: Exception | None = None

    @operation(
        id="listProductImages",
        summary="The pictures of one of your products, in their order",
        response=ImageListOut,
        response_example={"items": [IMAGE_EXAMPLE]},
    )
    def get(self, request: Request, product_id: UUID) -> Response:
        product = found(selling.products_of(self.actor), pk=product_id)
        return self.answer(ImageListOut({"items": product.images.order_by("position", "id")}))

    @operation(
        id="addProductImage",
        summary="Show a product by one more picture",
        description=(
            "The picture is decoded and encoded anew in three sizes; EXIF, GPS and names are dropped. "
            "The same file twice is the same picture: the answer shows it as it is. No review follows."
        ),
        form=ImageIn,
        response=ImageOut,
        status=201,
        problems=[BadPicture, TooManyPictures, UnknownReference, NotFound],
        request_example={"file": "(the file)", "alt": ALT, "position": 0},
        response_example=IMAGE_EXAMPLE,
    )
    def post(self, request: Request, product_id: UUID) -> Response:
        if self._refusal is not None:
            raise self._refusal
        image = picturing.add_image(
            product=_locked(self, product_id, self._given),
            clean=self._cleaned,
            digest=hashlib.sha256(self._given["file"].data).hexdigest(),
            facts=self._given,
            at=now(),
            by=self.actor,
        )
        location = f"/api/v1/seller/products/{product_id}/images/{image.pk}"
        return self.created(ImageOut(image), row=image, location=location)

    def before(self) -> None:
        """Decode before the transaction opens, for a product that is there; a used key is told first."""
        if self.request.method != "POST":
            return
        found(selling.products_of(self.actor), pk=self.kwargs["product_id"])
        try:
            self._given = self.form(ImageIn)
            self._cleaned = clean(self._given["file"].data, sides=SIDES)
        except (Problem, APIException) as refusal:
            self._refusal = refusal


class ImageDoor(GoodsDoorBase):
    """One of them."""

    @operation(
        id="showProductImage",
        summary="One picture of a product",
        response=ImageOut,
        response_example=IMAGE_EXAMPLE,
    )
    def get(self, request: Request, product_id: UUID, image_id: UUID) -> Response:
        product = found(selling.products_of(self.actor), pk=product_id)
        image = found(Image.objects.filter(product=product), pk=image_id)
        return self.answer(ImageOut(image), row=image)

    @operation(
        id="changeProductImage",
        summary="Change what is said of a picture, or its place",
        request=ImageChangeIn,
        response=ImageOut,
        problems=[UnknownReference],
        request_example={"alt": ALT, "position": 0},
        response_example=IMAGE_EXAMPLE,
    )
    def patch(self, request: Request, product_id: UUID, image_id: UUID) -> Response:
        facts = self.body(ImageChangeIn, partial=True)
        image = self._locked(product_id, image_id, facts)
        image = picturing.change_image(image=image, facts=facts, at=now(), by=self.actor)
        return self.answer(ImageOut(image), row=image)

    @operation(id="removeProductImage", summary="Show a picture no longer", status=204)
    def delete(self, request: Request, product_id: UUID, image_id: UUID) -> Response:
        picturing.remove_image(image=self._locked(product_id, image_id), at=now(), by=self.actor)
        return self.answer(status=204)

    def _locked(self, product_id: UUID, image_id: UUID, facts: Mapping[str, Any] | None = None) -> Image:
        product = _locked(self, product_id, facts or {})
        rows = Image.objects.filter(product=product).select_for_update(of=("self",))
        return self.matched(found(rows.select_related("product"), pk=image_id))


def _locked(door: GoodsDoorBase, product_id: UUID, facts: Mapping[str, Any]) -> Product:
    """The product whose pictures nobody else moves meanwhile; a variant named must be the caller's."""
    if facts.get("variant_id") is not None:
        found(selling.variants_of(door.actor), pk=facts["variant_id"])
    rows = selling.products_of(door.actor).select_for_update(of=("self",))
    return found(rows, pk=product_id)
