"""Which goods does a rule of papers speak of?"""

from datetime import UTC, datetime

import pytest

from catalog.models import PaperRule
from catalog.queries.gating import kept_off
from tests.orders.market import Market

AT = datetime(2026, 12, 1, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hs_prefix", "counts"), [("11", True), ("110", True), ("110100", True), ("10", False), ("110109", False)]
)
def test_a_rule_of_papers_holds_for_goods_whose_code_begins_so(
    db: None, hs_prefix: str, counts: bool
) -> None:
    market = Market(at=AT).open()
    flour = market.listing(market.seller())
    PaperRule.objects.create(
        market="CN",
        hs_prefix=hs_prefix,
        kind="halal",
        act="An act",
        valid_from=AT.date(),
        source="made for the test",
        confidence="none",
        created_at=AT,
    )
    reasons = kept_off(listing_ids=[flour.pk], at=AT).get(flour.pk, [])
    assert [reason.facts["kind"] for reason in reasons] == (["halal"] if counts else [])
