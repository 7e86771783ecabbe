"""How much less does an order cost without some of its units?"""

from hypothesis import given
from hypothesis import strategies as st

from orders.lessening import fall, over_lines
from orders.pricing import Amounts

sums = st.integers(min_value=0, max_value=10**12)
amounts = st.builds(Amounts, sums, sums, sums, sums, sums, sums)


def test_what_rises_is_taken_off_what_falls() -> None:
    before = Amounts(freight_minor=10_00, duty_minor=8_00, vat_minor=5_00)
    # A fifth of the freight less, no duty any more, but more VAT.
    after = Amounts(freight_minor=8_00, vat_minor=6_50)
    assert fall(before, after) == Amounts(freight_minor=2_00, duty_minor=6_50)


def test_a_rest_that_would_cost_more_tax_costs_its_buyer_nothing_more() -> None:
    before, after = Amounts(vat_minor=5_00, freight_minor=3_00), Amounts(vat_minor=9_00, freight_minor=4_00)
    assert fall(before, after) == Amounts()


def test_the_fall_is_of_the_declined_line_first_then_of_the_others() -> None:
    left = {"rice": Amounts(freight_minor=1_00), "flour": Amounts(freight_minor=5_00, vat_minor=2_00)}
    shares = over_lines(Amounts(freight_minor=4_00, vat_minor=9_00), left, first=["rice"])
    assert shares == {
        "rice": Amounts(freight_minor=1_00),
        "flour": Amounts(freight_minor=3_00, vat_minor=2_00),
    }


@given(amounts, amounts)
def test_nobody_pays_more_and_taxes_fall_as_far_as_they_fall_together(
    before: Amounts, after: Amounts
) -> None:
    less = fall(before, after)
    names = ("duty_minor", "vat_minor", "consumption_minor")
    taxes = [sum(getattr(each, name) for name in names) for each in (before, after, less)]
    assert taxes[2] == max(0, taxes[0] - taxes[1])
    assert less.freight_minor == max(0, before.freight_minor - after.freight_minor)
    assert less.goods_minor == 0
