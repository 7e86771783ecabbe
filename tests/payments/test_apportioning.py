"""Do parts that go back one after the other sum to the whole, in whatever order they go?"""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from payments.apportioning import COMPONENTS, Parts, given_back, of_units, spread

# Minor units of any currency: whole yen and won, fen, cents, tiyn.
sums = st.integers(min_value=0, max_value=10**12)
parts = st.builds(Parts, sums, sums, sums, sums, sums, sums)


@st.composite
def steps(draw: st.DrawFn) -> list[int]:
    """So many units, taken in such turns."""
    return draw(st.lists(st.integers(min_value=1, max_value=50), min_size=1, max_size=12))


@given(parts, steps())
def test_units_that_go_back_in_turns_sum_to_the_whole_line(line: Parts, turns: Sequence[int]) -> None:
    units, gone, back = sum(turns), 0, Parts()
    for asked in turns:
        cut = of_units(line, gone=back, units=units, gone_units=gone, asked=asked, named=COMPONENTS)
        assert min(cut) >= 0
        gone, back = gone + asked, back.plus(cut)
        # Never a whole minor unit from the exact share.
        for part, whole in zip(back, line, strict=True):
            assert abs(part * units - whole * gone) < units
    assert back == line


@given(parts, steps(), st.data())
def test_sums_in_between_leave_units_no_more_than_is_left(
    line: Parts, turns: Sequence[int], data: st.DataObject
) -> None:
    units, gone, back = sum(turns), 0, Parts()
    for asked in turns:
        left = line.less(back)
        extra = data.draw(st.integers(min_value=0, max_value=left.goods))
        back = back.plus(Parts(goods=extra))
        cut = of_units(line, gone=back, units=units, gone_units=gone, asked=asked, named=COMPONENTS)
        gone, back = gone + asked, back.plus(cut)
        assert min(line.less(back)) >= 0
    assert back == line


@given(parts, parts, st.data())
def test_a_sum_that_names_no_part_is_cut_within_what_is_left(
    one: Parts, two: Parts, data: st.DataObject
) -> None:
    minor = data.draw(st.integers(min_value=0, max_value=one.total + two.total))
    cut = spread(minor, [one, two])
    assert sum(each.total for each in cut) == minor
    for taken, left in zip(cut, [one, two], strict=True):
        assert min(taken) >= 0
        assert min(left.less(taken)) >= 0


@given(st.lists(st.integers(min_value=1, max_value=10**9), min_size=1, max_size=10), st.data())
def test_the_commission_of_all_goods_is_given_back_to_the_last_unit(
    goods: Sequence[int], data: st.DataObject
) -> None:
    whole = sum(goods)
    commission = data.draw(st.integers(min_value=0, max_value=whole))
    gone = given = 0
    for each in goods:
        gone += each
        more = given_back(commission, goods=whole, gone=gone, given=given)
        assert more >= 0
        given += more
    assert given == commission


@given(st.lists(st.integers(min_value=1, max_value=1000), min_size=2, max_size=8), st.data())
def test_refunds_that_die_in_between_give_no_more_than_all_back(
    goods: Sequence[int], data: st.DataObject
) -> None:
    whole, commission = sum(goods), data.draw(st.integers(min_value=0, max_value=sum(goods)))
    living: list[tuple[int, int]] = []
    for each in [*goods, *goods]:
        gone, given = sum(size for size, _ in living), sum(back for _, back in living)
        if gone + each <= whole:
            living.append((each, given_back(commission, goods=whole, gone=gone + each, given=given)))
        dies = data.draw(st.integers(min_value=-4, max_value=3))
        if 0 <= dies < len(living):
            living.pop(dies)
        assert 0 <= sum(back for _, back in living) <= commission
    rest = whole - sum(size for size, _ in living)
    last = given_back(commission, goods=whole, gone=whole, given=sum(back for _, back in living))
    assert rest >= 0
    assert last + sum(back for _, back in living) == commission
