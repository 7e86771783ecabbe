"""Which rows fill the pages about sellers' money?"""

from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Organisation
from accounts.operations.organising import found_organisation
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from payments.models import CommissionRule, Payout, PayoutAccount, PayoutFile, RateFeed
from payments.operations import banking, documenting
from payments.operations.opening import open_payout
from payments.operations.publishing import take_in, today_of
from tests.payments.papers import draft
from tests.payments.published import archive


def set_prices(many: int) -> None:
    """A price list whose last line counts for all."""
    for number in range(1, many + 1):
        CommissionRule.objects.create(
            position=number,
            category="" if number == many else f"kind-{number}",
            percent=Decimal(8),
            currency="CNY",
            cap_minor=50_00,
            valid_from=date(2026, 1, 1),
            created_at=now(),
        )


def pay_sellers(many: int) -> None:
    """Sellers with bank data, each with a payout that accrues, one with the bank, one that arrived."""
    for number in range(many):
        seller = owns_transaction(found_organisation)(kind="seller", name=f"Loom {number}", at=now())
        owns_transaction(banking.put_account)(
            organisation_id=seller.pk,
            holder=f"Loom {number}",
            tax_id="940140000385",
            country="KZ",
            account_number="KZ86125KZT5004100100",
            bic="HSBKKZKX",
            bank="Halyk",
            kbe="17",
            sandbox=False,
            at=now(),
            by=SYSTEM,
        )
        owns_transaction(open_payout)(organisation_id=seller.pk, currency="CNY", sandbox=False, at=now())
        _ordered(seller, number)
        _invoiced(seller, number)


def _invoiced(seller: Organisation, number: int) -> None:
    owns_transaction(documenting.issue_invoice)(
        draft=draft(f"goods:SC-26-9{number:07}-0", seller=seller), at=now()
    )


def publish_rates(many: int) -> None:
    """Documents of rates that wait, one that was published, and both publishers as they are asked."""
    last = today_of(now())
    for number in range(many):
        day = last - timedelta(days=number)
        owns_transaction(take_in)(data=archive(day), is_sent_by_hand=bool(number), at=now(), by=SYSTEM)
    for publisher in ("nbk", "ecb"):
        RateFeed.objects.create(publisher=publisher, due_at=now(), created_at=now())


def _ordered(seller: Organisation, number: int) -> None:
    file = PayoutFile.objects.create(
        number=f"SCB-26-{number:08}-0",
        format=PayoutFile.Format.ONE_C,
        currency="KZT",
        total_minor=70_000_00,
        payouts_count=1,
        made_at=now(),
        created_at=now(),
    )
    Payout.objects.create(
        number=f"SCP-26-9{number:07}-0",
        organisation=seller,
        status=Payout.Status.PROCESSING,
        currency="CNY",
        amount_minor=1_000_00,
        paid_currency="KZT",
        paid_minor=70_000_00,
        rate=Decimal(70),
        rate_date=now().date(),
        account=PayoutAccount.objects.get(organisation=seller),
        file=file,
        scheduled_at=now(),
        created_at=now(),
    )
