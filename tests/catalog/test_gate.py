"""What keeps goods off a market, reckoned on paper."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from catalog.gate_wording import CATEGORIES, CODES, told
from catalog.gating import Goods, Paper, Reason, Rule, Span, judge

TODAY = date(2026, 12, 1)
ALWAYS = Span(date(2020, 1, 1), None)
DECREE_248 = Rule("gacc", "milled_grain", "GACC Decree 248", Span(date(2022, 1, 1), date(2026, 5, 31)))
DECREE_280 = Rule("gacc", "milled_grain", "GACC Decree 280", Span(date(2026, 6, 1), None))
TR_CU = Rule("conformity", "", "TR CU 009/2011", Span(date(2012, 7, 1), None))
REGISTERED = Paper(
    "gacc", "CKAZ-1", "verified", True, Span(date(2022, 3, 1), date(2027, 2, 28)), ("milled_grain",)
)
FLOUR = Goods(
    market="CN",
    hs6="110100",
    customs_code="1101000090",
    registration_no="",
    names={"en": "Flour", "zh-Hans": "面粉"},
    rules=(DECREE_248, DECREE_280),
    papers=(REGISTERED,),
    lots=("A", "B"),
    listed=(ALWAYS,),
)
CREAM = replace(
    FLOUR,
    market="KZ",
    hs6="330499",
    customs_code="3304990000",
    names={"en": "Cream", "ru": "Крем", "kk": "Крем"},
    rules=(TR_CU,),
    papers=(Paper("conformity", "EAEU-1", "verified", True, ALWAYS, ()),),
    listed=(),
)


def codes(goods: Goods, on: date = TODAY) -> list[str]:
    return [reason.code for reason in judge(goods, on=on).reasons]


def only(goods: Goods, on: date = TODAY) -> Reason:
    [reason] = judge(goods, on=on).reasons
    return reason


@pytest.mark.parametrize("goods", [FLOUR, CREAM])
def test_goods_whose_papers_code_label_and_regime_are_in_order_may_be_sold(goods: Goods) -> None:
    assert judge(goods, on=TODAY).is_open


def test_everything_in_the_way_is_told_at_once() -> None:
    bare = replace(FLOUR, customs_code="", names={"en": "Flour"}, papers=(), listed=())
    assert codes(bare) == [
        "gate.customs_code_missing",
        "gate.label_language_missing",
        "gate.regime_not_allowed",
        "gate.paper_missing",
    ]


def test_food_for_china_has_a_chinese_label_and_slippers_need_none() -> None:
    spoken = replace(FLOUR, names={"en": "Flour"})
    assert only(spoken).facts == {"language": "zh-Hans"}
    assert only(spoken).pointer == "/product/names/zh-Hans"
    assert judge(replace(spoken, hs6="640520", rules=()), on=TODAY).is_open


def test_whatever_is_sold_in_kazakhstan_speaks_kazakh_and_russian() -> None:
    spoken = replace(CREAM, names={"en": "Cream", "zh-Hans": "面霜"})
    assert [reason.facts["language"] for reason in judge(spoken, on=TODAY).reasons] == ["kk", "ru"]


def test_a_kind_of_goods_is_sold_to_china_while_the_list_has_it() -> None:
    listed = replace(FLOUR, listed=(Span(date(2026, 1, 1), date(2026, 12, 1)),))
    assert codes(listed) == []
    assert codes(listed, TODAY + timedelta(days=1)) == ["gate.regime_not_allowed"]


def test_a_paper_holds_to_the_end_of_its_last_day() -> None:
    assert codes(FLOUR, date(2027, 2, 28)) == []
    ended = only(FLOUR, date(2027, 3, 1))
    assert ended.code == "gate.paper_expired"
    assert (ended.facts["number"], ended.facts["day"]) == ("CKAZ-1", "2027-02-28")


@pytest.mark.parametrize(
    ("day", "act"), [(date(2026, 5, 31), "GACC Decree 248"), (date(2026, 6, 1), "GACC Decree 280")]
)
def test_the_decree_in_force_is_named_and_old_registrations_carry_over(day: date, act: str) -> None:
    assert codes(FLOUR, day) == []
    assert only(replace(FLOUR, papers=()), day).facts["act"] == act


def test_before_a_rule_was_in_force_it_asks_for_nothing() -> None:
    assert codes(replace(FLOUR, papers=()), date(2021, 12, 31)) == []


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (REGISTERED._replace(status="submitted", was_verified=False), "gate.paper_in_check"),
        (REGISTERED._replace(status="rejected", was_verified=False), "gate.paper_missing"),
        (REGISTERED._replace(status="rejected"), "gate.paper_revoked"),
        (REGISTERED._replace(status="withdrawn"), "gate.paper_revoked"),
        (REGISTERED._replace(days=Span(date(2026, 12, 2), None)), "gate.paper_not_yet_valid"),
        (REGISTERED._replace(categories=("dairy",)), "gate.registration_of_other_category"),
        (REGISTERED._replace(kind="halal"), "gate.paper_missing"),
    ],
)
def test_of_a_paper_that_does_not_hold_it_is_said_why(paper: Paper, code: str) -> None:
    assert codes(replace(FLOUR, papers=(paper,))) == [code]


def test_a_renewal_in_check_is_waited_for_and_counts_once_it_is_verified() -> None:
    renewal = REGISTERED._replace(number="CKAZ-2", status="submitted", was_verified=False, days=ALWAYS)
    later = date(2027, 3, 1)
    assert codes(replace(FLOUR, papers=(REGISTERED, renewal)), later) == ["gate.paper_in_check"]
    assert codes(replace(FLOUR, papers=(REGISTERED, renewal._replace(status="verified"))), later) == []


def test_the_registration_that_a_product_names_is_the_one_that_counts() -> None:
    named = replace(FLOUR, registration_no="CKAZ-1")
    assert codes(named) == []
    assert only(replace(FLOUR, registration_no="CKAZ-9")).code == "gate.registration_number_unknown"


def test_papers_of_lots_vouch_once_every_lot_on_sale_has_one() -> None:
    of_a = REGISTERED._replace(lot="A")
    assert only(replace(FLOUR, papers=(of_a,))).facts["lots"] == "B"
    assert codes(replace(FLOUR, papers=(of_a, of_a._replace(lot="B")))) == []
    assert codes(replace(FLOUR, papers=(of_a,), lots=("A",))) == []


def test_nothing_is_sold_where_nobody_has_entered_which_papers_goods_need() -> None:
    slippers = replace(FLOUR, hs6="640520", rules=(), papers=(), has_law=False)
    assert (only(slippers).code, only(slippers).pointer) == ("gate.rules_unknown", "/market")


def test_it_is_known_when_the_calendar_alone_may_change_the_answer() -> None:
    # The registration's first day after its last; before, the decree that takes over.
    assert judge(FLOUR, on=TODAY).look_on == date(2027, 3, 1)
    assert judge(FLOUR, on=date(2026, 4, 1)).look_on == date(2026, 6, 1)
    assert judge(CREAM, on=TODAY).look_on is None


def test_every_reason_has_words_and_says_what_to_do() -> None:
    facts = {"act": "Act", "kind": "gacc", "category": "dairy", "number": "N", "day": "2026-12-01"}
    facts |= {"lots": "A", "hs6": "110100", "language": "kk"}
    for code in CODES:
        said = told(Reason(code, "/certificates", facts))
        assert said.to_do
        assert "%" not in said.detail
    assert len(CATEGORIES) == 19
