"""Which shapes do the doors of returns and claims take and give?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from kit.actors import Actor
from kit.errors import FieldProblem, Invalid
from kit.paging import PageQuery
from kit.rest import In, MoneyField, TextField, WholeField
from kit.uploads import UploadField
from orders.models import Claim
from orders.operations.bringing_back import Verdict
from orders.policy import LARGEST_ATTACHMENT_B, LONGEST_CLAIM_TEXT, MAX_CART_LINES
from orders.queries.claim_files import address_of
from orders.queries.claiming import actions_of

_MOST_UNITS = 10_000
_COLUMNS = (
    *("id", "version", "number", "order_id", "kind", "reason", "text", "status", "liability"),
    *("opened_at", "answer_by_at", "escalated_at", "send_by_at", "sent_with", "ended_at", "end_reason"),
)


class ClaimQuery(PageQuery):
    """Filters of a list of returns and claims."""

    kind = serializers.ChoiceField(choices=Claim.Kind.choices, required=False)
    status = serializers.ChoiceField(choices=Claim.Status.choices, required=False)
    order_number = TextField(max_length=64, required=False)


class ClaimedUnitsIn(In):
    """Units of one line."""

    line_id = serializers.UUIDField()
    quantity = WholeField(min_value=1, max_value=_MOST_UNITS)


class OpenClaimIn(In):
    """What is wrong with which units."""

    order_id = serializers.UUIDField()
    kind = serializers.ChoiceField(
        choices=Claim.Kind.choices, help_text="return: the goods go back. claim: they don't."
    )
    reason = serializers.ChoiceField(choices=Claim.Reason.choices)
    text = TextField(max_length=LONGEST_CLAIM_TEXT)
    lines = serializers.ListField(child=ClaimedUnitsIn(), min_length=1, max_length=MAX_CART_LINES)


class ClaimReasonIn(In):
    """Why not."""

    reason = TextField(max_length=200)


class SendBackIn(In):
    """With whom the goods travel."""

    sent_with = TextField(max_length=120, help_text="Carrier and number.")


class VerdictIn(In):
    """What becomes of the units of one line; the others didn't come."""

    line_id = serializers.UUIDField()
    restock_units = WholeField(min_value=0, max_value=_MOST_UNITS, default=0)
    quarantine_units = WholeField(min_value=0, max_value=_MOST_UNITS, default=0)
    destroy_units = WholeField(min_value=0, max_value=_MOST_UNITS, default=0)


class InspectIn(In):
    """Every line of the return."""

    lines = serializers.ListField(child=VerdictIn(), min_length=1, max_length=MAX_CART_LINES)


class ClaimSumIn(In):
    """What of the goods of one line goes back."""

    line_id = serializers.UUIDField()
    goods = MoneyField(allow_zero=False)


class ClaimRefundIn(In):
    """Who is liable; sums only where less than all of it goes back."""

    liability = serializers.ChoiceField(choices=("seller", "carrier", "customs", "platform"))
    reason = TextField(max_length=200, allow_blank=True, default="")
    lines = serializers.ListField(child=ClaimSumIn(), min_length=1, max_length=MAX_CART_LINES, required=False)


class MessageIn(In):
    """Some words."""

    text = TextField(max_length=LONGEST_CLAIM_TEXT)
    is_internal = serializers.BooleanField(default=False, help_text="For staff alone, by staff alone.")


class ClaimPhotoIn(In):
    """A file on its way in."""

    file = UploadField(most_bytes=LARGEST_ATTACHMENT_B, help_text="JPEG, PNG, WebP or PDF of at most 10 MB.")


class ClaimLineOut(serializers.Serializer[Any]):
    """Units of one line, and what became of those that came back."""

    line_id = serializers.UUIDField()
    sku = serializers.CharField()
    names = serializers.DictField(child=serializers.CharField())
    quantity = serializers.IntegerField()
    restock_units = serializers.IntegerField()
    quarantine_units = serializers.IntegerField()
    destroy_units = serializers.IntegerField()


class ClaimMessageOut(serializers.Serializer[Any]):
    """What one side wrote."""

    side = serializers.CharField(help_text="buyer, seller or staff.")
    text = serializers.CharField()
    is_internal = serializers.BooleanField()
    written_at = serializers.DateTimeField()


class ClaimPhotoOut(serializers.Serializer[Any]):
    """A file that one side sent."""

    id = serializers.UUIDField()
    side = serializers.CharField()
    kind = serializers.CharField(help_text="photo or pdf.")
    name = serializers.CharField()
    size_b = serializers.IntegerField(help_text="Bytes.")
    url = serializers.URLField(help_text="Hands the file out for an hour or two; ask again after that.")


