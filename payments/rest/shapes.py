"""Which shapes do the doors of money take and give?"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kit.money import CURRENCIES
from kit.paging import PageQuery
from kit.rest import In, MoneyField, TextField
from payments import lifecycle
from payments.models import DemoCharge, Refund
from payments.rest.requesting import RefundItemOut, item_view

# Which verb of a refund's door leads to which status.
VERBS = {
    "approve": "approved",
    "decline": "declined",
    "send": "in_transit",
    "finish": "done",
    "fail": "failed",
}


class ReceiptOut(serializers.Serializer[Any]):
    """Says that a notification is in our books, so that it needn't be sent again."""

    received = serializers.BooleanField()


class ChargeIn(In):
    """How the demo provider shall tell us of this payment."""

    behaviour = serializers.ChoiceField(
        choices=DemoCharge.Behaviour.choices, default=DemoCharge.Behaviour.PROMPT
    )


class ChargeOut(serializers.Serializer[DemoCharge]):
    """A charge on the demo provider's own page."""

    provider_ref = serializers.CharField()
    amount = MoneyField()
    behaviour = serializers.CharField(help_text="Empty until it is paid.")
    paid_at = serializers.DateTimeField(allow_null=True)
    notified_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.SerializerMethodField()

    def get_allowed_actions(self, charge: DemoCharge) -> list[str]:
        """It is paid once."""
        return [] if charge.paid_at else ["pay"]


class RateQuery(PageQuery):
    """One currency pair, one day, or all."""

    base = serializers.ChoiceField(choices=CURRENCIES, required=False)
    quote = serializers.ChoiceField(choices=CURRENCIES, required=False)
    date = serializers.DateField(required=False)


class RateOut(serializers.Serializer[Any]):
    """One unit of `base` was `rate` units of `quote` on `date`, a day of UTC."""

    date = serializers.DateField()
    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.DecimalField(max_digits=18, decimal_places=8)
    source = serializers.CharField()  # type: ignore[assignment]


class RefundQuery(PageQuery):
    """Refunds of one status, of one order, or all."""

    status = serializers.ChoiceField(choices=Refund.Status.choices, required=False)
    order_number = TextField(max_length=64, required=False)


class RefundReasonIn(In):
    """Why not."""

    reason = TextField(max_length=500, allow_blank=True, default="")


class RefundOut(serializers.Serializer[Refund]):
    """Money that is to go back for one order."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    status = serializers.CharField()
    amount = MoneyField()
    reason = serializers.CharField()
    order_number = serializers.CharField(source="part.order_reference")
    order_group_number = serializers.CharField(source="part.payment.reference")
    payment_id = serializers.UUIDField(source="part.payment_id")
    provider = serializers.CharField(source="part.payment.provider")
    requested_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)
    instead_of_id = serializers.UUIDField(
        allow_null=True, help_text="The refund that died before it, of which it is the next try."
    )
    again_id = serializers.UUIDField(
        source="again.pk", allow_null=True, default=None, help_text="The next try of one that died."
    )
    borne_by = serializers.CharField(help_text="shares, seller, carrier, customs or platform.")
    items = serializers.SerializerMethodField(help_text="By line; none where the order went back as a whole.")
    allowed_actions = serializers.SerializerMethodField()

    @extend_schema_field(RefundItemOut(many=True))
    def get_items(self, refund: Refund) -> list[dict[str, Any]]:
        """What goes back, line by line."""
        shown = RefundItemOut()
        return [shown.to_representation(item_view(item, refund.currency)) for item in refund.items.all()]

    def get_allowed_actions(self, refund: Refund) -> list[str]:
        """The verbs that its reader may call now; none of one that died and has a next try."""
        if refund.was_repeated:
            return []
        moves = lifecycle.REFUND.moves[refund.status]
        legal = [verb for verb, became in VERBS.items() if became in moves]
        # The door names its reader.
        if refund.requested_by_id is not None and refund.requested_by_id == self.context.get("person"):
            legal = [verb for verb in legal if verb != "approve"]
        return [*legal, "repeat"] if refund.is_dead else legal
