"""How does a product get its pictures, in which order?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from catalog.errors import TooManyPictures, UnknownReference
from catalog.models import Image, Product, Variant
from catalog.operations.shelving import store
from catalog.policy import MAX_IMAGES_PER_PRODUCT
from kit.actors import Actor
from kit.errors import FieldProblem
from kit.pictures import Clean
from kit.transactions import inside_transaction


@inside_transaction
def add_image(
    *, product: Product, clean: Clean, digest: str, facts: Mapping[str, Any], at: datetime, by: Actor
) -> Image:
    """
    Show a product by one more picture, the last or at the place `facts["position"]`.

    `product` is locked by the caller, `digest` the SHA-256 of what was uploaded: a
    picture that it has already is returned as it is. No listing goes back to review.

    :raises TooManyPictures: if it has as many as a product may have.
    :raises UnknownReference: if `facts["variant_id"]` is no variant of the product.
    """
    images = list(product.images.order_by("position", "id"))
    known = next((image for image in images if image.digest == digest), None)
    if known is not None:
        return known
    if len(images) >= MAX_IMAGES_PER_PRODUCT:
        raise TooManyPictures(f"a product has at most {MAX_IMAGES_PER_PRODUCT} pictures")
    _check_variant(product, facts)
    image = Image(
        product=product,
        variant_id=facts.get("variant_id"),
        alt=facts.get("alt", {}),
        position=len(images),
        key=store(clean.files),
        digest=digest,
        width=clean.width,
        height=clean.height,
        created_at=at,
    )
    image.save(force_insert=True)
    _put_in_order(images, image, facts.get("position", len(images)))
    return image


@inside_transaction
def change_image(*, image: Image, facts: Mapping[str, Any], at: datetime, by: Actor) -> Image:
    """
    Change what is said of a picture, or its place among its siblings, which close up.

    The picture and its product are locked by the caller.

    :raises UnknownReference: if `facts["variant_id"]` is no variant of the product.
    """
    _check_variant(image.product, facts)
    for name in facts.keys() & {"alt", "variant_id"}:
        setattr(image, name, facts[name])
    image.version += 1
    image.save(update_fields=["alt", "variant_id", "version"])
    if "position" in facts:
        _put_in_order(_siblings(image), image, facts["position"])
    return image


@inside_transaction
def remove_image(*, image: Image, at: datetime, by: Actor) -> None:
    """Show a picture no longer; its product is locked by the caller. Its files go with the next sweeps."""
    siblings = _siblings(image)
    image.delete()
    _number(siblings)


def _siblings(image: Image) -> list[Image]:
    return list(
        Image.objects.filter(product=image.product_id).exclude(pk=image.pk).order_by("position", "id")
    )


def _put_in_order(siblings: Sequence[Image], image: Image, position: int) -> None:
    _number([*siblings[:position], image, *siblings[position:]])


def _number(images: Sequence[Image]) -> None:
    moved = [(place, image) for place, image in enumerate(images) if image.position != place]
    for place, image in moved:
        image.position = place
    Image.objects.bulk_update([image for _, image in moved], ["position"])


def _check_variant(product: Product, facts: Mapping[str, Any]) -> None:
    variant_id = facts.get("variant_id")
    if variant_id is not None and not Variant.objects.filter(pk=variant_id, product=product).exists():
        problem = FieldProblem("/variant_id", "field.unknown_reference", "no variant of this product")
        raise UnknownReference("the picture's variant is of another product", fields=[problem])
