"""How does a paper of a seller come before buyers, and away again?"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from catalog.errors import BadCertificateDates, BadCertificateScope, CodeTaken
from catalog.gate_wording import CATEGORIES
from catalog.gating import REGISTRATION
from catalog.models import Certificate, Lot, Product, Seller
from catalog.operations.shelving import store
from catalog.policy import MAX_CERTIFICATE_YEARS
from kit.actors import SYSTEM, Actor
from kit.errors import FieldProblem
from kit.moves import News, move, tell
from kit.pictures import Clean
from kit.transactions import inside_transaction

Status = Certificate.Status


@inside_transaction
def submit_certificate(
    *,
    seller: Seller,
    product: Product | None,
    lot: Lot | None = None,
    facts: Mapping[str, Any],
    scan: Clean | None,
    at: datetime,
    by: Actor,
) -> Certificate:
    """
    Hand in a paper for one lot, one product, or all goods of a seller; staff check it next.

    In the test world nobody has to wait for them.

    `facts` are kind, number, issuer, valid_from and perhaps valid_to (days), of a registration with China
    Customs also its categories. A lot tells its product. Nothing of it changes later: a wrong one is
    withdrawn and handed in anew.

    :raises BadCertificateDates: if it ends before it begins, has lapsed, or names a year that no paper does.
    :raises BadCertificateScope: if the lot is of another product, or a registration tells no category.
    :raises CodeTaken: if the same paper, of the same days, waits or is verified already.
    """
    _check_dates(facts, at)
    _check_scope(facts, product, lot)
    certificate = Certificate(
        seller=seller,
        product=lot.variant.product if lot else product,
        lot=lot,
        **facts,
        scan_key=store(scan.files) if scan else "",
        submitted_at=at,
        created_at=at,
    )
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError:
        why = f"you have handed in {certificate.number} of these days already"
        raise CodeTaken(why, fields=[FieldProblem("/number", "field.taken", why)]) from None
    news = {"id": str(certificate.pk), "seller_id": str(seller.pk), "version": certificate.version}
    tell(Certificate, what="handed_in", news=[News(certificate.pk, news)], at=at)
    if seller.sandbox:
        verify_certificate(certificate=certificate, at=at, by=SYSTEM)
    return certificate


@inside_transaction
def verify_certificate(*, certificate: Certificate, at: datetime, by: Actor) -> Certificate:
    """
    Show a paper to buyers, on the days on which it is valid.

    :raises IllegalMove: if it waits for no judgement.
    """
    return move(certificate, to=Status.VERIFIED, at=at, by=by, verified_at=at)


@inside_transaction
def reject_certificate(*, certificate: Certificate, reason: str, at: datetime, by: Actor) -> Certificate:
    """
    Refuse a paper, also one that buyers have been shown.

    :raises IllegalMove: if it was refused or withdrawn already.
    """
    return move(certificate, to=Status.REJECTED, at=at, by=by, reason=reason)


@inside_transaction
def withdraw_certificate(*, certificate: Certificate, at: datetime, by: Actor) -> Certificate:
    """
    Take a paper back; buyers see it no longer.

    :raises IllegalMove: if that was done already.
    """
    return move(certificate, to=Status.WITHDRAWN, at=at, by=by)


def _check_scope(facts: Mapping[str, Any], product: Product | None, lot: Lot | None) -> None:
    if lot is not None and product is not None and lot.variant.product_id != product.pk:
        raise _bad_scope("lot_id", "is of another product")
    is_registration, told = facts["kind"] == REGISTRATION, facts.get("categories", [])
    if is_registration and not told:
        raise _bad_scope(
            "categories", f"a registration tells at least one of {', '.join(sorted(CATEGORIES))}"
        )
    if told and not is_registration:
        raise _bad_scope("categories", "only a registration with China Customs has any")


def _bad_scope(name: str, error: str) -> BadCertificateScope:
    return BadCertificateScope(error, fields=[FieldProblem(f"/{name}", "field.invalid", error)])


def _check_dates(facts: Mapping[str, Any], at: datetime) -> None:
    begins, ends, today = facts["valid_from"], facts.get("valid_to"), at.date()
    earliest, latest = today.year - MAX_CERTIFICATE_YEARS, today.year + MAX_CERTIFICATE_YEARS
    for name, day in (("valid_from", begins), ("valid_to", ends)):
        if day is not None and not earliest <= day.year <= latest:
            raise _bad_date(name, f"must be in a year from {earliest} to {latest}")
    if ends is not None and ends < begins:
        raise _bad_date("valid_to", "ends before it begins")
    if ends is not None and ends < today:
        raise _bad_date("valid_to", "has lapsed")


def _bad_date(name: str, error: str) -> BadCertificateDates:
    return BadCertificateDates(error, fields=[FieldProblem(f"/{name}", "field.invalid", error)])
