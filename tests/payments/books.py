"""Which sellers, sales and payouts do the tests of the books start from?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from accounts.models import Organisation, User
from accounts.operations.organising import add_member, found_organisation
from accounts.operations.registering import register
from kit.actors import SYSTEM, Actor
from kit.ids import uuid7
from kit.money import Money
from kit.transactions import owns_transaction
from payments.chart import Kind
from payments.models import LedgerEntry, Payout, PayoutAccount, PayoutFile
from payments.operations import banking, earning, ordering, paying_out
from payments.operations.earning import Parts, Sold
from payments.operations.publishing import publish_by_hand
from payments.postings import Share
from tests.payments.money import COLLEAGUE, GROUP, NOW, PARTS, STAFF, captured

ORDER, OTHER_ORDER = PARTS
IBAN = "KZ86125KZT5004100100"
# The order of 70.00 CNY: goods of 50.00, of which 5.00 commission with 0.80 VAT.
SHARE = Share(
    goods=50_00, freight=8_00, insurance=1_00, duty=0, import_tax=11_00, commission=5_00, commission_vat=80
)
EARNED = 44_20
LATER = NOW + timedelta(days=7)


def firm(name: str = "Mill", *, sandbox: bool = False) -> Organisation:
    """A seller's organisation."""
    return owns_transaction(found_organisation)(kind="seller", name=name, sandbox=sandbox, at=NOW)


def member(of: Organisation, role: str, name: str = "dana") -> User:
    """Somebody who acts for it."""
    user = owns_transaction(register)(email=f"{name}@example.com", password=None, confirmed=True, at=NOW)
    owns_transaction(add_member)(user=user, organisation=of, role=role, at=NOW)
    return user


def on(
    kind: Kind, *, currency: str = "CNY", owner: UUID | None = None, party: str = "", sandbox: bool = False
) -> int:
    """What stands on an account, debits positive."""
    lines = LedgerEntry.objects.filter(
        account__kind=kind, account__currency=currency, account__party=party, account__sandbox=sandbox
    )
    if owner:
        lines = lines.filter(account__owner_id=owner)
    return lines.aggregate(sum=Sum("amount_minor"))["sum"] or 0


def sold(share: Share = SHARE, *, units: int = 1) -> Sold:
    """One line that is all of an order."""
    parts = Parts(share.goods, share.freight, share.insurance, share.duty, share.import_tax)
    return Sold(units, parts, share.commission, share.commission_vat)


def sell(
    seller: Organisation,
    *,
    order: str = ORDER,
    share: Share = SHARE,
    lines: Mapping[UUID, Sold] | None = None,
    sandbox: bool = False,
) -> None:
    """A paid order is split."""
    owns_transaction(earning.record_sale)(
        reference=order,
        organisation_id=seller.pk,
        currency="CNY",
        lines=lines or {uuid7(): sold(share)},
        sandbox=sandbox,
        at=NOW,
        by=SYSTEM,
    )


def release(order: str = ORDER, *, at: datetime = NOW) -> None:
    """Its goods have come, and the claim window is over."""
    owns_transaction(earning.release_from)(reference=order, release_at=at, at=at, by=SYSTEM)


def earn(seller: Organisation, goods: int, *, order: str = ORDER) -> None:
    """Some money of a paid order is the seller's to have: a payment of their own, without commission."""
    captured(reference=f"{GROUP}/{order}", parts={order: goods})
    sell(seller, order=order, share=Share(goods=goods))
    release(order)


def bank_data(seller: Organisation, *, at: datetime = NOW, number: str = IBAN) -> PayoutAccount:
    """The seller's account at a bank, given at an instant."""
    return owns_transaction(banking.put_account)(
        organisation_id=seller.pk,
        holder=f"TOO {seller.name}",
        tax_id="940140000385",
        country="KZ",
        account_number=number,
        bic="HSBKKZKX",
        bank="Halyk",
        kbe="17",
        sandbox=seller.sandbox,
        at=at,
        by=STAFF,
    )


def rate(percent: str = "70", *, at: datetime = NOW) -> None:
    """One yuan is so many tenge."""
    owns_transaction(publish_by_hand)(
        day=at.date(), base="CNY", quote="KZT", rate=Decimal(percent), source="test", at=at, by=STAFF
    )


def ready(seller: Organisation, goods: int = 1_000_00) -> Payout:
    """A payout that can be scheduled at `LATER`."""
    earn(seller, goods)
    bank_data(seller)
    rate(at=LATER)
    return open_one(seller)


def open_one(seller: Organisation) -> Payout:
    """What the seller's balance waits in."""
    return Payout.objects.get(organisation=seller, amount_minor__isnull=True)


def schedule(payout: Payout, *, at: datetime = LATER, by: Actor = SYSTEM) -> Payout:
    return owns_transaction(paying_out.schedule_payout)(payout_id=payout.pk, at=at, by=by)


def approve(payout: Payout, *, by: Actor = COLLEAGUE) -> Payout:
    return owns_transaction(paying_out.approve_payout)(payout_id=payout.pk, at=LATER, by=by)


def ordered(payout: Payout, form: str = "1c") -> Payout:
    """Scheduled, approved and in a file."""
    schedule(payout)
    approve(payout)
    make_file(payout, form=form)
    payout.refresh_from_db()
    return payout


def make_file(*payouts: Payout, form: str = "1c") -> PayoutFile:
    """A file to the bank."""
    return owns_transaction(ordering.make_file)(
        payout_ids=[each.pk for each in payouts], form=form, at=LATER, by=COLLEAGUE
    )


def confirm(payout: Payout, cost: Money | None = None) -> Payout:
    """The bank has paid."""
    return owns_transaction(ordering.confirm_payout)(payout_id=payout.pk, cost=cost, at=LATER, by=STAFF)


def bounce(payout: Payout) -> Payout:
    """It came back."""
    return owns_transaction(ordering.bounce_payout)(
        payout_id=payout.pk, reason="account closed", at=LATER, by=STAFF
    )
