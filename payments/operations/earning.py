"""What does a seller earn by an order, from when on is it theirs to have?"""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F

from kit.actors import Actor
from kit.transactions import inside_transaction
from payments import policy, postings
from payments.chart import Kind
from payments.models import LedgerTransaction, PaymentPart, Sale, SaleLine
from payments.operations.opening import open_payout
from payments.operations.posting import borne_of, post, shared_by, sum_of, take_back
from payments.postings import Parts, Sold, share_of_all

# What doors above need to say what was sold.
__all__ = [
    "Parts",
    "Sold",
    "due_references",
    "put_off",
    "record_sale",
    "release",
    "release_from",
    "take_back_sale",
]

_Fact = LedgerTransaction.Kind


@inside_transaction
def record_sale(
    *,
    reference: str,
    organisation_id: UUID,
    currency: str,
    lines: Mapping[UUID, Sold],
    sandbox: bool,
    at: datetime,
    by: Actor,
) -> None:
    """
    Split what was paid for an order between its seller, ourselves and those for whom we hold money.

    `reference` is the order's number, under which its deposit stands in the books; `lines` go by the
    ids of the order's. Once for each order.
    """
    share = share_of_all(lines.values())
    sale = Sale(
        reference=reference,
        organisation_id=organisation_id,
        currency=currency,
        goods_minor=share.goods,
        commission_minor=share.commission,
        commission_vat_minor=share.commission_vat,
        sandbox=sandbox,
        sold_at=at,
        created_at=at,
    )
    Sale.objects.bulk_create([sale], ignore_conflicts=True)
    kept = Sale.objects.select_for_update(no_key=True).get(reference=reference)
    if not kept.lines.exists():
        # New, or sold before its lines were kept.
        SaleLine.objects.bulk_create(_line(kept, line_id, sold) for line_id, sold in lines.items())
    if kept.pk != sale.pk:
        return
    post(
        postings.sale(organisation_id=organisation_id, currency=currency, reference=reference, share=share),
        kind=_Fact.SALE,
        key=f"sale:{reference}",
        reference=reference,
        sandbox=sandbox,
        at=at,
        by=by,
    )


@inside_transaction
def take_back_sale(*, reference: str, at: datetime, by: Actor) -> bool:
    """
    Undo the split of an order that ends, so that all of it is its buyer's deposit again.

    False if it was never split, has been undone, or is its seller's to have by now.
    """
    # The payment's share first, as whoever asks for a refund does.
    parts = PaymentPart.objects.select_for_update(of=("self",), no_key=True)
    list(parts.filter(order_reference=reference).order_by("id"))
    sale = Sale.objects.select_for_update(no_key=True).filter(reference=reference).first()
    if sale is None or sale.reversed_at or sale.released_at:
        return False
    made = LedgerTransaction.objects.get(key=f"sale:{reference}")
    # What refunds took from those who shared the money is the deposit's to bear: they give all back.
    borne = Counter(borne_of(sale))
    borne.subtract(shared_by(made))
    _stamp(sale, reversed_at=at)
    take_back(
        made,
        at=at,
        by=by,
        more=postings.borne_by_deposit(borne=borne, currency=sale.currency, reference=reference),
    )
    return True


@inside_transaction
def release_from(*, reference: str, release_at: datetime, at: datetime, by: Actor) -> None:
    """
    Say from when on a seller may be paid for an order, because its goods have come.

    Money that is due by then is released at once, else by the sweep. Saying it again changes nothing.
    """
    waiting = Sale.objects.filter(reference=reference, release_at__isnull=True, reversed_at__isnull=True)
    if waiting.update(release_at=release_at, version=F("version") + 1) and release_at <= at:
        release(reference=reference, at=at, by=by)


@inside_transaction
def put_off(*, reference: str, until: datetime) -> None:
    """Say anew from when on a seller may be paid for an order that was due, and isn't released yet."""
    waiting = Sale.objects.filter(reference=reference, release_at__isnull=False, released_at__isnull=True)
    waiting.update(release_at=until, version=F("version") + 1)


@inside_transaction
def release(*, reference: str, at: datetime, by: Actor) -> bool:
    """Let a seller have what they earned by an order; False if that isn't due, or was done before."""
    due = Sale.objects.select_for_update(no_key=True).filter(
        reference=reference,
        release_at__lte=at,
        released_at__isnull=True,
        reversed_at__isnull=True,
    )
    sale = due.first()
    if sale is None:
        return False
    # Not what was earned at first: part of it may have gone back meanwhile.
    left = -sum_of(Kind.SELLER_PENDING, reference=reference, sandbox=sale.sandbox)
    _stamp(sale, released_at=at)
    post(
        postings.released(
            organisation_id=sale.organisation_id,
            currency=sale.currency,
            minor=left,
            reference=reference,
        ),
        kind=_Fact.SALE_RELEASED,
        key=f"sale_released:{reference}",
        reference=reference,
        sandbox=sale.sandbox,
        at=at,
        by=by,
    )
    open_payout(organisation_id=sale.organisation_id, currency=sale.currency, sandbox=sale.sandbox, at=at)
    return True


def due_references(*, at: datetime) -> list[str]:
    """Orders whose sellers' money is due, the oldest first, at most one sweep's load."""
    due = Sale.objects.filter(release_at__lte=at, released_at__isnull=True, reversed_at__isnull=True)
    rows = due.order_by("release_at", "id").values_list("reference", flat=True)
    return list(rows[: policy.RELEASE_SWEEP_SIZE])


def _line(sale: Sale, line_id: UUID, sold: Sold) -> SaleLine:
    parts = {f"{name}_minor": minor for name, minor in sold.parts._asdict().items()}
    return SaleLine(
        sale=sale,
        line_id=line_id,
        units=sold.units,
        commission_minor=sold.commission,
        commission_vat_minor=sold.commission_vat,
        discount_minor=sold.discount,
        created_at=sale.created_at,
        **parts,
    )


def _stamp(sale: Sale, **stamps: datetime) -> None:
    for name, value in stamps.items():
        setattr(sale, name, value)
    sale.version += 1
    sale.save(update_fields=[*stamps, "version"])
