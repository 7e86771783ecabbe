"""With which request does each operation about a seller's money succeed, on behalf of one side?"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from kit.clock import now
from payments.models import Payout
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, good, new_key

BANK_DATA = {"account_number": "KZ86125KZT5004100100", "bic": "HSBKKZKX", "bank": "Halyk", "kbe": "17"}


def _sold(path: str) -> Recipe:
    """Something about money that a paid order has earned."""

    def sample(side: Side) -> Sample:
        _ = side.paid_order
        return Sample(side.seller, path)

    return sample


def statement(side: Side) -> Sample:
    _ = side.paid_order
    month = f"{now().astimezone(ZoneInfo('Asia/Almaty')):%Y-%m}"
    return Sample(side.seller, f"/seller/statements/{month}/CNY")


def _payout(side: Side) -> Payout:
    """A payout that was taken out of the seller's balance."""
    known: dict[str, Any] = {"organisation_id": side.seller_row.organisation_id, "sandbox": side.sandbox}
    return Payout.objects.filter(**known, number=f"SCP-{side.name}").first() or Payout.objects.create(
        **known,
        number=f"SCP-{side.name}",
        status=Payout.Status.SCHEDULED,
        currency="CNY",
        amount_minor=1_000_00,
        paid_currency="KZT",
        paid_minor=70_000_00,
        rate=Decimal(70),
        rate_date=now().date(),
        scheduled_at=now(),
        created_at=now(),
    )


def list_payouts(side: Side) -> Sample:
    _payout(side)
    return Sample(side.seller, "/seller/payouts")


def change_account(side: Side) -> Sample:
    # However long ago the world was made, its owner has proved just now who they are.
    side.seller_user.tokens.update(confirmed_at=now())
    return Sample(side.seller, "/seller/payout-account", BANK_DATA)


def show_account(side: Side) -> Sample:
    side.seller_user.tokens.update(confirmed_at=now())
    good(side.seller.post("/seller/payout-account", BANK_DATA, key=new_key()))
    return Sample(side.seller, "/seller/payout-account")


EARNING: Mapping[str, Recipe] = {
    "showSellerBalance": _sold("/seller/balance"),
    "listSellerStatements": _sold("/seller/statements"),
    "showSellerStatement": statement,
    "listSellerPayouts": list_payouts,
    "showSellerPayout": lambda side: Sample(side.seller, f"/seller/payouts/{_payout(side).pk}"),
    "showOnboarding": lambda side: Sample(side.seller, "/seller/onboarding"),
    "showPayoutAccount": show_account,
    "changePayoutAccount": change_account,
    "showPriceHelp": lambda side: Sample(side.seller, f"/seller/price-helper?listing_id={side.flour.pk}"),
}