class ClaimRefundOut(serializers.Serializer[Any]):
    """What goes back by a decision: the last try of it, which may have failed or been declined, too."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    amount = MoneyField()
    requested_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True)


class _ClaimShape(serializers.Serializer[Any]):
    """What a list and the claim itself show."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField()
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    kind = serializers.CharField()
    reason = serializers.CharField()
    text = serializers.CharField()
    status = serializers.CharField()
    liability = serializers.CharField(help_text="Empty until it is decided.")
    refund_id = serializers.UUIDField(allow_null=True, help_text="Of the last try.")
    refund = ClaimRefundOut(allow_null=True)
    opened_at = serializers.DateTimeField()
    answer_by_at = serializers.DateTimeField(help_text="Until then its seller answers, after that staff.")
    escalated_at = serializers.DateTimeField(allow_null=True, help_text="From when on staff answer.")
    send_by_at = serializers.DateTimeField(allow_null=True)
    sent_with = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField()
    lines = ClaimLineOut(many=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class ListedClaimOut(_ClaimShape):
    """A return or claim in a list: of messages and files only how many its reader may see."""

    message_count = serializers.IntegerField()
    last_message_at = serializers.DateTimeField(allow_null=True)
    photo_count = serializers.IntegerField()


class ClaimOut(_ClaimShape):
    """A return or claim, as one of its sides sees it."""

    messages = ClaimMessageOut(many=True)
    photos = ClaimPhotoOut(many=True)


def listed_view(claim: Claim, actor: Actor) -> dict[str, Any]:
    """What `ListedClaimOut` shows of one to somebody who may see it."""
    counts = ("message_count", "last_message_at", "photo_count")
    return {**_view(claim, actor), **{name: getattr(claim, name) for name in counts}}


def claim_view(claim: Claim, actor: Actor, *, at: datetime) -> dict[str, Any]:
    """What `ClaimOut` shows of one to somebody who may see it."""
    return {
        **_view(claim, actor),
        "messages": claim.messages.all(),
        "photos": [
            {
                **{name: getattr(each, name) for name in ("id", "side", "kind", "name", "size_b")},
                "url": address_of(each, at=at),
            }
            for each in claim.photos.all()
        ],
    }


def _view(claim: Claim, actor: Actor) -> dict[str, Any]:
    last = claim.refund.last_try if claim.refund else None
    return {
        **{name: getattr(claim, name) for name in _COLUMNS},
        "refund_id": last.pk if last else None,
        "refund": last,
        "order_number": claim.order.number,
        "lines": [
            {
                **{
                    name: getattr(each, name)
                    for name in ("line_id", "quantity", "restock_units", "quarantine_units", "destroy_units")
                },
                "sku": each.line.sku,
                "names": each.line.names,
            }
            for each in claim.lines.all()
        ],
        "allowed_actions": actions_of(claim, actor),
    }


def units_of(lines: Sequence[Mapping[str, Any]]) -> dict[UUID, int]:
    """Units by line; a line named twice counts together."""
    units: Counter[UUID] = Counter()
    for line in lines:
        units[line["line_id"]] += line["quantity"]
    return units


def verdicts_of(lines: Sequence[Mapping[str, Any]]) -> dict[UUID, Verdict]:
    """
    What becomes of each line.

    :raises Invalid: if a line is named twice.
    """
    found: dict[UUID, Verdict] = {}
    for at, line in enumerate(lines):
        if line["line_id"] in found:
            raise _invalid(f"/lines/{at}/line_id", "this line is named twice")
        found[line["line_id"]] = Verdict(
            line["restock_units"], line["quarantine_units"], line["destroy_units"]
        )
    return found


def sums_of(lines: Sequence[Mapping[str, Any]] | None, *, currency: str) -> dict[UUID, int] | None:
    """
    Sums by line in minor units; None where all goes back.

    :raises Invalid: if one is in another currency than was paid, or a line is named twice.
    """
    if lines is None:
        return None
    sums: dict[UUID, int] = {}
    for at, line in enumerate(lines):
        if line["goods"].currency != currency:
            raise _invalid(f"/lines/{at}/goods", f"the order was paid in {currency}")
        if line["line_id"] in sums:
            raise _invalid(f"/lines/{at}/line_id", "this line is named twice")
        sums[line["line_id"]] = line["goods"].minor
    return sums


def _invalid(pointer: str, message: str) -> Invalid:
    return Invalid(message, fields=[FieldProblem(pointer, "field.invalid", message)])
