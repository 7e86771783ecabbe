"""How do named parts of a sale go back, at whose cost?"""

from collections.abc import Sequence
from uuid import UUID

import pytest

from accounts.models import Organisation
from kit.ids import uuid7
from kit.transactions import owns_transaction
from payments.chart import Kind
from payments.errors import (
    NothingToRefund,
    RefundLineNotFound,
    RefundPartTooLarge,
    RefundTooLarge,
    SaleNotStanding,
)
from payments.models import Refund, SaleLine
from payments.operations import earning, refunding
from payments.operations.earning import Parts, Sold
from payments.operations.parting import Wanted
from tests.payments.books import ORDER, firm, on, release, sell
from tests.payments.money import BUYER, COLLEAGUE, GROUP, NOW, STAFF, broken_rules, captured

FLOUR, HONEY = uuid7(), uuid7()
# The order of 70.00: ten bags of flour and one jar of honey. Commission 10 %, its VAT 16 %.
LINES = {
    FLOUR: Sold(10, Parts(goods=33_33, freight=5_00, insurance=70, vat=7_00), 3_33, 53),
    HONEY: Sold(1, Parts(goods=16_67, freight=3_00, insurance=30, vat=4_00), 1_67, 27),
}
EARNED = 50_00 - 5_00 - 80


@pytest.fixture
def seller(db: None) -> Organisation:
    captured()
    made = firm()
    sell(made, lines=LINES)
    return made


def ask(*wanted: Wanted, borne_by: str = "shares") -> Refund:
    return owns_transaction(refunding.refund_parts)(
        order_reference=ORDER, wanted=wanted, borne_by=borne_by, reason="broken", at=NOW, by=STAFF
    )


def units(line: UUID, count: int, *named: str) -> Wanted:
    return Wanted(line, count, named) if named else Wanted(line, count)


def dies(refund: Refund) -> None:
    owns_transaction(refunding.decline_refund)(refund_id=refund.pk, at=NOW, by=COLLEAGUE)


def test_units_go_back_with_their_share_of_every_part(seller: Organisation) -> None:
    # Three of ten bags: 33.33 * 3 / 10 = 9.999, 1.50, 0.21, 2.10.
    refund = ask(units(FLOUR, 3))
    assert refund.amount_minor == 10_00 + 1_50 + 21 + 2_10
    # Of the commission 3.33 * 10.00 / 33.33 = 0.999, of its VAT 0.53 * 10.00 / 33.33 = 0.159.
    [item] = refund.items.all()
    assert (item.commission_minor, item.commission_vat_minor) == (1_00, 16)
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED + 10_00 - 1_00 - 16
    assert (on(Kind.COMMISSION), on(Kind.COMMISSION_VAT)) == (-4_00, -64)
    assert (on(Kind.FREIGHT), on(Kind.INSURANCE), on(Kind.IMPORT_TAX)) == (-6_50, -79, -8_90)
    assert on(Kind.REFUNDS_DUE) == -13_81
    assert broken_rules() == []


@pytest.mark.parametrize("steps", [[1] * 10, [3, 3, 3, 1], [7, 3], [10]])
def test_bag_after_bag_gives_back_exactly_the_whole_line(seller: Organisation, steps: Sequence[int]) -> None:
    refunds = [ask(units(FLOUR, count)) for count in steps]
    assert sum(refund.amount_minor for refund in refunds) == 33_33 + 5_00 + 70 + 7_00
    assert (on(Kind.COMMISSION), on(Kind.COMMISSION_VAT)) == (-1_67, -27)
    with pytest.raises(RefundPartTooLarge) as refusal:
        ask(units(FLOUR, 1))
    assert refusal.value.facts["left"] == 0
    assert broken_rules() == []


def test_all_of_an_order_gives_all_back_and_leaves_nobody_anything(seller: Organisation) -> None:
    ask(units(FLOUR, 4))
    ask(units(FLOUR, 6), units(HONEY, 1))
    for kind in (Kind.COMMISSION, Kind.COMMISSION_VAT, Kind.FREIGHT, Kind.INSURANCE, Kind.IMPORT_TAX):
        assert on(kind) == 0
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert on(Kind.REFUNDS_DUE) == -70_00
    assert broken_rules() == []


def test_freight_that_stayed_on_a_line_goes_with_the_last_units(seller: Organisation) -> None:
    ask(units(HONEY, 1, "goods", "vat"))
    # All of the flour, and the 3.00 and 0.30 that were kept of the honey.
    assert ask(units(FLOUR, 10)).amount_minor == 46_03 + 3_30
    assert broken_rules() == []


def test_a_named_part_goes_back_alone(seller: Organisation) -> None:
    assert ask(units(FLOUR, 5, "vat")).amount_minor == 3_50
    assert ask(Wanted(HONEY, sums=Parts(freight=1_00))).amount_minor == 1_00
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED
    assert (on(Kind.IMPORT_TAX), on(Kind.FREIGHT)) == (-7_50, -7_00)
    assert broken_rules() == []


@pytest.mark.parametrize("part", ["goods", "freight", "insurance", "vat", "duty"])
def test_no_part_gives_back_more_than_it_cost(seller: Organisation, part: str) -> None:
    left = getattr(LINES[HONEY].parts, part)
    if left:
        ask(Wanted(HONEY, sums=Parts(**{part: left})))
    with pytest.raises(RefundPartTooLarge) as refusal:
        ask(Wanted(HONEY, sums=Parts(**{part: 1})))
    assert refusal.value.facts == {"line_id": str(HONEY), "part": part, "left_minor": 0}


