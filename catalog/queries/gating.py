"""Which listings may be sold on their market by the law of a day, and what is in the way of the others?"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from catalog.gating import Goods, Paper, Reason, Rule, Span, Status, Verdict, judge
from catalog.policy import MARKET_TIMEZONE
from kit.compiled import prepared_cursor

# One question, however many listings: what the gate asks stands in six tables.
_GOODS = """
    SELECT listing.id, listing.market, listing.status, tariff.hs6,
        CASE listing.market
            WHEN 'CN' THEN coalesce(nullif(product.cn10, ''), tariff.cn10)
            ELSE coalesce(nullif(product.eaeu10, ''), tariff.eaeu10)
        END AS customs_code,
        product.gacc_registration_no AS registration_no,
        product.names,
        coalesce((
            SELECT jsonb_agg(jsonb_build_array(
                rule.kind, rule.category, rule.act, rule.valid_from, rule.valid_to
            ) ORDER BY length(rule.hs_prefix) DESC, rule.valid_from DESC)
            FROM catalog_paperrule AS rule
            WHERE rule.market = listing.market AND rule.hs_prefix = ANY(code.beginnings)
        ), '[]') AS rules,
        coalesce((
            SELECT jsonb_agg(jsonb_build_array(
                paper.kind, paper.number, paper.status, paper.verified_at IS NOT NULL,
                paper.valid_from, paper.valid_to, paper.categories, coalesce(lot.code, '')
            ) ORDER BY paper.id DESC)
            FROM catalog_certificate AS paper LEFT JOIN catalog_lot AS lot ON lot.id = paper.lot_id
            WHERE paper.seller_id = variant.seller_id
            AND (paper.product_id IS NULL OR paper.product_id = product.id)
            AND (paper.lot_id IS NULL OR lot.variant_id = variant.id)
            AND (paper.status IN ('submitted', 'verified') OR paper.verified_at IS NOT NULL)
            AND EXISTS (
                SELECT FROM catalog_paperrule AS rule
                WHERE rule.market = listing.market AND rule.kind = paper.kind
                AND rule.hs_prefix = ANY(code.beginnings)
            )
        ), '[]') AS papers,
        (
            SELECT coalesce(array_agg(DISTINCT lot.code), '{}')
            FROM catalog_lot AS lot JOIN catalog_stocklevel AS level ON level.lot_id = lot.id
            WHERE lot.variant_id = variant.id AND level.on_hand > level.reserved AND NOT level.is_quarantined
            AND (lot.best_before_date IS NULL
                OR lot.best_before_date >= (%(days)s::jsonb ->> listing.market)::date)
        ) AS lots,
        coalesce((
            SELECT jsonb_agg(jsonb_build_array(entry.valid_from, entry.valid_to))
            FROM catalog_positivelistentry AS entry WHERE entry.hs6 = tariff.hs6
        ), '[]') AS listed,
        EXISTS (SELECT FROM catalog_paperrule AS rule WHERE rule.market = listing.market) AS has_law
    FROM catalog_listing AS listing
    JOIN catalog_variant AS variant ON variant.id = listing.variant_id
    JOIN catalog_product AS product ON product.id = variant.product_id
    JOIN catalog_tariffcode AS tariff ON tariff.id = product.tariff_code_id
    -- Rules name two to six digits: an index finds them by each, and hundreds needn't be compared.
    CROSS JOIN LATERAL (
        SELECT array_agg(left(tariff.hs6, digits)) AS beginnings FROM generate_series(2, 6) AS digits
    ) AS code
    WHERE listing.id = ANY(%(ids)s::uuid[])
    ORDER BY listing.id
"""
_ON_SALE = frozenset({"live", "withheld"})
_MOST_READ = 1_024


class Judged(NamedTuple):
    """A listing, the status that it has, and what the gate says of it."""

    market: str
    status: str
    verdict: Verdict


def judged(
    *, listing_ids: Collection[UUID], at: datetime, lots: Mapping[UUID, Sequence[str]] | None = None
) -> dict[UUID, Judged]:
    """
    What the gate says of some listings at an instant, on the day of each one's market. One query.

    `lots` are the codes of those that count, by listing; without it those with free units do.
    """
    if not listing_ids:
        return {}
    days = {market: day_in(market, at) for market in MARKET_TIMEZONE}
    with prepared_cursor() as cursor:
        told = {market: day.isoformat() for market, day in days.items()}
        cursor.execute(_GOODS, {"ids": sorted(listing_ids), "days": json.dumps(told)})
        rows = cursor.fetchall()
    found = {}
    for pk, market, status, *facts in rows:
        goods = _goods(market, *facts)
        if lots is not None:
            goods = replace(goods, lots=lots[pk])
        found[pk] = Judged(market, status, judge(goods, on=days[market]))
    return found


def verdict_on(*, listing_id: UUID, at: datetime) -> Verdict:
    """What the gate says of one listing, which is there. One query."""
    return judged(listing_ids=[listing_id], at=at)[listing_id].verdict


def kept_off(
    *, listing_ids: Collection[UUID], at: datetime, but: Collection[str] = ()
) -> dict[UUID, list[Reason]]:
    """
    Why some listings can't be bought though their sellers offer them, be they withheld by now or not.

    Those that may be sold are left out, and those that were taken from sale by somebody. Codes in `but` are
    those that the caller judges by itself. One query.
    """
    found = judged(listing_ids=listing_ids, at=at)
    reasons = {
        pk: [reason for reason in each.verdict.reasons if reason.code not in but]
        for pk, each in found.items()
        if each.status in _ON_SALE
    }
    return {pk: some for pk, some in reasons.items() if some}


def day_in(market: str, at: datetime) -> date:
    """Which day it is where a market is."""
    return at.astimezone(ZoneInfo(MARKET_TIMEZONE[market])).date()


def _goods(  # noqa: PLR0917 a row's columns
    market: str,
    hs6: str,
    customs_code: str,
    registration_no: str,
    names: str,
    rules: str,
    papers: str,
    lots: list[str],
    listed: str,
    has_law: bool,
) -> Goods:
    return Goods(
        market=market,
        hs6=hs6,
        customs_code=customs_code,
        registration_no=registration_no,
        names=json.loads(names),
        rules=_rules(rules),
        papers=_papers(papers),
        lots=lots,
        listed=_spans(listed),
        has_law=has_law,
    )


# What was read once is the same for many goods, and for the same goods again.
@lru_cache(_MOST_READ)
def _rules(told: str) -> tuple[Rule, ...]:
    return tuple(Rule(kind, category, act, _span(*days)) for kind, category, act, *days in json.loads(told))


@lru_cache(_MOST_READ)
def _papers(told: str) -> tuple[Paper, ...]:
    return tuple(_paper(*each) for each in json.loads(told))


@lru_cache(_MOST_READ)
def _spans(told: str) -> tuple[Span, ...]:
    return tuple(_span(*days) for days in json.loads(told))


def _paper(  # noqa: PLR0917 a row's columns
    kind: str,
    number: str,
    status: Status,
    was_verified: bool,
    first: str,
    last: str | None,
    categories: list[str],
    lot: str,
) -> Paper:
    return Paper(kind, number, status, was_verified, _span(first, last), categories, lot)


def _span(first: str, last: str | None) -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last) if last else None)
