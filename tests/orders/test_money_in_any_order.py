"""Does money add up whatever happens to an order, in whatever order it happens?"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import timedelta
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kit.actors import SYSTEM
from kit.errors import Problem
from kit.transactions import owns_transaction
from orders.models import Claim, Order
from orders.operations import answering, bringing_back, cancelling, completing, lessening, resolving
from orders.operations.bringing_back import Verdict
from orders.queries.invariants import INVARIANTS as OF_ORDERS
from payments.apportioning import COMPONENTS
from payments.models import Payment, Payout, Refund
from payments.operations import earning, paying_out, refunding
from payments.operations.parting import Wanted
from payments.queries.invariants import INVARIANTS as OF_MONEY
from shop.verification import broken_rows
from tests.conftest import Jobs
from tests.orders.claims import NOW, opened
from tests.orders.market import STAFF, Market
from tests.orders.riding import STAGES, hand_in, report
from tests.payments.books import bank_data, rate
from tests.payments.money import COLLEAGUE
from tests.stages import undone

# After the claim window, and after new bank data have rested.
LATER = NOW + timedelta(days=30)
prices = st.integers(min_value=7_01, max_value=99_99)
counts = st.integers(min_value=1, max_value=3)
lines = st.integers(min_value=0, max_value=1)
bearers = st.sampled_from(["shares", "seller", "carrier", "customs", "platform"])
liable = st.sampled_from(["seller", "carrier", "customs", "platform"])
places = st.integers(min_value=0, max_value=3)
DEAD = ("declined", "failed")
_SENT = (refunding.approve_refund, refunding.send_refund)
FATES: Mapping[str, Sequence[Callable[..., object]]] = {
    "done": (*_SENT, refunding.finish_refund),
    "declined": (refunding.decline_refund,),
    "failed": (*_SENT, refunding.fail_refund),
}
fates = st.sampled_from(sorted(FATES))


class Shop(RuleBasedStateMachine):
    """One paid order of two lines, with which everybody does what they like, or is refused it."""

    market: ClassVar[Market]
    jobs: ClassVar[Jobs]

    @initialize(
        price=st.integers(min_value=7_01, max_value=99_99), units=st.integers(min_value=2, max_value=4)
    )
    def buy(self, price: int, units: int) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(undone())
        seller = self.market.seller()
        flour = self.market.listing(seller, price_minor=price, gross_g=3_333)
        oats = self.market.listing(seller, "OATS", price_minor=9_99)
        self.order = self.market.buyer().buy_and_pay(self.jobs.drain, (flour, units), (oats, 3))
        bank_data(seller.organisation, at=NOW)
        rate(at=LATER)
        self.lines = list(self.order.lines.order_by("id"))
        self.is_delivered = False

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def attempt(self, verb: Callable[..., object], **facts: Any) -> None:
        """Do it, or have it refused with a reason."""
        facts = {"at": NOW, "by": STAFF, **facts}
        with suppress(Problem):
            owns_transaction(verb)(**facts)

    # ---- the order -------------------------------------------------------------------

    @rule(line=lines, count=counts, is_missing=st.booleans())
    def decline(self, line: int, count: int, is_missing: bool) -> None:
        units = {self.lines[line].pk: count}
        self.attempt(
            lessening.decline_lines, order=self.order, units=units, is_missing=is_missing, reason="none left"
        )

    @rule()
    def cancel(self) -> None:
        self.attempt(cancelling.cancel_order, order=self.order, reason="changed my mind")

    @precondition(lambda self: not self.is_delivered)
    @rule()
    def deliver(self) -> None:
        self.order.refresh_from_db()
        try:
            hand_in(self.order, NOW)
        except Problem:
            return
        for stage in STAGES:
            report(self.order, stage, NOW)
        self.is_delivered = True

    @rule()
    def complete(self) -> None:
        owns_transaction(completing.follow_shipments)(at=LATER, by=SYSTEM)

    # ---- money that goes back --------------------------------------------------------

    @rule(line=lines, count=counts, named=st.sets(st.sampled_from(COMPONENTS), min_size=1), borne_by=bearers)
    def refund(self, line: int, count: int, named: set[str], borne_by: str) -> None:
        wanted = [Wanted(self.lines[line].pk, count, sorted(named))]
        self.attempt(
            refunding.refund_parts,
            order_reference=self.order.number,
            wanted=wanted,
            borne_by=borne_by,
            reason="kindness",
        )

    @rule(minor=st.integers(min_value=1, max_value=50_00))
    def refund_a_sum(self, minor: int) -> None:
        self.attempt(
            refunding.request_refund,
            reference=self.order.group.number,
            order_reference=self.order.number,
            amount_minor=minor,
            reason="",
        )

    @rule(which=places, fate=fates)
    def answer_refund(self, which: int, fate: str) -> None:
        found = list(Refund.objects.filter(status="requested").order_by("id"))
        for refund in found[which : which + 1]:
            for verb in FATES[fate]:
                self.attempt(verb, refund_id=refund.pk, by=COLLEAGUE)

    @rule(which=places)
    def ask_again(self, which: int) -> None:
        found = list(Refund.objects.filter(status__in=DEAD).order_by("id"))
        for refund in found[which : which + 1]:
            self.attempt(refunding.refund_again, refund_id=refund.pk)

    @rule(which=places)
    def give_up(self, which: int) -> None:
        found = list(Refund.objects.filter(status="failed").order_by("id"))
        for refund in found[which : which + 1]:
            self.attempt(refunding.decline_refund, refund_id=refund.pk, reason="waived", by=COLLEAGUE)

    # ---- returns and claims ----------------------------------------------------------

    @rule(count=counts, kind=st.sampled_from(["return", "claim"]))
    def claim(self, count: int, kind: str) -> None:
        self.order.refresh_from_db()
        with suppress(Problem):
            opened(self.order, count, kind=kind)

    @rule(who=liable, came=st.integers(min_value=0, max_value=2), rejects=st.booleans())
    def decide(self, who: str, came: int, rejects: bool) -> None:
        claim = Claim.objects.filter(ended_at=None).order_by("id").first()
        if claim is None:
            return
        if claim.kind == "claim":
            self.attempt(answering.decline_claim, claim_id=claim.pk, reason="no")
        else:
            self.attempt(answering.approve_claim, claim_id=claim.pk)
            self.attempt(bringing_back.send_back, claim_id=claim.pk, sent_with="")
            self.attempt(bringing_back.receive_back, claim_id=claim.pk)
            verdicts = {each.line_id: Verdict(restock=min(came, each.quantity)) for each in claim.lines.all()}
            self.attempt(bringing_back.inspect, claim_id=claim.pk, verdicts=verdicts)
        self.settle(claim, who, rejects)

    @rule(which=lines, who=liable, rejects=st.booleans())
    def decide_anew(self, which: int, who: str, rejects: bool) -> None:
        for claim in Claim.objects.filter(status="resolved").order_by("id")[which : which + 1]:
            self.settle(claim, who, rejects)

    def settle(self, claim: Claim, who: str, rejects: bool) -> None:
        if rejects:
            self.attempt(resolving.reject_claim, claim_id=claim.pk, reason="no")
        else:
            self.attempt(resolving.refund_claim, claim_id=claim.pk, liability=who)

    # ---- what its seller gets --------------------------------------------------------

    @rule()
    def pay_out(self) -> None:
        for reference in earning.due_references(at=LATER):
            self.attempt(earning.release, reference=reference, at=LATER)
        for payout in Payout.objects.filter(status="accruing"):
            self.attempt(paying_out.schedule_payout, payout_id=payout.pk, at=LATER)

    # ---- what holds after each step --------------------------------------------------

    @invariant()
    def everything_adds_up(self) -> None:
        if not hasattr(self, "order"):
            return
        assert [each.name for each in (*OF_MONEY, *OF_ORDERS) if broken_rows(each)] == []
        captured = Payment.objects.get().amount_minor
        living = Refund.objects.exclude(status__in=DEAD)
        tried = [refund.first_try_id or refund.pk for refund in living]
        assert len(tried) == len(set(tried))
        gone = sum(living.values_list("amount_minor", flat=True))
        assert gone <= captured
        ended = Order.objects.filter(status__in=("declined", "cancelled")).exists()
        refused = Refund.objects.filter(status__in=DEAD).exists()
        assert not ended or refused or gone == captured


def test_money_adds_up_in_any_order(market: Market, jobs: Jobs) -> None:
    Shop.market, Shop.jobs = market, jobs
    run_state_machine_as_test(
        Shop,
        settings=settings(
            max_examples=8,
            stateful_step_count=8,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
