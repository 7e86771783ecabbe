"""What do staff see of coupons, and who lets the shop bear one?"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.desk import NOTHING, StaffAdmin, StaffInline, link, when
from accounts.sites import staff_site
from catalog.queries.asking_price import currency_of
from kit.clock import now
from kit.errors import Problem
from kit.money import BadMoney, Money
from kit.refusing import in_readers_words
from orders.models import Coupon, CouponUse
from orders.operations import couponing
from orders.policy import COUPON_KEEPERS, MARKET_TIMEZONE

if TYPE_CHECKING:
    _ModelForm = forms.ModelForm[Coupon]
else:
    _ModelForm = forms.ModelForm


class _SumField(forms.CharField):
    """An amount as people write it, such as 12.30, in the market's currency."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=20, widget=UnfoldAdminTextInputWidget(), **kwargs)


class CouponForm(_ModelForm):
    """A coupon of the shop's own; the operation judges it."""

    market = forms.ChoiceField(
        label=_("Market"),
        choices=[(each, each) for each in sorted(MARKET_TIMEZONE)],
        widget=UnfoldAdminSelectWidget(),
    )
    amount = _SumField(
        label=_("fixed sum"), help_text=_("In the market's currency, not beside a percentage.")
    )
    least_goods = _SumField(label=_("for goods of at least"), help_text=_("In the market's currency."))

    class Meta:
        model = Coupon
        fields: ClassVar[list[str]] = [
            *("code", "market", "percent", "amount", "least_goods", "most_uses", "most_uses_each"),
            *("ends_at", "categories"),
        ]

    def clean(self) -> dict[str, Any] | None:
        """Amounts become minor units of the market's currency."""
        said = super().clean() or {}
        for name in ("amount", "least_goods"):
            said[name] = self._minor(name, said.get(name, ""), said.get("market", ""))
        return said

    def _post_clean(self) -> None:
        # Where a model's own checks would run, the operation does, and makes the row.
        if self.errors:
            return
        said = self.cleaned_data
        try:
            with transaction.atomic():
                self.instance = couponing.create_coupon(
                    seller_id=None,
                    sandbox=False,
                    code=said["code"],
                    market=said["market"],
                    percent=said["percent"],
                    amount_minor=said["amount"],
                    least_goods_minor=said["least_goods"] or 0,
                    most_uses=said["most_uses"],
                    most_uses_each=said["most_uses_each"],
                    ends_at=said["ends_at"],
                    categories=said["categories"],
                    at=now(),
                )
        except Problem as problem:
            for each in problem.fields:
                name = each.pointer.split("/")[1]
                self.add_error(name if name in self.fields else None, each.message)
            if not problem.fields:
                self.add_error(None, in_readers_words(problem))

    def _minor(self, name: str, typed: str, market: str) -> int | None:
        if not typed or market not in MARKET_TIMEZONE:
            return None
        try:
            minor = Money.parse(typed, currency_of(market)).minor
        except BadMoney as error:
            self.add_error(name, str(error))
            return None
        if minor <= 0:
            self.add_error(name, _("It must be more than nothing."))
        return minor


class CouponUseInline(StaffInline):
    model = CouponUse
    fields = readonly_fields = ("checkout", "since", "given_back")
    show_change_link = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[CouponUse]:
        """With their checkouts."""
        rows: QuerySet[CouponUse] = super().get_queryset(request)
        return rows.select_related("group")

    @admin.display(description=_("Checkout"))
    def checkout(self, use: CouponUse) -> str:
        return link(use.group)

    @admin.display(description=_("Used"))
    def since(self, use: CouponUse) -> str:
        return when(use.created_at)

    @admin.display(description=_("Given back"))
    def given_back(self, use: CouponUse) -> str:
        return when(use.given_back_at)