def test_nothing_and_strange_lines_are_refused(seller: Organisation) -> None:
    with pytest.raises(NothingToRefund):
        ask(units(FLOUR, 1, "duty"))
    for wrong in ([units(uuid7(), 1)], [units(FLOUR, 1), units(FLOUR, 2)]):
        with pytest.raises(RefundLineNotFound):
            ask(*wrong)


def test_a_seller_who_bears_all_bears_carriage_and_taxes_too(seller: Organisation) -> None:
    ask(units(HONEY, 1), borne_by="seller")
    # 16.67 + 3.00 + 0.30 + 4.00 less the commission of 1.67 and its VAT of 0.27.
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED + 23_97 - 1_94
    assert (on(Kind.FREIGHT), on(Kind.IMPORT_TAX)) == (-8_00, -11_00)
    assert broken_rules() == []


@pytest.mark.parametrize(
    ("borne_by", "account"),
    [
        ("carrier", Kind.CLAIMS_ON_CARRIER),
        ("customs", Kind.CLAIMS_ON_CUSTOMS),
        ("platform", Kind.CLAIMS_COSTS),
    ],
)
def test_whoever_else_is_liable_bears_it_on_an_account_of_its_own(
    seller: Organisation, borne_by: str, account: Kind
) -> None:
    refund = ask(units(HONEY, 1), borne_by=borne_by)
    assert on(account) == 23_97
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED
    assert on(Kind.COMMISSION) == -5_00
    assert broken_rules() == []
    dies(refund)
    assert on(account) == 0
    assert broken_rules() == []


def test_what_the_carrier_bore_gives_no_commission_back_later(seller: Organisation) -> None:
    ask(units(FLOUR, 9), borne_by="carrier")
    # The seller bears one bag of ten: 3.33 of 33.33, so 3.33 * 3.33 / 33.33 = 0.33.
    [item] = ask(units(FLOUR, 1)).items.all()
    assert (item.goods_minor, item.commission_minor, item.commission_vat_minor) == (3_33, 33, 5)
    assert broken_rules() == []


def test_a_refund_that_dies_may_be_asked_for_again(seller: Organisation) -> None:
    dies(ask(units(FLOUR, 10)))
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == -EARNED
    assert SaleLine.objects.get(line_id=FLOUR).gone == Parts()
    assert ask(units(FLOUR, 10)).amount_minor == 46_03
    assert broken_rules() == []


def test_one_that_dies_between_others_leaves_no_minor_unit_behind(seller: Organisation) -> None:
    first, second, _ = (ask(units(FLOUR, 3)) for _ in range(3))
    dies(second)
    dies(first)
    ask(units(FLOUR, 6))
    ask(units(FLOUR, 1))
    assert SaleLine.objects.get(line_id=FLOUR).left == Parts()
    assert (on(Kind.COMMISSION), on(Kind.COMMISSION_VAT)) == (-1_67, -27)
    assert broken_rules() == []


def test_after_the_release_it_is_taken_from_what_may_be_paid_out(seller: Organisation) -> None:
    refund = ask(units(HONEY, 1))
    release()
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    dies(refund)
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED
    ask(units(HONEY, 1))
    assert on(Kind.SELLER_PAYABLE, owner=seller.pk) == -EARNED + 16_67 - 1_94
    assert broken_rules() == []


@pytest.mark.parametrize("borne_by", ["shares", "seller", "platform"])
def test_an_order_that_ends_after_a_refund_gives_back_the_rest(seller: Organisation, borne_by: str) -> None:
    first = ask(units(HONEY, 1), borne_by=borne_by)
    assert owns_transaction(earning.take_back_sale)(reference=ORDER, at=NOW, by=STAFF)
    rest = owns_transaction(refunding.refund_rest)(
        reference=GROUP, order_reference=ORDER, reason="", at=NOW, by=STAFF
    )
    assert rest is not None
    assert rest.amount_minor == 70_00 - 23_97
    # Another order of the checkout has its deposit still.
    assert on(Kind.DEPOSITS) == -53_00
    for kind in (Kind.COMMISSION, Kind.COMMISSION_VAT, Kind.FREIGHT, Kind.IMPORT_TAX, Kind.CLAIMS_COSTS):
        assert on(kind) == 0
    assert on(Kind.SELLER_PENDING, owner=seller.pk) == 0
    assert broken_rules() == []
    dies(first)
    assert on(Kind.DEPOSITS) == -53_00 - 23_97
    assert broken_rules() == []


def test_an_order_that_ended_is_not_refunded_by_parts(seller: Organisation) -> None:
    owns_transaction(earning.take_back_sale)(reference=ORDER, at=NOW, by=STAFF)
    with pytest.raises(SaleNotStanding):
        ask(units(HONEY, 1))


def test_a_sum_that_names_no_part_is_cut_over_all_of_them(seller: Organisation) -> None:
    refund = owns_transaction(refunding.request_refund)(
        reference=GROUP, order_reference=ORDER, amount_minor=7_00, reason="", at=NOW, by=BUYER
    )
    flour, honey = (item.parts for item in refund.items.order_by("line__id"))
    # A tenth of each part.
    assert flour == Parts(3_33, 50, 7, 0, 70, 0)
    assert honey == Parts(1_67, 30, 3, 0, 40, 0)
    with pytest.raises(RefundTooLarge):
        owns_transaction(refunding.request_refund)(
            reference=GROUP, order_reference=ORDER, amount_minor=63_01, reason="", at=NOW, by=BUYER
        )
    assert broken_rules() == []
