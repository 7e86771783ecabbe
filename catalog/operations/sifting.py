"""What would each row of a seller's file make or change, and what of it can't be?"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.import_facts import (
    Told,
    moved_by,
    price_told,
    product_told,
    refused,
    variant_told,
)
from catalog.models import ImportJob, ImportKey, ImportRow, Listing, Product, StockLevel, Variant
from catalog.neutral import Fault, NeutralRow
from catalog.neutral_json import row_as_json, row_of
from catalog.operations.describing import change_product, change_variant
from catalog.operations.matching import Lawbook, There, there_for
from catalog.operations.pricing import Asked, PriceList, price_problems
from catalog.operations.sketching import OF_VARIANTS, filled, new_product, new_variant
from catalog.policy import LARGE_MOVE_PERCENT, MAX_UNITS_PER_MOVE
from kit.actors import Actor
from kit.database import new_row
from kit.errors import Problem
from kit.money import Money
from kit.transactions import inside_transaction

Verdict = ImportRow.Verdict
# Columns of words, which nobody judges and nothing depends on; the rest changes by the verbs that check it.
WORDS = frozenset({"names", "descriptions", "brand_id"})


@dataclass(slots=True)
class Plan:
    """
    What becomes of one row.

    `product` and `variant` are those that it speaks of, new ones not yet saved; `was` and `became` are the
    columns that differ, by `product` or `variant`, `written` are those of the two that a verb has changed
    already, `made` what is new. A `listing` that is new isn't saved either. `pauses` are
    listings to be taken off sale.
    """

    row: ImportRow
    said: NeutralRow
    verdict: str = Verdict.UNCHANGED
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    product: Product | None = None
    variant: Variant | None = None
    was: dict[str, dict[str, Any]] = field(default_factory=dict)
    became: dict[str, dict[str, Any]] = field(default_factory=dict)
    listing: Listing | None = None
    price: Money | None = None
    price_was: int | None = None
    level: StockLevel | None = None
    units: int = 0
    pauses: list[Listing] = field(default_factory=list)
    keys: list[ImportKey] = field(default_factory=list)
    made: set[str] = field(default_factory=set)
    written: set[str] = field(default_factory=set)


class Sieve:
    """Plans the rows of one chunk, each by what those before it leave."""

    def __init__(
        self, job: ImportJob, book: Lawbook, there: There, *, is_dry: bool, at: datetime, by: Actor
    ) -> None:
        self.job, self.book, self.there, self.known = job, book, there, book.known
        self.is_dry, self.at, self.by = is_dry, at, by

    def plan(self, row: ImportRow, said: NeutralRow) -> Plan:
        """What becomes of a row, by what it says; of a faulty one nothing."""
        plan = Plan(row, said, faults=list(said.faults), notes=list(said.notes))
        if not said.product_key and not plan.faults:
            plan.faults.append(Fault("product_key", "import.required"))
        if not plan.faults:
            self._find(plan)
            if said.is_withdrawn:
                self._withdraw(plan)
            else:
                self._describe(plan)
        if not plan.faults and plan.became:
            self._judge(plan)
        if plan.faults:
            return Plan(row, said, Verdict.FAULTY, plan.faults, plan.notes)
        changes = plan.became or plan.price or plan.units or plan.made
        if plan.verdict == Verdict.UNCHANGED and changes:
            plan.verdict = Verdict.CHANGED
        self._keep(plan)
        return plan

    def _find(self, plan: Plan) -> None:
        said, there = plan.said, self.there
        if key := there.variant_keys.get(said.variant_key):
            plan.variant = there.variants[key.variant_id] if key.variant_id else None
        elif said.variant_key:
            plan.variant = there.variant_by_sku(said)
        if plan.variant is not None:
            plan.product = there.products[plan.variant.product_id]
            if there.taken.get(plan.variant.pk, said.variant_key) != said.variant_key:
                plan.faults.append(Fault("sku", "import.sku_taken", {"found": said.sku or ""}))
            return
        if whole := there.product_keys.get(said.product_key):
            plan.product = there.products[whole.product_id]
        else:
            plan.product = there.product_by_sku(said) or there.by_code.get(said.product_key)
        if plan.product is not None and not said.variant_key:
            siblings = there.of_product.get(plan.product.pk, [])
            plan.variant = siblings[0] if len(siblings) == 1 else None

    def _withdraw(self, plan: Plan) -> None:
        if plan.product is None:
            return
        named = [plan.variant] if plan.said.variant_key else self.there.of_product.get(plan.product.pk, [])
        listings = [self.there.listings.get(variant.pk) for variant in named if variant is not None]
        offered = (Listing.Status.LIVE, Listing.Status.WITHHELD)
        plan.pauses = [each for each in listings if each is not None and each.status in offered]
        if plan.pauses:
            plan.verdict = Verdict.WITHDRAWN

    def _describe(self, plan: Plan) -> None:
        told = product_told(plan.said, self.known)
        if plan.product is None:
            plan.product = new_product(plan.said, told, book=self.book, at=self.at)
            if plan.product is not None:
                plan.verdict = Verdict.NEW
                plan.made.add("product")
        else:
            self._changed(plan, "product", plan.product, told)
        plan.faults += told.faults
        plan.notes += told.notes
        if plan.product is None or plan.faults:
            return
        if not plan.said.variant_key:
            self._remember_whole(plan)
            if plan.variant is None:
                return
        self._describe_variant(plan, plan.product)
        if plan.variant is not None and not plan.faults:
            self._offer(plan, plan.variant)
            self._count(plan, plan.variant)

    def _describe_variant(self, plan: Plan, product: Product) -> None:
        said = plan.said
        if plan.variant is None:
            # What a file told of the product as a whole holds where it says nothing of the variant.
            whole = self.there.product_keys.get(said.product_key)
            article = self.there.article(said)
            sku = "" if article in self.there.by_sku else article
            said = filled(said, {**whole.said, "sku": sku} if whole else {})
            told = variant_told(said, self.known)
            plan.variant = new_variant(said, told, product=product, book=self.book, at=self.at)
            if plan.variant is not None:
                plan.verdict = Verdict.NEW
                plan.made.add("variant")
                if plan.variant.sku in self.there.by_sku:
                    told.faults.append(Fault("sku", "import.sku_taken", {"found": plan.variant.sku}))
        else:
            told = variant_told(said, self.known)
            self._changed(plan, "variant", plan.variant, told)
        plan.faults += told.faults
        plan.notes += told.notes

    def _changed(self, plan: Plan, of: str, goods: Product | Variant, told: Told) -> None:
        """What differs from what is there, or will be once the rows before are written."""
        there, columns = self.there, dict(told.columns)
        for name in ("names", "descriptions"):
            if name in columns:
                columns[name] = {**there.value(goods, name), **columns[name]}
        if told.attributes:
            columns["attributes"] = {**there.value(goods, "attributes"), **told.attributes}
        differing = {name: value for name, value in columns.items() if there.value(goods, name) != value}
        if differing and not told.faults:
            plan.was[of] = {name: there.value(goods, name) for name in differing}
            plan.became[of] = differing

    def _offer(self, plan: Plan, variant: Variant) -> None:
        """A listing on the other side of the border, a draft at first, and what one unit costs there."""
        price = price_told(plan.said, self.known, plan.faults)
        if plan.faults:
            return
        listing = self.there.listings.get(variant.pk)
        if listing is None and (price is not None or "variant" in plan.made):
            listing = new_row(Listing, variant=variant, market=self.there.market, created_at=self.at)
            plan.made.add("listing")
        plan.listing = listing
        if listing is None or price is None:
            return
        prices = self.there.prices.get(listing.pk, {})
        if problems := price_problems(listing, PriceList(price), prices):
            plan.faults.append(Fault("price", "import.refused", {"why": problems[0].message}))
            return
        was = prices[1].amount_minor if 1 in prices else None
        if was == price.minor:
            return
        plan.price, plan.price_was = price, was
        if was is not None and (percent := moved_by(was, price.minor)) > LARGE_MOVE_PERCENT:
            facts: dict[str, str | int] = {"becomes": price.amount, "percent": percent}
            facts["was"] = Money(was, price.currency).amount
            plan.notes.append(Fault("price", "import.price_moves_far", facts))

    def _count(self, plan: Plan, variant: Variant) -> None:
        """The difference to what is there, booked on the only lot: of several nobody knows which it is."""
        told = plan.said.stock.units if plan.said.stock else None
        if told is None:
            return
        levels, lots = self.there.levels.get(variant.pk, []), self.there.lots.get(variant.pk, 0)
        units = told - sum(level.on_hand for level in levels)
        if units == 0:
            return
        facts = {"told": told, "there": told - units}
        if told < 0 or abs(units) > MAX_UNITS_PER_MOVE:
            most = MAX_UNITS_PER_MOVE
            plan.faults.append(Fault("stock", "import.out_of_range", {"least": 0, "most": most}))
        elif variant.pk in self.there.moving:
            # Whether the file counts them nobody knows: booked now, they would arrive a second time.
            plan.notes.append(Fault("stock", "import.on_its_way", facts))
        elif lots != 1 or len(levels) != 1:
            code = "no_lot" if not lots else "several_lots" if lots > 1 or len(levels) > 1 else "lot_nowhere"
            plan.notes.append(Fault("stock", f"import.{code}", facts))
        elif levels[0].is_quarantined and units > 0:
            plan.notes.append(Fault("stock", "import.lot_in_quarantine", facts))
        elif told < levels[0].reserved:
            facts["reserved"] = levels[0].reserved
            plan.notes.append(Fault("stock", "import.stock_is_reserved", facts))
        else:
            plan.level, plan.units = levels[0], units

    def _remember_whole(self, plan: Plan) -> None:
        """Facts of variants that are told of the product hold of those that come later."""
        assert plan.product is not None
        kept = row_as_json(plan.said)
        said = {name: kept[name] for name in OF_VARIANTS if name in kept}
        key = self.there.product_keys.get(plan.said.product_key)
        if key is None:
            key = new_row(
                ImportKey,
                seller=self.book.seller,
                product_key=plan.said.product_key,
                product=plan.product,
                format=self.job.key_format,
            )
        if key._state.adding or {**key.said, **said} != key.said:  # noqa: SLF001 it says who is saved
            fresh = copy(key)
            fresh.said = {**key.said, **said}
            plan.keys.append(fresh)

    def _judge(self, plan: Plan) -> None:
        """Change by the verbs what isn't words; what they refuse is a fault of the row, and nothing stays."""
        slow = [
            (of, goods)
            for of, goods in (("product", plan.product), ("variant", plan.variant))
            if goods is not None and not goods._state.adding and not plan.became.get(of, {}).keys() <= WORDS  # noqa: SLF001
        ]
        if not slow:
            return
        changed = []
        try:
            with transaction.atomic():
                for of, goods in slow:
                    waiting = self.there.pending.get(goods.pk, {})
                    changed.append((of, goods, self._change(copy(goods), {**waiting, **plan.became[of]})))
                if self.is_dry:
                    transaction.set_rollback(True)
        except Problem as problem:
            plan.faults += [refused(each) for each in problem.fields] or [
                Fault("", "import.refused", {"why": problem.detail})
            ]
            return
        for of, goods, fresh in changed:
            if fresh.version == goods.version:
                # It waits for staff already, as it was sent before.
                del plan.was[of], plan.became[of]
            else:
                self._replace(plan, of, goods, fresh)

    def _change(self, goods: Product | Variant, columns: dict[str, Any]) -> Product | Variant:
        if isinstance(goods, Product):
            return change_product(product=goods, facts=columns, at=self.at, by=self.by)
        return change_variant(variant=goods, facts=columns, at=self.at, by=self.by)

    def _replace(self, plan: Plan, of: str, goods: Product | Variant, fresh: Product | Variant) -> None:
        """Let later rows see goods as they are now."""
        there = self.there
        there.pending.pop(goods.pk, None)
        plan.written.add(of)
        if isinstance(fresh, Product):
            plan.product = fresh
            there.add_product(fresh)
            for variant in there.of_product.get(fresh.pk, []):
                variant.product = fresh
        else:
            plan.variant = fresh
            siblings = there.of_product[fresh.product_id]
            siblings[:] = [each for each in siblings if each.pk != fresh.pk]
            there.add_variant(fresh)
            if (listing := there.listings.get(fresh.pk)) is not None:
                listing.variant = fresh

    def _keep(self, plan: Plan) -> None:
        """Let later rows see what this one leaves."""
        there, said = self.there, plan.said
        for listing in plan.pauses:
            there.listings.pop(listing.variant_id, None)
        if plan.product is None or said.is_withdrawn:
            return
        for of, goods in (("product", plan.product), ("variant", plan.variant)):
            if goods is None or of in plan.written or of not in plan.became:
                continue
            if goods._state.adding:  # noqa: SLF001 it says who is saved
                for name, value in plan.became[of].items():
                    setattr(goods, name, value)
            else:
                there.pending[goods.pk] |= plan.became[of]
        if "product" in plan.made:
            there.add_product(plan.product)
        for key in plan.keys:
            there.product_keys[key.product_key] = key
            there.named.add(key.product_id)
        if plan.variant is not None:
            self._keep_variant(plan, plan.product, plan.variant)

    def _keep_variant(self, plan: Plan, product: Product, variant: Variant) -> None:
        there, said = self.there, plan.said
        if "variant" in plan.made:
            there.add_variant(variant)
        if said.variant_key and said.variant_key not in there.variant_keys:
            key = new_row(
                ImportKey,
                seller=self.book.seller,
                product_key=said.product_key,
                variant_key=said.variant_key,
                product=product,
                variant=variant,
                format=self.job.key_format,
            )
            there.variant_keys[said.variant_key] = key
            there.taken[variant.pk] = said.variant_key
            plan.keys.append(key)
        if plan.listing is not None:
            there.listings[variant.pk] = plan.listing
            if plan.price is not None:
                prices = dict(there.prices.get(plan.listing.pk, {}))
                prices[1] = Asked(plan.price.minor)
                there.prices[plan.listing.pk] = prices
        if plan.level is not None:
            plan.level.on_hand += plan.units


@inside_transaction
def plan_rows(
    rows: Sequence[ImportRow],
    *,
    before: Sequence[ImportRow] = (),
    job: ImportJob,
    book: Lawbook,
    is_dry: bool,
    at: datetime,
    by: Actor,
) -> tuple[list[Plan], There]:
    """
    What becomes of each of some rows, in their order.

    What isn't words of goods that are there is changed here, by the verbs that check it; in a dry run
    nothing stays of that. `before` are rows whose effects a dry run has to suppose. Returned with what is
    there, whose `pending` columns wait to be written.
    """
    said = [row_of(row.said) for row in (*before, *rows)]
    book.prepare(said)
    there = there_for(said, job=job, book=book, lock=not is_dry)
    sieve = Sieve(job, book, there, is_dry=is_dry, at=at, by=by)
    plans = [sieve.plan(row, each) for row, each in zip((*before, *rows), said, strict=True)]
    return plans[len(before) :], there