@admin.register(Coupon, site=staff_site)
class CouponAdmin(StaffAdmin):
    """Codes by which goods cost less; those without a seller are the shop's to bear."""

    form = CouponForm
    test_rows = Q(sandbox=True)
    nothing = _("There is no coupon: sellers make theirs over REST, finance adds those that the shop bears.")
    list_display = (
        "code",
        "borne",
        "market",
        "takes_off",
        "least",
        "uses",
        "uses_in_all",
        "begins",
        "ends",
        "stopped",
    )
    list_filter = ("market", ("seller", AutocompleteSelectFilter), ("stopped_at", admin.EmptyFieldListFilter))
    search_fields = ("code", "seller__code")
    list_select_related = ("seller",)
    readonly_fields = (
        *(
            "borne",
            "takes_off",
            "least",
            "uses",
            "uses_in_all",
            "uses_each",
            "begins",
            "ends",
            "stopped",
            "for_goods",
        ),
    )
    inlines = (CouponUseInline,)
    actions = ("stop",)
    verbs: ClassVar[dict[str, Any]] = {"stop": COUPON_KEEPERS}

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Finance says what the shop bears."""
        return self.may(request, COUPON_KEEPERS)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is typed of a new one, what one says that is there: it never changes."""
        return tuple(CouponForm.Meta.fields) if obj is None else ("code", "market", *self.readonly_fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """All of one that is there."""
        return () if obj is None else ("code", "market", *self.readonly_fields)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """A new one was used by nobody."""
        return () if obj is None else super().get_inlines(request, obj)

    def save_model(self, request: HttpRequest, obj: Coupon, form: Any, change: bool) -> None:
        """The operation has written the row already."""

    @admin.action(description=_("Stop"))
    def stop(self, request: HttpRequest, queryset: QuerySet[Coupon]) -> None:
        self.perform(
            request,
            queryset,
            lambda coupon: couponing.stop_coupon(coupon=coupon, at=now()),
            done=pgettext_lazy("coupons", "stopped"),
        )

    def offers(self, verb: str, row: Any) -> bool:
        """A stopped one isn't stopped again."""
        return row.stopped_at is None

    @admin.display(description=_("Borne by"), ordering="seller__code")
    def borne(self, coupon: Coupon) -> str:
        return link(coupon.seller, coupon.seller.code) if coupon.seller else gettext("the shop")

    @admin.display(description=_("Takes off"))
    def takes_off(self, coupon: Coupon) -> str:
        if coupon.amount_minor is not None:
            return str(Money(coupon.amount_minor, coupon.currency))
        return f"{coupon.percent} %"

    @admin.display(description=_("For goods of at least"), ordering="least_goods_minor")
    def least(self, coupon: Coupon) -> str:
        return str(Money(coupon.least_goods_minor, coupon.currency))

    @admin.display(description=_("Used"), ordering="used")
    def uses(self, coupon: Coupon) -> int:
        return coupon.used

    @admin.display(description=_("Uses in all"), ordering="most_uses")
    def uses_in_all(self, coupon: Coupon) -> str:
        return NOTHING if coupon.most_uses is None else str(coupon.most_uses)

    @admin.display(description=_("Uses of each buyer"))
    def uses_each(self, coupon: Coupon) -> str:
        return NOTHING if coupon.most_uses_each is None else str(coupon.most_uses_each)

    @admin.display(description=_("For"))
    def for_goods(self, coupon: Coupon) -> str:
        return ", ".join([*map(str, coupon.listing_ids), *coupon.categories]) or gettext("all goods")

    @admin.display(description=_("From"), ordering="starts_at")
    def begins(self, coupon: Coupon) -> str:
        return when(coupon.starts_at)

    @admin.display(description=_("Until"), ordering="ends_at")
    def ends(self, coupon: Coupon) -> str:
        return when(coupon.ends_at)

    @admin.display(description=_("Stopped"), ordering="stopped_at")
    def stopped(self, coupon: Coupon) -> str:
        return when(coupon.stopped_at)
